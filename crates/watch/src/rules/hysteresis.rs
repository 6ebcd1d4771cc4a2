//! When several answers make a fact. One lost packet is weather: a fact turns to "no" only when `bad` of the last `of` answers were bad, and
//! to "yes" when the last `good` were good.

/// How many answers it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hysteresis {
    bad: u8,
    of: u8,
    good: u8,
}

impl Hysteresis {
    /// Down after 3 bad of 3, up after 2 good.
    pub const USUAL: Hysteresis = Hysteresis { bad: 3, of: 3, good: 2 };

    /// "No" after `bad` bad answers among the last `of`, "yes" after `good` good ones in a row. Each is at least 1 and at most 8, and `bad` at
    /// most `of`; what lies outside is brought to the nearest that makes sense.
    pub fn new(bad: u8, of: u8, good: u8) -> Hysteresis {
        let of = of.clamp(1, 8);
        Hysteresis { bad: bad.clamp(1, of), of, good: good.clamp(1, 8) }
    }
}

impl Default for Hysteresis {
    fn default() -> Hysteresis {
        Hysteresis::USUAL
    }
}

/// What is held for true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fact {
    /// Not enough answers yet.
    #[default]
    Unknown,
    /// It is so.
    Yes,
    /// It is not so.
    No,
}

impl Fact {
    /// The word in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Fact::Unknown => "unknown",
            Fact::Yes => "yes",
            Fact::No => "no",
        }
    }

    /// The fact of a stored word.
    pub(crate) fn parse(word: &str) -> Fact {
        match word {
            "yes" => Fact::Yes,
            "no" => Fact::No,
            _ => Fact::Unknown,
        }
    }
}

/// A fact and the answers it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pulse {
    pub(crate) fact: Fact,
    /// The last answers, the newest in the lowest bit, 1 for good.
    history: u8,
    /// How many of the bits count.
    seen: u8,
}

impl Pulse {
    /// The pulse after one more answer.
    pub(crate) fn observe(self, rule: Hysteresis, good: bool) -> Pulse {
        let history = self.history << 1 | u8::from(good);
        let seen = (self.seen + 1).min(8);
        let window = |length: u8| if length >= 8 { u8::MAX } else { (1 << length) - 1 };
        let looked_at = window(rule.of.min(seen));
        let bad = (!history & looked_at).count_ones();
        let fact = if bad >= u32::from(rule.bad) {
            Fact::No
        } else if seen >= rule.good && history & window(rule.good) == window(rule.good) {
            Fact::Yes
        } else {
            self.fact
        };
        Pulse { fact, history, seen }
    }

    /// Whether the newest answer speaks against the fact, or the first answers do not make one yet: ask again soon.
    pub(crate) fn doubtful(self) -> bool {
        match self.fact {
            Fact::Unknown => self.seen > 0,
            Fact::Yes => !self.last_good(),
            Fact::No => self.last_good(),
        }
    }

    /// Whether the newest answer was good.
    pub(crate) fn last_good(self) -> bool {
        self.seen > 0 && self.history & 1 == 1
    }

    /// The answers as one number for the database: a leading 1, then a bit per answer.
    pub(crate) fn stored(self) -> i64 {
        1 << self.seen | i64::from(self.history) & ((1 << self.seen) - 1)
    }

    /// The pulse of a stored fact and number.
    pub(crate) fn restored(fact: &str, number: i64) -> Pulse {
        let seen = (u64::BITS - 1).saturating_sub((number.max(1) as u64).leading_zeros()).min(8) as u8;
        Pulse { fact: Fact::parse(fact), history: (number & ((1 << seen) - 1)) as u8, seen }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(rule: Hysteresis, answers: &str) -> Pulse {
        answers.chars().fold(Pulse::default(), |pulse, answer| pulse.observe(rule, answer == '+'))
    }

    #[test]
    fn a_fact_needs_several_answers() {
        let (usual, flapping) = (Hysteresis::default(), Hysteresis::new(3, 5, 2));
        let cases = [
            (usual, "", Fact::Unknown, false),
            (usual, "+", Fact::Unknown, true),
            (usual, "++", Fact::Yes, false),
            (usual, "-", Fact::Unknown, true),
            (usual, "--", Fact::Unknown, true),
            (usual, "---", Fact::No, false),
            (usual, "++-", Fact::Yes, true),
            (usual, "++--", Fact::Yes, true),
            (usual, "++--+", Fact::Yes, false),
            (usual, "++---", Fact::No, false),
            (usual, "++---+", Fact::No, true),
            (usual, "++---+-", Fact::No, false),
            (usual, "++---++", Fact::Yes, false),
            (flapping, "++-+-+-", Fact::No, false),
            (flapping, "++-+-++", Fact::Yes, false),
            (flapping, "++-++-", Fact::Yes, true),
            (Hysteresis::new(1, 1, 1), "+-", Fact::No, false),
            (Hysteresis::new(9, 0, 0), "+-", Fact::No, false),
        ];
        for (rule, answers, fact, doubtful) in cases {
            let pulse = after(rule, answers);
            assert_eq!((pulse.fact, pulse.doubtful()), (fact, doubtful), "{answers} by {rule:?}");
        }
    }

    proptest! {
        #[test]
        fn a_pulse_survives_the_database(answers in prop::collection::vec(any::<bool>(), 0..20), bad in 1u8..6, of in 1u8..9, good in 1u8..5) {
            let rule = Hysteresis::new(bad, of, good);
            let mut kept = Pulse::default();
            let mut restored = Pulse::default();
            for good in answers {
                kept = kept.observe(rule, good);
                restored = Pulse::restored(restored.fact.as_str(), restored.stored()).observe(rule, good);
                prop_assert_eq!(kept.fact, restored.fact);
                prop_assert_eq!(kept.doubtful(), restored.doubtful());
            }
        }

        #[test]
        fn a_fact_never_turns_on_one_answer_against_it(answers in prop::collection::vec(any::<bool>(), 0..40)) {
            let rule = Hysteresis::default();
            let mut pulse = Pulse::default();
            let mut run = 0;
            let mut last = None;
            for good in answers {
                run = if last == Some(good) { run + 1 } else { 1 };
                last = Some(good);
                let next = pulse.observe(rule, good);
                if next.fact != pulse.fact {
                    let needed = if good { 2 } else { 3 };
                    prop_assert!(run >= needed);
                }
                pulse = next;
            }
        }
    }
}
