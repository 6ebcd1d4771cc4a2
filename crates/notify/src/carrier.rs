//! Who brings messages to their addressee on one channel. A carrier knows nothing of claims and retries; it says what happened.

use async_trait::async_trait;
use base::Timestamp;

use crate::model::Bundle;
use crate::rules::setback::Setback;

/// What the other side said when it took a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// For a call: it is under way, and its end is still to come.
    pub call: Option<UnderWay>,
}

/// A call that is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UnderWay {
    /// The other side's own name for it.
    pub receipt: Option<String>,
    /// Whether it can be asked how the call ended.
    pub can_be_asked: bool,
}

/// Brings messages of one channel.
#[async_trait]
pub(crate) trait Carrier: Send + Sync {
    /// Hands one bundle over. `Ok` means the other side said that it has it. It ends within [`LONGEST_HANDOVER`] of real time.
    async fn carry(&self, bundle: &Bundle, now: Timestamp) -> Result<Taken, Setback>;
}

/// The longest a carrier takes, in seconds of real time: a claim must outlast it.
pub(crate) const LONGEST_HANDOVER: u64 = 50;
