//! The format of the evidence file: JSON, version 1. Bytes are lower-case hexadecimal digits and instants are milliseconds since
//! 1970-01-01T00:00:00Z, so that each value has one text.

use serde::{Deserialize, Serialize};

use crate::journal::Recorded;
use crate::journal::read::hex;
use crate::journal::seal::{Seal, milliseconds};
use crate::{CustomerId, Error, Refusal, Result, Text, TicketId, Timestamp};

/// What every evidence file calls itself.
pub(super) const FORMAT: &str = "aftercare-evidence";
/// The version that this program writes and reads.
pub(super) const VERSION: i64 = 1;

/// A ticket's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// `aftercare-evidence`
    pub format: String,
    /// 1
    pub version: i64,
    /// The name of the installation that exported it.
    pub installation: String,
    /// The installation's Ed25519 public key.
    pub public_key: String,
    /// The ticket's id.
    pub ticket: TicketId,
    /// When it was exported.
    #[serde(with = "milliseconds")]
    pub exported_at: Timestamp,
    /// The ticket's events, in their order.
    pub events: Vec<EvidenceEvent>,
    /// The seals from the one over the first event to the one over the last, none left out.
    pub seals: Vec<Seal>,
    /// The installation's signature of [`EvidenceFile::statement`].
    #[serde(with = "hex")]
    pub signature: Vec<u8>,
}

/// One event and the proof that it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEvent {
    /// Its place in the journal.
    pub seq: i64,
    /// The number of the seal that covers it.
    pub seal: i64,
    /// Its hash: the leaf of the seal's tree.
    #[serde(with = "hex")]
    pub hash: Vec<u8>,
    /// The hashes that lead from the leaf to the seal's root, nearest first.
    pub proof: Vec<ProofHash>,
    /// What it says; null when that is withheld from the reader. The proof holds all the same.
    pub content: Option<EvidenceContent>,
}

/// One hash of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProofHash(#[serde(with = "hex")] pub Vec<u8>);

/// What an event says, each text byte for byte as it was hashed. The fields are those of [`Recorded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field stands in Recorded with its meaning")]
pub struct EvidenceContent {
    #[serde(with = "milliseconds")]
    pub at: Timestamp,
    #[serde(with = "milliseconds")]
    pub recorded_at: Timestamp,
    pub actor: String,
    pub actor_name: String,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: i64,
    pub customer_id: Option<CustomerId>,
    pub ticket_id: Option<TicketId>,
    pub body: String,
    pub rows: String,
}

impl EvidenceContent {
    pub(super) fn of(event: &Recorded) -> EvidenceContent {
        let event = event.clone();
        EvidenceContent {
            at: event.at,
            recorded_at: event.recorded_at,
            actor: event.actor,
            actor_name: event.actor_name,
            kind: event.kind,
            subject_kind: event.subject_kind,
            subject_id: event.subject_id,
            customer_id: event.customer_id,
            ticket_id: event.ticket_id,
            body: event.body,
            rows: event.rows,
        }
    }
}

impl EvidenceEvent {
    /// The event as it stands in the journal; `None` when its content is withheld.
    pub fn recorded(&self) -> Option<Recorded> {
        let content = self.content.clone()?;
        Some(Recorded {
            seq: self.seq,
            at: content.at,
            recorded_at: content.recorded_at,
            actor: content.actor,
            actor_name: content.actor_name,
            kind: content.kind,
            subject_kind: content.subject_kind,
            subject_id: content.subject_id,
            customer_id: content.customer_id,
            ticket_id: content.ticket_id,
            body: content.body,
            rows: content.rows,
            hash: self.hash.clone(),
        })
    }
}

impl EvidenceFile {
    /// Reads a file's text; a format, version or field that this program does not know is refused, because it could not be checked.
    pub fn read(text: &str) -> Result<EvidenceFile> {
        #[derive(Deserialize)]
        struct Head {
            format: Option<String>,
            version: Option<serde_json::Number>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| unreadable("", &error))?;
        if head.format.as_deref() != Some(FORMAT) {
            return Err(refused(
                "evidence.not_evidence",
                format!("This is not an evidence file: its format is not “{FORMAT}”."),
                format!("这不是证据文件：其 format 不是“{FORMAT}”。"),
            ));
        }
        if head.version.as_ref().and_then(serde_json::Number::as_i64) != Some(VERSION) {
            let version = head.version.map_or_else(|| "missing".to_owned(), |version| version.to_string());
            return Err(refused(
                "evidence.unknown_version",
                format!(
                    "This evidence file has the version {version}; this program checks version {VERSION}. Use the program's newest version."
                ),
                format!("该证据文件版本为 {version}，本程序可校验的版本为 {VERSION}。请使用最新版本的程序。"),
            ));
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let file = serde_path_to_error::deserialize(&mut json).map_err(|error| unreadable(&error.path().to_string(), error.inner()))?;
        json.end().map_err(|error| unreadable("", &error))?;
        Ok(file)
    }

    /// The file's text, as it is given out.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Error::internal(format!("the evidence cannot be written as JSON: {error}")))
    }

    /// The bytes that the installation signs when it exports: who, when, which ticket, and exactly these events and seals, so that nobody
    /// can leave one out later. Numbers are 8 bytes, the highest first.
    pub fn statement(&self) -> Vec<u8> {
        let mut statement = b"aftercare-evidence-v1\n".to_vec();
        let number = |number: i64, statement: &mut Vec<u8>| statement.extend_from_slice(&number.to_be_bytes());
        number(self.installation.len() as i64, &mut statement);
        statement.extend_from_slice(self.installation.as_bytes());
        number(self.exported_at.milliseconds(), &mut statement);
        number(self.ticket.0, &mut statement);
        number(self.events.len() as i64, &mut statement);
        for event in &self.events {
            number(event.seq, &mut statement);
            statement.push(u8::from(event.content.is_some()));
            statement.extend_from_slice(&event.hash);
        }
        number(self.seals.len() as i64, &mut statement);
        for seal in &self.seals {
            statement.extend_from_slice(&seal.head());
        }
        statement
    }
}

fn refused(code: &'static str, en: String, zh: String) -> Error {
    Error::Refused(Refusal::new(422, code, Text::new(en, zh)))
}

fn unreadable(path: &str, error: &serde_json::Error) -> Error {
    let at = if path.is_empty() || path == "." { String::new() } else { format!("{path}: ") };
    refused(
        "evidence.unreadable",
        format!("The evidence file cannot be read: {at}{error}. It was cut off or changed."),
        format!("无法读取证据文件：{at}{error}。文件不完整或已被改动。"),
    )
}
