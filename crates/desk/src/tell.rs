//! Who is told what about a ticket. The texts are the rules'; here they are put into the outbox, in the transaction of the change they
//! tell.

use std::collections::BTreeSet;

use base::{Actor, Conn, PersonId, Result, Timestamp};
use notify::Draft;

use crate::case::Case;
use crate::model::ClockKind;
use crate::rules::telling::{About, Told};
use crate::{Desk, store, templates};

impl Desk {
    /// What messages say of a ticket.
    pub(crate) async fn about(&self, conn: &mut Conn, case: &Case, now: Timestamp) -> Result<About> {
        let ticket = &case.ticket;
        let customer = archive::facts::customer(conn, ticket.customer_id).await?.map_or_else(String::new, |customer| customer.name);
        let site = match ticket.site_id {
            Some(site) => archive::facts::site(conn, site).await?.map(|site| site.name),
            None => None,
        };
        let respond = case.clocks(now).into_iter().find(|clock| clock.kind == ClockKind::Respond);
        let (_, definitions) = store::levels::current(conn).await?;
        Ok(About {
            number: ticket.number.clone(),
            kind: ticket.kind,
            level: definitions.names().of(ticket.level).clone(),
            title: ticket.title(),
            customer,
            site,
            since: ticket.opened_at,
            respond_due: respond.and_then(|clock| clock.reading.due_at),
            zone: self.zone.to_string(),
        })
    }

    /// Tells the customer's people. `step` names what is told, once for ever.
    pub(crate) async fn tell_customer(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        case: &Case,
        now: Timestamp,
        step: &str,
        told: &Told,
    ) -> Result<()> {
        let people = roster::facts::customers_people(conn, case.ticket.customer_id).await?;
        let own = templates::in_own_words(conn, told).await?;
        let told = own.as_ref().unwrap_or(told);
        let path = format!("/portal/tickets/{}", case.ticket.id);
        for person in people {
            send(conn, actor, case, now, step, person.id, &path, told).await?;
        }
        Ok(())
    }

    /// Tells whoever is responsible; while nobody is, those on duty. Nobody is told what they did themselves.
    pub(crate) async fn tell_owner(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        case: &Case,
        now: Timestamp,
        step: &str,
        told: &Told,
    ) -> Result<()> {
        let owner = case.story.owner.as_ref().map(|owner| owner.id);
        let mut people: BTreeSet<PersonId> = owner.into_iter().collect();
        if people.is_empty() {
            let on_duty = roster::facts::on_duty(conn, now.date_in(&self.zone)).await?;
            people.extend(on_duty.into_iter().map(|person| person.id));
        }
        let path = format!("/tickets/{}", case.ticket.id);
        for person in people.into_iter().filter(|person| actor.person() != Some(*person)) {
            send(conn, actor, case, now, step, person, &path, told).await?;
        }
        Ok(())
    }
}

/// Puts one text for one person into the outbox and answers how many messages that made.
#[expect(clippy::too_many_arguments, reason = "the parts of one message, named where they are used")]
pub(crate) async fn send(
    conn: &mut Conn,
    actor: &Actor,
    case: &Case,
    now: Timestamp,
    step: &str,
    to: PersonId,
    path: &str,
    told: &Told,
) -> Result<usize> {
    let step = format!("ticket:{}:{step}", case.ticket.id);
    let draft = Draft {
        path: Some(path.to_owned()),
        ticket: Some(case.ticket.id),
        customer: Some(case.ticket.customer_id),
        ..Draft::new(to, step, told.subject.clone(), told.body.clone())
    };
    notify::enqueue(conn, actor, now, &draft).await
}
