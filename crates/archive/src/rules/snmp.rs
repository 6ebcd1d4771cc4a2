//! Which SNMP access can work. A secret that is left out stays when the device has it already and still needs it.

use super::{Fields, Wrong};
use crate::model::{NewSnmp, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};

/// What becomes of a stored secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretStep {
    Keep,
    Set(Secret),
    Clear,
}

/// An access that can work, and what becomes of the stored secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettledSnmp {
    pub(crate) version: SnmpVersion,
    pub(crate) port: u16,
    pub(crate) community: SecretStep,
    pub(crate) user: Option<String>,
    pub(crate) auth: Option<SnmpAuth>,
    pub(crate) auth_password: SecretStep,
    pub(crate) privacy: Option<SnmpPrivacy>,
    pub(crate) privacy_password: SecretStep,
}

impl SettledSnmp {
    /// Access by a community, and nothing of a user.
    pub(crate) fn by_community(version: SnmpVersion, port: u16, community: SecretStep) -> SettledSnmp {
        SettledSnmp {
            version,
            port,
            community,
            user: None,
            auth: None,
            auth_password: SecretStep::Clear,
            privacy: None,
            privacy_password: SecretStep::Clear,
        }
    }
}

/// Checks what is asked for against what the device has; notes what is wrong under `snmp.…`.
pub(crate) fn settle(fields: &mut Fields, asked: NewSnmp, existing: Option<&SnmpAccess>) -> SettledSnmp {
    let port = fields.take("snmp.port", super::address::port(Some(asked.port.unwrap_or(161)))).unwrap_or(161);
    let existing = existing.filter(|existing| existing.version.is_by_community() == asked.version.is_by_community());
    match asked.version {
        SnmpVersion::V1 | SnmpVersion::V2c => settle_community(fields, asked, port, existing),
        SnmpVersion::V3 => settle_v3(fields, asked, port, existing),
    }
}

fn settle_community(fields: &mut Fields, asked: NewSnmp, port: u16, existing: Option<&SnmpAccess>) -> SettledSnmp {
    let foreign = [
        ("snmp.user", asked.user.is_some()),
        ("snmp.auth", asked.auth.is_some()),
        ("snmp.auth_password", asked.auth_password.is_some()),
        ("snmp.privacy", asked.privacy.is_some()),
        ("snmp.privacy_password", asked.privacy_password.is_some()),
    ];
    for (path, given) in foreign {
        if given {
            fields.refuse(path, other_version("3"));
        }
    }
    let stored = existing.is_some_and(|existing| existing.has_community);
    let community = secret(fields, "snmp.community", asked.community, stored, community);
    SettledSnmp::by_community(asked.version, port, community)
}

fn settle_v3(fields: &mut Fields, asked: NewSnmp, port: u16, existing: Option<&SnmpAccess>) -> SettledSnmp {
    if asked.community.is_some() {
        fields.refuse("snmp.community", other_version("2c"));
    }
    let user = fields.take("snmp.user", user(asked.user.as_deref()));
    if asked.privacy.is_some() && asked.auth.is_none() {
        fields.refuse(
            "snmp.privacy",
            Wrong::new("snmp.privacy_alone", "Encryption needs authentication: choose `auth` too.", "加密须同时启用认证，请选择认证算法。"),
        );
    }
    let mut password = |path, given: Option<Secret>, protocol: bool, stored: bool| match (protocol, given) {
        (true, given) => secret(fields, path, given, stored, passphrase),
        (false, Some(_)) => {
            fields.refuse(
                path,
                Wrong::new("snmp.no_protocol", "Choose the algorithm for this password too.", "请同时选择此密码所用的算法。"),
            );
            SecretStep::Clear
        }
        (false, None) => SecretStep::Clear,
    };
    let stored_auth = existing.is_some_and(|existing| existing.auth.is_some());
    let stored_privacy = existing.is_some_and(|existing| existing.privacy.is_some());
    let auth_password = password("snmp.auth_password", asked.auth_password, asked.auth.is_some(), stored_auth);
    let privacy_password = password("snmp.privacy_password", asked.privacy_password, asked.privacy.is_some(), stored_privacy);
    SettledSnmp {
        version: SnmpVersion::V3,
        port,
        community: SecretStep::Clear,
        user: Some(user),
        auth: asked.auth,
        auth_password,
        privacy: asked.privacy,
        privacy_password,
    }
}

/// A secret that is needed: the given one when it fits, else the stored one.
fn secret(fields: &mut Fields, path: &str, given: Option<Secret>, stored: bool, check: fn(&Secret) -> Result<(), Wrong>) -> SecretStep {
    match given {
        Some(given) => {
            fields.take(path, check(&given));
            SecretStep::Set(given)
        }
        None if stored => SecretStep::Keep,
        None => {
            fields.refuse(
                path,
                Wrong::new("snmp.secret_missing", "This access does not work without it: fill it in.", "缺少此项无法访问设备，请填写。"),
            );
            SecretStep::Clear
        }
    }
}

/// A community: 1 to 255 bytes.
pub(crate) fn community(secret: &Secret) -> Result<(), Wrong> {
    if (1..=255).contains(&secret.reveal().len()) && !secret.reveal().chars().any(char::is_control) {
        return Ok(());
    }
    Err(Wrong::new("snmp.community", "A community has 1 to 255 bytes and no line breaks.", "团体名为 1 到 255 字节，且不含换行。"))
}

