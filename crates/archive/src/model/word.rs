//! Enumerations whose members are words: the same word in the database, in JSON and in a CSV file.

/// A stored word that no member of the enumeration has: the database was written by something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord(pub String);

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "“{}” is not a known word", self.0)
    }
}

impl std::error::Error for UnknownWord {}

/// `words!(/// doc … pub enum Kind { /// doc … Router = "router", … });`
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:tt,)+ }) => {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $(#[$doc])*
        pub enum $name {
            $($(#[$member_doc])* #[serde(rename = $word)] $member,)+
        }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &[$name] = &[$($name::$member),+];

            /// The word in the database and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$member => $word,)+ }
            }

            /// The member that has this word.
            pub fn parse(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|member| member.as_str() == word)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::model::UnknownWord;

            fn try_from(word: String) -> Result<$name, $crate::model::UnknownWord> {
                $name::parse(&word).ok_or($crate::model::UnknownWord(word))
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    #[test]
    fn the_description_names_the_words_of_the_wire() {
        let described = serde_json::to_string(&crate::model::DeviceKind::schema()).unwrap_or_default();
        assert!(described.contains(r#""ups""#) && !described.contains(r#""Ups""#), "{described}");
    }
}
