//! Custom checks (自定义检测项): questions that people ask of a device beside those of its kind's template, such as the page of an application,
//! a name server's answer, the age of a database's newest row. Any question of the probe can be one.
//!
//! A custom check with the name of a template's takes its place on that device. It is changed and removed like everything else that was
//! entered: by version, with its event. Its question may hold passwords, so it is kept encrypted and never shown whole.

mod by;
pub(crate) mod model;
pub(crate) mod store;

pub(crate) use by::{Entered, MAY_ENTER, planned};
