//! What the room's routes answer.

use archive::model::{Clause, Contract, Device, DeviceKind, Site};
use archive::{ContractId, DeviceId, SiteId};
use base::{CustomerId, TicketId, Timestamp};
use desk::model::Level;
use desk::{NamedItem, TicketDetail, TimelineItem, WhyNotItem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Position, Signature, VisitId, VisitState};
use crate::rules::actions::VisitAction;

/// A visit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Visit)]
pub struct VisitItem {
    /// Its id.
    pub id: VisitId,
    /// What for.
    pub ticket: VisitTicket,
    /// For whom.
    pub customer: NamedItem,
    /// Where.
    pub site: Option<VisitSite>,
    /// Who goes.
    pub engineer: NamedItem,
    /// How far it has come.
    pub state: VisitState,
    /// When it was entered.
    pub created_at: Timestamp,
    /// For when it is planned; as soon as possible when null.
    pub planned_at: Option<Timestamp>,
    /// When the engineer set out.
    pub set_out_at: Option<Timestamp>,
    /// When the engineer arrived.
    pub arrived_at: Option<Timestamp>,
    /// When the engineer last said that the work is done.
    pub restored_at: Option<Timestamp>,
    /// When the customer's person signed.
    pub confirmed_at: Option<Timestamp>,
    /// When the engineer left.
    pub left_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// What was done on site.
    pub work: Vec<WorkItem>,
    /// The customer's word.
    pub confirmation: Option<VisitConfirmation>,
    /// What may be done on it now by whoever asks, and why not.
    pub actions: Vec<VisitActionItem>,
    /// The version to be named when stepping.
    pub version: i64,
}

/// What is shown of a visit's ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitTicket {
    /// Its id.
    pub id: TicketId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub title: String,
    /// The level in force.
    pub level: Level,
}

/// Where to drive to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitSite {
    /// The site's id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Option<String>,
    /// WGS 84, degrees north.
    pub latitude: Option<f64>,
    /// WGS 84, degrees east.
    pub longitude: Option<f64>,
}

impl VisitSite {
    pub(crate) fn of(site: &Site) -> VisitSite {
        let Site { id, latitude, longitude, .. } = *site;
        VisitSite { id, name: site.name.clone(), address: site.address.clone(), latitude, longitude }
    }
}

/// Something that was done on site.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = VisitWork)]
pub struct WorkItem {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// The customer's word on a visit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitConfirmation {
    /// Who signed for the customer.
    pub signed_by: String,
    /// When.
    pub at: Timestamp,
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// What they added.
    pub comment: Option<String>,
    /// Where, if the phone said so.
    pub position: Option<Position>,
    /// The SHA-256 of the signature's picture; it stands in the journal too.
    pub signature_sha256: String,
}

impl VisitConfirmation {
    pub(crate) fn of(signature: &Signature) -> VisitConfirmation {
        VisitConfirmation {
            signed_by: signature.signed_by.clone(),
            at: signature.at,
            satisfied: signature.satisfied,
            comment: signature.comment.clone(),
            position: signature.position(),
            signature_sha256: signature.sha256.clone(),
        }
    }
}

/// An action and whether whoever asks may do it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitActionItem {
    /// Which: the last part of its path.
    pub action: VisitAction,
    /// Whether it may be done.
    pub allowed: bool,
    /// Why not.
    pub why_not: Option<WhyNotItem>,
}

/// Everything the printed service report shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServiceReport {
    /// The visit.
    pub visit: VisitItem,
    /// Its ticket, with its clocks.
    pub ticket: TicketDetail,
    /// What broke.
    pub device: Option<ReportDevice>,
    /// For whom.
    pub customer: ReportCustomer,
    /// Under which promises: the version that was frozen when the ticket was opened.
    pub contract: Option<ReportContract>,
    /// What happened, as whoever asks may read it.
    pub timeline: Vec<TimelineItem>,
    /// Where the signature's picture is; null while nobody has signed.
    pub signature_url: Option<String>,
    /// As of when all this is.
    pub made_at: Timestamp,
}

/// The device of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Who made it.
    pub vendor: Option<String>,
    /// Which one it is of theirs.
    pub model: Option<String>,
    /// The serial number.
    pub serial: Option<String>,
    /// Where it answers.
    pub address: Option<String>,
}

impl ReportDevice {
    pub(crate) fn of(device: Device) -> ReportDevice {
        let Device { id, name, kind, vendor, model, serial, address, .. } = device;
        ReportDevice { id, name, kind, vendor, model, serial, address }
    }
}

/// The customer of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportCustomer {
    /// Its id.
    pub id: CustomerId,
    /// The full name.
    pub name: String,
    /// The short code.
    pub code: String,
    /// The postal address.
    pub address: Option<String>,
}

/// The contract of a report, in one version.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportContract {
    /// Its id.
    pub id: ContractId,
    /// What it is called.
    pub name: String,
    /// The number on the paper.
    pub number: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub starts_on: jiff::civil::Date,
    /// The last day, still included.
    #[schema(value_type = String, format = Date)]
    pub ends_on: jiff::civil::Date,
    /// The IANA zone in which its days are meant.
    pub zone: String,
    /// Which version.
    pub version: i64,
    /// The table of promised times.
    pub clauses: Vec<Clause>,
}

impl ReportContract {
    pub(crate) fn of(contract: Contract) -> ReportContract {
        let Contract { id, name, number, starts_on, ends_on, zone, version, clauses, .. } = contract;
        ReportContract { id, name, number, starts_on, ends_on, zone, version, clauses }
    }
}
