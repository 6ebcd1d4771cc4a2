//! The bytes of a remote write: a `WriteRequest` of Prometheus' protocol buffers, compressed as one block of snappy.

use crate::rules::eval::value::Labels;

/// One series of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeSeries {
    pub(crate) labels: Labels,
    /// Milliseconds since 1970 and the value.
    pub(crate) values: Vec<(i64, f64)>,
}

/// The body of a request.
pub(crate) fn body(series: &[TimeSeries]) -> Result<Vec<u8>, snap::Error> {
    let mut request = Vec::new();
    for one in series {
        let mut inner = Vec::new();
        for (name, value) in one.labels.iter() {
            let mut label = Vec::new();
            piece(&mut label, 1, name.as_bytes());
            piece(&mut label, 2, value.as_bytes());
            piece(&mut inner, 1, &label);
        }
        for (at, value) in &one.values {
            let mut sample = vec![(1 << 3) | 1];
            sample.extend(value.to_le_bytes());
            sample.push(2 << 3);
            number(&mut sample, *at as u64);
            piece(&mut inner, 2, &sample);
        }
        piece(&mut request, 1, &inner);
    }
    snap::raw::Encoder::new().compress_vec(&request)
}

/// A field of a given length: its number, the length, the bytes.
fn piece(into: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    into.push((field << 3) | 2);
    number(into, bytes.len() as u64);
    into.extend(bytes);
}

/// Seven bits at a time, the lowest first.
fn number(into: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        into.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_protocol() {
        let labels = Labels::of([("__name__".to_owned(), "up".to_owned())]);
        let bytes = body(&[TimeSeries { labels, values: vec![(300, 1.0)] }]).unwrap();
        let plain = snap::raw::Decoder::new().decompress_vec(&bytes).unwrap();
        let label = [10, 8, b'_', b'_', b'n', b'a', b'm', b'e', b'_', b'_', 18, 2, b'u', b'p'];
        let sample = [9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 16, 0xac, 2];
        let mut expected = vec![10, 30, 10, 14];
        expected.extend(label);
        expected.extend([18, 12]);
        expected.extend(sample);
        assert_eq!(plain, expected);
    }
}
