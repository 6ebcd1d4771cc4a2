//! Making a supplier's request out of its template: filled, encoded for where each text stands, and signed.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use ring::hmac;
use serde_json::Value as Json;

use super::fill::{Flaw, Place, encoded, fill};
use crate::model::{Call, Hash, Signing};

/// A request that is ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
}

/// What can be filled in, by name.
pub(crate) type Values = BTreeMap<String, String>;

/// Makes the request. `values` holds every placeholder's value but `signature`, which is made here.
pub(crate) fn make(call: &Call, values: &Values) -> Result<Request, Flaw> {
    let mut values = values.clone();
    if let Some(Signing::Hmac { hash, key, text, hexadecimal }) = &call.sign {
        let (key, text) = (fill(key, &values, Place::Plain)?, fill(text, &values, Place::Plain)?);
        values.insert("signature".to_owned(), mac(*hash, key.as_bytes(), text.as_bytes(), *hexadecimal));
    }
    let mut query = filled(&call.query, &values)?;
    let mut form = call.form.as_ref().map(|form| filled(form, &values)).transpose()?;
    if let Some(Signing::Aliyun { key_id, key_secret }) = &call.sign {
        let (key_id, key_secret) = (fill(key_id, &values, Place::Plain)?, fill(key_secret, &values, Place::Plain)?);
        add_aliyun(&call.method, &key_id, &key_secret, &mut query, form.as_mut(), &values);
    }
    let mut headers = Vec::new();
    for (name, value) in &call.headers {
        headers.push((name.to_ascii_lowercase(), fill(value, &values, Place::Header)?));
    }
    let (kind, body) = match (form, &call.json, &call.body) {
        (Some(form), _, _) => (Some("application/x-www-form-urlencoded"), Some(joined(&form))),
        (None, Some(json), _) => (Some("application/json; charset=utf-8"), Some(filled_json(json, &values)?.to_string())),
        (None, None, Some(body)) => (None, Some(fill(body, &values, Place::Plain)?)),
        (None, None, None) => (None, None),
    };
    if let Some(kind) = kind
        && !headers.iter().any(|(name, _)| name == "content-type")
    {
        headers.push(("content-type".to_owned(), kind.to_owned()));
    }
    let mut url = fill(&call.url, &values, Place::Address)?;
    if !query.is_empty() {
        url = format!("{url}{}{}", if url.contains('?') { '&' } else { '?' }, joined(&query));
    }
    Ok(Request { method: call.method.to_ascii_uppercase(), url, headers, body })
}

fn filled(pairs: &BTreeMap<String, String>, values: &Values) -> Result<BTreeMap<String, String>, Flaw> {
    pairs.iter().map(|(name, text)| Ok((name.clone(), fill(text, values, Place::Plain)?))).collect()
}

fn filled_json(json: &Json, values: &Values) -> Result<Json, Flaw> {
    Ok(match json {
        Json::String(text) => Json::String(fill(text, values, Place::Plain)?),
        Json::Array(list) => Json::Array(list.iter().map(|one| filled_json(one, values)).collect::<Result<_, _>>()?),
        Json::Object(map) => Json::Object(
            map.iter().map(|(name, one)| Ok((name.clone(), filled_json(one, values)?))).collect::<Result<serde_json::Map<_, _>, Flaw>>()?,
        ),
        other => other.clone(),
    })
}

