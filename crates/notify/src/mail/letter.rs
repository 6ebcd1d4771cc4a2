//! A message as the mail it becomes: plain text in UTF-8, marked as written by a program (RFC 3834, so that nobody's absence notice
//! answers it), with a Message-ID that stays the same on every attempt, so that a mailbox can recognise a message it has already.

use std::time::{Duration, UNIX_EPOCH};

use base::Language;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};

use crate::model::Bundle;
use crate::rules::setback::Setback;
use crate::rules::telling::{Told, language, told};

/// The longest subject, in characters; longer ones are cut.
const LONGEST_SUBJECT: usize = 200;

/// `Auto-Submitted: auto-generated`
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<AutoSubmitted, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".to_owned())
    }
}

/// Writes the mail. `public_url` comes before the links' paths.
pub(crate) fn write(bundle: &Bundle, from: &Mailbox, public_url: &str) -> Result<(Address, Message), Setback> {
    let first = bundle.first();
    let to: Address = first.recipient.parse().map_err(|_| Setback::hopeless("mail.unwritable", &first.recipient))?;
    let milliseconds = u64::try_from(first.created_at.milliseconds()).unwrap_or(0);
    let told = told(bundle, public_url);
    let message = Message::builder()
        .from(from.clone())
        .to(to.clone().into())
        .date(UNIX_EPOCH + Duration::from_millis(milliseconds))
        .message_id(Some(format!("<{}.{milliseconds}@{}>", name(bundle), from.email.domain())))
        .header(AutoSubmitted)
        .subject(told.subject.chars().take(LONGEST_SUBJECT).collect::<String>())
        .singlepart(SinglePart::plain(text(&told, language(first))))
        .map_err(|error| Setback::hopeless("mail.unwritable", error.to_string()))?;
    Ok((to, message))
}

/// The same messages have the same name on every attempt.
fn name(bundle: &Bundle) -> String {
    match (bundle.len(), bundle.parcels().last()) {
        (2.., Some(last)) => format!("bundle.{}.{}.{}", bundle.first().id, last.id, bundle.len()),
        _ => format!("message.{}", bundle.first().id),
    }
}

fn text(told: &Told, language: Language) -> String {
    let mut text = told.body.clone();
    if let Some(link) = &told.link {
        let label = match language {
            Language::En => "Open this link:",
            Language::Zh => "请打开此链接：",
        };
        text.push_str(&format!("\n\n{label}\n{link}"));
    }
    let footer = match language {
        Language::En => "Sent by Aftercare. Answers to this mail are not read.",
        Language::Zh => "本邮件由“守约”系统自动发送，请勿回复。",
    };
    text.push_str(&format!("\n\n-- \n{footer}"));
    text
}

#[cfg(test)]
mod tests {
    use base::Timestamp;

    use super::*;
    use crate::model::{MessageId, Parcel};

    fn parcel() -> Parcel {
        Parcel {
            id: MessageId(12),
            step: "ticket:7:call:1".into(),
            channel: "email".into(),
            addressee: "person:3".into(),
            webhook_id: None,
            gateway_id: None,
            mention: None,
            ticket_id: None,
            customer_id: None,
            recipient: "wang@example.com".into(),
            language: "en".into(),
            subject: "Fault F-1: camera 7 down".into(),
            body: "Camera 7 does not answer.".into(),
            created_at: Timestamp::from_milliseconds(1_772_413_200_000),
            path: Some("/acknowledge/abc".into()),
            attempts: 1,
            lost: 0,
            started_at: Timestamp::from_milliseconds(1_772_413_200_000),
        }
    }

    fn formatted(parcel: &Parcel) -> String {
        let from: Mailbox = "Aftercare <ops@example.com>".parse().unwrap();
        let bundle = Bundle::of(vec![parcel.clone()]).unwrap();
        let (_, message) = write(&bundle, &from, "https://aftercare.example.com/").unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_mail_in_english() {
        assert_eq!(
            formatted(&parcel()),
            "From: Aftercare <ops@example.com>\r\n\
             To: wang@example.com\r\n\
             Date: Mon, 02 Mar 2026 01:00:00 +0000\r\n\
             Message-ID: <message.12.1772413200000@example.com>\r\n\
             Auto-Submitted: auto-generated\r\n\
             Subject: Fault F-1: camera 7 down\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             \r\n\
             Camera 7 does not answer.\r\n\
             \r\n\
             Open this link:\r\n\
             https://aftercare.example.com/acknowledge/abc\r\n\
             \r\n\
             -- \r\n\
             Sent by Aftercare. Answers to this mail are not read.\r\n"
        );
    }

    #[test]
    fn a_chinese_mail_is_ascii_on_the_wire_and_the_same_each_time() {
        let parcel =
            Parcel {
                subject: "故障 F-1：7 号摄像机离线".into(), body: "7 号摄像机无应答。".into(), language: "zh".into(), ..parcel()
            };
        let mail = formatted(&parcel);
        assert!(mail.is_ascii());
        assert_eq!(mail, formatted(&parcel));
        assert!(mail.contains("Subject: =?utf-8?b?"), "{mail}");
    }

    #[test]
    fn nobody_smuggles_a_header_in() {
        let parcel = Parcel { subject: "down\r\nBcc: evil@example.com".into(), ..parcel() };
        let mail = formatted(&parcel);
        assert!(mail.contains("\r\nSubject: down  Bcc: evil@example.com\r\n"), "{mail}");
        let wrong = Parcel { recipient: "wang@example.com>\r\nRCPT TO:<evil@example.com".into(), ..parcel };
        let from: Mailbox = "ops@example.com".parse().unwrap();
        assert!(write(&Bundle::of(vec![wrong]).unwrap(), &from, "").unwrap_err().hopeless);
    }
}
