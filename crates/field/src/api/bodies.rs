//! What is sent with the steps of a visit, and what must be right about it.

use base::entry::{Entry, LINE, TEXT};
use base::{PersonId, Result, Text};
use serde::Deserialize;
use utoipa::ToSchema;

use super::request;
use crate::model::Position;
use crate::rules::{png, position};
use crate::step::Signed;

/// A step that needs nothing more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitVersion)]
pub(super) struct VersionBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// A step on the way.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitPlace)]
pub(super) struct PlaceBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// Where the phone says it is.
    pub(super) position: Option<Position>,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// Somebody else goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitAssignment)]
pub(super) struct AssignBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// Who goes now.
    pub(super) engineer_id: PersonId,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// What was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitWorkBody)]
pub(super) struct WorkBody {
    /// In the engineer's words, 1 to 4000 characters.
    pub(super) text: String,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// The work is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitRestoration)]
pub(super) struct RestoredBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// What was done, 1 to 4000 characters.
    pub(super) text: String,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// The customer's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitConfirmationBody)]
pub(super) struct ConfirmBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// Who signs for the customer, 1 to 200 characters.
    pub(super) signed_by: String,
    /// `data:image/png;base64,…` of at most 200 KB.
    pub(super) signature: String,
    /// Must be true: whoever is not satisfied does not sign.
    pub(super) satisfied: bool,
    /// Something to add.
    pub(super) comment: Option<String>,
    /// Where the phone says it is.
    pub(super) position: Option<Position>,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitReason)]
pub(super) struct ReasonBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// Why, 1 to 4000 characters.
    pub(super) reason: String,
    /// The same id again answers what was done with it.
    pub(super) request_id: Option<String>,
}

/// The place of a step, checked, and its request.
pub(super) fn placed(body: &PlaceBody) -> Result<Option<String>> {
    let mut entry = Entry::new();
    position::check(&mut entry, "position", body.position.as_ref());
    let request = request(&mut entry, body.request_id.as_deref());
    entry.done().map(|()| request)
}

/// What was written, checked, and its request.
pub(super) fn told(path: &str, text: &str, id: Option<&str>) -> Result<(String, Option<String>)> {
    let mut entry = Entry::new();
    let text = entry.text(path, text, TEXT);
    let request = request(&mut entry, id);
    entry.done().map(|()| (text, request))
}

/// The customer's word, checked, and its request.
pub(super) fn signed(body: &ConfirmBody) -> Result<(Signed, Option<String>)> {
    let mut entry = Entry::new();
    let signed_by = entry.text("signed_by", &body.signed_by, LINE);
    let comment = entry.maybe_text("comment", body.comment.as_deref(), TEXT);
    position::check(&mut entry, "position", body.position.as_ref());
    if !body.satisfied {
        let text = Text::new(
            "Whoever is not satisfied does not sign: work on, or let them say “not satisfied” with a reason on the ticket.",
            "用户不满意时请勿签字：请继续处理，或由用户在工单中选择“不满意”并说明原因。",
        );
        entry.refuse("satisfied", "ticket.not_satisfied", text);
    }
    let image = png::from_data_url(&body.signature).unwrap_or_else(|why| {
        entry.refuse("signature", why.code, why.text);
        Vec::new()
    });
    let request = request(&mut entry, body.request_id.as_deref());
    entry.done().map(|()| (Signed { signed_by, image, comment, position: body.position }, request))
}
