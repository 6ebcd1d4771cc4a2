//! Which checks devices get, and what is refused.

use archive::model::{DeviceKind, Secret, SnmpAccess, SnmpVersion};
use archive::{DeviceId, SiteId};
use base::{CustomerId, Language, Timestamp};

use super::*;

fn device(kind: DeviceKind) -> Device {
    Device {
        id: DeviceId(1),
        customer_id: CustomerId(1),
        site_id: SiteId(1),
        name: "d".into(),
        kind,
        vendor: None,
        model: None,
        serial: None,
        address: Some("127.0.0.9".into()),
        parent_id: None,
        snmp: None,
        http_port: None,
        rtsp_port: None,
        has_photo: false,
        version: 1,
        created_at: Timestamp::from_milliseconds(0),
        removed_at: None,
    }
}

fn community() -> SnmpAccess {
    SnmpAccess {
        version: SnmpVersion::V2c,
        port: 1161,
        has_community: true,
        community: Some(Secret::new("geheim-wort")),
        user: None,
        auth: None,
        auth_password: None,
        privacy: None,
        privacy_password: None,
    }
}

fn names_by(templates: &Templates, device: &Device, identity: &Identity) -> Vec<String> {
    templates.plan(device, identity).checks.into_iter().map(|planned| planned.name).collect()
}

fn names(device: &Device) -> Vec<String> {
    names_by(&Templates::built_in().unwrap(), device, &Identity::default())
}

fn with(text: &str) -> Templates {
    Templates::built_in().unwrap().with(vec![Template::of(document::read(text).unwrap())])
}

#[test]
fn every_kind_has_a_template_that_proves_life() {
    let built_in = Templates::built_in().unwrap();
    for kind in DeviceKind::ALL {
        let plan = built_in.plan(&device(*kind), &Identity::default());
        assert!(plan.checks.iter().any(|planned| planned.role != Role::Measure), "{kind:?}");
    }
}

#[test]
fn a_device_gets_the_checks_its_access_allows() {
    let bare = device(DeviceKind::Camera);
    assert_eq!(names(&bare), ["ping"]);
    assert_eq!(names(&Device { rtsp_port: Some(8554), ..bare.clone() }), ["video", "ping"]);
    assert_eq!(names(&Device { rtsp_port: Some(8554), http_port: Some(8080), ..bare.clone() }), ["video", "web", "ping"]);
    assert_eq!(names(&Device { snmp: Some(community()), ..device(DeviceKind::Switch) }), ["agent", "traffic", "ping"]);
    assert_eq!(names(&Device { http_port: Some(9100), ..device(DeviceKind::Other) }), ["port", "ping"]);
    for address in [None, Some("not an address".to_owned())] {
        assert_eq!(names(&Device { address, ..bare.clone() }), [""; 0]);
    }
}

#[test]
fn what_stands_in_for_a_vital_check_is_asked_as_often() {
    let built_in = Templates::built_in().unwrap();
    let every = |device: &Device| built_in.plan(device, &Identity::default()).checks.pop().map(|ping| (ping.name, ping.every));
    let bare = device(DeviceKind::Camera);
    assert_eq!(every(&bare), Some(("ping".to_owned(), 1)));
    assert_eq!(every(&Device { http_port: Some(80), ..bare }), Some(("ping".to_owned(), 2)));
}

#[test]
fn what_people_read_of_a_check_holds_no_secret() {
    let switch = Device { snmp: Some(community()), http_port: Some(443), ..device(DeviceKind::Server) };
    for planned in Templates::built_in().unwrap().plan(&switch, &Identity::default()).checks {
        let shown = planned.settings.to_string();
        assert!(!shown.contains("geheim"), "{shown}");
        assert!(shown.contains("127.0.0.9"), "{shown}");
    }
}

const HIKVISION: &str = r#"
name = "Hikvision camera"
match.sys_object_id = ["1.3.6.1.4.1.39165"]
without = ["ping"]

[[check]]
name = "memory"
role = "measure"
keep_all = true
ask = { kind = "snmp", get = [{ name = "memory_used", oid = "1.3.6.1.4.1.39165.1.11.0", unit = "ratio", scale = 0.01 }] }

[[check]]
name = "video"
role = "service"
every = 4
ask = { kind = "rtsp", path = "/Streaming/Channels/101" }

[[rule]]
name = "Memory"
metric = "memory_used"
when = { kind = "above", value = 0.95 }
"#;

#[test]
fn what_fits_more_closely_is_followed() {
    let templates = with(HIKVISION);
    let camera = Device { snmp: Some(community()), rtsp_port: Some(554), http_port: Some(80), ..device(DeviceKind::Camera) };
    let unknown = Identity::default();
    assert_eq!(names_by(&templates, &camera, &unknown), ["video", "web", "ping"], "nobody knows yet that it is one");
    let heard = Identity { sys_object_id: Some("1.3.6.1.4.1.39165.7".into()), sys_descr: None, banners: Vec::new() };
    let plan = templates.plan(&camera, &heard);
    let told: Vec<(&str, Role, u32)> = plan.checks.iter().map(|check| (&*check.name, check.role, check.every)).collect();
    assert_eq!(told, [("video", Role::Service, 4), ("web", Role::Vital, 1), ("memory", Role::Measure, 1)]);
    let other = Identity { sys_object_id: Some("1.3.6.1.4.1.391650".into()), sys_descr: None, banners: Vec::new() };
    assert_eq!(names_by(&templates, &camera, &other), ["video", "web", "ping"], "391650 is no branch of 39165");
}

