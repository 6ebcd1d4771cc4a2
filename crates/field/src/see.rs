//! Reading visits: lists with the names beside them, one query per noun for a page.

use std::collections::HashMap;

use archive::SiteId;
use archive::model::Site;
use base::db::Filter;
use base::{Conn, Error, Language, Page, PageParams, Result};
use desk::model::Ticket;
use desk::{NamedItem, WhyNotItem};

use crate::FieldBy;
use crate::api::wire::{VisitActionItem, VisitConfirmation, VisitItem, VisitSite, VisitTicket, WorkItem};
use crate::model::{Visit, VisitFilter, VisitId};
use crate::rules::actions::{VisitAction, allowed};
use crate::step::{situation, who};
use crate::store;

impl FieldBy<'_> {
    /// One page of the visits this actor may see.
    pub(crate) async fn visits(&self, which: VisitFilter, params: &PageParams, language: Language) -> Result<Page<VisitItem>> {
        let mut filter = Filter::new()
            .and_some("v.ticket_id = {}", which.ticket)
            .and_some("v.engineer_id = {}", which.engineer)
            .and_some("v.customer_id = {}", which.customer)
            .scope("v.customer_id", &self.actor.scope());
        if which.mine {
            filter = filter.and_bind("v.engineer_id = {}", self.actor.person().map_or(0, |person| person.0));
        }
        filter = match which.open {
            Some(true) => filter.and("v.state NOT IN ('left', 'cancelled')"),
            Some(false) => filter.and("v.state IN ('left', 'cancelled')"),
            None => filter,
        };
        let mut conn = self.field.db.read().await?;
        let Page { items, next, total } = store::page(&mut conn, filter, params).await?;
        Ok(Page { items: self.items(&mut conn, items, language).await?, next, total })
    }

    /// One visit, if this actor may see it.
    pub(crate) async fn visit(&self, conn: &mut Conn, id: VisitId, language: Language) -> Result<VisitItem> {
        let visit = self.seen(store::by_id(conn, id).await?)?;
        self.items(conn, vec![visit], language).await?.pop().ok_or_else(|| Error::internal("a visit was lost on its way"))
    }

    /// The picture of the signature with its SHA-256, if this actor may see the visit.
    pub(crate) async fn signature(&self, id: VisitId) -> Result<(Vec<u8>, String)> {
        let mut conn = self.field.db.read().await?;
        self.seen(store::by_id(&mut conn, id).await?)?;
        store::signature_image(&mut conn, id).await?.ok_or_else(|| Error::not_found("signature", "签字"))
    }

    async fn items(&self, conn: &mut Conn, visits: Vec<Visit>, language: Language) -> Result<Vec<VisitItem>> {
        let ids: Vec<_> = visits.iter().map(|visit| visit.id).collect();
        let tickets: Vec<_> = visits.iter().map(|visit| visit.ticket_id).collect();
        let tickets: HashMap<_, _> = desk::facts::tickets(conn, &tickets).await?.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let customers: Vec<_> = visits.iter().map(|visit| visit.customer_id).collect();
        let customers = archive::facts::customer_names(conn, &customers).await?;
        let engineers: Vec<_> = visits.iter().map(|visit| visit.engineer_id).collect();
        let engineers = roster::facts::names(conn, &engineers).await?;
        let sites = sites(conn, tickets.values()).await?;
        let works = store::works(conn, &ids).await?;
        let signatures = store::signatures(conn, &ids).await?;
        let mut items = Vec::with_capacity(visits.len());
        for visit in visits {
            let ticket = tickets.get(&visit.ticket_id).ok_or_else(|| Error::internal(format!("visit {} has no ticket", visit.id)))?;
            items.push(VisitItem {
                id: visit.id,
                ticket: VisitTicket {
                    id: ticket.id,
                    number: ticket.number.clone(),
                    title: ticket.title().in_language(language).to_owned(),
                    level: ticket.level,
                },
                customer: named(visit.customer_id.0, customers.get(&visit.customer_id)),
                site: ticket.site_id.and_then(|id| sites.get(&id)).map(VisitSite::of),
                engineer: named(visit.engineer_id.0, engineers.get(&visit.engineer_id)),
                state: visit.state,
                created_at: visit.created_at,
                planned_at: visit.planned_at,
                set_out_at: visit.set_out_at,
                arrived_at: visit.arrived_at,
                restored_at: visit.restored_at,
                confirmed_at: visit.confirmed_at,
                left_at: visit.left_at,
                cancelled_at: visit.cancelled_at,
                work: works
                    .iter()
                    .filter(|work| work.visit_id == visit.id)
                    .map(|work| WorkItem { at: work.at, text: work.text.clone() })
                    .collect(),
                confirmation: signatures.iter().find(|signature| signature.visit_id == visit.id).map(VisitConfirmation::of),
                actions: self.actions(conn, &visit, ticket, language).await?,
                version: visit.version,
            });
        }
        Ok(items)
    }

    /// Every action with why it is not allowed, for the actor who asks.
    async fn actions(&self, conn: &mut Conn, visit: &Visit, ticket: &Ticket, language: Language) -> Result<Vec<VisitActionItem>> {
        let (who, situation) = (who(self.actor, visit), situation(conn, visit, ticket).await?);
        let shown = |action: &VisitAction| {
            let why = allowed(*action, who, &situation).err();
            let why_not = why.map(|why| WhyNotItem { code: why.code.to_owned(), detail: why.text.in_language(language).to_owned() });
            VisitActionItem { action: *action, allowed: why_not.is_none(), why_not }
        };
        Ok(VisitAction::ALL.iter().map(shown).collect())
    }
}

/// The sites of several tickets, each asked for once.
async fn sites(conn: &mut Conn, tickets: impl Iterator<Item = &Ticket>) -> Result<HashMap<SiteId, Site>> {
    let mut found = HashMap::new();
    for id in tickets.filter_map(|ticket| ticket.site_id) {
        if let std::collections::hash_map::Entry::Vacant(place) = found.entry(id)
            && let Some(site) = archive::facts::site(conn, id).await?
        {
            place.insert(site);
        }
    }
    Ok(found)
}

fn named(id: i64, name: Option<&String>) -> NamedItem {
    NamedItem { id, name: name.cloned().unwrap_or_else(|| format!("#{id}")) }
}
