//! Alert rules in an actor's hands.

use archive::DeviceId;
use base::db::Filter;
use base::entry::{Entry, LINE};
use base::journal::{Event, append};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Role, Text, Timestamp};
use serde_json::json;
use series::model::{Metric, Span, Values};

use super::model::{Definition, Rule, RuleId};
use super::store;
use crate::by::WatchBy;
use crate::rules::limit::{Standing, When};

/// Who decides what is too much.
const MAY_RULE: [Role; 3] = [Role::Administrator, Role::Dispatcher, Role::Manager];
/// A preview looks so far back at most.
const LONGEST_PREVIEW_DAYS: i64 = 35;
/// And shows so many episodes at most.
const MOST_EPISODES: usize = 500;

/// What a person enters of a rule.
#[derive(Debug, Clone)]
pub(crate) struct NewRule {
    pub(crate) customer_id: Option<CustomerId>,
    pub(crate) name: String,
    pub(crate) definition: Definition,
    pub(crate) active: bool,
}

/// A time in which a rule would have been broken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Episode {
    pub(crate) check_id: i64,
    pub(crate) label: String,
    pub(crate) from: Timestamp,
    /// `None` while it lasts.
    pub(crate) to: Option<Timestamp>,
    /// The value furthest beyond the limit.
    pub(crate) worst: f64,
    pub(crate) unit: String,
}

impl WatchBy<'_> {
    /// One page of the rules that are not removed; a customer sees those for their own devices alone.
    pub(crate) async fn alert_rules(&self, params: &PageParams) -> Result<Page<Rule>> {
        let filter = Filter::new().and("r.removed_at IS NULL").scope("r.customer_id", &self.actor.scope());
        let filter = filter.search(&["r.name"], params.q.as_deref());
        store::page(&mut self.watch.db.read().await?, filter, params).await
    }

    /// One rule, of those that the list shows.
    pub(crate) async fn alert_rule(&self, id: RuleId) -> Result<Rule> {
        one(&mut self.watch.db.read().await?, id, Filter::new().scope("r.customer_id", &self.actor.scope())).await
    }

    /// Enters a rule; it is held against the next answers.
    pub(crate) async fn enter_rule(&self, new: NewRule, now: Timestamp) -> Result<Rule> {
        self.actor.require(&MAY_RULE)?;
        let mut conn = self.watch.db.write().await?;
        let NewRule { customer_id, name, definition, active } = checked(&mut conn, new).await?;
        let entered_by = self.actor.name().to_owned();
        let mut rule =
            Rule { id: RuleId(0), customer_id, name, definition, active, entered_by, entered_at: now, removed_at: None, version: 1 };
        rule.id = store::insert(&mut conn, &rule).await?;
        tell(&mut conn, self.actor, "alert_rule.entered", &rule, now).await?;
        conn.commit().await?;
        Ok(rule)
    }

    /// Changes a rule.
    pub(crate) async fn change_rule(&self, id: RuleId, version: i64, new: NewRule, now: Timestamp) -> Result<Rule> {
        self.actor.require(&MAY_RULE)?;
        let mut conn = self.watch.db.write().await?;
        let kept = kept(&mut conn, id).await?;
        let NewRule { customer_id, name, definition, active } = checked(&mut conn, new).await?;
        self.put_rule(conn, Rule { customer_id, name, definition, active, ..kept }, version, "alert_rule.changed", now).await
    }

    /// Removes a rule; what it held to be broken is so no more.
    pub(crate) async fn remove_rule(&self, id: RuleId, version: i64, now: Timestamp) -> Result<()> {
        self.actor.require(&MAY_RULE)?;
        let mut conn = self.watch.db.write().await?;
        let kept = kept(&mut conn, id).await?;
        self.put_rule(conn, Rule { removed_at: Some(now), ..kept }, version, "alert_rule.removed", now).await.map(drop)
    }

    async fn put_rule(&self, mut conn: Conn, mut rule: Rule, version: i64, kind: &'static str, now: Timestamp) -> Result<Rule> {
        if rule.version != version || !store::update(&mut conn, &rule).await? {
            return Err(Error::conflict(
                "alert_rule.changed",
                "Somebody changed this rule since you looked at it. Look at it again, then decide.",
                "该规则在您查看后已被更改，请刷新后再操作。",
            ));
        }
        rule.version += 1;
        tell(&mut conn, self.actor, kind, &rule, now).await?;
        conn.commit().await?;
        Ok(rule)
    }

    /// When a rule would have been broken on a device in the last days, the earliest first. Rules that look at the past themselves are not played back.
    pub(crate) async fn preview_rule(&self, device: DeviceId, definition: &Definition, days: i64, now: Timestamp) -> Result<Vec<Episode>> {
        self.actor.require_staff()?;
        check(definition)?;
        if definition.when.needs_past() || definition.when == When::Absent {
            let text = Text::new("Only limits above or below a value can be played back.", "仅支持回放“高于”和“低于”类规则。");
            return Err(Error::invalid_field("definition.when", "alert_rule.no_preview", text));
        }
        let checks = self.checks(device).await?;
        let mut episodes = Vec::new();
        for metric in self.watch.series.by(self.actor).metrics(device.0).await? {
            let of_check = checks.iter().find(|check| check.id.0 == metric.check_id);
            let asked = of_check.is_some_and(|check| definition.check.as_deref().is_none_or(|wanted| wanted == check.name));
            if asked && definition.measures(&metric.name, &metric.label) {
                episodes.extend(self.played(&metric, definition, days.clamp(1, LONGEST_PREVIEW_DAYS), now).await?);
            }
        }
        episodes.sort_by_key(|episode| episode.from);
        episodes.truncate(MOST_EPISODES);
        Ok(episodes)
    }

    async fn played(&self, metric: &Metric, definition: &Definition, days: i64, now: Timestamp) -> Result<Vec<Episode>> {
        let mut episodes: Vec<Episode> = Vec::new();
        let mut standing = Standing::default();
        for day in (0..days).rev() {
            let (from, to) = (now.plus_seconds(-(day + 1) * 86_400), now.plus_seconds(-day * 86_400));
            let range = self.watch.series.by(self.actor).range(metric.id, Span::new(from, to, 288)?).await?;
            for step in range.steps {
                let Some(values) = step.values else { continue };
                let was = standing.broken;
                let value = nearest(&definition.when, values);
                let bad = definition.when.is_broken(Some(value), None, step.at, was);
                standing = standing.observe(bad, step.at.milliseconds(), definition.for_seconds);
                match (was, standing.broken, episodes.last_mut()) {
                    (false, true, _) => episodes.push(Episode {
                        check_id: metric.check_id,
                        label: metric.label.clone(),
                        from: step.at,
                        to: None,
                        worst: value,
                        unit: metric.unit.clone(),
                    }),
                    (true, true, Some(last)) => last.worst = worse(&definition.when, last.worst, value),
                    (true, false, Some(last)) => last.to = Some(step.at),
                    _ => {}
                }
            }
        }
        Ok(episodes)
    }
}

