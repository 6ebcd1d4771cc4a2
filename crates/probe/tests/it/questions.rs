//! Questions as JSON: what is read, what is written back, and what is refused with which words.

use probe::{Question, Secret};
use serde_json::{Value, json};

#[test]
fn every_kind_is_read_with_its_usual_settings_and_written_back() {
    for short in [
        json!({"kind": "icmp", "address": "10.0.0.1"}),
        json!({"kind": "tcp", "address": "10.0.0.1", "port": 22}),
        json!({"kind": "http", "address": "camera.example"}),
        json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "public"}}),
        json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": "ops"}}),
        json!({"kind": "rtsp", "address": "2001:db8::7"}),
        json!({"kind": "dns", "address": "10.0.0.53", "name": "city.example"}),
        json!({"kind": "ntp", "address": "10.0.0.123"}),
        json!({"kind": "tls", "address": "mail.example"}),
        json!({"kind": "ssh", "address": "10.0.0.1", "host_key": "accept_any", "command": "uptime", "access": {"user": "watch", "password": "s3cret"}}),
        json!({"kind": "sftp", "address": "10.0.0.1", "host_key": "accept_any", "path": "/backup", "access": {"user": "watch", "password": "s3cret"}}),
        json!({"kind": "sql", "address": "10.0.0.1", "engine": "postgres", "database": "vms", "query": "SELECT 1",
            "login": {"user": "watch", "password": "s3cret"}}),
        json!({"kind": "prometheus", "address": "10.0.0.1", "port": 9100}),
        json!({"kind": "udp", "address": "10.0.0.1", "port": 27015, "send": {"hex": "ff"}}),
    ] {
        let question: Question = serde_json::from_value(short.clone()).unwrap();
        assert_eq!(question.kind(), short["kind"]);
        assert_eq!(question.address().to_string(), short["address"]);
        let written = serde_json::to_value(&question).unwrap();
        for (key, value) in short.as_object().unwrap().iter().filter(|(key, _)| *key != "access") {
            assert_eq!(&written[key], value);
        }
        assert_eq!(serde_json::from_value::<Question>(written).unwrap(), question);
    }
}

