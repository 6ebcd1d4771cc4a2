//! What a promise counts in: time of service, or time on the wall. And why a due instant cannot be told.

use base::Text;

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Time in which the calendar has service.
    Service,
    /// All time.
    Wall,
}

/// A promised time as an amount: what a target comes to once its start is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Milliseconds of service.
    Service(i64),
    /// Milliseconds on the wall.
    Wall(i64),
}

impl Amount {
    /// What it counts in.
    pub fn measure(self) -> Measure {
        match self {
            Amount::Service(_) => Measure::Service,
            Amount::Wall(_) => Measure::Wall,
        }
    }

    /// How much, in milliseconds.
    pub fn milliseconds(self) -> i64 {
        match self {
            Amount::Service(milliseconds) | Amount::Wall(milliseconds) => milliseconds,
        }
    }

    /// A share of it, in hundredths: where a warning stands.
    pub fn percent(self, percent: i64) -> Amount {
        let share = |milliseconds: i64| milliseconds.saturating_mul(percent) / 100;
        match self {
            Amount::Service(milliseconds) => Amount::Service(share(milliseconds)),
            Amount::Wall(milliseconds) => Amount::Wall(share(milliseconds)),
        }
    }
}

/// Why an instant cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The public holidays of that year have not been announced.
    NotAnnounced {
        /// Which year.
        year: i16,
    },
    /// The calendar has no such time within the years it reaches.
    Never,
    /// An open pause comes first.
    Paused,
}

impl Unknown {
    /// Whether it will be known once holidays are announced.
    pub fn is_not_announced(self) -> bool {
        matches!(self, Unknown::NotAnnounced { .. })
    }

    /// The reason as a sentence.
    pub fn text(self) -> Text {
        match self {
            Unknown::NotAnnounced { year } => Text::new(
                format!(
                    "The public holidays of {year} have not been announced in this calendar; when it is due is not known until they are."
                ),
                format!("日历中尚未公布 {year} 年的节假日安排，公布前无法确定到期时间。"),
            ),
            Unknown::Never => Text::new("The calendar has no such time before the year 2200.", "在 2200 年之前日历中没有足够的服务时间。"),
            Unknown::Paused => Text::new(
                "An open pause holds the clock; when it is due is not known until it ends.",
                "挂起尚未结束，结束前无法确定到期时间。",
            ),
        }
    }
}
