//! The login that cameras ask for: HTTP Digest with MD5 (RFC 2617), as their firmware still does. Not to protect anything: a poller that
//! can log in to a real camera can log in here.

use data_encoding::HEXLOWER;
use md5::{Digest, Md5};

use crate::chance;
use crate::clock::Moment;
use crate::plan::Device;

/// The account of every camera and recorder in the city.
pub const CAMERA_USER: &str = "admin";
/// Its password.
pub const CAMERA_PASSWORD: &str = "City-2026";

/// How long a nonce holds, in milliseconds; after that the caller is asked again.
const NONCE_LASTS: Moment = 300_000;

/// The header that asks for a login.
pub(crate) fn challenge(device: &Device, realm: &str, now: Moment) -> String {
    format!("Digest qop=\"auth\", realm=\"{realm}\", nonce=\"{}\", stale=\"false\"", nonce(device, now / NONCE_LASTS))
}

fn nonce(device: &Device, period: Moment) -> String {
    let of = |salt: u64| chance::draw(device.seed, period as u64 ^ salt);
    format!("{:016x}{:016x}", of(80), of(81))
}

/// Whether an `Authorization` header is the answer to a challenge of this device.
pub(crate) fn admits(device: &Device, realm: &str, method: &str, header: &str, now: Moment) -> bool {
    let Some(rest) = header.strip_prefix("Digest ") else { return false };
    let field = |name: &str| fields(rest).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).unwrap_or_default();
    let period = now / NONCE_LASTS;
    let fresh = [period, period - 1].into_iter().any(|period| nonce(device, period) == field("nonce"));
    let secret = md5(&format!("{CAMERA_USER}:{realm}:{CAMERA_PASSWORD}"));
    let asked = md5(&format!("{method}:{}", field("uri")));
    let expected = match field("qop") {
        "" => md5(&format!("{secret}:{}:{asked}", field("nonce"))),
        qop => md5(&format!("{secret}:{}:{}:{}:{qop}:{asked}", field("nonce"), field("nc"), field("cnonce"))),
    };
    fresh && field("username") == CAMERA_USER && field("realm") == realm && field("response") == expected
}

fn md5(text: &str) -> String {
    HEXLOWER.encode(&Md5::digest(text.as_bytes()))
}

/// `key=value` and `key="value"`, separated by commas.
fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (key, after) = rest.trim_start_matches([' ', ',']).split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        rest = next;
        Some((key.trim(), value.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::CityPlan;

    const NOW: Moment = 1_800_000_000_000;

    fn login(device: &Device, password: &str, nonce: &str) -> String {
        let secret = md5(&format!("admin:iPolis:{password}"));
        let asked = md5("GET:/");
        let response = md5(&format!("{secret}:{nonce}:00000001:abc:auth:{asked}"));
        let _ = device;
        format!(
            "Digest username=\"admin\", realm=\"iPolis\", nonce=\"{nonce}\", uri=\"/\", qop=auth, nc=00000001, cnonce=\"abc\", response=\"{response}\""
        )
    }

    #[test]
    fn the_right_answer_is_let_in_and_no_other() {
        let plan = CityPlan::small();
        let device = &plan.devices()[10];
        let nonce = nonce(device, NOW / NONCE_LASTS);
        assert!(challenge(device, "iPolis", NOW).contains(&nonce));
        assert!(admits(device, "iPolis", "GET", &login(device, CAMERA_PASSWORD, &nonce), NOW));
        assert!(admits(device, "iPolis", "GET", &login(device, CAMERA_PASSWORD, &nonce), NOW + NONCE_LASTS));
        assert!(!admits(device, "iPolis", "GET", &login(device, CAMERA_PASSWORD, &nonce), NOW + 3 * NONCE_LASTS), "stale");
        assert!(!admits(device, "iPolis", "PUT", &login(device, CAMERA_PASSWORD, &nonce), NOW), "another method");
        assert!(!admits(device, "iPolis", "GET", &login(device, "guess", &nonce), NOW));
        assert!(!admits(device, "iPolis", "GET", &login(device, CAMERA_PASSWORD, "00"), NOW));
        for header in ["", "Digest", "Digest ", "Digest a", "Digest =\",", "Basic YWRtaW46", "Digest username=\"admin"] {
            assert!(!admits(device, "iPolis", "GET", header, NOW), "{header}");
        }
    }
}
