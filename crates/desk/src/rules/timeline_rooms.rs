//! The sentences of other rooms' events that stand on a ticket's timeline or beside it: visits, alarms, messages.

use serde_json::Value as Json;

use crate::model::Words;

/// The sentence of a visit's, an alarm's or a message's event; `None` for any other.
pub fn sentence(kind: &str, who: &Words, body: &Json) -> Option<Words> {
    let (noun, _) = kind.split_once('.')?;
    match noun {
        "visit" => visit(kind, who, body),
        "alarm" => alarm(kind, body),
        "message" => message(kind, who, body),
        "webhook" | "gateway" => way_out(kind, who, body),
        "device" if kind == "device.identified" => {
            // Its agent, or one of its services.
            let says = if body.get("banner").is_some() { "/banner" } else { "/sys_descr" };
            let (name, says) = (text(body, "/name"), text(body, says));
            Some(Words::new(format!("{name} says that it is: {says}"), format!("{name}自报为：{says}")))
        }
        "person" if kind == "person.message_rules_changed" => {
            Some(Words::new(format!("{} changed how somebody is told.", who.en), format!("{}修改了消息接收规则。", who.zh)))
        }
        "file" => Some(Words::new(
            format!("{} added the file {}.", who.en, text(body, "/name")),
            format!("{}上传文件 {}。", who.zh, text(body, "/name")),
        )),
        _ => None,
    }
}

fn visit(kind: &str, who: &Words, body: &Json) -> Option<Words> {
    let engineer = text(body, "/engineer/name");
    let reason = text(body, "/reason");
    Some(match kind {
        "visit.planned" => Words::new(format!("{} planned a visit by {engineer}.", who.en), format!("{}安排{engineer}上门服务。", who.zh)),
        "visit.reassigned" => Words::new(
            format!("{} handed the visit from {} to {engineer}.", who.en, text(body, "/before/name")),
            format!("{}将上门服务由{}改派给{engineer}。", who.zh, text(body, "/before/name")),
        ),
        "visit.set_out" => Words::new(format!("{engineer} set out."), format!("{engineer}已出发。")),
        "visit.arrived" => Words::new(format!("{engineer} arrived on site."), format!("{engineer}到达现场。")),
        "visit.worked" => {
            Words::new(format!("{engineer} on site: {}", text(body, "/text")), format!("{engineer}现场处理：{}", text(body, "/text")))
        }
        "visit.restored" => Words::new(
            format!("{engineer} finished the work on site: {}", text(body, "/text")),
            format!("{engineer}现场处理完毕：{}", text(body, "/text")),
        ),
        "visit.confirmed" => Words::new(
            format!("{} signed on site for the customer.", text(body, "/signed_by")),
            format!("用户单位{}已现场签字。", text(body, "/signed_by")),
        ),
        "visit.left" => Words::new(format!("{engineer} left the site."), format!("{engineer}已离开现场。")),
        "visit.cancelled" => Words::new(
            format!("{} cancelled {engineer}'s visit: {reason}", who.en),
            format!("{}取消{engineer}的上门服务：{reason}", who.zh),
        ),
        _ => return None,
    })
}

fn alarm(kind: &str, body: &Json) -> Option<Words> {
    let device = text(body, "/device_name");
    Some(match kind {
        "alarm.opened" => {
            let (en, zh) = evidence(body);
            Words::new(
                format!("Alarm at {device}: {}{en}", text(body, "/text_en")),
                format!("{device}告警：{}{zh}", text(body, "/text_zh")),
            )
        }
        "alarm.affected_changed" => {
            Words::new(format!("The alarm at {device} affects other devices than before."), format!("{device}告警的影响范围有变化。"))
        }
        "alarm.closed" => {
            let (en, zh) = proof(body);
            Words::new(format!("The alarm at {device} is over{en}."), format!("{device}告警已解除{zh}。"))
        }
        "alarm.flapping_began" => Words::new(format!("The fault at {device} comes and goes."), format!("{device}故障时断时续。")),
        "alarm.flapping_ended" => {
            Words::new(format!("The fault at {device} does not come and go any more."), format!("{device}状态已稳定。"))
        }
        _ => return None,
    })
}

