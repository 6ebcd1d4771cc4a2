//! Why a message did not get through: our word for it, what the other side said, and what that means for trying again. The people read it
//! in their language beside the message.

use base::Text;

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setback {
    /// Our word for it: `mail.unreachable`.
    pub code: &'static str,
    /// What the other side or the network said, cut and on one line. Never a secret.
    pub detail: String,
    /// Whether it would fail again whatever happens.
    pub hopeless: bool,
    /// Whether the message may have arrived all the same: it was handed over, and the answer was lost.
    pub uncertain: bool,
    /// For how many seconds the other side wants to hear nothing more on this lane.
    pub silence: Option<i64>,
}

/// The longest detail kept, in characters.
const LONGEST_DETAIL: usize = 300;

impl Setback {
    /// Something that may have passed by the next attempt.
    pub(crate) fn passing(code: &'static str, detail: impl AsRef<str>) -> Setback {
        Setback { code, detail: one_line(detail.as_ref()), hopeless: false, uncertain: false, silence: None }
    }

    /// Something that stays until somebody changes it.
    pub(crate) fn hopeless(code: &'static str, detail: impl AsRef<str>) -> Setback {
        Setback { hopeless: true, ..Setback::passing(code, detail) }
    }

    /// The other side has had too much and wants to hear nothing for so many seconds.
    pub(crate) fn silenced(code: &'static str, detail: impl AsRef<str>, seconds: i64) -> Setback {
        Setback { silence: Some(seconds), ..Setback::passing(code, detail) }
    }

    /// The answer to a message that was handed over did not come.
    pub(crate) fn uncertain(code: &'static str, detail: impl AsRef<str>) -> Setback {
        Setback { uncertain: true, ..Setback::passing(code, detail) }
    }
}

