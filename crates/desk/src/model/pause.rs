//! A pause (挂起): time that does not count. It needs a reason, a requester and evidence. One without evidence is shown and counted apart,
//! and the customer can dispute any of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What proves a pause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PauseEvidence)]
pub struct Evidence {
    /// What somebody wrote about it. Words alone prove nothing.
    pub note: Option<String>,
    /// The number under which a third party works on it.
    pub third_party_ticket: Option<String>,
    /// A photo, a recording, a signed slip.
    pub file: Option<EvidenceFile>,
}

/// A file that proves something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceFile {
    /// Its id; the content is at `/api/v1/tickets/{ticket}/files/{id}`.
    pub id: i64,
    /// What it was called.
    pub name: String,
    /// What the bytes are: `image/jpeg`, `audio/mpeg`, `application/pdf`.
    pub content_type: String,
    /// The SHA-256 of the content, in hexadecimal digits.
    pub sha256: String,
    /// How large it is, in bytes.
    pub bytes: i64,
}

impl Evidence {
    /// Whether it proves anything: somebody outside can look it up, or the file itself.
    pub fn proves(&self) -> bool {
        self.third_party_ticket.is_some() || self.file.is_some()
    }

    /// In a sentence; nothing when there is none at all.
    pub fn told(&self) -> Option<String> {
        let file = self.file.as_ref().map(|file| file.name.clone());
        let parts: Vec<String> = [self.note.clone(), self.third_party_ticket.clone(), file].into_iter().flatten().collect();
        if parts.is_empty() { None } else { Some(parts.join("; ")) }
    }
}
