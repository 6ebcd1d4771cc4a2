//! A query that only reads.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Engine, Read};

/// One `SELECT` (or `WITH … SELECT`) of one column, at most 4000 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Query(String);

impl TryFrom<String> for Query {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim().trim_end_matches(';').trim_end().to_owned();
        if text.len() > 4000 || text.contains('\0') {
            return Err("query must be at most 4000 bytes long");
        }
        let lower = text.to_ascii_lowercase();
        let first = lower.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        if !matches!(first, "select" | "with") {
            return Err("query must begin with SELECT or WITH: the probe only reads");
        }
        // MySQL writes files even in a transaction that only reads.
        if ["outfile", "dumpfile"].iter().any(|word| lower.contains(word)) {
            return Err("query must not write a file");
        }
        Ok(Self(text))
    }
}

impl From<Query> for String {
    fn from(query: Query) -> String {
        query.0
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Query {
    /// The statement that is sent: the database itself turns the column into text, or into seconds since then.
    pub(super) fn statement(&self, engine: Engine, read: Read) -> String {
        let column = match (engine, read) {
            (Engine::Postgres, Read::Value) => "left(v::text, 1000)",
            (Engine::Postgres, Read::Age) => "extract(epoch FROM clock_timestamp() - v::timestamptz)::text",
            (Engine::Mysql, Read::Value) => "CAST(v AS CHAR(1000))",
            (Engine::Mysql, Read::Age) => "CAST(TIMESTAMPDIFF(MICROSECOND, v, NOW(6)) / 1000000 AS CHAR(40))",
        };
        // On lines of its own: the query may end in a comment.
        format!("WITH asked(v) AS (\n{}\n) SELECT {column} FROM asked LIMIT 1000", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_a_query() {
        for text in ["SELECT 1", " select max(at) from t; ", "WITH x AS (SELECT 1) SELECT * FROM x", "select(1)"] {
            assert!(Query::try_from(text.to_owned()).is_ok(), "{text}");
        }
        for text in [
            "",
            "DELETE FROM t",
            "selective",
            "/* */ DELETE FROM t",
            "COPY t TO PROGRAM 'x'",
            "DO $$ BEGIN END $$",
            "SET x = 1",
            "CALL p()",
            "EXPLAIN ANALYZE DELETE FROM t",
            "SELECT 1 INTO OUTFILE '/tmp/x'",
            "SELECT 1 /*! into dumpfile '/tmp/x' */",
            "TABLE t",
        ] {
            assert!(Query::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
