//! What a robot in a group of DingTalk, WeCom or Feishu is sent, and what its answer means. All three answer HTTP 200 whatever happened: the
//! truth is a number in the body. Each counts what it is sent; who sends too much is silenced, so their own words for that silence a lane.

use base::{Language, Timestamp};
use data_encoding::BASE64;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use serde_json::{Value as Json, json};

use super::setback::Setback;
use super::telling::{Told, cut};
use crate::model::GatewayKind;

/// The longest request a robot takes, in bytes.
pub(crate) const LONGEST_REQUEST: usize = 20_000;
/// The longest text WeCom takes, in bytes.
const LONGEST_WECOM_TEXT: usize = 2048;
/// What `application/x-www-form-urlencoded` leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where a robot is, and what it is asked to say.
#[derive(Debug)]
pub(crate) struct Post<'a> {
    pub kind: GatewayKind,
    /// The whole address, with its token.
    pub url: &'a str,
    pub secret: Option<&'a str>,
    pub told: &'a Told,
    pub language: Language,
    /// The numbers of the people who are called by name.
    pub mentions: Vec<&'a str>,
    pub now: Timestamp,
}

/// A request that is ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub url: String,
    pub body: String,
}

/// Writes the request, never longer than the robot takes.
pub(crate) fn request(post: &Post<'_>) -> Request {
    let mut room = if post.kind == GatewayKind::Wecom { LONGEST_WECOM_TEXT } else { LONGEST_REQUEST };
    loop {
        let request = Request { url: url(post), body: body(post, &text(post, room)).to_string() };
        // JSON writes a line's end and a quotation mark as two bytes, so the first guess may be too long by as much again.
        let excess = request.body.len().saturating_sub(LONGEST_REQUEST);
        if excess == 0 || room == 0 {
            return request;
        }
        room = room.saturating_sub(excess.div_ceil(2));
    }
}

/// Subject, text and link in at most `room` bytes; the link stays whole.
fn text(post: &Post<'_>, room: usize) -> String {
    let Told { subject, body, link } = post.told;
    let names: Vec<String> = mentions(post).into_iter().map(|number| format!("@{number}")).collect();
    let mut tail = String::new();
    if let Some(link) = link {
        tail.push_str(&format!("\n{link}"));
    }
    // DingTalk calls those by name whose numbers stand in the text, too.
    if post.kind == GatewayKind::Dingtalk && !names.is_empty() {
        tail.push_str(&format!("\n{}", names.join(" ")));
    }
    let more = match post.language {
        Language::En => "\n… (shortened)",
        Language::Zh => "\n……（已截短）",
    };
    let whole = if body.is_empty() { subject.clone() } else { format!("{subject}\n{body}") };
    format!("{}{tail}", cut(&whole, room.saturating_sub(tail.len()), more))
}

/// Numbers as these platforms know them: without the country's code of China.
fn mentions(post: &Post<'_>) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for number in &post.mentions {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let plain = if number.starts_with("+86") { digits.trim_start_matches("86").to_owned() } else { digits };
        if !plain.is_empty() && !numbers.contains(&plain) {
            numbers.push(plain);
        }
    }
    numbers
}

fn body(post: &Post<'_>, text: &str) -> Json {
    match post.kind {
        GatewayKind::Dingtalk => {
            json!({ "msgtype": "text", "text": { "content": text }, "at": { "atMobiles": mentions(post), "isAtAll": false } })
        }
        GatewayKind::Wecom => json!({ "msgtype": "text", "text": { "content": text, "mentioned_mobile_list": mentions(post) } }),
        _ => {
            let mut body = json!({ "msg_type": "text", "content": { "text": text } });
            if let (Some(secret), Some(map)) = (post.secret, body.as_object_mut()) {
                let seconds = post.now.milliseconds().div_euclid(1000);
                map.insert("timestamp".to_owned(), seconds.to_string().into());
                map.insert("sign".to_owned(), feishu_signature(secret, seconds).into());
            }
            body
        }
    }
}

fn url(post: &Post<'_>) -> String {
    match (post.kind, post.secret) {
        (GatewayKind::Dingtalk, Some(secret)) => {
            let now = post.now.milliseconds();
            let joint = if post.url.contains('?') { '&' } else { '?' };
            format!("{}{joint}timestamp={now}&sign={}", post.url, dingtalk_signature(secret, now))
        }
        _ => post.url.to_owned(),
    }
}

/// `urlencode(base64(HMAC-SHA256(secret, milliseconds "\n" secret)))`
fn dingtalk_signature(secret: &str, milliseconds: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{milliseconds}\n{secret}").as_bytes());
    utf8_percent_encode(&BASE64.encode(tag.as_ref()), UNRESERVED).to_string()
}

/// `base64(HMAC-SHA256(key = seconds "\n" secret, nothing))`
fn feishu_signature(secret: &str, seconds: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, format!("{seconds}\n{secret}").as_bytes());
    BASE64.encode(hmac::sign(&key, b"").as_ref())
}

/// What a robot's answer means. `body` may have been cut.
pub(crate) fn judge(kind: GatewayKind, status: u16, body: &str) -> Result<(), Setback> {
    let answer: Option<Json> = serde_json::from_str(body).ok();
    let number = |name: &str| answer.as_ref().and_then(|answer| answer.get(name)).and_then(Json::as_i64);
    let code = match kind {
        // Feishu's older robots answer in another case.
        GatewayKind::Feishu => number("code").or_else(|| number("StatusCode")),
        _ => number("errcode"),
    };
    let says = ["errmsg", "msg", "StatusMessage"].into_iter().find_map(|name| answer.as_ref()?.get(name)?.as_str());
    let detail = match code {
        Some(code) => format!("{code} {}", says.unwrap_or("")),
        None => format!("HTTP {status}: {body}"),
    };
    match (kind, code) {
        (_, Some(0)) if (200..300).contains(&status) => Ok(()),
        (GatewayKind::Dingtalk, Some(130_101 | 90_018 | 90_030 | 410_100)) => Err(Setback::silenced("gateway.silenced", detail, 600)),
        (GatewayKind::Wecom, Some(45_009 | 45_033)) => Err(Setback::silenced("gateway.silenced", detail, 60)),
        (GatewayKind::Feishu, Some(9_499 | 11_232 | 11_247)) => Err(Setback::silenced("gateway.silenced", detail, 60)),
        (GatewayKind::Dingtalk, Some(300_001 | 310_000 | 40_035)) => Err(Setback::passing("gateway.credentials", detail)),
        (GatewayKind::Wecom, Some(93_000 | 93_004 | 93_008)) => Err(Setback::passing("gateway.credentials", detail)),
        (GatewayKind::Feishu, Some(19_001 | 19_021 | 19_022 | 19_024)) => Err(Setback::passing("gateway.credentials", detail)),
        (_, _) if status == 429 => Err(Setback::silenced("gateway.silenced", detail, 60)),
        (_, Some(_)) => Err(Setback::passing("gateway.refused", detail)),
        (_, None) if (200..300).contains(&status) => Err(Setback::passing("gateway.answer", detail)),
        (_, None) => Err(Setback::passing("gateway.status", detail)),
    }
}

#[cfg(test)]
#[path = "robot_tests.rs"]
mod tests;
