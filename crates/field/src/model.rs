//! The nouns of this room: a visit, how far it has come, what was done on it, and the signature that ends it.

use base::{CustomerId, PersonId, TicketId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::id!(
    /// A visit (上门服务).
    VisitId
);

desk::words!(
    /// How far a visit has come.
    VisitState {
        /// 已安排: somebody is to go.
        Planned = "planned",
        /// 已出发: the engineer is on the way.
        SetOut = "set_out",
        /// 已到场: the engineer is on site.
        Arrived = "arrived",
        /// 已处理: the engineer says that the work is done.
        Restored = "restored",
        /// 已签字: the customer's person has signed.
        Confirmed = "confirmed",
        /// 已离开: the engineer has left.
        Left = "left",
        /// 已取消: it did not take place, or was broken off.
        Cancelled = "cancelled",
    }
);

impl VisitState {
    /// Whether nothing more happens on it.
    pub fn is_over(self) -> bool {
        matches!(self, VisitState::Left | VisitState::Cancelled)
    }
}

/// A visit as it stands now. How it came to be so stands on the ticket's timeline.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Visit {
    /// Given by the database.
    pub id: VisitId,
    /// What for.
    pub ticket_id: TicketId,
    /// For whom: the ticket's customer.
    pub customer_id: CustomerId,
    /// Who goes.
    pub engineer_id: PersonId,
    /// How far it has come.
    #[sqlx(try_from = "String")]
    pub state: VisitState,
    /// When it was entered.
    pub created_at: Timestamp,
    /// For when it is planned.
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
    /// Counts the changes.
    pub version: i64,
}

/// Something that was done on site.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Work {
    /// On which visit.
    pub visit_id: VisitId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// Where the phone says it is, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// How far it may be wrong, in metres, 0 to 100000.
    pub accuracy_metres: f64,
}

/// The customer's word on a visit, without the picture.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Signature {
    /// On which visit.
    pub visit_id: VisitId,
    /// Who signed for the customer.
    pub signed_by: String,
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// What they added.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The SHA-256 of the picture, in hexadecimal digits.
    pub sha256: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Metres.
    pub accuracy_metres: Option<f64>,
}

impl Signature {
    /// Where they signed, if the phone said so.
    pub fn position(&self) -> Option<Position> {
        Some(Position { latitude: self.latitude?, longitude: self.longitude?, accuracy_metres: self.accuracy_metres? })
    }
}

/// Which visits a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct VisitFilter {
    /// Only mine.
    pub mine: bool,
    /// `true`: something is still to happen; `false`: left or cancelled.
    pub open: Option<bool>,
    /// Only for this ticket.
    pub ticket: Option<TicketId>,
    /// Only this person's.
    pub engineer: Option<PersonId>,
    /// Only at this customer.
    pub customer: Option<CustomerId>,
}
