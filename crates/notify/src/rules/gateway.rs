//! What a gateway's entry may look like. A template is tried out with made-up values, so that a placeholder nobody knows is told to the
//! administrator and not found out by the first call.

use base::{FieldRefusal, Text};

use super::fill::{Flaw, NAMES};
use super::request::{Values, make};
use super::webhook::Address;
use crate::model::{Audience, Call, GatewayKind, Template};

/// An entry as it is checked.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// Trimmed.
    pub name: &'a str,
    pub kind: GatewayKind,
    pub audience: Audience,
    pub has_customer: bool,
    /// A robot's address; missing where it is none.
    pub address: Option<Address<'a>>,
    pub secret: Option<&'a str>,
    pub template: Option<&'a Template>,
    /// The names of the supplier's keys.
    pub secret_names: &'a [String],
}

/// Everything that is wrong with an entry.
pub(crate) fn check(entry: &Entry<'_>) -> Vec<FieldRefusal> {
    let mut wrong = Vec::new();
    let mut add = |path: &str, code, en: &'static str, zh: &'static str| {
        wrong.push(FieldRefusal { path: path.to_owned(), code, text: Text::new(en, zh) })
    };
    if entry.name.is_empty() || entry.name.chars().count() > 80 || entry.name.chars().any(char::is_control) {
        add("name", "name.length", "Write a name of 1 to 80 characters on one line.", "名称须为 1 至 80 个字符，且不能换行。");
    }
    if entry.audience == Audience::Customer && !entry.has_customer {
        add("customer_id", "gateway.whose", "Choose the customer whose people this group is.", "请选择该群所属的用户单位。");
    }
    let is_robot = entry.kind.channel().is_group();
    if is_robot && entry.audience == Audience::Everybody {
        add(
            "audience",
            "gateway.audience",
            "A group is either our own or one customer's. Choose which.",
            "群机器人须指明是内部群还是某一用户单位的群。",
        );
    }
    if is_robot && !entry.address.is_some_and(|address| address.is_usable()) {
        add(
            "url",
            "gateway.url",
            "Copy the robot's whole address from the group's settings: https://…, up to 1000 characters.",
            "请从群设置中复制机器人的完整地址（https://…），最长 1000 个字符。",
        );
    }
    if entry.secret.is_some_and(|secret| secret.is_empty() || secret.len() > 200 || secret.chars().any(char::is_control)) {
        add("secret", "gateway.secret", "A signing secret has 1 to 200 characters.", "签名密钥须为 1 至 200 个字符。");
    }
    if entry.kind.is_supplier() {
        match entry.template {
            None => add("template", "gateway.template", "Say how the supplier is asked.", "请填写服务商的接口模板。"),
            Some(template) => wrong.extend(check_template(template, entry)),
        }
    }
    wrong
}

fn check_template(template: &Template, entry: &Entry<'_>) -> Vec<FieldRefusal> {
    let mut wrong = check_call("template.send", &template.send, entry.secret_names);
    if let Some(ask) = &template.ask {
        wrong.extend(check_call("template.ask", ask, entry.secret_names));
        if template.ending.is_none() {
            wrong.push(refusal("template.ending", "gateway.ending", "Say how to read the answer to `ask`.", "请填写 ask 应答的解析方式。"));
        }
        if template.receipt.is_none() {
            wrong.push(refusal(
                "template.receipt",
                "gateway.receipt",
                "Say where the answer holds the supplier's name for the call: asking needs it.",
                "请填写应答中呼叫编号的位置，查询时需要。",
            ));
        }
    }
    if template.report.as_ref().is_some_and(|report| report.message.is_none() && report.receipt.is_none()) {
        wrong.push(refusal(
            "template.report",
            "gateway.report",
            "Say where a report holds our number of the message or the supplier's name for it.",
            "请填写回执中消息编号或呼叫编号的位置。",
        ));
    }
    wrong
}

fn check_call(path: &str, call: &Call, secret_names: &[String]) -> Vec<FieldRefusal> {
    let mut wrong = Vec::new();
    if !matches!(call.method.to_ascii_uppercase().as_str(), "GET" | "POST") {
        wrong.push(refusal(&format!("{path}.method"), "gateway.method", "Write GET or POST.", "请填写 GET 或 POST。"));
    }
    let bodies = [call.form.is_some(), call.json.is_some(), call.body.is_some()].into_iter().filter(|is| *is).count();
    if bodies > 1 {
        let (en, zh) = ("Write the body once: as `form`, as `json` or as `body`.", "请求体只能选一种：form、json 或 body。");
        wrong.push(refusal(path, "gateway.bodies", en, zh));
    }
    let scheme = call.url.split("://").next().unwrap_or("");
    if !matches!(scheme, "http" | "https") || call.url.len() > 2000 || call.url.chars().any(char::is_control) {
        let (en, zh) = ("Write a whole address like https://sms.example.com/send.", "请填写完整地址，例如 https://sms.example.com/send。");
        wrong.push(refusal(&format!("{path}.url"), "gateway.url", en, zh));
    }
    let bad_header = |name: &str| name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if let Some(name) = call.headers.keys().find(|name| bad_header(name)) {
        let (en, zh) = (format!("“{name}” is no header's name."), format!("“{name}”不是有效的请求头名称。"));
        wrong.push(refusal(&format!("{path}.headers"), "gateway.header", en, zh));
    }
    if let Err(flaw) = make(call, &made_up(secret_names)) {
        let (en, zh) = explained(&flaw);
        wrong.push(refusal(path, "gateway.placeholder", en, zh));
    }
    wrong
}

