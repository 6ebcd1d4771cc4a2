//! Which metric is which, remembered so that a sample costs no query. It holds only what is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::{Sample, SeriesId};

/// A check's id, and `name` and `label` joined by a byte that neither contains: one short text is smaller than two.
type Key = (i64, Box<str>);

/// The known metrics. The lock is held for map operations only.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<BTreeMap<Key, SeriesId>>);

/// A metric that is in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Made {
    id: SeriesId,
    check_id: i64,
    name: String,
    label: String,
}

impl Cache {
    pub(crate) fn find(&self, sample: &Sample) -> Option<SeriesId> {
        self.known().get(&key(sample.check_id, &sample.name, &sample.label)).copied()
    }

    /// One sample of each metric that is not known yet.
    pub(crate) fn missing<'s>(&self, samples: &'s [Sample]) -> Vec<&'s Sample> {
        let known = self.known();
        let mut seen = BTreeSet::new();
        samples
            .iter()
            .filter(|sample| {
                let key = key(sample.check_id, &sample.name, &sample.label);
                !known.contains_key(&key) && seen.insert(key)
            })
            .collect()
    }

    pub(crate) fn learn(&self, made: Vec<Made>) {
        self.known().extend(made.into_iter().map(|made| (key(made.check_id, &made.name, &made.label), made.id)));
    }

    pub(crate) fn forget(&self, checks: &[i64]) {
        self.known().retain(|(check, _), _| !checks.contains(check));
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Key, SeriesId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(check: i64, name: &str, label: &str) -> Key {
    (check, [name, "\0", label].concat().into_boxed_str())
}
