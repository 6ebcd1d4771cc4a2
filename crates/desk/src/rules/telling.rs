//! What people are told about a ticket, in both languages: whoever is called, whoever is responsible, the customer. The customer is told at
//! once (第一时间通报用户相关负责人) when a fault is opened, who takes it, when the service runs again, and when it is closed.

use archive::model::Warning;
use base::{Text, Timestamp};
use jiff::tz::TimeZone;

use super::notice::{Notice, Places};
use super::thresholds::Firing;
use crate::model::{Kind, Proof, Threshold, Words};

/// What a message says of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// `F-2026-000123`
    pub number: String,
    /// What it is about.
    pub kind: Kind,
    /// What the level in force is called.
    pub level: Words,
    /// What is wrong.
    pub title: Words,
    /// The customer's name.
    pub customer: String,
    /// The site's name.
    pub site: Option<String>,
    /// When it was detected or reported.
    pub since: Timestamp,
    /// When somebody must have taken it.
    pub respond_due: Option<Timestamp>,
    /// The installation's IANA zone, in which times are told.
    pub zone: String,
}

/// A subject and a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// One line.
    pub subject: Text,
    /// The text.
    pub body: Text,
    /// Told to a customer, it may be in the house's own words: the occasion, and what stands at the places of its text.
    pub notice: Option<(Notice, Places)>,
}

