//! Does it come and go? A service that fails and recovers again and again is one fault, not a hundred. Of each period it is noted
//! whether all was well; the last 21 notes make 20 places where that may have changed, and a change counts the more the newer it is, from 0.8
//! to 1.2. From 30 % on the check flaps, and it is steady again below 25 %.

/// So many places between answers are looked at.
const PLACES: u32 = 20;
/// It flaps from here on, in percent.
const BEGINS: f64 = 30.0;
/// It is steady below this.
const ENDS: f64 = 25.0;

/// The last answers of a check, good or bad, and what they amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Answers {
    /// The newest in the lowest bit, 1 for good.
    history: u32,
    /// How many of the bits count.
    seen: u32,
    flapping: bool,
}

impl Answers {
    /// The same after one more answer.
    pub(crate) fn observe(self, good: bool) -> Answers {
        let mut next = Answers { history: self.history << 1 | u32::from(good), seen: (self.seen + 1).min(PLACES + 1), ..self };
        let changes = next.changes();
        next.flapping = if self.flapping { changes >= ENDS } else { changes >= BEGINS };
        next
    }

    /// Whether it comes and goes.
    pub(crate) fn flapping(self) -> bool {
        self.flapping
    }

    /// How much of the time the answer changed, in percent, newer changes counting more.
    fn changes(self) -> f64 {
        let changed = self.history ^ (self.history >> 1);
        // Place 0 is between the two newest answers.
        let places = 0..self.seen.saturating_sub(1);
        let weight = |place: u32| 1.2 - 0.4 * f64::from(place) / f64::from(PLACES - 1);
        let sum: f64 = places.filter(|place| changed >> place & 1 == 1).map(weight).sum();
        sum * 100.0 / f64::from(PLACES)
    }

    /// All of it as one number for the database.
    pub(crate) fn stored(self) -> i64 {
        i64::from(self.flapping) << 32 | 1 << self.seen | i64::from(self.history) & ((1 << self.seen) - 1)
    }

    /// The answers of a stored number.
    pub(crate) fn restored(number: i64) -> Answers {
        let bits = number.max(1) as u64 & u64::from(u32::MAX);
        let seen = (u64::BITS - 1).saturating_sub(bits.max(1).leading_zeros()).min(PLACES + 1);
        Answers { history: (bits & ((1 << seen) - 1)) as u32, seen, flapping: number >> 32 & 1 == 1 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(answers: &str) -> Answers {
        answers.chars().fold(Answers::default(), |known, answer| known.observe(answer == '+'))
    }

    #[test]
    fn an_outage_is_no_flapping_and_coming_and_going_is() {
        let good = "+".repeat(20);
        let cases = [
            (good.clone(), false),
            (good.clone() + "---", false),
            (good.clone() + "------++", false),
            (good.clone() + "--++--++--", false),
            (good.clone() + "--++--++--++", true),
            ("+-+-+-".to_owned(), false),
            ("+-+-+-+".to_owned(), true),
            (good.clone() + "+-+-+-+-" + "+++", true),
            (good.clone() + "+-+-+-+-" + &good, false),
            (good.clone() + "+-+-+-+-" + &"-".repeat(20), false),
        ];
        for (answers, flapping) in cases {
            assert_eq!(after(&answers).flapping(), flapping, "{answers}");
        }
    }

    proptest! {
        #[test]
        fn answers_survive_the_database(answers in prop::collection::vec(any::<bool>(), 0..60)) {
            let mut kept = Answers::default();
            let mut restored = Answers::default();
            for good in answers {
                kept = kept.observe(good);
                restored = Answers::restored(restored.stored()).observe(good);
                prop_assert_eq!(kept.flapping(), restored.flapping());
                prop_assert!((kept.changes() - restored.changes()).abs() < 1e-9);
            }
        }

        #[test]
        fn what_stays_as_it_is_does_not_flap_for_long(answers in prop::collection::vec(any::<bool>(), 0..60), good in any::<bool>()) {
            let settled = answers.into_iter().chain(std::iter::repeat_n(good, 21)).fold(Answers::default(), Answers::observe);
            prop_assert!(!settled.flapping());
        }
    }
}
