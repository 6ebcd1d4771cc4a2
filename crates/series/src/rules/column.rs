//! One column of numbers as bytes. Most columns are dull (a device that is always there, steps without a gap) and take a few bytes; values
//! of few decimals are given to pco as whole numbers, and what is left as it is. Whatever is written first says which way was taken.

use pco::data_types::Number;
use pco::wrapped::{FileCompressor, FileDecompressor};
use pco::{ChunkConfig, DeltaSpec, ModeSpec};

use super::bytes::{Reader, Unreadable, put_number, put_piece};

const SAME: u8 = 0;
const SMALL: u8 = 1;
const CONSTANT: u8 = 2;
const PLAIN: u8 = 3;
const PACKED: u8 = 4;
const REGULAR: u8 = 5;
const DECIMAL: u8 = 6;

/// Decimals that values may have so that they are packed as whole numbers: round trips are kept to the microsecond, rates to the byte.
const DECIMALS: [u8; 3] = [0, 3, 6];

/// How hard pco looks for a shorter form, of 12: on columns of 240 values more found nothing.
const LEVEL: usize = 4;

const BAD: Unreadable = Unreadable::Damaged("a column");

/// Appends values. `before` is the metric's column before it, which roll-ups often repeat.
pub(crate) fn put_values(bytes: &mut Vec<u8>, values: &[f64], before: Option<&[f64]>) {
    let same = |other: &[f64]| other.iter().map(|v| v.to_bits()).eq(values.iter().map(|v| v.to_bits()));
    if before.is_some_and(same) {
        return bytes.push(SAME);
    }
    if let Some(first) = values.first()
        && values.iter().all(|value| value.to_bits() == first.to_bits())
    {
        let small = *first as u8;
        if f64::from(small).to_bits() == first.to_bits() {
            bytes.extend([SMALL, small]);
        } else {
            bytes.push(CONSTANT);
            bytes.extend(first.to_le_bytes());
        }
        return;
    }
    let most = values.len() * 8;
    if let Some((decimals, whole)) = DECIMALS.into_iter().find_map(|decimals| Some((decimals, whole(values, decimals)?)))
        && let Some(packed) = packed_whole(&whole).filter(|packed| packed.len() + 3 < most)
    {
        bytes.extend([DECIMAL, decimals]);
        return put_piece(bytes, &packed);
    }
    match packed(values, ChunkConfig::default()).filter(|packed| packed.len() + 2 < most) {
        Some(packed) => {
            bytes.push(PACKED);
            put_piece(bytes, &packed);
        }
        None => {
            bytes.push(PLAIN);
            bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        }
    }
}

/// Reads `count` values.
pub(crate) fn values(reader: &mut Reader<'_>, count: usize, before: Option<&[f64]>) -> Result<Vec<f64>, Unreadable> {
    match reader.byte()? {
        SAME => before.map(<[f64]>::to_vec).ok_or(BAD),
        SMALL => Ok(vec![f64::from(reader.byte()?); count]),
        CONSTANT => Ok(vec![reader.real()?; count]),
        PLAIN => (0..count).map(|_| reader.real()).collect(),
        PACKED => unpacked(reader.piece()?, count),
        DECIMAL => {
            let unit = unit(reader.byte()?);
            let whole: Vec<i64> = unpacked(reader.piece()?, count)?;
            Ok(whole.into_iter().map(|whole| whole as f64 / unit).collect())
        }
        _ => Err(BAD),
    }
}

fn unit(decimals: u8) -> f64 {
    10f64.powi(i32::from(decimals))
}

/// The values as whole numbers of their last decimal; `None` when one of them would not come back bit by bit.
fn whole(values: &[f64], decimals: u8) -> Option<Vec<i64>> {
    let unit = unit(decimals);
    let whole = |value: &f64| {
        let whole = (value * unit).round();
        // Up to 2^53 every whole number is a number of f64.
        let comes_back = whole.abs() < 9e15 && (whole as i64 as f64 / unit).to_bits() == value.to_bits();
        comes_back.then_some(whole as i64)
    };
    values.iter().map(whole).collect()
}

