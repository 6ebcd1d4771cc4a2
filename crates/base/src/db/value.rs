//! What can be bound to a statement. PostgreSQL wants the type of a NULL, hence an `Option` in each variant.

/// One bound value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<String>),
    /// DOUBLE PRECISION
    Real(Option<f64>),
    /// BOOLEAN
    Bool(Option<bool>),
    /// BYTEA
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($type:ty => $variant:ident, $convert:expr;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$variant(Some($convert(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Value {
                Value::$variant(value.map($convert))
            }
        }
    )*};
}

value_from! {
    i64 => Int, |v| v;
    i32 => Int, i64::from;
    u32 => Int, i64::from;
    u16 => Int, i64::from;
    u8 => Int, i64::from;
    String => Text, |v| v;
    &str => Text, str::to_owned;
    &String => Text, String::clone;
    f64 => Real, |v| v;
    bool => Bool, |v| v;
    Vec<u8> => Bytes, |v| v;
    &[u8] => Bytes, <[u8]>::to_vec;
    crate::Timestamp => Int, crate::Timestamp::milliseconds;
}

impl<T: crate::id::Id> From<Option<T>> for Value {
    fn from(id: Option<T>) -> Value {
        Value::Int(id.map(T::number))
    }
}
