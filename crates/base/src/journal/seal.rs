//! A seal covers a run of events: it holds the root of their hash tree, names the seal before it by hash, and is signed. Whoever knows
//! one seal thereby knows that nothing before it was changed since.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::merkle::{self, Hash};
use super::read::hex;
use super::{PublicKey, Signer};
use crate::db::sql;
use crate::{Conn, Db, Error, Result, Timestamp};

/// How many events one seal covers at most. A proof then holds at most twelve hashes.
pub const LARGEST_SEAL: i64 = 4096;

/// What the first seal names as the seal before it.
pub const GENESIS: Hash = [0; 32];

/// A seal as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Its place in the chain, dense from 1.
    pub number: i64,
    /// The first event it covers.
    pub first_seq: i64,
    /// The last event it covers.
    pub last_seq: i64,
    /// The root of the hash tree over the hashes of the events first to last.
    #[serde(with = "hex")]
    pub root: Vec<u8>,
    /// The [`Seal::head`] of the seal before it; 32 zero bytes in the first.
    #[serde(with = "hex")]
    pub previous: Vec<u8>,
    /// When it was made, in milliseconds since 1970-01-01T00:00:00Z.
    #[serde(with = "milliseconds")]
    pub sealed_at: Timestamp,
    /// The installation's Ed25519 signature of [`Seal::header`].
    #[serde(with = "hex")]
    pub signature: Vec<u8>,
}

/// What a header begins with, so that no other text that the key ever signs can be taken for one.
const DOMAIN: &[u8] = b"aftercare-seal-v1\n";

impl Seal {
    /// The bytes that are signed: the domain's line; number, first, last and the instant, each as 8 bytes, the highest first; the root; the
    /// previous head.
    pub fn header(&self) -> Vec<u8> {
        let mut header = DOMAIN.to_vec();
        for number in [self.number, self.first_seq, self.last_seq, self.sealed_at.milliseconds()] {
            header.extend_from_slice(&number.to_be_bytes());
        }
        header.extend_from_slice(&self.root);
        header.extend_from_slice(&self.previous);
        header
    }

    /// The SHA-256 of the header, by which the next seal names this one.
    pub fn head(&self) -> Hash {
        merkle::fixed(digest(&SHA256, &self.header()).as_ref())
    }

    /// Whether the seal carries the signature of this key.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verifies(&self.header(), &self.signature)
    }

    /// Whether it covers the event.
    pub fn covers(&self, seq: i64) -> bool {
        (self.first_seq..=self.last_seq).contains(&seq)
    }

    /// How many events it covers; 0 when its ends are the wrong way round.
    pub fn size(&self) -> u64 {
        self.last_seq.checked_sub(self.first_seq).and_then(|steps| u64::try_from(steps).ok()).map_or(0, |steps| steps.saturating_add(1))
    }

    /// Where the event stands among those it covers, from 0.
    pub fn index_of(&self, seq: i64) -> Option<u64> {
        if self.covers(seq) { u64::try_from(seq.checked_sub(self.first_seq)?).ok() } else { None }
    }

    /// What the seal after `last` should be over these events' hashes, the first of which is the hash of the event `first_seq`.
    fn next(last: Option<&Seal>, first_seq: i64, leaves: &[Hash], now: Timestamp, signer: &Signer) -> Seal {
        let mut seal = Seal {
            number: last.map_or(1, |last| last.number + 1),
            first_seq,
            last_seq: first_seq + leaves.len() as i64 - 1,
            root: merkle::root(leaves).to_vec(),
            previous: last.map_or(GENESIS, Seal::head).to_vec(),
            sealed_at: now,
            signature: Vec::new(),
        };
        seal.signature = signer.sign(&seal.header());
        seal
    }
}

/// The columns of [`Seal`], in any statement that reads seals.
pub(super) const SEAL_COLUMNS: &str = "number, first_seq, last_seq, root, previous, sealed_at, signature";

/// The newest seal.
pub async fn last_seal(conn: &mut Conn) -> Result<Option<Seal>> {
    sql(format!("SELECT {SEAL_COLUMNS} FROM seals ORDER BY number DESC LIMIT 1")).optional(conn).await
}

/// The seals after `number`, in order.
pub async fn seals_after(conn: &mut Conn, number: i64, limit: i64) -> Result<Vec<Seal>> {
    sql(format!("SELECT {SEAL_COLUMNS} FROM seals WHERE number > $1 ORDER BY number LIMIT $2")).bind(number).bind(limit).all(conn).await
}

/// The seals that cover the events `first` to `last`, and those between, in order.
pub async fn seals_over(conn: &mut Conn, first: i64, last: i64) -> Result<Vec<Seal>> {
    sql(format!("SELECT {SEAL_COLUMNS} FROM seals WHERE last_seq >= $1 AND first_seq <= $2 ORDER BY number"))
        .bind(first)
        .bind(last)
        .all(conn)
        .await
}