/// A value for each placeholder, to try a template out.
fn made_up(secret_names: &[String]) -> Values {
    let names = NAMES.iter().map(|name| (*name).to_owned()).chain(secret_names.iter().map(|name| format!("secret.{name}")));
    names.map(|name| (name, "x".to_owned())).collect()
}

fn explained(flaw: &Flaw) -> (String, String) {
    match flaw {
        Flaw::Open => {
            ("A placeholder begins with {{ and does not end with }}.".to_owned(), "有占位符以 {{ 开头却没有 }} 结尾。".to_owned())
        }
        Flaw::Unknown(name) => match name.strip_prefix("secret.") {
            Some(key) => (
                format!("There is no secret “{key}”. Enter it among the secrets, or correct the name."),
                format!("没有名为“{key}”的密钥，请在密钥中添加或更正名称。"),
            ),
            None => (
                format!("Nobody knows the placeholder “{name}”. There are: {}, signature and secret.NAME.", NAMES.join(", ")),
                format!("未知占位符“{name}”。可用：{}、signature、secret.名称。", NAMES.join("、")),
            ),
        },
        Flaw::Filter(filter) => (
            format!("Nobody knows the filter “{filter}”. There are: json, url, max:NUMBER."),
            format!("未知过滤器“{filter}”。可用：json、url、max:数字。"),
        ),
    }
}

fn refusal(path: &str, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> FieldRefusal {
    FieldRefusal { path: path.to_owned(), code, text: Text::new(en.into(), zh.into()) }
}

/// A phone number in the form in which suppliers and modems take it: an optional plus and 3 to 20 digits. Spaces and dashes are for people.
pub(crate) fn number(written: &str) -> Option<String> {
    let number: String = written.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    ((3..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry<'a>(kind: GatewayKind, template: Option<&'a Template>, names: &'a [String]) -> Entry<'a> {
        let address = Address { scheme: "https", has_host: true, has_login: false, length: 80 };
        let audience = if kind.channel().is_group() { Audience::Staff } else { Audience::Everybody };
        Entry { name: "ops", kind, audience, has_customer: false, address: Some(address), secret: None, template, secret_names: names }
    }

    fn codes(entry: &Entry<'_>) -> Vec<(String, &'static str)> {
        check(entry).into_iter().map(|wrong| (wrong.path, wrong.code)).collect()
    }

    #[test]
    fn an_entry_says_what_is_wrong_with_it() {
        let robot = entry(GatewayKind::Dingtalk, None, &[]);
        assert_eq!(codes(&robot), []);
        let bad = Entry { name: "", audience: Audience::Everybody, address: None, secret: Some(""), ..robot };
        let wrong: Vec<String> = codes(&bad).into_iter().map(|(path, _)| path).collect();
        assert_eq!(wrong, ["name", "audience", "url", "secret"]);
        let whose = Entry { audience: Audience::Customer, ..entry(GatewayKind::Wecom, None, &[]) };
        assert_eq!(codes(&whose), [("customer_id".into(), "gateway.whose")]);
        assert_eq!(codes(&entry(GatewayKind::Sms, None, &[])), [("template".into(), "gateway.template")]);
        assert_eq!(codes(&entry(GatewayKind::Modem, None, &[])), []);
    }

    #[test]
    fn a_template_is_tried_out() {
        let names = ["KEY".to_owned()];
        let template = |send: serde_json::Value| serde_json::from_value::<Template>(json!({ "send": send })).unwrap();
        let good = template(json!({ "method": "POST", "url": "https://a.example/", "form": { "to": "{{phone}}", "k": "{{secret.KEY}}" } }));
        assert_eq!(codes(&entry(GatewayKind::Sms, Some(&good), &names)), []);
        assert_eq!(codes(&entry(GatewayKind::Sms, Some(&good), &[])), [("template.send".into(), "gateway.placeholder")]);
        let bad = template(json!({ "method": "PUT", "url": "ftp://a", "headers": { "a b": "x" }, "form": {}, "body": "{{fon}}" }));
        let wrong: Vec<&str> = codes(&entry(GatewayKind::Voice, Some(&bad), &names)).into_iter().map(|(_, code)| code).collect();
        assert_eq!(wrong, ["gateway.method", "gateway.bodies", "gateway.url", "gateway.header"]);
        let mut voice = good.clone();
        voice.ask = Some(good.send.clone());
        let wrong: Vec<String> = codes(&entry(GatewayKind::Voice, Some(&voice), &names)).into_iter().map(|(path, _)| path).collect();
        assert_eq!(wrong, ["template.ending", "template.receipt"]);
    }

    #[test]
    fn a_number_is_a_number() {
        let cases = [
            ("+86 138-0013-8000", Some("+8613800138000")),
            ("13800138000", Some("13800138000")),
            ("110", Some("110")),
            ("-rf", None),
            ("12", None),
            ("+", None),
            ("138 0013 8000 ext 5", None),
            ("１３８００１３８０００", None),
        ];
        for (written, expected) in cases {
            assert_eq!(number(written).as_deref(), expected, "{written}");
        }
    }
}
