//! The sealer: what turns appended events into sealed ones.
//!
//! It does not wake on every event. A seal for each would make the chain as long as the journal, and every evidence file with it, and
//! would add a commit to each commit; within one period everything is sealed all the same.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::Signer;
use super::seal::seal_all;
use crate::{Db, Progress, Result, Timestamp, Worker};

/// Seals whatever is not sealed yet, every few seconds.
#[derive(Debug)]
pub struct Sealer {
    db: Db,
    signer: Arc<Signer>,
}

impl Sealer {
    /// A sealer that signs with this key.
    pub fn new(db: Db, signer: Arc<Signer>) -> Sealer {
        Sealer { db, signer }
    }
}

#[async_trait]
impl Worker for Sealer {
    fn name(&self) -> &'static str {
        "sealer"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    /// Two may seal at once without harm; one is enough.
    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let sealed = seal_all(&self.db, &self.signer, now).await?;
        Ok(Progress::new(sealed, format!("sealed {sealed} events")))
    }
}
