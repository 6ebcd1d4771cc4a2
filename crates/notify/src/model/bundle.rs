//! Messages that are handed over as one.

use super::Parcel;

/// Messages that are handed over as one; never empty.
#[derive(Debug, Clone)]
pub(crate) struct Bundle {
    first: Parcel,
    others: Vec<Parcel>,
}

impl Bundle {
    /// The messages in this order; `None` when there is none.
    pub(crate) fn of(parcels: Vec<Parcel>) -> Option<Bundle> {
        let mut parcels = parcels.into_iter();
        let first = parcels.next()?;
        Some(Bundle { first, others: parcels.collect() })
    }

    /// The first message, which gives the bundle its address, its language and its name.
    pub(crate) fn first(&self) -> &Parcel {
        &self.first
    }

    /// All of them, in order.
    pub(crate) fn parcels(&self) -> impl Iterator<Item = &Parcel> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        1 + self.others.len()
    }
}
