//! Expiring (到期提醒): what comes with a device and runs out — a certificate, a licence, its warranty — is told in time, as an alarm of its
//! own that says nothing of whether the device works.
//!
//! The days stand in the archive. An alarm opens so many days before as was entered there, and closes when the day was put off or the entry
//! removed. There is one alarm for each entry, so that each is renewed by itself.

mod rule;
pub(crate) mod worker;