/// Appends instants as distances from a window's beginning, in milliseconds, each greater than the one before it.
pub(crate) fn put_distances(bytes: &mut Vec<u8>, distances: &[u32]) {
    let mut steps = distances.iter().zip(distances.iter().skip(1)).map(|(a, b)| b - a);
    let step = steps.next().unwrap_or(1);
    if let Some(first) = distances.first()
        && steps.all(|other| other == step)
    {
        bytes.push(REGULAR);
        put_number(bytes, u64::from(*first));
        return put_number(bytes, u64::from(step));
    }
    match packed(distances, differences()).filter(|packed| packed.len() + 2 < distances.len() * 4) {
        Some(packed) => {
            bytes.push(PACKED);
            put_piece(bytes, &packed);
        }
        None => {
            bytes.push(PLAIN);
            bytes.extend(distances.iter().flat_map(|distance| distance.to_le_bytes()));
        }
    }
}

/// Reads `count` distances; they grow.
pub(crate) fn distances(reader: &mut Reader<'_>, count: usize) -> Result<Vec<u32>, Unreadable> {
    let found: Vec<u32> = match reader.byte()? {
        REGULAR => {
            let (first, step) = (reader.number()?, reader.number()?);
            let nth = |n: usize| u32::try_from(step.checked_mul(n as u64)?.checked_add(first)?).ok();
            (0..count).map(nth).collect::<Option<_>>().ok_or(BAD)?
        }
        PLAIN => {
            let bytes = reader.take(count.saturating_mul(4))?;
            bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect()
        }
        PACKED => unpacked(reader.piece()?, count)?,
        _ => return Err(BAD),
    };
    if found.iter().zip(found.iter().skip(1)).all(|(a, b)| a < b) { Ok(found) } else { Err(BAD) }
}

/// Whole numbers, as they are or as differences, whichever is shorter. Trying both takes a tenth of the time in which pco finds out by itself.
fn packed_whole(numbers: &[i64]) -> Option<Vec<u8>> {
    let plain = ChunkConfig::default().with_mode_spec(ModeSpec::Classic).with_delta_spec(DeltaSpec::NoOp);
    let tried = [packed(numbers, plain), packed(numbers, differences())];
    tried.into_iter().flatten().min_by_key(Vec::len)
}

/// For numbers of which each is near the one before it.
fn differences() -> ChunkConfig {
    ChunkConfig::default().with_mode_spec(ModeSpec::Classic).with_delta_spec(DeltaSpec::TryConsecutive(1))
}

/// The numbers in pco's wrapped format; `None` where pco refuses them.
fn packed<T: Number>(numbers: &[T], config: ChunkConfig) -> Option<Vec<u8>> {
    let file = FileCompressor::default();
    let mut chunk = file.chunk_compressor(numbers, &config.with_compression_level(LEVEL)).ok()?;
    let bytes = file.write_header(Vec::new()).ok()?;
    let bytes = chunk.write_meta(bytes).ok()?;
    chunk.write_page(0, bytes).ok()
}

fn unpacked<T: Number + Default>(piece: Reader<'_>, count: usize) -> Result<Vec<T>, Unreadable> {
    let packed = |_| Unreadable::Damaged("a packed column");
    let (file, rest) = FileDecompressor::new(piece.0).map_err(packed)?;
    let (mut chunk, rest) = file.chunk_decompressor::<T, _>(rest).map_err(packed)?;
    let mut numbers = vec![T::default(); count];
    let mut page = chunk.page_decompressor(rest, count).map_err(packed)?;
    let progress = page.read(&mut numbers).map_err(packed)?;
    if progress.n_processed == count { Ok(numbers) } else { Err(Unreadable::Damaged("a packed column is too short")) }
}
