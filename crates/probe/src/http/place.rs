//! Where a page is, and where a redirect leads.

use hyper::Uri;

use super::{Settings, Tls};
use crate::address::Host;
use crate::path::Path;

/// One page of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Whom to connect to.
    pub(super) address: Host,
    pub(super) port: u16,
    /// Whether over TLS.
    pub(super) secure: bool,
    /// The server's name in the request and in TLS.
    pub(super) name: Host,
    pub(super) path: Path,
}

impl Place {
    /// Where the question begins.
    pub(super) fn first(settings: &Settings) -> Self {
        Self {
            address: settings.address.clone(),
            port: settings.port().get(),
            secure: settings.tls != Tls::Off,
            name: settings.server_name.as_ref().unwrap_or(&settings.address).clone(),
            path: settings.path.clone(),
        }
    }

    /// Whether `other` is on the same server, so that it may be told the same secrets.
    pub(super) fn is_with(&self, other: &Self) -> bool {
        (&self.address, self.port, self.secure, &self.name) == (&other.address, other.port, other.secure, &other.name)
    }

    /// Where a redirect to `location` leads from here; nothing when that is no place of the web.
    pub(super) fn led_to(&self, location: &str) -> Option<Self> {
        let location = location.split('#').next().unwrap_or_default();
        let scheme = if self.secure { "https" } else { "http" };
        if let Some(rest) = location.strip_prefix("//") {
            return self.elsewhere(&format!("{scheme}://{rest}"));
        }
        if location.contains("://") {
            return self.elsewhere(location);
        }
        let (page, query) = self.path.as_str().split_once('?').map_or((self.path.as_str(), None), |(page, query)| (page, Some(query)));
        let path = match location.as_bytes().first() {
            Some(b'/') => location.to_owned(),
            Some(b'?') => format!("{page}{location}"),
            Some(_) => format!("{}/{location}", page.rsplit_once('/').map_or("", |(folder, _)| folder)),
            None => format!("{page}{}", query.map(|query| format!("?{query}")).unwrap_or_default()),
        };
        Some(Self { path: Path::try_from(path).ok()?, ..self.clone() })
    }

    fn elsewhere(&self, url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let secure = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let host: Host = uri.host()?.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let path = Path::try_from(uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()).ok()?;
        // The server may know itself by the name it was asked by, which need not be one that can be looked up here.
        let address = if host == self.name { self.address.clone() } else { host.clone() };
        Some(Self { address, port, secure, name: host, path })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn here() -> Place {
        Place {
            address: "10.0.0.1".parse().unwrap(),
            port: 8080,
            secure: false,
            name: "cam.example".parse().unwrap(),
            path: Path::try_from("/a/b?x=1").unwrap(),
        }
    }

    #[test]
    fn a_redirect_is_read_as_browsers_do() {
        for (location, address, port, secure, path) in [
            ("/c", "10.0.0.1", 8080, false, "/c"),
            ("c?y=2", "10.0.0.1", 8080, false, "/a/c?y=2"),
            ("?y=2#top", "10.0.0.1", 8080, false, "/a/b?y=2"),
            ("", "10.0.0.1", 8080, false, "/a/b?x=1"),
            ("http://cam.example:8080/c", "10.0.0.1", 8080, false, "/c"),
            ("https://cam.example/", "10.0.0.1", 443, true, "/"),
            ("https://other.example", "other.example", 443, true, "/"),
            ("//[2001:db8::1]:81/c", "2001:db8::1", 81, false, "/c"),
        ] {
            let led = here().led_to(location).unwrap();
            assert_eq!(
                (led.address.to_string().as_str(), led.port, led.secure, led.path.as_str()),
                (address, port, secure, path),
                "{location}"
            );
        }
        assert!(here().is_with(&here().led_to("http://cam.example:8080/c").unwrap()));
        assert!(!here().is_with(&here().led_to("https://cam.example:8080/c").unwrap()));
        for nowhere in ["ftp://cam.example/", "http:///", "http://0.0.0.0/", "javascript://x", "/a b"] {
            assert_eq!(here().led_to(nowhere), None, "{nowhere}");
        }
    }

    proptest! {
        #[test]
        fn no_location_makes_it_panic(location in "\\PC{0,60}|(https?:)?//[a-z0-9:\\[\\]@./?#]{0,30}") {
            here().led_to(&location);
        }
    }
}