/// Seals every event that is not sealed yet, and answers how many those were. Several nodes may do so at once: one of them wins.
pub async fn seal_all(db: &Db, signer: &Signer, now: Timestamp) -> Result<usize> {
    let mut sealed = 0;
    loop {
        let Some(seal) = prepare(&mut db.read().await?, signer, now).await? else { return Ok(sealed) };
        if insert(db, &seal).await? {
            sealed += seal.size() as usize;
        }
    }
}

/// The next seal, ready to be written; `None` when every event is sealed.
async fn prepare(conn: &mut Conn, signer: &Signer, now: Timestamp) -> Result<Option<Seal>> {
    let last = last_seal(conn).await?;
    if let Some(last) = last.as_ref().filter(|last| !last.is_signed_by(&signer.public_key())) {
        return Err(Error::internal(format!(
            "seal {} does not carry the signature of this node's key ({}), so nothing is sealed after it: put back the key file of this \
             installation, the same on every node, and run `aftercare journal verify`",
            last.number,
            signer.public_key().fingerprint()
        )));
    }
    let after = last.as_ref().map_or(0, |last| last.last_seq);
    let found: Vec<(i64, Vec<u8>)> =
        sql("SELECT seq, hash FROM events WHERE seq > $1 ORDER BY seq LIMIT $2").bind(after).bind(LARGEST_SEAL).all(conn).await?;
    let Some((first_seq, _)) = found.first() else { return Ok(None) };
    let first_seq = *first_seq;
    let mut leaves = Vec::with_capacity(found.len());
    // Where an event is missing the run ends, and the next seal begins after the gap: the gap is then there for every verification to
    // report, and what is whole gets sealed all the same.
    for (seq, hash) in found.into_iter().zip(first_seq..).take_while(|((seq, _), expected)| seq == expected).map(|(event, _)| event) {
        let leaf = Hash::try_from(hash)
            .map_err(|_| Error::internal(format!("the stored hash of event {seq} is damaged: run `aftercare journal verify`")))?;
        leaves.push(leaf);
    }
    Ok(Some(Seal::next(last.as_ref(), first_seq, &leaves, now, signer)))
}

/// Writes the seal; false when another node has written one of this number.
async fn insert(db: &Db, seal: &Seal) -> Result<bool> {
    let mut conn = db.write().await?;
    let written = sql(format!("INSERT INTO seals ({SEAL_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING"))
        .bind(seal.number)
        .bind(seal.first_seq)
        .bind(seal.last_seq)
        .bind(seal.root.as_slice())
        .bind(seal.previous.as_slice())
        .bind(seal.sealed_at)
        .bind(seal.signature.as_slice())
        .run(&mut conn)
        .await?;
    conn.commit().await?;
    Ok(written == 1)
}

/// An instant as milliseconds in JSON: one instant has one text.
pub(super) mod milliseconds {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Timestamp;

    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.milliseconds())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let milliseconds = i64::deserialize(deserializer)?;
        let at = Timestamp::from_milliseconds(milliseconds);
        if at.milliseconds() == milliseconds { Ok(at) } else { Err(serde::de::Error::custom("an instant beyond the calendar")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_what_the_manual_says() {
        let signer = Signer::ephemeral().unwrap();
        let first = Seal::next(None, 1, &[[7; 32]], Timestamp::from_milliseconds(258), &signer);
        let mut expected = b"aftercare-seal-v1\n".to_vec();
        expected.extend([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2]);
        expected.extend([7; 32]);
        expected.extend([0; 32]);
        assert_eq!(first.header(), expected);
        assert!(first.is_signed_by(&signer.public_key()));
        assert!(!first.is_signed_by(&Signer::ephemeral().unwrap().public_key()));
        let second = Seal::next(Some(&first), 2, &[[8; 32], [9; 32]], Timestamp::from_milliseconds(259), &signer);
        assert_eq!((second.number, second.first_seq, second.last_seq, second.size()), (2, 2, 3, 2));
        assert_eq!(second.previous, first.head());
        assert_eq!((second.index_of(1), second.index_of(3)), (None, Some(1)));
    }

    #[test]
    fn a_nonsensical_seal_harms_nobody() {
        let mut seal = Seal::next(None, 1, &[[7; 32]], Timestamp::from_milliseconds(0), &Signer::ephemeral().unwrap());
        for (first, last) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (5, 4)] {
            (seal.first_seq, seal.last_seq) = (first, last);
            assert!(seal.size() == 0 || seal.covers(0));
            assert!(seal.index_of(i64::MAX).is_none_or(|index| index < seal.size()));
        }
    }
}
