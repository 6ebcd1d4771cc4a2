//! The conditions of a list, and the list's one query: filter, sort, page by key.
//!
//! A page's key is the last row's id: the next page begins after that row **as it is sorted now**, so a list that changes while it is
//! read neither repeats nor skips rows that stayed. Both databases compare `(sort, id)` as a row value.

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::{Conn, Value, sql};
use crate::page::{Page, PageParams};
use crate::{Error, Result, Scope};

/// Conditions joined by AND, with their binds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    conditions: Vec<String>,
    binds: Vec<Value>,
}

impl Filter {
    /// No condition yet: every row.
    pub fn new() -> Filter {
        Filter::default()
    }

    /// Adds a condition without a bind.
    pub fn and(mut self, condition: &str) -> Filter {
        self.conditions.push(condition.to_owned());
        self
    }

    /// Adds a condition with one bind, written `{}` as often as it is wanted: `"t.level = {}"`.
    pub fn and_bind(mut self, condition: &str, value: impl Into<Value>) -> Filter {
        self.binds.push(value.into());
        self.conditions.push(condition.replace("{}", &format!("${}", self.binds.len())));
        self
    }

    /// Adds the condition only when there is a value.
    pub fn and_some<V: Into<Value>>(self, condition: &str, value: Option<V>) -> Filter {
        match value {
            Some(value) => self.and_bind(condition, value),
            None => self,
        }
    }

    /// `column IN (…)`; an empty list matches nothing.
    pub fn and_in<V: Into<Value>>(mut self, column: &str, values: impl IntoIterator<Item = V>) -> Filter {
        let first = self.binds.len();
        self.binds.extend(values.into_iter().map(Into::into));
        let binds: Vec<String> = (first + 1..=self.binds.len()).map(|n| format!("${n}")).collect();
        self.conditions.push(if binds.is_empty() { "1 = 0".to_owned() } else { format!("{column} IN ({})", binds.join(", ")) });
        self
    }

    /// The rows an actor may see: `column` is the customer's id. A row outside is not found, never merely hidden.
    pub fn scope(self, column: &str, scope: &Scope) -> Filter {
        match scope {
            Scope::All => self,
            Scope::Customer(customer) => self.and_bind(&format!("{column} = {{}}"), *customer),
        }
    }

    /// A search text that must stand in one of the columns, upper and lower case alike. An empty text is no condition.
    pub fn search(self, columns: &[&str], text: Option<&str>) -> Filter {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return self };
        let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let any: Vec<String> = columns.iter().map(|column| format!("LOWER({column}) LIKE {{}} ESCAPE '\\'")).collect();
        self.and_bind(&format!("({})", any.join(" OR ")), format!("%{escaped}%"))
    }

    /// ` WHERE …`, or nothing when there is no condition.
    pub fn where_clause(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// The binds, in the order of their numbers.
    pub fn binds(&self) -> Vec<Value> {
        self.binds.clone()
    }

    /// The number the next bind would get.
    pub fn next_bind(&self) -> usize {
        self.binds.len() + 1
    }
}

/// A list's query, in its parts. All of them are the room's own SQL text; nothing a user wrote may stand in it.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// What stands between SELECT and FROM.
    pub columns: &'a str,
    /// What stands after FROM, joins included; joins must not multiply rows.
    pub from: &'a str,
    /// The column of the row's own id, `t.id`.
    pub id: &'a str,
    /// The names a user may sort by and their SQL expressions, never NULL (COALESCE them); the first is the default. A name given with a
    /// leading `-` here is a default that sorts downwards.
    pub sorts: &'a [(&'a str, &'a str)],
}

impl Listing<'_> {
    /// One page of rows as `T`; `row_id` tells a row's own id, of which the next page's key is made.
    pub async fn page<T>(&self, conn: &mut Conn, filter: Filter, params: &PageParams, row_id: impl Fn(&T) -> i64) -> Result<Page<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let (sort, descending) = self.sort(params.sort.as_deref())?;
        let counted = filter.clone();
        let after = params.after()?;
        let filter = match after {
            None => filter,
            Some(after) => {
                let compare = if descending { "<" } else { ">" };
                let Listing { from, id, .. } = self;
                filter.and_bind(&format!("({sort}, {id}) {compare} (SELECT {sort}, {id} FROM {from} WHERE {id} = {{}})"), after)
            }
        };
        let limit = params.limit();
        let direction = if descending { "DESC" } else { "ASC" };
        let text = format!(
            "SELECT {} FROM {}{} ORDER BY {sort} {direction}, {} {direction} LIMIT {}",
            self.columns,
            self.from,
            filter.where_clause(),
            self.id,
            limit + 1
        );
        let mut items: Vec<T> = sql(text).bind_all(filter.binds()).all(conn).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(|last| PageParams::key(row_id(last))) } else { None };
        // A first page that is not full is the whole list: a search that finds little is not run twice.
        let total = if more || after.is_some() { self.count(conn, &counted).await? } else { items.len() as i64 };
        Ok(Page { items, next, total })
    }

    async fn count(&self, conn: &mut Conn, filter: &Filter) -> Result<i64> {
        sql(format!("SELECT COUNT(*) FROM {}{}", self.from, filter.where_clause())).bind_all(filter.binds()).scalar(conn).await
    }

    fn sort(&self, asked: Option<&str>) -> Result<(&str, bool)> {
        let default = self.sorts.first().map_or("id", |(name, _)| *name);
        let asked = asked.unwrap_or(default);
        let (name, descending) = asked.strip_prefix('-').map_or((asked, false), |name| (name, true));
        self.sorts
            .iter()
            .find(|(known, _)| known.trim_start_matches('-') == name)
            .map(|(_, expression)| (*expression, descending))
            .ok_or_else(|| {
                let names: Vec<&str> = self.sorts.iter().map(|(name, _)| name.trim_start_matches('-')).collect();
                Error::invalid_field(
                    "sort",
                    "list.unknown_sort",
                    crate::Text::new(
                        format!("This list sorts by {}; put a - before it to turn the order round.", names.join(", ")),
                        format!("此列表可按 {} 排序；前面加 - 为倒序。", names.join("、")),
                    ),
                )
            })
    }
}
