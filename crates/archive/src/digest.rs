//! The fingerprint of a file: how the journal names bytes it does not hold.

use ring::digest::{SHA256, digest};

/// The SHA-256 in hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}