#[test]
fn every_setting_survives_being_stored() {
    for full in [
        json!({"kind": "icmp", "address": "10.0.0.1", "packets": 5, "payload_bytes": 1400}),
        json!({"kind": "http", "address": "10.0.0.1", "port": 8443, "tls": "accept_any", "path": "/status?x=%20", "server_name": "cam.example",
            "contains": "正常", "login": {"user": "ops", "password": "s3cret"}, "method": "put", "body": "{}", "bearer": "t0ken",
            "headers": [{"name": "content-type", "value": "application/json"}], "follow_redirects": 2,
            "expect": [{"status": [200, "300-399"]}, {"body": {"lacks": "error"}}, {"json": {"path": "$.a", "is": {"<=": 5}}},
                {"header": {"name": "server", "is": "exists"}}],
            "measure": [{"name": "load", "json_path": "$.load", "unit": "ratio"}]}),
        json!({"kind": "snmp", "address": "10.0.0.1", "port": 1161, "read": "interfaces", "retries": 0,
            "get": [{"name": "charge", "oid": "1.3.6.1.2.1.33.1.2.4.0", "unit": "ratio", "scale": 0.01}],
            "tables": [{"name": "outputs", "label_oid": null, "most_rows": 9,
                "columns": [{"name": "load", "oid": "1.3.6.1.2.1.33.1.4.4.1.5", "unit": "text", "scale": 1.0}]}],
            "access": {"version": "3", "user": "ops", "context": "vrf", "auth": {"protocol": "sha256", "password": "authentic",
                "privacy": {"protocol": "aes256_cisco", "password": "privately"}}}}),
        json!({"kind": "rtsp", "address": "10.0.0.1", "port": 8554, "path": "/cam/realmonitor?channel=1&subtype=0", "method": "describe",
            "login": {"user": "ops", "password": "s3cret"}}),
        json!({"kind": "dns", "address": "10.0.0.53", "port": 5353, "name": "city.example", "record": "soa", "recursion": false, "retries": 2,
            "expect": [{"code": ["noerror", "nxdomain"]}, {"answers": {"=": 1}}, {"any": {"contains": "ns"}}, {"every": "exists"}, {"only": ["a"]}]}),
        json!({"kind": "ntp", "address": "10.0.0.123", "port": 1123, "retries": 0, "expect": [{"distance": {"<": 0.5}}, {"stratum": {"<": 5}}]}),
        json!({"kind": "tls", "address": "10.0.0.1", "port": 25, "server_name": "mail.example", "starttls": "smtp",
            "expect": ["verifies", {"days": {">": 14}}, {"names": {"=": "mail.example"}}]}),
        json!({"kind": "prometheus", "address": "10.0.0.1", "port": 9100, "tls": "verify", "path": "/m", "server_name": "a.example",
            "login": null, "bearer": "t0ken",
            "metrics": [{"metric": "a:b", "labels": {"c": {"=": "d"}}, "name": "ab", "unit": "bytes", "label_by": ["c", "e"]}],
            "expect": [{"metric": "up", "labels": {}, "is": {">=": 1}}]}),
        json!({"kind": "sql", "address": "10.0.0.1", "engine": "mysql", "port": 3307, "tls": "accept_any", "database": "vms",
            "query": "SELECT max(at) FROM t", "login": {"user": "watch", "password": "s3cret"}, "read": "age", "unit": "seconds",
            "expect": [{"age": {"<": 60}}, {"value": "exists"}, {"rows": {"=": 1}}]}),
        json!({"kind": "ssh", "address": "10.0.0.1", "port": 2222, "host_key": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "command": "cat /proc/loadavg", "number": "^[0-9.]+", "unit": "ratio",
            "access": {"user": "watch", "password": "s3cret", "key": null, "passphrase": null},
            "expect": [{"exit_status": {"=": 0}}, {"output": {"lacks": "x"}}, {"number": {"<": 4}}]}),
        json!({"kind": "sftp", "address": "10.0.0.1", "port": 2222, "host_key": "accept_any", "path": "/backup", "pattern": "\\.bak$",
            "access": {"user": "watch", "password": "s3cret", "key": null, "passphrase": null},
            "expect": [{"age": {"<": 90000}}, {"files": {">": 0}}, {"bytes": {">": 0}}, {"newest_bytes": {">": 0}}]}),
        json!({"kind": "udp", "address": "10.0.0.1", "port": 27015, "send": {"text": "status"}, "retries": 1,
            "expect": [{"text": {"contains": "ok"}}, {"hex": "00ff"}]}),
    ] {
        let question: Question = serde_json::from_value(full.clone()).unwrap();
        assert_eq!(serde_json::to_value(&question).unwrap(), full);
    }
}

#[test]
fn no_secret_is_printed() {
    assert_eq!(format!("{:?}", Secret::from("s3cret")), "•••");
    let question: Question =
        serde_json::from_value(json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": "ops",
        "auth": {"protocol": "sha1", "password": "s3cret-auth", "privacy": {"protocol": "aes128", "password": "s3cret-priv"}}}}))
        .unwrap();
    let community: Question =
        serde_json::from_value(json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "s3cret"}})).unwrap();
    let login: Question =
        serde_json::from_value(json!({"kind": "http", "address": "10.0.0.1", "login": {"user": "ops", "password": "s3cret"}})).unwrap();
    let keys: Question = serde_json::from_value(json!({"kind": "http", "address": "10.0.0.1", "bearer": "s3cret", "body": "s3cret",
        "headers": [{"name": "x-key", "value": "s3cret"}]}))
    .unwrap();
    for question in [question, community, login, keys] {
        let printed = format!("{question:?} {question:#?}");
        assert!(printed.contains("•••") && !printed.contains("s3cret"), "{printed}");
    }
}

/// One mistake each.
fn get(objects: serde_json::Value) -> serde_json::Value {
    json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "public"}, "get": objects})
}

