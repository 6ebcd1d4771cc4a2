//! Exclusions in an actor's hands: entered and taken back by those who answer for the promise, read by everybody concerned.

use base::db::Filter;
use base::entry::{Entry, TEXT};
use base::journal::{Event, append};
use base::{CustomerId, Error, Page, PageParams, Result, Role, Text, Timestamp};
use serde_json::json;

use super::model::{Exclusion, ExclusionId, Reason};
use super::store;
use crate::by::WatchBy;
use crate::maintenance::model::Target;
use crate::maintenance::targets::{self, Names};

/// Who may say that time does not count.
const MAY_EXCLUDE: [Role; 3] = [Role::Administrator, Role::Dispatcher, Role::Manager];
/// The longest at once, in days.
const LONGEST_DAYS: i64 = 366;

/// What a person enters of an exclusion.
#[derive(Debug, Clone)]
pub(crate) struct NewExclusion {
    pub(crate) customer_id: CustomerId,
    pub(crate) targets: Vec<Target>,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) reason: Reason,
    pub(crate) note: String,
}

/// An exclusion with the names of what it is about.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) exclusion: Exclusion,
    pub(crate) customer: String,
    pub(crate) targets: Vec<(Target, String)>,
}

impl WatchBy<'_> {
    /// One page of exclusions, the latest first.
    pub(crate) async fn exclusions(&self, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<Shown>> {
        let filter = Filter::new().scope("x.customer_id", &self.actor.scope()).and_some("x.customer_id = {}", customer);
        let mut conn = self.watch.db.read().await?;
        let Page { items, next, total } = store::page(&mut conn, filter.search(&["x.note"], params.q.as_deref()), params).await?;
        let named = items.iter().flat_map(|exclusion| exclusion.targets.iter().copied());
        let names = Names::of(&mut conn, items.iter().map(|exclusion| exclusion.customer_id), named).await?;
        Ok(Page { items: items.into_iter().map(|exclusion| shown(exclusion, &names)).collect(), next, total })
    }

    /// Says that time does not count, and why.
    pub(crate) async fn exclude(&self, new: NewExclusion, now: Timestamp) -> Result<Shown> {
        self.actor.require(&MAY_EXCLUDE)?;
        let mut entry = Entry::new();
        let note = entry.text("note", &new.note, TEXT);
        targets::count(&mut entry, &new.targets);
        let length = new.ends_at.milliseconds_since(new.starts_at);
        if length <= 0 || length > LONGEST_DAYS * 86_400_000 {
            let text = Text::new(
                format!("It must end after it began, {LONGEST_DAYS} days later at most."),
                format!("结束时间须晚于开始时间，最长 {LONGEST_DAYS} 天。"),
            );
            entry.refuse("ends_at", "exclusion.length", text);
        }
        if new.starts_at > now {
            let text = Text::new(
                "What is excluded has happened. Enter planned work as a maintenance window.",
                "只能登记已发生的时段；计划内的工作请登记维护窗口。",
            );
            entry.refuse("starts_at", "exclusion.ahead", text);
        }
        entry.done()?;
        let mut conn = self.watch.db.write().await?;
        targets::check(&mut conn, new.customer_id, &new.targets).await?;
        let NewExclusion { customer_id, mut targets, starts_at, ends_at, reason, .. } = new;
        targets.sort_unstable();
        targets.dedup();
        let (entered_by, entered_at) = (self.actor.name().to_owned(), now);
        let mut exclusion =
            Exclusion { id: ExclusionId(0), customer_id, targets, starts_at, ends_at, reason, note, entered_by, entered_at };
        exclusion.id = store::insert(&mut conn, &exclusion).await?;
        let event = event("exclusion.entered", &exclusion).row("availability_exclusions", exclusion.id.0);
        append(&mut conn, self.actor, now, now, event).await?;
        let names = Names::of(&mut conn, [customer_id].into_iter(), exclusion.targets.clone().into_iter()).await?;
        conn.commit().await?;
        Ok(shown(exclusion, &names))
    }

    /// Takes an exclusion back: its time counts again.
    pub(crate) async fn count_again(&self, id: ExclusionId, now: Timestamp) -> Result<()> {
        let gone = || Error::not_found("exclusion", "免责时段");
        let mut conn = self.watch.db.write().await?;
        let filter = Filter::new().and_bind("x.id = {}", id).scope("x.customer_id", &self.actor.scope());
        let exclusion = store::all(&mut conn, filter).await?.pop().ok_or_else(gone)?;
        self.actor.require(&MAY_EXCLUDE)?;
        if !store::delete(&mut conn, id).await? {
            return Err(gone());
        }
        let event = event("exclusion.removed", &exclusion).gone("availability_exclusions", id.0);
        append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }
}

fn event(kind: &'static str, exclusion: &Exclusion) -> Event {
    let Exclusion { id, customer_id, targets, starts_at, ends_at, reason, note, .. } = exclusion;
    let body = json!({ "targets": targets, "starts_at": starts_at, "ends_at": ends_at, "reason": reason, "note": note });
    Event::new(kind, ("exclusion", id.0)).customer(*customer_id).body(body)
}

fn shown(exclusion: Exclusion, names: &Names) -> Shown {
    let targets = exclusion.targets.iter().map(|target| names.named(*target)).collect();
    Shown { customer: names.customer(exclusion.customer_id), targets, exclusion }
}
