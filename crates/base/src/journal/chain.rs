//! Whether a seal stands where it must: after the seal before it, and under the installation's signature.

use super::PublicKey;
use super::findings::Findings;
use super::seal::{GENESIS, Seal};

/// Names the seal when it does not follow `before`; without one it must be the first of all. Seals that are missing between are named too.
pub(super) fn check_place(before: Option<&Seal>, seal: &Seal, findings: &mut Findings) {
    let what = format!("seal {}", seal.number);
    let number = before.map_or(1, |before| before.number.saturating_add(1));
    if seal.number > number {
        let missing = if seal.number - 1 == number { format!("seal {number}") } else { format!("seals {number}-{}", seal.number - 1) };
        findings.add(missing, "Missing: it was removed.", "缺失：已被删除。");
        return;
    }
    let first = before.map_or(1, |before| before.last_seq.saturating_add(1));
    if seal.number < number {
        findings.add(what.clone(), "It stands in the wrong place.", "它的位置不对。");
    }
    if seal.first_seq != first || seal.last_seq < seal.first_seq {
        findings.add(
            what.clone(),
            format!(
                "It covers the events {} to {}; it must begin at {first}, where the seal before it ended.",
                seal.first_seq, seal.last_seq
            ),
            format!("它包含事件 {} 至 {}，而应自上一封存之后的 {first} 开始。", seal.first_seq, seal.last_seq),
        );
    }
    if seal.previous != before.map_or(GENESIS, Seal::head) {
        findings.add(what, "It does not follow from the seal before it.", "它与上一封存不衔接。");
    }
}

/// Names the seal when it does not carry the signature of this key.
pub(super) fn check_signature(key: &PublicKey, seal: &Seal, findings: &mut Findings) {
    if !seal.is_signed_by(key) {
        findings.add(
            format!("seal {}", seal.number),
            format!("It was changed, or signed with another key than the expected one ({}).", key.fingerprint()),
            format!("它被改动，或并非由应有的密钥（{}）签名。", key.fingerprint()),
        );
    }
}
