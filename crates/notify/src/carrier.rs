//! Who brings a message to its addressee on one channel. A carrier knows nothing of claims and retries; it says what happened.

use async_trait::async_trait;
use base::Timestamp;

use crate::model::Parcel;
use crate::rules::setback::Setback;

/// Brings messages of one channel.
#[async_trait]
pub(crate) trait Carrier: Send + Sync {
    /// Hands one message over. `Ok` means the other side said that it has it. It ends within [`LONGEST_HANDOVER`] of real time.
    async fn carry(&self, parcel: &Parcel, now: Timestamp) -> Result<(), Setback>;
}

/// The longest a carrier takes, in seconds of real time: a claim must outlast it.
pub(crate) const LONGEST_HANDOVER: u64 = 50;
