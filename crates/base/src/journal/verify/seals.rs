//! The seals: numbered without a gap, each naming the one before it, each signed, each with the root of the events it covers.

use std::collections::VecDeque;

use super::events::is_unreadable;
use crate::journal::findings::{Findings, events_named};
use crate::journal::merkle::{self, Hash};
use crate::journal::seal::{Seal, seals_after};
use crate::journal::{PublicKey, chain};
use crate::{Conn, Result};

/// How many seals are read at once.
const BATCH: i64 = 500;

/// Goes along the seals while the events go by.
#[derive(Debug)]
pub(super) struct SealWalk {
    key: PublicKey,
    ahead: VecDeque<Seal>,
    /// The seal whose events go by now.
    open: Option<OpenSeal>,
    /// The seal before the one that is open.
    before: Option<Seal>,
    /// The last number that was read.
    read: i64,
    count: i64,
    ended: bool,
}

#[derive(Debug)]
struct OpenSeal {
    seal: Seal,
    /// The stored hashes of its events.
    stored: Vec<Hash>,
    /// The hashes of what those events say.
    computed: Vec<Hash>,
}

impl SealWalk {
    pub fn new(key: PublicKey) -> SealWalk {
        SealWalk { key, ahead: VecDeque::new(), open: None, before: None, read: 0, count: 0, ended: false }
    }

    /// How many seals there are.
    pub fn count(&self) -> i64 {
        self.count
    }

    /// The last event that a seal covers.
    pub fn last_sealed(&self) -> i64 {
        self.before.as_ref().map_or(0, |seal| seal.last_seq)
    }

    /// The next event goes by.
    pub async fn take(&mut self, conn: &mut Conn, seq: i64, stored: &[u8], computed: Hash, findings: &mut Findings) -> Result<()> {
        loop {
            match &mut self.open {
                Some(open) if seq <= open.seal.last_seq => {
                    if open.seal.covers(seq) {
                        open.stored.push(Hash::try_from(stored).unwrap_or(computed));
                        open.computed.push(computed);
                    }
                    return Ok(());
                }
                _ => {
                    self.close(findings);
                    match self.next(conn, findings).await? {
                        Some(seal) => self.open = Some(OpenSeal { seal, stored: Vec::new(), computed: Vec::new() }),
                        None => return Ok(()),
                    }
                }
            }
        }
    }

    /// The journal is at its end; whatever seals are left cover events that are not there.
    pub async fn finish(&mut self, conn: &mut Conn, last: i64, findings: &mut Findings) -> Result<()> {
        loop {
            if let Some(open) = &self.open {
                let first_missing = open.seal.first_seq.max(last.saturating_add(1));
                if open.seal.last_seq >= first_missing {
                    findings.add(
                        events_named(first_missing, open.seal.last_seq),
                        format!("Missing: seal {} covers it, but the journal ends at event {last}.", open.seal.number),
                        format!("缺失：封存 {} 包含它，但台账止于事件 {last}。", open.seal.number),
                    );
                }
                self.close(findings);
            }
            match self.next(conn, findings).await? {
                Some(seal) => self.open = Some(OpenSeal { seal, stored: Vec::new(), computed: Vec::new() }),
                None => return Ok(()),
            }
        }
    }

    /// The events of the open seal have all gone by: do they have its root?
    fn close(&mut self, findings: &mut Findings) {
        let Some(OpenSeal { seal, stored, computed }) = self.open.take() else { return };
        let fits = |leaves: &[Hash]| leaves.len() as u64 == seal.size() && seal.root == merkle::root(leaves);
        // An event that was changed is named already. The seal itself is whole when either what was stored or what is said has its root.
        if !fits(&stored) && !fits(&computed) {
            findings.add(
                format!("seal {}", seal.number),
                format!("{} are not the events that were sealed.", capital(&events_named(seal.first_seq, seal.last_seq))),
                format!("事件 {} 至 {} 与封存时不一致。", seal.first_seq, seal.last_seq),
            );
        }
        self.before = Some(seal);
    }

    async fn next(&mut self, conn: &mut Conn, findings: &mut Findings) -> Result<Option<Seal>> {
        if self.ahead.is_empty() && !self.ended {
            match seals_after(conn, self.read, BATCH).await {
                Ok(seals) => self.ahead.extend(seals),
                Err(error) if is_unreadable(&error) => {
                    findings.add("table seals", "A column of a seal holds what cannot be read.", "有封存的某一列内容无法读取。");
                }
                Err(error) => return Err(error),
            }
            self.ended = self.ahead.is_empty();
        }
        let Some(seal) = self.ahead.pop_front() else { return Ok(None) };
        chain::check_place(self.before.as_ref(), &seal, findings);
        chain::check_signature(&self.key, &seal, findings);
        self.read = seal.number;
        self.count += 1;
        Ok(Some(seal))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
