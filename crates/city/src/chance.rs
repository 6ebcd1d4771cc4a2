//! Chance that is always the same: every choice of a plan and every phase of a counter comes from a seed and the numbers that name the
//! thing, so that two cities of one seed are equal, on every machine and in every release.

/// One step of SplitMix64: spreads a number's bits over all 64.
pub const fn mix(number: u64) -> u64 {
    let a = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    c ^ (c >> 31)
}

/// The number that belongs to `salt` under `seed`.
pub const fn draw(seed: u64, salt: u64) -> u64 {
    mix(mix(seed) ^ salt)
}

/// The same between 0 (inclusive) and 1 (exclusive).
pub fn fraction(seed: u64, salt: u64) -> f64 {
    (draw(seed, salt) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The same from `low` to `high`, both inclusive.
pub fn between(seed: u64, salt: u64, low: u64, high: u64) -> u64 {
    low + draw(seed, salt) % (high.saturating_sub(low) + 1)
}