fn joined(pairs: &BTreeMap<String, String>) -> String {
    pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

fn mac(hash: Hash, key: &[u8], text: &[u8], hexadecimal: bool) -> String {
    let algorithm = match hash {
        Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => hmac::HMAC_SHA256,
    };
    let tag = hmac::sign(&hmac::Key::new(algorithm, key), text);
    if hexadecimal { HEXLOWER.encode(tag.as_ref()) } else { BASE64.encode(tag.as_ref()) }
}

/// Aliyun's RPC signature 1.0: every parameter sorted and encoded, encoded once more, HMAC-SHA1 under the secret and an ampersand.
fn add_aliyun(
    method: &str,
    key_id: &str,
    key_secret: &str,
    query: &mut BTreeMap<String, String>,
    form: Option<&mut BTreeMap<String, String>>,
    values: &Values,
) {
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let time = value("time");
    let seconds = time.split('.').next().unwrap_or(&time).trim_end_matches('Z');
    for (name, text) in [
        ("AccessKeyId", key_id.to_owned()),
        ("Format", "JSON".to_owned()),
        ("SignatureMethod", "HMAC-SHA1".to_owned()),
        ("SignatureNonce", value("nonce")),
        ("SignatureVersion", "1.0".to_owned()),
        ("Timestamp", format!("{seconds}Z")),
    ] {
        query.entry(name.to_owned()).or_insert(text);
    }
    let mut all = query.clone();
    all.extend(form.into_iter().flat_map(|form| form.clone()));
    let text = format!("{}&%2F&{}", method.to_ascii_uppercase(), encoded(&joined(&all)));
    query.insert("Signature".to_owned(), mac(Hash::Sha1, format!("{key_secret}&").as_bytes(), text.as_bytes(), false));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> Values {
        [
            ("phone", "+8613800138000"),
            ("text", "故障 \"F-7\""),
            ("nonce", "45e25e9b-0a6f-4070-8c85-2956eda1b466"),
            ("time", "2017-07-12T02:42:19.123Z"),
            ("secret.ID", "testId"),
            ("secret.KEY", "testSecret"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    fn call(json: Json) -> Call {
        serde_json::from_value(json).unwrap()
    }

    /// The parameters and the signature are those of the supplier's own documentation.
    #[test]
    fn aliyuns_own_example_is_signed_as_aliyun_signs_it() {
        let call = call(json!({
            "method": "GET", "url": "http://dysmsapi.aliyuncs.com/",
            "query": {
                "Action": "SendSms", "Format": "XML", "OutId": "123", "PhoneNumbers": "15300000001", "RegionId": "cn-hangzhou",
                "SignName": "阿里云短信测试专用", "TemplateCode": "SMS_71390007", "TemplateParam": "{\"customer\":\"test\"}",
                "Version": "2017-05-25",
            },
            "sign": { "kind": "aliyun", "key_id": "{{secret.ID}}", "key_secret": "{{secret.KEY}}" },
        }));
        let request = make(&call, &values()).unwrap();
        assert!(request.url.contains("&Signature=zJDF%2BLrzhj%2FThnlvIToysFRq6t4%3D&"), "{}", request.url);
        assert!(request.url.contains("&Timestamp=2017-07-12T02%3A42%3A19Z&") && request.body.is_none());
    }

    #[test]
    fn a_form_a_json_and_a_plain_body() {
        let form = make(
            &call(
                json!({ "method": "post", "url": "https://a.example/s", "form": { "to": "{{phone}}", "p": "{\"t\":\"{{text|json}}\"}" } }),
            ),
            &values(),
        )
        .unwrap();
        assert_eq!(form.body.as_deref(), Some("p=%7B%22t%22%3A%22%E6%95%85%E9%9A%9C%20%5C%22F-7%5C%22%22%7D&to=%2B8613800138000"));
        assert_eq!((form.method.as_str(), form.headers[0].1.as_str()), ("POST", "application/x-www-form-urlencoded"));
        let body = json!({ "to": ["{{phone}}"], "text": "{{text}}", "n": 1, "deep": { "x": null } });
        let json = make(
            &call(json!({ "method": "POST", "url": "https://a.example/s?a=1", "query": { "b": "{{phone}}" }, "json": body })),
            &values(),
        )
        .unwrap();
        assert_eq!(json.url, "https://a.example/s?a=1&b=%2B8613800138000");
        let expected = json!({ "to": ["+8613800138000"], "text": "故障 \"F-7\"", "n": 1, "deep": { "x": null } });
        assert_eq!(serde_json::from_str::<Json>(json.body.as_deref().unwrap()).unwrap(), expected);
        let plain = make(
            &call(json!({
                "method": "POST", "url": "https://a.example/s", "headers": { "Content-Type": "text/xml", "X-Sign": "{{signature}}" },
                "body": "<to>{{phone}}</to>",
                "sign": { "kind": "hmac", "hash": "sha256", "key": "{{secret.KEY}}", "text": "{{phone}}", "hexadecimal": true },
            })),
            &values(),
        )
        .unwrap();
        assert_eq!(plain.body.as_deref(), Some("<to>+8613800138000</to>"));
        // printf '+8613800138000' | openssl dgst -sha256 -hmac testSecret
        assert_eq!(plain.headers, [("content-type".to_owned(), "text/xml".to_owned()), ("x-sign".to_owned(), SIGNED.to_owned()),]);
    }

    const SIGNED: &str = "442a3f269c25f09a54eee14b8ed1b377dc975830a87e4eddfedf2d80ead2778f";
}