/// An instant as people of the zone write it: `2026-03-02 09:00`.
pub fn local(at: Timestamp, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at.to_jiff().to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

impl About {
    fn told(&self, subject: &Words, lead: &Words) -> Told {
        let facts = self.facts();
        Told {
            subject: Text::new(format!("[{}] {}", self.number, subject.en), format!("[{}] {}", self.number, subject.zh)),
            body: Text::new(format!("{}\n\n{}", lead.en, facts.en), format!("{}\n\n{}", lead.zh, facts.zh)),
            notice: None,
        }
    }

    /// The same, which a customer may be told in the house's own words.
    fn noticed(&self, told: Told, notice: Notice, own: Option<(&'static str, Words)>) -> Told {
        let kind = self.kind.name();
        let due = self.respond_due.map_or_else(|| "—".to_owned(), |due| local(due, &self.zone));
        let mut places: Places = vec![
            ("number", Words::same(&self.number)),
            ("kind", Words::new(kind.0, kind.1)),
            ("level", self.level.clone()),
            ("title", self.title.clone()),
            ("customer", Words::same(&self.customer)),
            ("site", Words::same(self.site.as_deref().unwrap_or("—"))),
            ("since", Words::same(&local(self.since, &self.zone))),
            ("respond_due", Words::same(&due)),
            ("facts", self.facts()),
        ];
        places.extend(own);
        Told { notice: Some((notice, places)), ..told }
    }

    /// The ticket in a few lines: number, level, title, customer, site, since when.
    fn facts(&self) -> Words {
        let since = local(self.since, &self.zone);
        let mut en =
            vec![format!("{}, {}", self.number, self.level.en), format!("What: {}", self.title.en), format!("Customer: {}", self.customer)];
        let mut zh =
            vec![format!("{}，{}", self.number, self.level.zh), format!("内容：{}", self.title.zh), format!("用户单位：{}", self.customer)];
        if let Some(site) = &self.site {
            en.push(format!("Site: {site}"));
            zh.push(format!("点位：{site}"));
        }
        en.push(format!("Since: {since}"));
        zh.push(format!("发生时间：{since}"));
        Words::new(en.join("\n"), zh.join("\n"))
    }
}

/// Calls somebody. The message carries a link with which they take the ticket.
pub fn call(about: &About, because: &Words) -> Told {
    let mut told = about.told(
        &Words::new(format!("{}: {}", capital(&about.level.en), about.title.en), format!("{}：{}", about.level.zh, about.title.zh)),
        &Words::new(format!("You are called: {}.", because.en), format!("呼叫您处理：{}。", because.zh)),
    );
    let due = about.respond_due.map(|due| local(due, &about.zone));
    let (due_en, due_zh) = due.map_or_else(
        || ("No time to respond was promised.".to_owned(), "未约定响应时限。".to_owned()),
        |due| (format!("Respond by: {due}"), format!("响应时限：{due}")),
    );
    told.body = Text::new(
        format!(
            "{}\n{due_en}\n\nTake it on the ticket's page, or by the link in the e-mail; the link works once, within 24 hours.",
            told.body.in_language(base::Language::En)
        ),
        format!(
            "{}\n{due_zh}\n\n请在工单页面响应，或点击邮件中的链接（24 小时内有效，仅可使用一次）。",
            told.body.in_language(base::Language::Zh)
        ),
    );
    told
}

/// Tells somebody that they are responsible now.
pub fn assigned(about: &About, by: &str) -> Told {
    about.told(
        &Words::new(format!("You are responsible: {}", about.title.en), format!("已指派给您：{}", about.title.zh)),
        &Words::new(format!("{by} made you responsible for this ticket."), format!("{by}指派您为责任人。")),
    )
}

/// Tells the customer that a ticket was opened for them.
pub fn opened(about: &About) -> Told {
    let (noun_en, noun_zh) = about.kind.name();
    let told = about.told(
        &Words::new(format!("{} registered: {}", capital(noun_en), about.title.en), format!("{noun_zh}已登记：{}", about.title.zh)),
        &Words::new(
            format!("We have registered this {noun_en} and are calling an engineer. You will be told who takes it."),
            format!("我们已登记该{noun_zh}并正在安排工程师，接单后将通知您。"),
        ),
    );
    about.noticed(told, Notice::Opened, None)
}

/// Tells the customer who takes it.
pub fn acknowledged(about: &About, owner: &str) -> Told {
    let told = about.told(
        &Words::new(format!("{owner} has taken it: {}", about.title.en), format!("{owner}已响应：{}", about.title.zh)),
        &Words::new(format!("{owner} has taken it and is responsible."), format!("{owner}已响应，负责处理。")),
    );
    about.noticed(told, Notice::Acknowledged, Some(("owner", Words::same(owner))))
}

/// Tells the customer that the service runs again, and asks them to confirm.
pub fn restored(about: &About, proof: Proof) -> Told {
    let (en, zh) = match proof {
        Proof::Monitoring => ("The monitoring sees that the service runs again.", "监控已确认服务恢复。"),
        Proof::Statement => ("The service has been reported as restored.", "工程师报告服务已恢复。"),
    };
    let told = about.told(
        &Words::new(format!("Restored, please confirm: {}", about.title.en), format!("已恢复，请确认：{}", about.title.zh)),
        &Words::new(
            format!("{en} Please confirm on your pages, or say there what is still missing."),
            format!("{zh}请在系统中确认，如仍有问题请说明。"),
        ),
    );
    about.noticed(told, Notice::Restored, Some(("text", Words::new(en, zh))))
}

/// Tells the customer that the cause is removed, and asks them to confirm.
pub fn resolved(about: &About, solution: &str) -> Told {
    let told = about.told(
        &Words::new(format!("Resolved, please confirm: {}", about.title.en), format!("已解决，请确认：{}", about.title.zh)),
        &Words::new(
            format!("It is resolved: {solution} Please confirm on your pages, or say there what is still missing."),
            format!("已解决：{solution} 请在系统中确认，如仍有问题请说明。"),
        ),
    );
    about.noticed(told, Notice::Resolved, Some(("solution", Words::same(solution))))
}

/// Tells the customer that it is closed.
pub fn closed(about: &About, signed_by: &str) -> Told {
    let told = about.told(
        &Words::new(format!("Closed: {}", about.title.en), format!("已关闭：{}", about.title.zh)),
        &Words::new(
            format!("{signed_by} confirmed that it is done. If it is not, reopen it on your pages."),
            format!("{signed_by}已确认完成，工单关闭。如仍有问题，可在系统中重新打开。"),
        ),
    );
    about.noticed(told, Notice::Closed, Some(("signed_by", Words::same(signed_by))))
}

/// Tells the customer that it was cancelled.
pub fn cancelled(about: &About, reason: &str) -> Told {
    let told = about.told(
        &Words::new(format!("Cancelled: {}", about.title.en), format!("已取消：{}", about.title.zh)),
        &Words::new(format!("It was cancelled: {reason}"), format!("工单已取消：{reason}")),
    );
    about.noticed(told, Notice::Cancelled, Some(("reason", Words::same(reason))))
}

/// Tells that the evidence became worse and raised the level.
pub fn raised(about: &About, reason: &Words) -> Told {
    let Words { en, zh } = &about.level;
    let told = about.told(
        &Words::new(format!("Now {en}: {}", about.title.en), format!("升为{zh}：{}", about.title.zh)),
        &Words::new(format!("It is {en} now. {}", reason.en), format!("已升为{zh}。{}", reason.zh)),
    );
    about.noticed(told, Notice::LevelChanged, Some(("reason", reason.clone())))
}

/// Tells the customer how it stands: the update that was promised.
pub fn update(about: &About, text: &str) -> Told {
    let told =
        about.told(&Words::new(format!("How it stands: {}", about.title.en), format!("进展通报：{}", about.title.zh)), &Words::same(text));
    about.noticed(told, Notice::Update, Some(("text", Words::same(text))))
}

/// Tells the owner that the customer sent it back to work.
pub fn back_to_work(about: &About, by: &str, reason: &str) -> Told {
    about.told(
        &Words::new(format!("Not done yet: {}", about.title.en), format!("用户未认可：{}", about.title.zh)),
        &Words::new(format!("{by}: {reason} The work goes on."), format!("{by}：{reason} 请继续处理。")),
    )
}

/// Tells the customer that the incident report is there.
pub fn reported(about: &About, text: &str) -> Told {
    about.told(
        &Words::new(format!("Incident report: {}", about.title.en), format!("事故报告：{}", about.title.zh)),
        &Words::new(format!("The incident report has been handed over. {text}"), format!("事故报告已交付。{text}")),
    )
}

/// Tells whoever is responsible that the customer disputes a pause.
pub fn disputed(about: &About, by: &str, reason: &str) -> Told {
    about.told(
        &Words::new(format!("A pause is disputed: {}", about.title.en), format!("用户对挂起提出异议：{}", about.title.zh)),
        &Words::new(format!("{by}: {reason} A manager decides."), format!("{by}：{reason} 待经理裁定。")),
    )
}

/// Tells what was decided about a disputed pause.
pub fn decided(about: &About, withdrawn: bool, reason: &str) -> Told {
    let (en, zh) = if withdrawn {
        ("The pause is withdrawn: its time counts.", "挂起已撤销，该段时间计入时限。")
    } else {
        ("The pause stands.", "挂起成立。")
    };
    about.told(
        &Words::new(format!("Decided about a pause: {}", about.title.en), format!("挂起异议已裁定：{}", about.title.zh)),
        &Words::new(format!("{en} {reason}"), format!("{zh}{reason}")),
    )
}

/// Warns that a promise is about to be broken, or says that it is.
pub fn threshold(about: &About, firing: &Firing) -> Told {
    let (verb_en, verb_zh) = firing.clock.name();
    let due = local(firing.due_at, &about.zone);
    match firing.threshold {
        Threshold::Warning(warning) => about.told(
            &Words::new(format!("Time to {verb_en} is running out: {}", about.title.en), format!("{verb_zh}时限将到：{}", about.title.zh)),
            &warned(warning, verb_en, verb_zh, &due),
        ),
        Threshold::Breach => about.told(
            &Words::new(format!("Time to {verb_en} is over: {}", about.title.en), format!("{verb_zh}已超时：{}", about.title.zh)),
            &Words::new(format!("The promised time to {verb_en} was over at {due}."), format!("{verb_zh}时限已于 {due} 到期。")),
        ),
        Threshold::Late(warning) => about.told(
            &Words::new(format!("Still not done, time to {verb_en}: {}", about.title.en), format!("{verb_zh}仍未完成：{}", about.title.zh)),
            &warned(warning, verb_en, verb_zh, &due),
        ),
    }
}

/// A warning as a sentence, with the due instant.
fn warned(warning: Warning, verb_en: &str, verb_zh: &str, due: &str) -> Words {
    let of = super::timeline_clocks::warned(warning, (verb_en, verb_zh));
    Words::new(format!("{} Due: {due}.", of.en), format!("{}截止时间：{due}。", of.zh))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[path = "telling_tests.rs"]
mod tests;
