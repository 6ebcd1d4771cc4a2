//! Which metric is which, remembered so that a sample costs no query. It holds only what is committed.
//!
//! Of a hundred thousand devices there are a million metrics with a few hundred names and labels among them (`if_in` of `Gi0/1`): so a pair is kept
//! once, and a metric is a check's id, the number of its pair and its own id.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::{Sample, SeriesId};

/// The known metrics. The lock is held for map operations only.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The number of a name and a label, from 0 in the order in which they were first seen.
    pairs: HashMap<Box<str>, HashMap<Box<str>, u32>>,
    count: u32,
    metrics: HashMap<(i64, u32), SeriesId>,
}

/// A metric that is in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Made {
    pub(crate) id: SeriesId,
    pub(crate) check_id: i64,
    pub(crate) name: String,
    pub(crate) label: String,
}

impl Known {
    fn find(&self, sample: &Sample) -> Option<SeriesId> {
        let pair = self.pairs.get(sample.name.as_str())?.get(sample.label.as_str())?;
        self.metrics.get(&(sample.check_id, *pair)).copied()
    }

    fn pair(&mut self, name: &str, label: &str) -> u32 {
        if let Some(pair) = self.pairs.get(name).and_then(|labels| labels.get(label)) {
            return *pair;
        }
        let pair = self.count;
        self.count += 1;
        self.pairs.entry(name.into()).or_default().insert(label.into(), pair);
        pair
    }
}

impl Cache {
    /// The metric of each sample; `None` where it is not known yet.
    pub(crate) fn find(&self, samples: &[Sample]) -> Vec<Option<SeriesId>> {
        let known = self.known();
        samples.iter().map(|sample| known.find(sample)).collect()
    }

    /// One sample of each metric that is not known yet.
    pub(crate) fn missing<'s>(&self, samples: &'s [Sample]) -> Vec<&'s Sample> {
        let known = self.known();
        let mut seen = BTreeSet::new();
        samples
            .iter()
            .filter(|sample| known.find(sample).is_none() && seen.insert((sample.check_id, &*sample.name, &*sample.label)))
            .collect()
    }

    pub(crate) fn learn(&self, made: Vec<Made>) {
        let mut known = self.known();
        for made in made {
            let pair = known.pair(&made.name, &made.label);
            known.metrics.insert((made.check_id, pair), made.id);
        }
    }

    pub(crate) fn forget(&self, checks: &[i64]) {
        let checks: BTreeSet<i64> = checks.iter().copied().collect();
        self.known().metrics.retain(|(check, _), _| !checks.contains(check));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