/// The signs that the watch saw around the device, a sentence each.
fn evidence(body: &Json) -> (String, String) {
    let signs: Vec<&Json> = body.pointer("/evidence").and_then(Json::as_array).into_iter().flatten().collect();
    let told = |language: &str| signs.iter().map(|sign| text(sign, language)).collect::<Vec<String>>();
    (told("/en").iter().map(|sign| format!(" {sign}")).collect(), told("/zh").concat())
}

/// What the watch saw well again.
fn proof(body: &Json) -> (String, String) {
    let proof: Vec<&Json> = body.pointer("/proof").and_then(Json::as_array).into_iter().flatten().collect();
    let checks: Vec<&str> = proof.iter().filter_map(|proof| proof.get("check").and_then(Json::as_str)).collect();
    let devices = proof.len() - checks.len();
    let mut told = (Vec::new(), Vec::new());
    if !checks.is_empty() {
        told.0.push(format!("well again: {}", checks.join(", ")));
        told.1.push(format!("检测恢复：{}", checks.join("、")));
    }
    if devices > 0 {
        told.0.push(format!("{devices} devices that it cut off are back"));
        told.1.push(format!("受影响的 {devices} 台设备已恢复"));
    }
    if told.0.is_empty() { Default::default() } else { (format!(" ({})", told.0.join("; ")), format!("（{}）", told.1.join("；"))) }
}

fn message(kind: &str, who: &Words, body: &Json) -> Option<Words> {
    let (channel_en, channel_zh) = channel(&text(body, "/channel"));
    let attempts = body.pointer("/attempts").and_then(Json::as_i64);
    Some(match kind {
        "message.queued" => Words::new(format!("A message is on its way by {channel_en}."), format!("{channel_zh}通知已生成。")),
        "message.sent" => Words::new(format!("A message was delivered by {channel_en}."), format!("{channel_zh}通知已送达。")),
        "message.failed" => Words::new(
            format!("A message by {channel_en} could not be delivered; it is tried again."),
            format!("{channel_zh}通知发送失败，将重试。"),
        ),
        "message.given_up" => {
            let (times_en, times_zh) =
                attempts.map_or_else(Default::default, |count| (format!(" after {count} attempts"), format!("（已尝试 {count} 次）")));
            Words::new(
                format!("A message by {channel_en} could not be delivered{times_en}."),
                format!("{channel_zh}通知未能送达{times_zh}。"),
            )
        }
        "message.acknowledged" => Words::new("A call was answered with a key pressed.", "电话已接听并按键确认。"),
        "message.answered" => Words::new(
            "A call was answered without a key pressed: that is no acknowledgement, the calling goes on.",
            "电话已接听但未按键，不视为响应，继续呼叫。",
        ),
        "message.unanswered" => Words::new("A call was not answered.", "电话无人接听。"),
        "message.answer_unknown" => Words::new("Nobody knows how a call ended.", "未能得知电话接听结果。"),
        "message.retried" => {
            Words::new(format!("{} had a message by {channel_en} tried again.", who.en), format!("{}重新发送{channel_zh}通知。", who.zh))
        }
        _ => return None,
    })
}

fn way_out(kind: &str, who: &Words, body: &Json) -> Option<Words> {
    let name = text(body, "/name");
    let (noun, done) = kind.split_once('.')?;
    let (done_en, done_zh) = match done {
        "created" => ("added", "添加"),
        "changed" => ("changed", "修改"),
        "removed" => ("removed", "删除"),
        "tested" => ("tested", "测试"),
        _ => return None,
    };
    let (noun_en, noun_zh) = if noun == "gateway" { ("channel", "通道 ") } else { ("webhook", " Webhook ") };
    Some(Words::new(format!("{} {done_en} the {noun_en} {name}.", who.en), format!("{}{done_zh}了{noun_zh}{name}。", who.zh)))
}

fn channel(word: &str) -> (&'static str, &'static str) {
    match word {
        "email" => ("e-mail", "邮件"),
        "sms" => ("SMS", "短信"),
        "voice" => ("voice", "语音"),
        "dingtalk" => ("DingTalk", "钉钉"),
        "wecom" => ("WeCom", "企业微信"),
        "feishu" => ("Feishu", "飞书"),
        "webhook" => ("webhook", "Webhook "),
        _ => ("the inbox", "站内"),
    }
}

/// A text in the body; an absent one is told as a dash rather than as nothing.
fn text(body: &Json, at: &str) -> String {
    body.pointer(at).and_then(Json::as_str).unwrap_or("–").to_owned()
}