#[test]
fn a_question_that_makes_no_sense_is_refused_with_a_reason() {
    let table: Vec<(Value, &str)> = vec![
        (json!({"address": "10.0.0.1"}), "missing field `kind`"),
        (
            json!({"kind": "telnet", "address": "10.0.0.1"}),
            "unknown variant `telnet`, expected one of `icmp`, `tcp`, `http`, `snmp`, `rtsp`",
        ),
        (json!({"kind": "icmp"}), "missing field `address`"),
        (
            json!({"kind": "icmp", "address": "10.0.0.1", "packet": 3}),
            "unknown field `packet`, expected one of `address`, `packets`, `payload_bytes`",
        ),
        (json!({"kind": "icmp", "address": ""}), "address must not be empty"),
        (json!({"kind": "icmp", "address": "10.0.0.300"}), "address \"10.0.0.300\" is not an IPv4 address"),
        (json!({"kind": "icmp", "address": "224.0.0.1"}), "address \"224.0.0.1\" is not the address of one device"),
        (json!({"kind": "icmp", "address": "10.0.0.1", "packets": 0}), "packets must be from 1 to 20, not 0"),
        (json!({"kind": "icmp", "address": "10.0.0.1", "packets": 1000}), "packets must be from 1 to 20, not 1000"),
        (json!({"kind": "icmp", "address": "10.0.0.1", "packets": "3"}), "invalid type: string \"3\", expected i64"),
        (json!({"kind": "icmp", "address": "10.0.0.1", "payload_bytes": 7}), "payload_bytes must be from 8 to 1400, not 7"),
        (json!({"kind": "tcp", "address": "10.0.0.1"}), "missing field `port`"),
        (json!({"kind": "tcp", "address": "10.0.0.1", "port": 0}), "port must be from 1 to 65535, not 0"),
        (json!({"kind": "tcp", "address": "10.0.0.1", "port": 65536}), "port must be from 1 to 65535, not 65536"),
        (
            json!({"kind": "tcp", "address": "10.0.0.1:80", "port": 80}),
            "address \"10.0.0.1:80\" is not an IPv6 address; a port is given in its own field",
        ),
        (json!({"kind": "http", "address": "http://10.0.0.1/"}), "address \"http://10.0.0.1/\" is a URL"),
        (json!({"kind": "http", "address": "10.0.0.1", "path": "index.html"}), "path must start with /"),
        (json!({"kind": "http", "address": "10.0.0.1", "path": "/a b"}), "path must not contain spaces"),
        (json!({"kind": "http", "address": "10.0.0.1", "path": "/a\r\nX: y"}), "path must not contain spaces"),
        (
            json!({"kind": "http", "address": "10.0.0.1", "tls": "on"}),
            "unknown variant `on`, expected one of `off`, `verify`, `accept_any`",
        ),
        (json!({"kind": "http", "address": "10.0.0.1", "contains": ""}), "must be from 1 to 1000 bytes long"),
        (json!({"kind": "http", "address": "10.0.0.1", "method": "delete"}), "unknown variant `delete`"),
        (json!({"kind": "http", "address": "10.0.0.1", "follow_redirects": 6}), "follow_redirects must be from 0 to 5, not 6"),
        (json!({"kind": "http", "address": "10.0.0.1", "bearer": "a b"}), "bearer must be from 1 to 4000 visible ASCII characters"),
        (
            json!({"kind": "http", "address": "10.0.0.1", "headers": [{"name": "Host", "value": "x"}]}),
            "header host is written by the program",
        ),
        (json!({"kind": "http", "address": "10.0.0.1", "headers": [{"name": "a b", "value": "x"}]}), "is not the name of a header"),
        (
            json!({"kind": "http", "address": "10.0.0.1", "headers": [{"name": "a", "value": "s3cret\r\nb: c"}]}),
            "hold no control characters",
        ),
        (json!({"kind": "http", "address": "10.0.0.1", "expect": [{"status": [99]}]}), "a status is a number from 100 to 599"),
        (json!({"kind": "http", "address": "10.0.0.1", "expect": [{"status": ["500-400"]}]}), "a status is a number from 100 to 599"),
        (json!({"kind": "http", "address": "10.0.0.1", "expect": [{"status": []}]}), "this list has 1 to 20 entries, not 0"),
        (
            json!({"kind": "http", "address": "10.0.0.1", "expect": [{"json": {"path": "status", "is": "exists"}}]}),
            "is not a JSON path such as",
        ),
        (json!({"kind": "http", "address": "10.0.0.1", "expect": [{"json": {"path": "$..a..b", "is": "exists"}}]}), "may hold .. once"),
        (json!({"kind": "http", "address": "10.0.0.1", "expect": [{"body": {"matches": "("}}]}), "is not a regular expression"),
        (json!({"kind": "http", "address": "10.0.0.1", "login": {"user": "", "password": "x"}}), "login.user must not be empty"),
        (
            json!({"kind": "http", "address": "10.0.0.1", "login": {"user": "a\r\nX: y", "password": "x"}}),
            "login must not contain control characters",
        ),
        (json!({"kind": "http", "address": "10.0.0.1", "login": {"user": "a"}}), "missing field `password`"),
        (json!({"kind": "snmp", "address": "10.0.0.1"}), "missing field `access`"),
        (json!({"kind": "snmp", "address": "10.0.0.1", "access": {"community": "public"}}), "missing field `version`"),
        (get(json!([{"name": "Load", "oid": "1.3.6.1.2"}])), "use 1 to 40 small letters"),
        (get(json!([{"name": "load", "oid": "sysUpTime.0"}])), "write it in numbers"),
        (get(json!([{"name": "load", "oid": "1.3.6.1.2", "scale": 0}])), "scale must be a number other than 0"),
        (get(json!([{"name": "load", "oid": "1.3.6.1.2", "unit": "furlong"}])), "unknown variant `furlong`"),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "4", "community": "public"}}),
            "unknown variant `4`, expected one of `1`, `2c`, `3`",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": ""}}),
            "community must be from 1 to 255 bytes long",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "user": "ops"}}),
            "unknown field `user`, expected `community`",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": "ops", "privacy": {}}}),
            "unknown field `privacy`, expected one of `user`, `auth`, `context`",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": "ops", "auth": {"protocol": "md5", "password": "12345678"}}}),
            "unknown variant `md5`",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": "ops", "auth": {"protocol": "sha1", "password": "s3cret"}}}),
            "an SNMPv3 password must be from 8 to 1024 bytes long",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "3", "user": ""}}),
            "an SNMPv3 user must be from 1 to 32 bytes long",
        ),
        (
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "public"}, "retries": 6}),
            "retries must be from 0 to 5, not 6",
        ),
        (json!({"kind": "dns", "address": "10.0.0.53"}), "missing field `name`"),
        (json!({"kind": "dns", "address": "10.0.0.53", "name": "a..b"}), "is not a domain name"),
        (json!({"kind": "dns", "address": "10.0.0.53", "name": "a.b", "record": "axfr"}), "unknown variant `axfr`"),
        (json!({"kind": "dns", "address": "10.0.0.53", "name": "a.b", "expect": [{"code": ["other"]}]}), "unknown variant `other`"),
        (json!({"kind": "udp", "address": "10.0.0.1", "port": 1, "send": {"hex": "f"}}), "write bytes as pairs of hexadecimal digits"),
        (
            json!({"kind": "udp", "address": "10.0.0.1", "port": 1, "send": {"text": "x".repeat(1401)}}),
            "must not be longer than 1400 bytes",
        ),
        (json!({"kind": "prometheus", "address": "10.0.0.1", "port": 1, "metrics": [{"metric": "a b"}]}), "is not the name of a metric"),
        (
            json!({"kind": "sql", "address": "10.0.0.1", "engine": "mysql", "database": "a", "login": {"user": "a", "password": "s3cret"},
                "query": "DROP TABLE t"}),
            "query must begin with SELECT or WITH",
        ),
        (
            json!({"kind": "ssh", "address": "10.0.0.1", "host_key": "SHA256:abc", "command": "x", "access": {"user": "a", "password": "s3cret"}}),
            "host_key must be accept_any or a fingerprint",
        ),
        (
            json!({"kind": "ssh", "address": "10.0.0.1", "host_key": "accept_any", "command": "x", "access": {"user": "a"}}),
            "access needs a password or a key",
        ),
        (
            json!({"kind": "sftp", "address": "10.0.0.1", "host_key": "accept_any", "path": "x", "access": {"user": "a", "key": "s3cret"}}),
            "access.key is not a private key",
        ),
        (json!({"kind": "rtsp", "address": "10.0.0.1", "method": "play"}), "unknown variant `play`, expected `options` or `describe`"),
    ];
    for (json, message) in table {
        let refusal = serde_json::from_value::<Question>(json.clone()).expect_err(&json.to_string()).to_string();
        assert!(refusal.contains(message), "{json}\n  said: {refusal}\n  not:  {message}");
        assert!(!refusal.contains("s3cret"), "a refusal repeats no secret: {refusal}");
    }
}