/// The sentence for the people, with what the other side said.
pub(crate) fn sentence(code: &str, detail: &str) -> Text {
    let (en, zh) = match code {
        "mail.not_configured" => (
            "No mail server is set up. Set [mail] in the configuration, then retry.",
            "尚未配置邮件服务器，请在配置文件 [mail] 中设置后重试。",
        ),
        "mail.unwritable" => ("The address cannot be written to. Correct it, then retry.", "收件地址无法使用，请更正后重试。"),
        "mail.unreachable" => ("The mail server cannot be reached.", "无法连接邮件服务器。"),
        "mail.no_tls" => ("The mail server offers no encryption, which the configuration requires.", "邮件服务器不支持配置所要求的加密。"),
        "mail.tls" => ("No encrypted connection to the mail server could be made.", "无法与邮件服务器建立加密连接。"),
        "mail.sign_in" => ("The mail server does not accept user and password.", "邮件服务器不接受所配置的用户名和密码。"),
        "mail.too_slow" => ("The mail server did not answer in time.", "邮件服务器未及时应答。"),
        "mail.recipient_refused" => {
            ("The mail server does not take mail for this address. Correct it, then retry.", "邮件服务器拒收此地址的邮件，请更正后重试。")
        }
        "mail.refused" => ("The mail server did not take the message.", "邮件服务器未接收该邮件。"),
        "mail.answer_lost" => {
            ("The mail server's answer was lost; the message may have arrived.", "未收到邮件服务器的确认，邮件可能已送达。")
        }
        "webhook.gone" => ("The webhook was removed.", "该 Webhook 已被删除。"),
        "webhook.off" => ("The webhook is switched off.", "该 Webhook 已停用。"),
        "webhook.unreachable" => ("The receiver cannot be reached.", "无法连接接收方。"),
        "webhook.too_slow" => ("The receiver did not answer in time; it may have the event.", "接收方未及时应答，可能已收到事件。"),
        "webhook.answer_lost" => ("The receiver's answer was lost; it may have the event.", "未收到接收方应答，可能已收到事件。"),
        "webhook.redirect" => ("The receiver answered with another address. Enter that one.", "接收方要求跳转，请直接填写新地址。"),
        "webhook.status" => ("The receiver did not take the event.", "接收方未接受该事件。"),
        "gateway.gone" => ("The channel was removed. Set it up anew, then retry.", "该渠道已被删除，请重新配置后重试。"),
        "gateway.off" => ("The channel is switched off. Switch it on, then retry.", "该渠道已停用，请启用后重试。"),
        "gateway.incomplete" => ("The channel's settings are not complete. Correct them, then retry.", "渠道配置不完整，请更正后重试。"),
        "gateway.unreachable" => ("The channel's server cannot be reached.", "无法连接该渠道的服务器。"),
        "gateway.too_slow" => {
            ("The channel's server did not answer in time; the message may have arrived.", "渠道服务器未及时应答，消息可能已送达。")
        }
        "gateway.answer_lost" => {
            ("The channel's answer was lost; the message may have arrived.", "未收到渠道服务器的应答，消息可能已送达。")
        }
        "gateway.status" => ("The channel's server did not take the message.", "渠道服务器未接收该消息。"),
        "gateway.answer" => (
            "The channel's server answered something that does not say whether it took the message.",
            "渠道服务器的应答无法判断是否已接收消息。",
        ),
        "gateway.refused" => ("The channel refused the message.", "渠道拒绝了该消息。"),
        "gateway.refused_for_good" => (
            "The channel will never take this message. Correct the number or the text, then retry.",
            "渠道不会接收该消息，请更正号码或内容后重试。",
        ),
        "gateway.credentials" => (
            "The channel does not accept our address or signature. Correct its settings, then retry.",
            "渠道不认可所配置的地址或签名，请更正渠道配置后重试。",
        ),
        "gateway.silenced" => {
            ("The channel had too many messages and is silent for a while.", "渠道发送过于频繁，已被平台限流，稍后自动重试。")
        }
        "gateway.number" => ("This is no phone number. Correct it, then retry.", "电话号码无效，请更正后重试。"),
        "modem.not_here" => (
            "No node has a modem. Set [modem] in the configuration of the node where it is, then retry.",
            "没有节点配置短信猫，请在其所在节点的配置文件 [modem] 中设置后重试。",
        ),
        "modem.no_program" => ("The program gammu is not installed beside the modem.", "短信猫所在节点未安装 gammu 程序。"),
        "modem.failed" => ("The modem did not send the message.", "短信猫未能发送该消息。"),
        "modem.too_slow" => ("The modem did not end in time; the message may have been sent.", "短信猫未及时完成，消息可能已发出。"),
        "courier.stopped" => {
            ("The program stopped while it handed this over; it may have arrived.", "投递过程中程序停止，消息可能已送达。")
        }
        _ => ("The message did not get through.", "消息未能送达。"),
    };
    if detail.is_empty() {
        return Text::new(en, zh);
    }
    Text::new(format!("{en} ({detail})"), format!("{zh}（{detail}）"))
}

/// What somebody else's program said, fit for one line of a table.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_is_kept_to_one_line() {
        let setback = Setback::passing("mail.refused", format!("451\r\n\u{1b}[2J  later {}", "x".repeat(500)));
        assert!(setback.detail.starts_with("451 [2J later xxx"), "{}", setback.detail);
        assert_eq!(setback.detail.chars().count(), LONGEST_DETAIL);
    }

    #[test]
    fn every_word_has_its_sentence() {
        let other = sentence("something else", "");
        for code in [
            "mail.not_configured",
            "mail.unwritable",
            "mail.unreachable",
            "mail.no_tls",
            "mail.tls",
            "mail.sign_in",
            "mail.too_slow",
            "mail.recipient_refused",
            "mail.refused",
            "mail.answer_lost",
            "webhook.gone",
            "webhook.off",
            "webhook.unreachable",
            "webhook.too_slow",
            "webhook.answer_lost",
            "webhook.redirect",
            "webhook.status",
            "gateway.gone",
            "gateway.off",
            "gateway.incomplete",
            "gateway.unreachable",
            "gateway.too_slow",
            "gateway.answer_lost",
            "gateway.status",
            "gateway.answer",
            "gateway.refused",
            "gateway.refused_for_good",
            "gateway.credentials",
            "gateway.silenced",
            "gateway.number",
            "modem.not_here",
            "modem.no_program",
            "modem.failed",
            "modem.too_slow",
            "courier.stopped",
        ] {
            assert_ne!(sentence(code, ""), other, "{code}");
        }
        assert_eq!(sentence("mail.refused", "451 later").in_language(base::Language::Zh), "邮件服务器未接收该邮件。（451 later）");
    }
}
