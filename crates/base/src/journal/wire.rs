//! What the journal's routes answer.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Finding, Recorded, Seal, VerifyReport};
use crate::{CustomerId, Language, TicketId, Timestamp};

/// An event as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalEvent {
    /// Its place, dense from 1.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: JournalActor,
    /// What happened: `ticket.acknowledged`.
    pub kind: String,
    /// What it is about.
    pub subject: JournalSubject,
    /// Whom it concerns.
    pub customer_id: Option<CustomerId>,
    /// To whose timeline it belongs.
    pub ticket_id: Option<TicketId>,
    /// What happened, in detail.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
}

/// Who did it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalActor {
    /// `person`, `system` or `link`.
    pub kind: String,
    /// The person's id.
    pub id: Option<i64>,
    /// Their name at the time, or the worker's.
    pub name: String,
}

/// What an event is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalSubject {
    /// The noun: `ticket`.
    pub kind: String,
    /// Its id.
    pub id: i64,
}

/// A seal as it is shown; bytes as hexadecimal digits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalSeal {
    /// Its place in the chain, from 1.
    pub number: i64,
    /// The first event it covers.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
    /// The root of the events' hash tree.
    pub root: String,
    /// The head of the seal before it.
    pub previous: String,
    /// The hash of its own header, by which the next seal names it.
    pub head: String,
    /// When it was made.
    pub sealed_at: Timestamp,
    /// The installation's signature of its header.
    pub signature: String,
}

/// The result of a verification.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalReport {
    /// Whether there are no findings.
    pub ok: bool,
    /// Events looked at.
    pub events: i64,
    /// Seals looked at.
    pub seals: i64,
    /// Events that no seal covers yet.
    pub unsealed: i64,
    /// Table rows compared.
    pub rows: i64,
    /// What is wrong.
    pub findings: Vec<JournalFinding>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalFinding {
    /// Its name: `event 12`, `row tickets 7`, `seal 3`.
    pub what: String,
    /// What is wrong with it, in the reader's language.
    pub detail: String,
}

/// The key that verifies seals and evidence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalKey {
    /// The 32 bytes of the Ed25519 public key as hexadecimal digits.
    pub public_key: String,
    /// `Ed25519`
    pub algorithm: String,
    /// The SHA-256 of the key, in groups of eight digits, for comparing by ear.
    pub fingerprint: String,
}

impl From<Recorded> for JournalEvent {
    fn from(event: Recorded) -> JournalEvent {
        let (kind, id, name) = event.actor_parts();
        JournalEvent {
            seq: event.seq,
            at: event.at,
            recorded_at: event.recorded_at,
            actor: JournalActor { kind: kind.to_owned(), id, name: name.to_owned() },
            body: event.json(),
            hash: data_encoding::HEXLOWER.encode(&event.hash),
            kind: event.kind,
            subject: JournalSubject { kind: event.subject_kind, id: event.subject_id },
            customer_id: event.customer_id,
            ticket_id: event.ticket_id,
        }
    }
}

impl From<&Seal> for JournalSeal {
    fn from(seal: &Seal) -> JournalSeal {
        let hex = data_encoding::HEXLOWER;
        JournalSeal {
            number: seal.number,
            first_seq: seal.first_seq,
            last_seq: seal.last_seq,
            root: hex.encode(&seal.root),
            previous: hex.encode(&seal.previous),
            head: hex.encode(&seal.head()),
            sealed_at: seal.sealed_at,
            signature: hex.encode(&seal.signature),
        }
    }
}

impl JournalReport {
    pub(super) fn of(report: VerifyReport, language: Language) -> JournalReport {
        let VerifyReport { ok, events, seals, unsealed, rows, findings } = report;
        let show = |finding: Finding| JournalFinding { detail: finding.detail.in_language(language).to_owned(), what: finding.what };
        JournalReport { ok, events, seals, unsealed, rows, findings: findings.into_iter().map(show).collect() }
    }
}
