//! The promised times (时限) of a ticket: which clocks there are and what can be said of one.

use super::Kind;
use crate::words;

words!(
    /// What was promised within a time.
    ClockKind {
        /// 响应: a person has taken the ticket. Stopped by a qualified human act, never by an automatic answer or a call nobody answered.
        Respond = "respond",
        /// 到场: an engineer is on site.
        Arrive = "arrive",
        /// 恢复: the service runs again.
        Restore = "restore",
        /// 解决: the cause is removed.
        Resolve = "resolve",
    }
);

impl ClockKind {
    /// The clocks a kind of ticket has. Only a fault needs somebody to arrive and something to be restored.
    pub fn of(kind: Kind) -> &'static [ClockKind] {
        match kind {
            Kind::Fault => &[ClockKind::Respond, ClockKind::Arrive, ClockKind::Restore, ClockKind::Resolve],
            Kind::Question | Kind::Complaint => &[ClockKind::Respond, ClockKind::Resolve],
            Kind::Finding | Kind::Task => &[ClockKind::Resolve],
        }
    }

    /// The verb in English and in Chinese.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            ClockKind::Respond => ("respond", "响应"),
            ClockKind::Arrive => ("arrive", "到场"),
            ClockKind::Restore => ("restore", "恢复"),
            ClockKind::Resolve => ("resolve", "解决"),
        }
    }
}

words!(
    /// What can be said of a clock.
    ClockState {
        /// It runs and is not due yet.
        Running = "running",
        /// It stands still for a stated reason; when it will be due is not known.
        Paused = "paused",
        /// It was stopped in time.
        Met = "met",
        /// Its time ran out. A pause does not undo that.
        Breached = "breached",
        /// It was stopped after its time had run out.
        LateMet = "late_met",
    }
);
