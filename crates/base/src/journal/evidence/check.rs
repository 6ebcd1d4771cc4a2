//! Checking an evidence file: no database, no network, only the file and, better than the key in the file, a public key that came another
//! way.

use std::collections::BTreeMap;

use super::file::{EvidenceEvent, EvidenceFile};
use crate::journal::findings::{Finding, Findings};
use crate::journal::merkle::{self, Hash};
use crate::journal::seal::Seal;
use crate::journal::{PublicKey, chain};
use crate::{Result, TicketId, Timestamp};

/// What the check of an evidence file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceReport {
    /// Whether everything in the file is proved: there are no findings.
    pub ok: bool,
    /// The installation that signed it, by its own word.
    pub installation: String,
    /// The ticket.
    pub ticket: TicketId,
    /// When it was exported.
    pub exported_at: Timestamp,
    /// The key in the file.
    pub public_key: String,
    /// That key's fingerprint; compare it with the one that the installation shows. Empty when the key cannot be read.
    pub fingerprint: String,
    /// Whether the file was checked against a key that came another way. Without one it only proves that the file fits itself.
    pub key_given: bool,
    /// How many events it holds.
    pub events: usize,
    /// How many of those are withheld from the reader.
    pub withheld: usize,
    /// How many seals it holds.
    pub seals: usize,
    /// When the first and the last of the seals were made.
    pub sealed: Option<(Timestamp, Timestamp)>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Checks the text of an evidence file against the key, or against the key it carries itself. A text that is no evidence file, or one
/// of a version or with a field that this program does not know, is refused.
pub fn check(text: &str, key: Option<&PublicKey>) -> Result<EvidenceReport> {
    Ok(check_file(&EvidenceFile::read(text)?, key))
}

pub(super) fn check_file(file: &EvidenceFile, given: Option<&PublicKey>) -> EvidenceReport {
    let mut findings = Findings::default();
    let own: Option<PublicKey> = file.public_key.parse().ok();
    if own.is_none() {
        findings.add("key", "The public key in the file cannot be read.", "文件中的公钥无法读取。");
    }
    if let (Some(given), Some(own)) = (given, own)
        && *given != own
    {
        findings.add(
            "key",
            format!("The file carries another key ({}) than the one it is checked against ({}).", own.fingerprint(), given.fingerprint()),
            format!("文件中的公钥（{}）与用于校验的公钥（{}）不同。", own.fingerprint(), given.fingerprint()),
        );
    }
    if let Some(key) = given.copied().or(own) {
        check_statement(file, &key, &mut findings);
        check_parts(file, &key, &mut findings);
    }
    let findings = findings.done();
    EvidenceReport {
        ok: findings.is_empty(),
        installation: file.installation.clone(),
        ticket: file.ticket,
        exported_at: file.exported_at,
        public_key: file.public_key.clone(),
        fingerprint: own.map(|key| key.fingerprint()).unwrap_or_default(),
        key_given: given.is_some(),
        events: file.events.len(),
        withheld: file.events.iter().filter(|event| event.content.is_none()).count(),
        seals: file.seals.len(),
        sealed: file.seals.first().zip(file.seals.last()).map(|(first, last)| (first.sealed_at, last.sealed_at)),
        findings,
    }
}

fn check_statement(file: &EvidenceFile, key: &PublicKey, findings: &mut Findings) {
    if file.events.is_empty() {
        findings.add("file", "It holds no event, so it proves nothing.", "文件中没有事件，不能证明任何内容。");
    }
    if !key.verifies(&file.statement(), &file.signature) {
        findings.add(
            "file",
            "It is not as the installation signed it: a part was changed, added or left out, or another key signed it.",
            "文件与系统签名时不一致：有内容被改动、添加或删去，或由其他密钥签名。",
        );
    }
}

/// Everything but the file's own signature: the chain of the seals, and each event's hash and proof.
pub(in crate::journal) fn check_parts(file: &EvidenceFile, key: &PublicKey, findings: &mut Findings) {
    let mut before = None;
    for seal in &file.seals {
        chain::check_signature(key, seal, findings);
        // What stands before the file's first seal is not in the file, unless that is the first of all.
        if before.is_some() || seal.number == 1 {
            chain::check_place(before, seal, findings);
        }
        before = Some(seal);
    }
    let seals: BTreeMap<i64, &Seal> = file.seals.iter().map(|seal| (seal.number, seal)).collect();
    let mut last = 0;
    for event in &file.events {
        if event.seq <= last {
            findings.add(format!("event {}", event.seq), "It does not stand in the journal's order.", "该事件的顺序不对。");
        }
        last = event.seq;
        check_content(file, event, findings);
        check_proof(seals.get(&event.seal).copied(), event, findings);
    }
}

fn check_content(file: &EvidenceFile, event: &EvidenceEvent, findings: &mut Findings) {
    let Some(recorded) = event.recorded() else { return };
    if recorded.compute_hash().as_slice() != event.hash {
        findings.add(
            format!("event {}", event.seq),
            "It was changed: what it says does not have its hash.",
            "该事件被改动：其内容与哈希不符。",
        );
    }
    if recorded.ticket_id != Some(file.ticket) {
        findings.add(format!("event {}", event.seq), "It is about another ticket.", "该事件属于另一工单。");
    }
}

fn check_proof(seal: Option<&Seal>, event: &EvidenceEvent, findings: &mut Findings) {
    let what = format!("event {}", event.seq);
    let Some((seal, index)) = seal.and_then(|seal| Some((seal, seal.index_of(event.seq)?))) else {
        findings.add(
            what,
            format!("The file holds no seal {} that covers it.", event.seal),
            format!("文件中没有包含该事件的封存 {}。", event.seal),
        );
        return;
    };
    let hash = |bytes: &[u8]| Hash::try_from(bytes).ok();
    let proof: Option<Vec<Hash>> = event.proof.iter().map(|part| hash(&part.0)).collect();
    let root = hash(&event.hash).zip(proof).and_then(|(leaf, proof)| merkle::root_of_proof(&leaf, index, seal.size(), &proof));
    if root.is_none_or(|root| root.as_slice() != seal.root) {
        findings.add(
            what,
            format!("Its proof does not lead to the root of seal {}: it is not what was sealed.", seal.number),
            format!("其证明与封存 {} 的根不符：并非封存时的事件。", seal.number),
        );
    }
}
