//! How people want to be told, as they write it down themselves, or an administrator for them.

use base::journal::{self, Event};
use base::{Error, FieldRefusal, PersonId, Result, Role, Text, Timestamp};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::model::{Channel, Preference, Quiet};
use crate::rules::routing;
use crate::{NotifyBy, outbox, store};

/// A person's rules, and what they can choose among.
pub(crate) struct Kept {
    pub preference: Preference,
    /// Whether they wrote them down; the house's own otherwise.
    pub own: bool,
    /// The channels that lead to this person now.
    pub ways: Vec<Channel>,
}

/// Rules about to be kept.
pub(crate) struct NewPreference {
    pub routine: Vec<Channel>,
    pub important: Vec<Channel>,
    pub quiet: Option<NewQuiet>,
}

/// Quiet hours as they were written.
pub(crate) struct NewQuiet {
    pub from: String,
    pub to: String,
    pub zone: Option<String>,
    pub important_too: bool,
}

impl NotifyBy<'_> {
    /// How somebody is told: oneself, or anybody for an administrator.
    pub(crate) async fn preference(&self, person: PersonId) -> Result<Kept> {
        self.may(person)?;
        let mut conn = self.notify.db.read().await?;
        let known = roster::facts::person(&mut conn, person).await?.ok_or_else(|| Error::not_found("person", "人员"))?;
        let own = store::preferences::of(&mut conn, person).await?;
        let gateways = store::gateways::active(&mut conn).await?;
        let ways = routing::ways(outbox::addressee(&known, ""), &gateways, known.customer_id, &Channel::CHOICES);
        Ok(Kept { own: own.is_some(), preference: own.unwrap_or_default(), ways })
    }

    /// Keeps how somebody wants to be told; without rules the house's own hold again.
    pub(crate) async fn keep_preference(&self, person: PersonId, new: Option<NewPreference>, now: Timestamp) -> Result<Kept> {
        self.may(person)?;
        let wanted = new.map(|new| self.read_preference(new)).transpose()?;
        let mut conn = self.notify.db.write().await?;
        let known = roster::facts::person(&mut conn, person).await?.ok_or_else(|| Error::not_found("person", "人员"))?;
        let event = Event::new("person.message_rules_changed", ("person", person.0)).customer(known.customer_id);
        let event = match &wanted {
            Some(rules) => {
                store::preferences::keep(&mut conn, person, rules).await?;
                let quiet = rules.quiet.as_ref().map(|quiet| format!("{}–{}", quiet.from.strftime("%H:%M"), quiet.to.strftime("%H:%M")));
                let body = json!({ "routine": rules.routine, "important": rules.important, "quiet": quiet, "visibility": "internal" });
                Some(event.body(body).row("message_rules", person.0))
            }
            None => store::preferences::forget(&mut conn, person)
                .await?
                .then(|| event.body(json!({ "visibility": "internal" })).gone("message_rules", person.0)),
        };
        if let Some(event) = event {
            journal::append(&mut conn, self.actor, now, now, event).await?;
        }
        conn.commit().await?;
        self.preference(person).await
    }

    /// Oneself, or an administrator; of everybody else not even the name is told.
    fn may(&self, person: PersonId) -> Result<()> {
        if self.actor.person() == Some(person) || self.actor.is_any(&[Role::Administrator]) {
            return Ok(());
        }
        Err(Error::not_found("person", "人员"))
    }

    fn read_preference(&self, new: NewPreference) -> Result<Preference> {
        let mut wrong = Vec::new();
        for (path, channels) in [("routine", &new.routine), ("important", &new.important)] {
            if channels.iter().any(|channel| !Channel::CHOICES.contains(channel)) {
                wrong.push(refusal(
                    path,
                    "Choose among mail, groups, short messages and calls.",
                    "请在邮件、群机器人、短信和语音电话中选择。",
                ));
            }
        }
        if new.important.is_empty() {
            wrong.push(refusal(
                "important",
                "Choose at least one channel on which you are told what matters.",
                "重要消息至少选择一种通知方式。",
            ));
        }
        let quiet = new.quiet.map(|quiet| self.read_quiet(&quiet)).transpose();
        match quiet {
            Ok(quiet) if wrong.is_empty() => Ok(Preference { routine: ordered(&new.routine), important: ordered(&new.important), quiet }),
            Ok(_) => Err(Error::invalid(wrong)),
            Err(more) => Err(Error::invalid(wrong.into_iter().chain(more).collect())),
        }
    }

    fn read_quiet(&self, quiet: &NewQuiet) -> Result<Quiet, Vec<FieldRefusal>> {
        let mut wrong = Vec::new();
        let mut time = |path: &str, text: &str| {
            let time = text.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2).and_then(|_| text.parse::<Time>().ok());
            time.unwrap_or_else(|| {
                wrong.push(refusal(path, "Write a time of day like 22:00.", "请填写时间，例如 22:00。"));
                Time::midnight()
            })
        };
        let (from, to) = (time("quiet.from", &quiet.from), time("quiet.to", &quiet.to));
        if wrong.is_empty() && from == to {
            wrong.push(refusal("quiet.to", "Quiet hours end at another time than they begin.", "免打扰的开始和结束时间不能相同。"));
        }
        let house = if self.notify.settings.zone.is_empty() { "UTC" } else { &self.notify.settings.zone };
        match TimeZone::get(quiet.zone.as_deref().unwrap_or(house)) {
            Ok(zone) if wrong.is_empty() => Ok(Quiet { from, to, zone, important_too: quiet.important_too }),
            Ok(_) => Err(wrong),
            Err(_) => {
                wrong.push(refusal("quiet.zone", "Write a zone like Asia/Shanghai.", "请填写时区，例如 Asia/Shanghai。"));
                Err(wrong)
            }
        }
    }
}

/// Each channel once, in the order in which they are offered.
fn ordered(channels: &[Channel]) -> Vec<Channel> {
    Channel::CHOICES.into_iter().filter(|channel| channels.contains(channel)).collect()
}

fn refusal(path: &str, en: &'static str, zh: &'static str) -> FieldRefusal {
    FieldRefusal { path: path.to_owned(), code: "value.wrong", text: Text::new(en, zh) }
}
