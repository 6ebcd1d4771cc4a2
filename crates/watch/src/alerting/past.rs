//! What the past makes one expect, as the worker computed it last and the poller holds it against values.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::model::RuleId;
use crate::rules::limit::Expected;

/// Of which rule's which check's which label.
pub(crate) type Key = (RuleId, i64, String);

/// Shared between the worker and the poller.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past(Arc<RwLock<HashMap<Key, Expected>>>);

impl Past {
    /// What is expected; `None` when too little is known.
    pub(crate) fn of(&self, rule: RuleId, check: i64, label: &str) -> Option<Expected> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&(rule, check, label.to_owned())).copied()
    }

    /// Replaces everything.
    pub(crate) fn replace(&self, known: HashMap<Key, Expected>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = known;
    }
}
