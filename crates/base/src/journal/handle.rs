//! The journal as the program holds it: one database, one clock, one key, and the installation's name for the evidence it gives out.

use std::sync::Arc;

use super::{Audience, EvidenceFile, PublicKey, Sealer, Signer, VerifyReport, export, seal_all, verify, verify_ticket};
use crate::{Clock, Db, Error, Result, TicketId, Timestamp, Worker};

/// The journal's handle. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub struct Journal {
    pub(super) db: Db,
    pub(super) clock: Clock,
    signer: Arc<Signer>,
    installation: Arc<str>,
    /// Held while a verification runs: it reads the whole database, so one at a time is enough.
    verifying: Arc<tokio::sync::Mutex<()>>,
}

impl Journal {
    /// A handle that signs with `signer` and calls the installation by this name.
    pub fn new(db: Db, clock: Clock, signer: Signer, installation: &str) -> Journal {
        Journal { db, clock, signer: Arc::new(signer), installation: installation.into(), verifying: Arc::default() }
    }

    /// The database it stands in.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The sealer.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        vec![Arc::new(Sealer::new(self.db.clone(), Arc::clone(&self.signer)))]
    }

    /// The key with which everybody can check the seals and the evidence.
    pub fn public_key(&self) -> PublicKey {
        self.signer.public_key()
    }

    /// Seals now whatever is not sealed yet, and answers how many events those were.
    pub async fn seal(&self, now: Timestamp) -> Result<usize> {
        seal_all(&self.db, &self.signer, now).await
    }

    /// Verifies everything, or one ticket. While another verification runs it is refused.
    pub async fn verify(&self, ticket: Option<TicketId>) -> Result<VerifyReport> {
        let _one_at_a_time = self.verifying.try_lock().map_err(|_| {
            Error::conflict(
                "journal.verifying",
                "The journal is being verified just now. Try again when that is done.",
                "正在校验台账，请待其完成后重试。",
            )
        })?;
        match ticket {
            Some(ticket) => verify_ticket(&self.db, &self.public_key(), ticket).await,
            None => verify(&self.db, &self.public_key()).await,
        }
    }

    /// The evidence of a ticket for this audience, after sealing what is not sealed yet.
    pub async fn export(&self, ticket: TicketId, audience: Audience, now: Timestamp) -> Result<EvidenceFile> {
        self.seal(now).await?;
        export(&self.db, &self.signer, &self.installation, ticket, audience, now).await
    }
}
