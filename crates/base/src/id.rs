//! Typed ids: a customer's id can never be taken for a ticket's. Ids are integers given by the database, never reused.

/// Declares a typed id: `id!(/// which noun … DeviceId);`. It is an integer in the database, in JSON and in paths.
/// The room that declares one has `sqlx`, `serde` and `utoipa` among its dependencies.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }

        impl From<$name> for $crate::db::Value {
            fn from(id: $name) -> Self {
                $crate::db::Value::from(id.0)
            }
        }

        impl $crate::id::Id for $name {
            fn number(self) -> i64 {
                self.0
            }
        }
    };
}

/// A typed id, whichever room declared it: what lets an optional one be bound to a statement.
pub trait Id {
    /// The integer in the database.
    fn number(self) -> i64;
}

id!(
    /// A customer (用户单位): whose network it is.
    CustomerId
);
id!(
    /// A person with an account: an engineer, a dispatcher, a customer's contact who signs in.
    PersonId
);
id!(
    /// A ticket (工单): one piece of promised work.
    TicketId
);