#[test]
fn a_banner_of_any_service_makes_a_template_fit() {
    let text = "name = \"X\"\nmatch.banner = [\"dnvrs-*\", \"*realm \\\"IP Camera*\"]\n[[check]]\nname = \"x\"\nrole = \"measure\"\nask = { kind = \"icmp\" }";
    let bare = device(DeviceKind::Camera);
    let says = |banners: &[&str]| Identity { banners: banners.iter().map(ToString::to_string).collect(), ..Identity::default() };
    assert!(with(text).await_banners() && !Templates::built_in().unwrap().await_banners());
    for (banners, fits) in [
        (&["nginx", "DNVRS-Webs"][..], true),
        (&["App-webs/; realm \"IP Camera(21388)\""], true),
        (&["nginx"], false),
        (&["my DNVRS-Webs"], false),
        (&[], false),
    ] {
        assert_eq!(names_by(&with(text), &bare, &says(banners)).contains(&"x".to_owned()), fits, "{banners:?}");
    }
    let wrong = document::read(&text.replace("banner", "baner")).unwrap_err();
    assert_eq!(wrong[0].line, 2, "{wrong:?}");
}

#[test]
fn a_template_without_conditions_is_given_by_hand() {
    let document =
        document::read("name = \"Spare\"\n[[check]]\nname = \"page\"\nrole = \"service\"\nask = { kind = \"http\", port = 8081 }").unwrap();
    let mut given = Template::of(document);
    let built_in = Templates::built_in().unwrap();
    let bare = device(DeviceKind::Camera);
    assert_eq!(names_by(&built_in.with(vec![given.clone()]), &bare, &Identity::default()), ["ping"]);
    given.by_hand.insert(1);
    assert_eq!(names_by(&built_in.with(vec![given]), &bare, &Identity::default()), ["ping", "page"]);
}

#[test]
fn vendors_and_models_are_texts_with_stars() {
    let text = "name = \"X\"\nmatch.vendors = [\"hua*\"]\nmatch.models = [\"S57*\"]\n[[check]]\nname = \"x\"\nrole = \"measure\"\nask = { kind = \"icmp\" }";
    let switch = Device { vendor: Some("Huawei".into()), model: Some("s5720-28p".into()), ..device(DeviceKind::Switch) };
    assert_eq!(names_by(&with(text), &switch, &Identity::default()), ["ping", "x"]);
    let other = Device { model: Some("S6720".into()), ..switch };
    assert_eq!(names_by(&with(text), &other, &Identity::default()), ["ping"]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let check = "[[check]]\nname = \"x\"\nrole = \"measure\"\nask = { kind = \"icmp\" }\n";
    let cases = [
        ("".to_owned(), 1, "missing field `name`"),
        ("name = \"x\"\n".to_owned(), 1, "at least one check"),
        ("name = \"x\"\nmach.kinds = []\n".to_owned(), 2, "unknown field `mach`"),
        ("name = \"x\"\nmatch.kinds = [\"toaster\"]\n".to_owned(), 2, "toaster"),
        (format!("name = \"x\"\n{check}often = 2\n"), 6, "unknown field `often`"),
        (format!("name = \"x\"\n{check}\n{check}"), 7, "two checks named x"),
        (format!("name = \"x\"\n{check}every = 0\n"), 2, "every is from 1 to 2880"),
        (format!("name = \"x\"\n{}", check.replace("icmp", "telepathy")), 5, "unknown variant `telepathy`"),
        (format!("name = \"x\"\n{}", check.replace("icmp\"", "http\", pth = \"/\"")), 5, "unknown field `pth`"),
        (format!("name = \"x\"\n{}", check.replace("icmp\"", "http\", address = \"10.0.0.1\"")), 5, "`address` has no place"),
        (format!("name = \"x\"\n{}", check.replace("icmp\"", "http\", login = {}")), 5, "passwords in custom checks"),
        (format!("name = \"x\"\n{}", check.replace("measure", "guess")), 4, "unknown variant `guess`"),
        (
            format!(
                "name = \"x\"\n{check}[[rule]]\nname = \"r\"\nmetric = \"loss\"\nwhen = {{ kind = \"above\", value = 1, clear = 2 }}\n"
            ),
            6,
            "well again at the limit or below",
        ),
        ("name = ".to_owned(), 1, ""),
    ];
    for (text, line, expected) in cases {
        let wrong = document::read(&text).unwrap_err();
        let first = wrong.first().unwrap();
        assert!(first.text.in_language(Language::En).contains(expected), "{expected}: {wrong:?}");
        assert_eq!(first.line, line, "{text}: {wrong:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(name|match|\\[\\[check\\]\\]|ask|=|\\{|\\}|\"|x|1|\n| ){0,60}") {
        let _ = document::read(&text);
    }
}

#[test]
fn a_device_is_asked_by_the_version_that_the_archive_knows() {
    let asked = |version| {
        let device = Device { snmp: Some(SnmpAccess { version, ..community() }), ..device(DeviceKind::Ups) };
        let plan = Templates::built_in().unwrap().plan(&device, &Identity::default());
        plan.checks.into_iter().find(|planned| planned.asked.kind() == "snmp").unwrap().settings["version"].clone()
    };
    assert_eq!((asked(SnmpVersion::V1), asked(SnmpVersion::V2c)), ("1".into(), "2c".into()));
}
