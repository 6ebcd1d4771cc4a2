//! ICMP against the kernel of this computer, which answers for all of 127.0.0.0/8.

use std::process::Command;

use probe::{Failure, FailureKind, Question};
use serde_json::json;

use crate::support::{BRIEF, PATIENT, failure, measurements, number, prober, question, skip};

fn ping(address: &str) -> Question {
    question(json!({"kind": "icmp", "address": address}))
}

/// Whether this computer lets us ping at all; says so when not.
fn allowed(result: &Result<Vec<probe::Measurement>, Failure>) -> bool {
    match result {
        Err(failure) if failure.kind == FailureKind::Local => {
            skip(&failure.detail_en);
            false
        }
        _ => true,
    }
}

#[tokio::test]
async fn every_address_of_this_computer_answers() {
    let outcome = prober().ask(&ping("127.0.0.53"), PATIENT).await;
    if !allowed(&outcome.result) {
        return;
    }
    let found = measurements(outcome);
    assert_eq!(number(&found, "loss"), 0.0);
    let (least, mean, most) = (number(&found, "round_trip_min"), number(&found, "round_trip"), number(&found, "round_trip_max"));
    assert!(0.0 < least && least <= mean && mean <= most, "{found:?}");
}

#[tokio::test]
async fn a_thousand_devices_share_one_socket() {
    let prober = prober();
    if !allowed(&prober.ask(&ping("127.0.0.1"), PATIENT).await.result) {
        return;
    }
    let open_files = || std::fs::read_dir("/proc/self/fd").map(Iterator::count).ok();
    let before = open_files();
    let asked: Vec<_> = (0..1000)
        .map(|n| {
            let (prober, json) =
                (prober.clone(), json!({"kind": "icmp", "address": format!("127.1.{}.{}", n / 250, n % 250 + 1), "packets": 2}));
            tokio::spawn(async move { prober.ask(&question(json), PATIENT).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(open_files(), before, "no file is opened for a device");
    for outcome in asked {
        assert_eq!(number(&measurements(outcome.await.unwrap()), "loss"), 0.0);
    }
}

#[test]
fn a_prober_outlives_the_runtime_that_opened_its_socket() {
    let prober = prober();
    for round in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(prober.ask(&ping("127.0.0.1"), PATIENT));
        if round == 0 && !allowed(&outcome.result) {
            return;
        }
        assert_eq!(number(&measurements(outcome), "loss"), 0.0);
    }
}

#[tokio::test]
async fn large_and_small_packets_come_back() {
    for payload in [8, 1400] {
        let outcome =
            prober().ask(&question(json!({"kind": "icmp", "address": "127.0.0.1", "payload_bytes": payload, "packets": 1})), PATIENT).await;
        if allowed(&outcome.result) {
            assert_eq!(number(&measurements(outcome), "loss"), 0.0);
        }
    }
}

/// Set for the run inside, so that nobody runs those tests by hand in a network where they would ask strangers.
const INSIDE: &str = "AFTERCARE_TEST_INSIDE";

/// Runs this very binary again in a network of its own, in which the given commands were run first.
fn elsewhere(setup: &str, test: &str) {
    let binary = std::env::current_exe().unwrap();
    let script = format!("{setup} && exec \"$0\" --exact {test} --ignored --nocapture");
    let output = Command::new("unshare").args(["--net", "--", "sh", "-c", &script]).arg(binary).env(INSIDE, "1").output();
    match output {
        Ok(output) if output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(said.contains("1 passed"), "{test} did not run: {said}");
        }
        Ok(output) => {
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(!said.contains("panicked at"), "{said}");
            skip(&format!("a network of its own for {test}: {}", said.trim()));
        }
        Err(error) => skip(&format!("a network of its own for {test}: unshare: {error}")),
    }
}

const LOOPBACK: &str = "ip link set lo up";

#[test]
fn an_unprivileged_program_pings_where_the_kernel_lets_it() {
    elsewhere(
        &format!("{LOOPBACK} && echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range && setpriv --version >/dev/null"),
        "icmp::inside::pings_without_any_capability",
    );
}

#[test]
fn a_device_whose_last_router_does_not_find_it_is_unreachable() {
    // A wire of two ends inside the test's own network: nobody answers ARP for 10.99.0.2, so the router in front of it, the kernel, says so.
    elsewhere(
        &format!(
            "{LOOPBACK} && ip link add near type veth peer name far && ip addr add 10.99.0.1/24 dev near && ip link set near up && ip link set far up
             echo 1 > /proc/sys/net/ipv4/neigh/near/mcast_solicit && echo 20 > /proc/sys/net/ipv4/neigh/near/retrans_time_ms"
        ),
        "icmp::inside::is_not_found",
    );
}

#[test]
fn a_computer_without_a_network_blames_no_device() {
    elsewhere(LOOPBACK, "icmp::inside::has_no_network");
}

#[test]
fn a_computer_whose_gateway_fell_silent_blames_no_device() {
    // The gateway is the far end of a wire, in a network of its own; behind it there is nobody, so every device is silent.
    elsewhere(
        &format!(
            "{LOOPBACK} && ip link add near type veth peer name far && ip addr add 10.99.0.2/24 dev near && ip link set near up
             unshare --net sleep 60 & GATEWAY=$!
             sleep 0.3 && ip link set far netns $GATEWAY
             nsenter --net=/proc/$GATEWAY/ns/net sh -c 'ip addr add 10.99.0.1/24 dev far && ip link set far up'
             ip route add default via 10.99.0.1 && export GATEWAY && true"
        ),
        "icmp::inside::is_cut_off",
    );
}

#[test]
fn a_silent_device_times_out() {
    elsewhere(&format!("{LOOPBACK} && echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all"), "icmp::inside::nobody_answers");
}

#[test]
fn a_program_that_may_not_ping_says_so_and_blames_no_device() {
    elsewhere(&format!("{LOOPBACK} && echo '1 0' > /proc/sys/net/ipv4/ping_group_range"), "icmp::inside::may_not_ping");
}

#[test]
fn what_is_lost_is_counted_and_what_comes_twice_is_not() {
    // To one address the kernel sends every request twice; of the replies of another it drops every fourth: exactly a quarter is lost.
    elsewhere(
        &format!(
            "{LOOPBACK} && nft add table ip t && nft add chain ip t out '{{ type filter hook output priority 0; }}'
             nft add chain ip t in '{{ type filter hook input priority 0; }}' &&
             nft add rule ip t out ip daddr 127.0.0.8 icmp type echo-request dup to 127.0.0.8 &&
             nft add rule ip t in ip saddr 127.0.0.9 icmp type echo-reply numgen inc mod 4 0 drop"
        ),
        "icmp::inside::loses_a_quarter",
    );
}

fn failure_of(result: Result<Vec<probe::Measurement>, Failure>) -> Failure {
    result.unwrap_err()
}

/// Run by the tests above, each in a network of its own.
mod inside {
    use super::*;

    fn inside() -> bool {
        std::env::var_os(INSIDE).is_some()
    }

    /// Runs this test once more as nobody; true in the run that is nobody.
    fn as_nobody(test: &str) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        if status.contains("CapEff:\t0000000000000000") {
            return true;
        }
        // The target folder may be closed to others, so nobody is given a copy.
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("probe-test");
        std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let output = Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--"])
            .arg(copy)
            .args(["--exact", test, "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        false
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn is_cut_off() {
        if !inside() {
            return;
        }
        let gateway = std::env::var_os("GATEWAY").unwrap().into_string().unwrap();
        let prober = prober();
        let ask = async || failure_of(prober.ask(&ping("10.77.0.7"), BRIEF).await.result);
        let alone = ask().await;
        assert_eq!(alone.kind, FailureKind::Timeout, "the gateway answers, so it is the device that does not: {alone}");
        let silence = "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all";
        let net = format!("--net=/proc/{gateway}/ns/net");
        assert!(Command::new("nsenter").args([&net, "sh", "-c", silence]).status().unwrap().success());
        let cut_off = ask().await;
        assert!(Command::new("kill").arg(&gateway).status().unwrap().success());
        assert_eq!(cut_off.kind, FailureKind::Local, "{cut_off}");
        assert!(cut_off.detail_en.contains("own gateway 10.99.0.1 does not answer"), "{cut_off}");
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn pings_without_any_capability() {
        if inside() && as_nobody("icmp::inside::pings_without_any_capability") {
            let found = measurements(prober().ask(&ping("127.0.0.7"), PATIENT).await);
            assert_eq!(number(&found, "loss"), 0.0);
        }
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn may_not_ping() {
        if inside() && as_nobody("icmp::inside::may_not_ping") {
            let failed = failure(prober().ask(&ping("127.0.0.7"), PATIENT).await, FailureKind::Local);
            assert!(failed.detail_en.contains("ping_group_range"), "{failed}");
        }
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn is_not_found() {
        if !inside() {
            return;
        }
        let failed = failure(prober().ask(&ping("10.99.0.2"), PATIENT).await, FailureKind::Unreachable);
        assert!(failed.detail_en.contains("10.99.0.1 reports that 10.99.0.2 cannot be reached"), "{failed}");
        // TCP is told the same by the kernel.
        failure(
            prober().ask(&question(json!({"kind": "tcp", "address": "10.99.0.2", "port": 80})), PATIENT).await,
            FailureKind::Unreachable,
        );
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn has_no_network() {
        if !inside() {
            return;
        }
        for kind in ["icmp", "http", "rtsp"] {
            let failed = failure(prober().ask(&question(json!({"kind": kind, "address": "10.0.0.1"})), PATIENT).await, FailureKind::Local);
            assert!(failed.detail_en.contains("no route"), "{failed}");
        }
        let snmp = json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "public"}});
        failure(prober().ask(&question(snmp), PATIENT).await, FailureKind::Local);
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn loses_a_quarter() {
        if !inside() {
            return;
        }
        let eight = |address: &str| question(json!({"kind": "icmp", "address": address, "packets": 8}));
        let lost = measurements(prober().ask(&eight("127.0.0.9"), BRIEF * 4).await);
        assert_eq!(number(&lost, "loss"), 0.25, "{lost:?}");
        let twice = measurements(prober().ask(&eight("127.0.0.8"), PATIENT).await);
        assert_eq!(number(&twice, "loss"), 0.0, "{twice:?}");
    }

    #[tokio::test]
    #[ignore = "run by its sibling in a network of its own"]
    async fn nobody_answers() {
        if !inside() {
            return;
        }
        let failed = failure(prober().ask(&ping("127.0.0.7"), BRIEF).await, FailureKind::Timeout);
        assert!(failed.detail_en.contains("0.4 s"), "{failed}");
    }
}