/// A step of five minutes is beyond a limit only when all of its values are: a peak of one answer is not five minutes.
fn nearest(when: &When, values: Values) -> f64 {
    if matches!(when, When::Below { .. }) { values.max } else { values.min }
}

fn worse(when: &When, one: f64, other: f64) -> f64 {
    if matches!(when, When::Below { .. }) { one.min(other) } else { one.max(other) }
}

async fn kept(conn: &mut Conn, id: RuleId) -> Result<Rule> {
    one(conn, id, Filter::new()).await
}

async fn one(conn: &mut Conn, id: RuleId, filter: Filter) -> Result<Rule> {
    let filter = filter.and("r.removed_at IS NULL").and_bind("r.id = {}", id);
    store::one(conn, filter).await?.ok_or_else(|| Error::not_found("alert rule", "告警规则"))
}

async fn tell(conn: &mut Conn, actor: &Actor, kind: &'static str, rule: &Rule, now: Timestamp) -> Result<()> {
    let body = json!({ "name": rule.name, "definition": rule.definition, "active": rule.active });
    let event = Event::new(kind, ("alert_rule", rule.id.0)).customer(rule.customer_id).body(body);
    append(conn, actor, now, now, event.row("alert_rules", rule.id.0)).await.map(drop)
}

async fn checked(conn: &mut Conn, new: NewRule) -> Result<NewRule> {
    let mut entry = Entry::new();
    let name = entry.text("name", &new.name, LINE);
    entry.done()?;
    check(&new.definition)?;
    if let Some(customer) = new.customer_id {
        archive::facts::customer(conn, customer).await?.ok_or_else(|| elsewhere("customer_id"))?;
    }
    let fits = |customer: Option<CustomerId>| customer.is_some_and(|customer| new.customer_id.is_none_or(|wanted| wanted == customer));
    for (place, site) in new.definition.of.site_ids.iter().enumerate() {
        if !fits(archive::facts::site(conn, *site).await?.map(|site| site.customer_id)) {
            return Err(elsewhere(&format!("definition.of.site_ids[{place}]")));
        }
    }
    for (place, device) in new.definition.of.device_ids.iter().enumerate() {
        if !fits(archive::facts::device(conn, *device).await?.map(|device| device.customer_id)) {
            return Err(elsewhere(&format!("definition.of.device_ids[{place}]")));
        }
    }
    Ok(NewRule { name, ..new })
}

/// What is wrong with a definition, apart from whose it is.
fn check(definition: &Definition) -> Result<()> {
    let mut entry = Entry::new();
    entry.text("definition.metric", &definition.metric, LINE);
    if definition.for_seconds > 86_400 {
        entry.refuse("definition.for_seconds", "alert_rule.for_seconds", Text::new("A day at most.", "最长一天。"));
    }
    if let Some((field, text)) = definition.when.refusal() {
        entry.refuse(&format!("definition.when.{field}"), "alert_rule.when", text);
    }
    entry.done()
}

fn elsewhere(path: &str) -> Error {
    let text = Text::new("This is not there, or belongs to another customer.", "该对象不存在，或属于其他用户单位。");
    Error::invalid_field(path, "alert_rule.elsewhere", text)
}
