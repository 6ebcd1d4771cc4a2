//! Rehearsing the chain: for every customer, every level and several moments of the coming day it is asked who would be called. Nobody is
//! called; the managers are told of the gaps.

use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Result, Role, Timestamp};
use notify::{Draft, Importance};
use serde_json::json;

use crate::calls::DESK;
use crate::chain;
use crate::forecast::Planned;
use crate::model::{Level, Words};
use crate::rules::rehearsal::{Gap, Link, Severity, gaps, once, told};
use crate::store::rehearsals::Rehearsed;
use crate::{Desk, DeskBy, store};

/// Who may have it rehearsed at any time.
const REHEARSERS: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager];

/// The moments that are asked about, in hours from now: shifts and the day's duty change in between.
const MOMENTS: [i64; 4] = [0, 6, 12, 18];

/// How many earlier rehearsals are shown.
const SHOWN: i64 = 14;

impl DeskBy<'_> {
    /// The newest rehearsals; for staff.
    pub(crate) async fn rehearsals(&self) -> Result<Vec<Rehearsed>> {
        self.actor.require_staff()?;
        store::rehearsals::newest(&mut self.desk.db.read().await?, SHOWN).await
    }

    /// Rehearses now.
    pub(crate) async fn rehearse(&self, now: Timestamp) -> Result<Vec<Rehearsed>> {
        self.actor.require(REHEARSERS)?;
        self.desk.rehearse(self.actor, true, now).await?;
        self.rehearsals().await
    }
}

impl Desk {
    /// Asks for every customer, keeps what was found, and tells the managers when there are gaps.
    pub(crate) async fn rehearse(&self, actor: &Actor, by_hand: bool, now: Timestamp) -> Result<Rehearsed> {
        let customers = archive::facts::customers(&mut self.db.read().await?).await?;
        let mut found = Vec::new();
        let mut questions = 0;
        for customer in &customers {
            // A connection each: a rehearsal of many customers takes a while.
            let mut conn = self.db.read().await?;
            for hours in MOMENTS {
                let at = now.plus_seconds(hours * 3600);
                for level in Level::ALL {
                    found.extend(self.gaps(&mut conn, customer.id, level, at).await?);
                    questions += 1;
                }
            }
        }
        let rehearsed = Rehearsed { at: now, by_hand, customers: customers.len() as i64, questions, gaps: once(found) };
        let mut conn = self.db.write().await?;
        let row = store::rehearsals::insert(&mut conn, &rehearsed).await?;
        let broken = rehearsed.gaps.iter().filter(|gap| gap.severity == Severity::Broken).count();
        let body = json!({ "customers": rehearsed.customers, "questions": questions, "gaps": rehearsed.gaps.len(), "broken": broken });
        let event = Event::new("calling.rehearsed", ("rehearsal", row)).body(body).row("rehearsals", row);
        journal::append(&mut conn, actor, now, now, event).await?;
        if !by_hand && rehearsed.gaps.iter().any(|gap| gap.severity != Severity::Thin) {
            tell_managers(&mut conn, &rehearsed, row, now).await?;
        }
        conn.commit().await?;
        Ok(rehearsed)
    }

    async fn gaps(&self, conn: &mut Conn, customer: CustomerId, level: Level, at: Timestamp) -> Result<Vec<Gap>> {
        let forecast = self.forecast(conn, customer, level, at).await?;
        let chain: Vec<Link> = forecast.entries.into_iter().map(link).collect();
        Ok(gaps(customer, level, at, &chain))
    }
}

fn link(planned: Planned) -> Link {
    let verified = planned.person.as_ref().is_some_and(|person| person.email_verified_at.is_some() || person.phone_verified_at.is_some());
    let missing = (!planned.missing.is_empty()).then(|| {
        let (en, zh) = chain::names(&planned.missing);
        Words::new(en, zh)
    });
    Link {
        step: planned.place.step,
        person: planned.person.map(|person| (person.id, person.name)),
        obstacle: planned.obstacle,
        reason: planned.reason,
        missing,
        verified,
    }
}

async fn tell_managers(conn: &mut Conn, rehearsed: &Rehearsed, row: i64, now: Timestamp) -> Result<()> {
    let (subject, body) = told(&rehearsed.gaps, usize::try_from(rehearsed.customers).unwrap_or_default());
    for person in roster::facts::people(conn, &[Role::Manager, Role::Administrator]).await? {
        let draft = Draft {
            path: Some("/calling/rehearsal".to_owned()),
            importance: Importance::Important,
            ..Draft::new(person.id, format!("rehearsal:{row}"), subject.clone(), body.clone())
        };
        notify::enqueue(conn, &DESK, now, &draft).await?;
    }
    Ok(())
}
