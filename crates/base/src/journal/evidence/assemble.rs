//! Making the evidence of a ticket out of the journal.

use super::check::check_file;
use super::file::{EvidenceContent, EvidenceEvent, EvidenceFile, FORMAT, ProofHash, VERSION};
use crate::db::sql;
use crate::journal::merkle::{self, Hash};
use crate::journal::seal::{Seal, seals_over};
use crate::journal::{PublicKey, Recorded, Signer, by_ticket};
use crate::{Conn, CustomerId, Db, Error, Language, Result, Scope, TicketId, Timestamp};

/// Who is going to read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The staff: every event with its content.
    Staff,
    /// This customer: internal events keep their place and hash, but not their content.
    Customer(CustomerId),
}

impl Audience {
    /// The audience of an actor with this scope.
    pub fn of(scope: Scope) -> Audience {
        match scope {
            Scope::All => Audience::Staff,
            Scope::Customer(customer) => Audience::Customer(customer),
        }
    }

    fn may_read(self, event: &Recorded) -> bool {
        match self {
            Audience::Staff => true,
            Audience::Customer(customer) => event.customer_id == Some(customer) && !event.is_internal(),
        }
    }
}

/// The signed evidence of a ticket. Seal first (see [`crate::journal::Journal::seal`]): events that are not sealed yet are a reason to
/// refuse, and so is a journal that does not prove what it holds. A ticket none of whose events concern the audience is not found.
pub async fn export(
    db: &Db,
    signer: &Signer,
    installation: &str,
    ticket: TicketId,
    audience: Audience,
    now: Timestamp,
) -> Result<EvidenceFile> {
    let conn = &mut db.snapshot().await?;
    let events = by_ticket(conn, ticket).await?;
    if !events.iter().any(|event| audience.may_read(event)) {
        return Err(Error::not_found("ticket", "工单"));
    }
    let count = events.len();
    let mut file = assemble(conn, signer.public_key(), ticket, events, |event| audience.may_read(event)).await?;
    if file.events.len() < count {
        return Err(Error::conflict(
            "journal.unsealed",
            "The ticket's newest events are not sealed yet. Try again in a few seconds; if this stays, look at the worker “sealer”.",
            "该工单最新的事件尚未封存。请几秒后重试；如仍如此，请检查后台任务“sealer”。",
        ));
    }
    installation.clone_into(&mut file.installation);
    file.exported_at = now;
    file.signature = signer.sign(&file.statement());
    let report = check_file(&file, Some(&signer.public_key()));
    match report.findings.first() {
        None => Ok(file),
        Some(finding) => Err(Error::conflict(
            "journal.damaged",
            format!(
                "The journal does not prove this ticket: {}: {} Have an administrator verify the journal.",
                finding.what,
                finding.detail.in_language(Language::En)
            ),
            format!("台账无法证明该工单：{}：{}请管理员校验台账。", finding.what, finding.detail.in_language(Language::Zh)),
        )),
    }
}

/// The evidence of those events that are sealed, not signed and without the installation's name.
pub(in crate::journal) async fn assemble(
    conn: &mut Conn,
    key: PublicKey,
    ticket: TicketId,
    events: Vec<Recorded>,
    shown: impl Fn(&Recorded) -> bool,
) -> Result<EvidenceFile> {
    let mut file = EvidenceFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        installation: String::new(),
        public_key: key.to_string(),
        ticket,
        exported_at: Timestamp::from_milliseconds(0),
        events: Vec::with_capacity(events.len()),
        seals: Vec::new(),
        signature: Vec::new(),
    };
    if let (Some(first), Some(last)) = (events.first(), events.last()) {
        file.seals = seals_over(conn, first.seq, last.seq).await?;
    }
    let mut events = events.into_iter().peekable();
    for seal in &file.seals {
        let mut leaves = None;
        while let Some(event) = events.next_if(|event| event.seq <= seal.last_seq) {
            if leaves.is_none() {
                leaves = Some(Leaves::read(conn, seal).await?);
            }
            let proof = leaves.as_ref().map(|leaves| leaves.proof(event.seq)).unwrap_or_default();
            file.events.push(EvidenceEvent {
                seq: event.seq,
                seal: seal.number,
                hash: event.hash.clone(),
                proof,
                content: shown(&event).then(|| EvidenceContent::of(&event)),
            });
        }
    }
    Ok(file)
}

/// The hashes under a seal, in order.
struct Leaves {
    places: Vec<i64>,
    hashes: Vec<Hash>,
}

impl Leaves {
    async fn read(conn: &mut Conn, seal: &Seal) -> Result<Leaves> {
        let found: Vec<(i64, Vec<u8>)> = sql("SELECT seq, hash FROM events WHERE seq BETWEEN $1 AND $2 ORDER BY seq")
            .bind(seal.first_seq)
            .bind(seal.last_seq)
            .all(conn)
            .await?;
        // A damaged hash proves nothing, which is what the check will say.
        let (places, hashes) = found.into_iter().map(|(seq, hash)| (seq, Hash::try_from(hash).unwrap_or_default())).unzip();
        Ok(Leaves { places, hashes })
    }

    fn proof(&self, seq: i64) -> Vec<ProofHash> {
        let index = self.places.binary_search(&seq).unwrap_or(usize::MAX);
        let proof = merkle::inclusion_proof(&self.hashes, index).unwrap_or_default();
        proof.into_iter().map(|hash| ProofHash(hash.to_vec())).collect()
    }
}
