//! From an agent's value to a measurement.

use async_snmp::Value as Answered;

use super::objects::Object;
use crate::outcome::{CounterWidth, Measurement, Unit, Value, one_line};

/// The measurement that `object` names, or nothing when the value is none: an object that is not there, or words where a number is wanted.
pub(super) fn measured(object: &Object, value: &Answered) -> Option<Measurement> {
    let value = match counter(value).filter(|_| object.unit != Unit::Text) {
        Some(counter) => counter,
        None if object.unit == Unit::Text => Value::Text(words(value)?),
        None => Value::Number(Some(object.scale.times(number(value)?)).filter(|number| number.is_finite())?),
    };
    Some(Measurement { name: object.name.as_str().to_owned(), label: None, unit: object.unit, value })
}

/// A counter, with its width.
pub(super) fn counter(value: &Answered) -> Option<Value> {
    match value {
        Answered::Counter64(count) => Some(Value::Counter(*count, CounterWidth::Bits64)),
        Answered::Counter32(count) => Some(Value::Counter((*count).into(), CounterWidth::Bits32)),
        _ => None,
    }
}

/// Words, of whatever can be written as such.
pub(super) fn words(value: &Answered) -> Option<String> {
    let text = match value {
        Answered::OctetString(bytes) | Answered::Nsap(bytes) if is_text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        // An address of the hardware, a date: in pairs of digits, as everybody writes them.
        Answered::OctetString(bytes) | Answered::Nsap(bytes) => {
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
        }
        Answered::ObjectIdentifier(oid) => oid.to_string(),
        Answered::IpAddress([a, b, c, d]) => format!("{a}.{b}.{c}.{d}"),
        Answered::Counter32(_) | Answered::Counter64(_) => value.as_u64()?.to_string(),
        other => number(other)?.to_string(),
    };
    let line = one_line(&text);
    (!line.is_empty()).then_some(line)
}

/// Whether the bytes are somebody's words, in whatever character set.
fn is_text(bytes: &[u8]) -> bool {
    let words = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    std::str::from_utf8(bytes).is_ok() || !words.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n'))
}

fn number(value: &Answered) -> Option<f64> {
    match value {
        Answered::Integer(number) => Some(f64::from(*number)),
        Answered::Gauge32(number) | Answered::UInteger32(number) => Some(f64::from(*number)),
        Answered::TimeTicks(hundredths) => Some(f64::from(*hundredths) / 100.0),
        Answered::OctetString(bytes) => leading_number(std::str::from_utf8(bytes).ok()?),
        Answered::Opaque(bytes) => wrapped_float(bytes),
        _ => None,
    }
}

/// The number that a text begins with: agents say `83 PERCENT`, `-41.5 dBm`, ` 230V`.
fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut points = 0;
    let length = digits
        .find(|c: char| {
            points += usize::from(c == '.');
            !(c.is_ascii_digit() || (c == '.' && points == 1))
        })
        .unwrap_or(digits.len());
    text.get(..text.len() - digits.len() + length)?.parse().ok()
}

/// A float inside an opaque value, as net-snmp sends it: its tag, its length, four or eight bytes.
fn wrapped_float(bytes: &[u8]) -> Option<f64> {
    match bytes {
        [0x9f, 0x78, 4, rest @ ..] => Some(f64::from(f32::from_be_bytes(rest.try_into().ok()?))),
        [0x9f, 0x79, 8, rest @ ..] => Some(f64::from_be_bytes(rest.try_into().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(unit: &str, scale: f64) -> Object {
        serde_json::from_value(serde_json::json!({"name": "x", "oid": "1.3.6.1", "unit": unit, "scale": scale})).unwrap()
    }

    fn of(unit: &str, scale: f64, value: Answered) -> Option<Value> {
        measured(&object(unit, scale), &value).map(|measurement| measurement.value)
    }

    fn text(text: &'static str) -> Answered {
        Answered::OctetString(text.as_bytes().into())
    }

    #[test]
    fn numbers_are_taken_from_whatever_agents_put_them_in() {
        assert_eq!(of("ratio", 0.01, Answered::Gauge32(83)), Some(Value::Number(0.83)));
        assert_eq!(of("celsius", 0.1, Answered::Integer(-55)), Some(Value::Number(-5.5)));
        assert_eq!(of("seconds", 1.0, Answered::TimeTicks(150)), Some(Value::Number(1.5)));
        for (said, number) in [("83 PERCENT", 83.0), (" -41.5 dBm", -41.5), ("230V", 230.0), ("+7", 7.0), ("1.2.3", 1.2), ("12.", 12.0)] {
            assert_eq!(of("count", 1.0, text(said)), Some(Value::Number(number)), "{said}");
        }
        for said in ["", "high", "-", ".", "+-3"] {
            assert_eq!(of("count", 1.0, text(said)), None, "{said}");
        }
        let float = [&[0x9f, 0x78, 4][..], &0.5_f32.to_be_bytes()].concat();
        assert_eq!(of("count", 1.0, Answered::Opaque(float.into())), Some(Value::Number(0.5)));
        let endless = [&[0x9f, 0x79, 8][..], &f64::INFINITY.to_be_bytes()].concat();
        assert_eq!(of("count", 1.0, Answered::Opaque(endless.into())), None);
    }

    #[test]
    fn counters_stay_counters_and_what_is_not_there_is_left_out() {
        assert_eq!(of("bytes", 8.0, Answered::Counter32(5)), Some(Value::Counter(5, CounterWidth::Bits32)));
        for gone in [Answered::NoSuchObject, Answered::NoSuchInstance, Answered::EndOfMibView, Answered::Null] {
            assert_eq!(of("count", 1.0, gone.clone()), None);
            assert_eq!(of("text", 1.0, gone), None);
        }
    }

    #[test]
    fn words_are_one_line_and_bytes_that_are_none_are_written_in_pairs() {
        assert_eq!(of("text", 1.0, text("S/N\r\n 77")), Some(Value::Text("S/N 77".to_owned())));
        assert_eq!(of("text", 1.0, Answered::OctetString(vec![0xff, 0, 0x1a].into())), Some(Value::Text("ff:00:1a".to_owned())));
        assert_eq!(of("text", 1.0, Answered::Integer(3)), Some(Value::Text("3".to_owned())));
        assert_eq!(of("text", 1.0, Answered::IpAddress([10, 0, 0, 1])), Some(Value::Text("10.0.0.1".to_owned())));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            for value in [Answered::OctetString(bytes.clone().into()), Answered::Opaque(bytes.clone().into())] {
                for unit in ["count", "text"] {
                    let _ = of(unit, 0.5, value.clone());
                }
            }
        }
    }
}