fn passphrase(secret: &Secret) -> Result<(), Wrong> {
    if (8..=1024).contains(&secret.reveal().len()) {
        return Ok(());
    }
    Err(Wrong::new("snmp.password", "An SNMPv3 password has 8 to 1024 bytes (RFC 3414).", "SNMPv3 密码为 8 到 1024 字节（RFC 3414）。"))
}

fn user(user: Option<&str>) -> Result<String, Wrong> {
    match user {
        Some(user) if (1..=32).contains(&user.len()) && !user.chars().any(char::is_control) => Ok(user.to_owned()),
        _ => Err(Wrong::new("snmp.user", "Version 3 needs a user of 1 to 32 bytes.", "SNMPv3 须填写用户名，1 到 32 字节。")),
    }
}

fn other_version(version: &str) -> Wrong {
    Wrong::new(
        "snmp.other_version",
        format!("This belongs to SNMP version {version}: leave it out or choose that version."),
        format!("此项属于 SNMP v{version}，请删除或改选该版本。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v3() -> NewSnmp {
        NewSnmp {
            version: SnmpVersion::V3,
            community: None,
            user: Some("watcher".into()),
            auth: Some(SnmpAuth::Sha256),
            auth_password: Some(Secret::new("long enough")),
            privacy: Some(SnmpPrivacy::Aes128),
            privacy_password: Some(Secret::new("long enough")),
            ..NewSnmp::community("")
        }
    }

    fn stored(version: SnmpVersion) -> SnmpAccess {
        let new = version == SnmpVersion::V3;
        SnmpAccess {
            version,
            port: 161,
            has_community: !new,
            community: None,
            user: new.then(|| "watcher".into()),
            auth: new.then_some(SnmpAuth::Sha256),
            auth_password: None,
            privacy: None,
            privacy_password: None,
        }
    }

    fn refused(asked: NewSnmp, existing: Option<&SnmpAccess>) -> Vec<(String, &'static str)> {
        let mut fields = Fields::default();
        settle(&mut fields, asked, existing);
        match fields.finish() {
            Err(base::Error::Refused(refusal)) => refusal.fields.into_iter().map(|field| (field.path, field.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_works_is_taken() {
        assert_eq!(refused(NewSnmp::community("public"), None), []);
        assert_eq!(refused(NewSnmp { version: SnmpVersion::V1, ..NewSnmp::community("public") }, None), []);
        assert_eq!(refused(v3(), None), []);
        let plain = NewSnmp { auth: None, auth_password: None, privacy: None, privacy_password: None, ..v3() };
        assert_eq!(refused(plain, None), []);
    }

    #[test]
    fn each_mistake_is_named() {
        let cases = [
            (NewSnmp { port: Some(0), ..NewSnmp::community("x") }, "snmp.port", "port.wrong"),
            (NewSnmp::community(""), "snmp.community", "snmp.community"),
            (NewSnmp::community("a\nb"), "snmp.community", "snmp.community"),
            (NewSnmp { community: None, ..NewSnmp::community("") }, "snmp.community", "snmp.secret_missing"),
            (NewSnmp { user: Some("u".into()), ..NewSnmp::community("x") }, "snmp.user", "snmp.other_version"),
            (NewSnmp { community: Some(Secret::new("x")), ..v3() }, "snmp.community", "snmp.other_version"),
            (NewSnmp { user: None, ..v3() }, "snmp.user", "snmp.user"),
            (NewSnmp { auth: None, auth_password: None, ..v3() }, "snmp.privacy", "snmp.privacy_alone"),
            (NewSnmp { privacy: None, ..v3() }, "snmp.privacy_password", "snmp.no_protocol"),
            (NewSnmp { auth_password: Some(Secret::new("short")), ..v3() }, "snmp.auth_password", "snmp.password"),
            (NewSnmp { privacy_password: None, ..v3() }, "snmp.privacy_password", "snmp.secret_missing"),
        ];
        for (number, (asked, path, code)) in cases.into_iter().enumerate() {
            assert_eq!(refused(asked, None), [(path.to_owned(), code)], "case {number}");
        }
    }

    #[test]
    fn a_secret_left_out_stays_when_it_is_still_needed() {
        let mut fields = Fields::default();
        let asked = || NewSnmp { community: None, port: Some(1161), ..NewSnmp::community("") };
        let settled = settle(&mut fields, asked(), Some(&stored(SnmpVersion::V2c)));
        assert_eq!((settled.port, settled.community), (1161, SecretStep::Keep));
        let settled = settle(&mut fields, NewSnmp { version: SnmpVersion::V1, ..asked() }, Some(&stored(SnmpVersion::V2c)));
        assert_eq!((settled.version, settled.community), (SnmpVersion::V1, SecretStep::Keep), "both mean the same community");
        assert_eq!(refused(asked(), Some(&stored(SnmpVersion::V3))), [("snmp.community".to_owned(), "snmp.secret_missing")]);
        let asked = NewSnmp { auth_password: None, privacy: None, privacy_password: None, ..v3() };
        let settled = settle(&mut fields, asked, Some(&stored(SnmpVersion::V3)));
        assert_eq!((settled.auth_password, settled.privacy_password), (SecretStep::Keep, SecretStep::Clear));
    }
}
