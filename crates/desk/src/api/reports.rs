//! `POST /tickets`: a report by a person of the service or of the customer.

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{Body, Problem};
use base::{Actor, CustomerId, Error, Language, Result, Text, TicketId, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use super::wire::TicketDetail;
use crate::case::named;
use crate::model::{Kind, Level, Source, Words};
use crate::open::{NewTicket, place};
use crate::rules::level::Facts;
use crate::{Desk, DeskBy};
use base::entry::{Entry, LINE, TEXT};

/// A ticket about to be opened. A customer's person opens one for their own customer and leaves `customer_id`, `level` and `reason` out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTicket)]
pub(super) struct NewTicketBody {
    /// What it is about; a customer's person reports faults, questions and complaints.
    kind: Kind,
    /// What is wrong, in a line.
    title: String,
    /// The rest of what is to be told.
    description: Option<String>,
    /// For whom; a customer's own is implied.
    customer_id: Option<CustomerId>,
    /// Where.
    site_id: Option<SiteId>,
    /// What broke; its site is implied.
    device_id: Option<DeviceId>,
    /// The level to be set at once; the proposed one when absent.
    level: Option<Level>,
    /// Why, when it is not the proposed one.
    reason: Option<String>,
    /// For how many minutes the business has been interrupted.
    business_stopped_minutes: Option<i64>,
    /// Key data is lost.
    data_lost: Option<bool>,
    /// Key data is at risk.
    data_at_risk: Option<bool>,
    /// There is danger of paralysis.
    paralysis_risk: Option<bool>,
    /// What stood beside it to take over is gone.
    redundancy_lost: Option<bool>,
}

/// Opens a ticket: the contract is frozen, a level proposed, somebody on duty called, the customer told.
#[utoipa::path(
    post,
    path = "/api/v1/tickets",
    tag = "desk",
    operation_id = "open_ticket",
    request_body = NewTicketBody,
    responses(
        (status = 201, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    Body(body): Body<NewTicketBody>,
) -> Result<(StatusCode, Json<TicketDetail>)> {
    let now = desk.clock.now();
    let id = desk.by(&actor).report(body, now).await?;
    let mut conn = desk.db.read().await?;
    Ok((StatusCode::CREATED, Json(desk.by(&actor).detail(&mut conn, id, language, now).await?)))
}

impl DeskBy<'_> {
    async fn report(&self, body: NewTicketBody, now: Timestamp) -> Result<TicketId> {
        let own = match self.actor.scope() {
            base::Scope::Customer(own) => Some(own),
            base::Scope::All => None,
        };
        let mut entry = Entry::new();
        let title = entry.text("title", &body.title, LINE);
        let description = entry.maybe_text("description", body.description.as_deref(), TEXT);
        let reason = entry.maybe_text("reason", body.reason.as_deref(), TEXT);
        check(&mut entry, &body, own);
        entry.done()?;
        let mut conn = self.desk.db.write().await?;
        let customer = own.or(body.customer_id).ok_or_else(no_such_customer)?;
        archive::facts::customer(&mut conn, customer).await?.ok_or_else(no_such_customer)?;
        let (site, device) = place(&mut conn, customer, body.site_id, body.device_id).await?;
        let facts = Facts {
            business_stopped_minutes: body.business_stopped_minutes,
            data_lost: body.data_lost.unwrap_or(false),
            data_at_risk: body.data_at_risk.unwrap_or(false),
            paralysis_risk: body.paralysis_risk.unwrap_or(false),
            redundancy_lost: body.redundancy_lost.unwrap_or(false),
            device: device.as_ref().map(|device| device.kind),
            ..Facts::of(body.kind)
        };
        let new = NewTicket {
            kind: body.kind,
            source: if own.is_some() { Source::Customer } else { Source::Staff },
            title: Words::same(&title),
            description,
            customer,
            site,
            device: device.as_ref().map(|device| device.id),
            alarm: None,
            detected_at: None,
            reporter: Some(named(self.actor)?),
            level: body.level.map(|level| (level, reason)),
            facts,
            affected: device.iter().map(|device| device.id).collect(),
            over: false,
        };
        let id = self.desk.open(&mut conn, self.actor, now, now, new).await?;
        conn.commit().await?;
        Ok(id)
    }
}

fn check(entry: &mut Entry, body: &NewTicketBody, own: Option<CustomerId>) {
    if body.business_stopped_minutes.is_some_and(|minutes| !(0..=525_600).contains(&minutes)) {
        let text = Text::new("Give the minutes from 0 to 525600.", "请填写 0 至 525600 之间的分钟数。");
        entry.refuse("business_stopped_minutes", "value.out_of_range", text);
    }
    match own {
        None if body.customer_id.is_none() => {
            entry.refuse("customer_id", "value.missing", Text::new("Say for which customer.", "请选择用户单位。"));
        }
        None => {}
        Some(own) => {
            if body.customer_id.is_some_and(|given| given != own) {
                entry.refuse(
                    "customer_id",
                    "ticket.no_such_customer",
                    Text::new("Leave it out: it is your own.", "请省略此项，默认为本单位。"),
                );
            }
            if matches!(body.kind, Kind::Finding | Kind::Task) {
                let text = Text::new("Report a fault, a question or a complaint.", "请选择故障、咨询或投诉。");
                entry.refuse("kind", "ticket.kind_not_yours", text);
            }
            for (path, given) in [("level", body.level.is_some()), ("reason", body.reason.is_some())] {
                if given {
                    let text = Text::new("Leave it out: the service sets the level.", "请省略此项，级别由服务方确定。");
                    entry.refuse(path, "ticket.level_not_yours", text);
                }
            }
        }
    }
}

fn no_such_customer() -> Error {
    Error::invalid_field("customer_id", "ticket.no_such_customer", Text::new("There is no such customer.", "没有这个用户单位。"))
}
