//! How every list is asked for and answered: `?limit=50&after=KEY&sort=-opened_at&q=text` and `{items, next, total}`.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Text};

/// What every list understands. A room's own query type repeats these four fields beside its filters and hands them on.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many items at most, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    pub sort: Option<String>,
    /// Text that must stand in one of the list's searched fields.
    pub q: Option<String>,
}

impl PageParams {
    /// The number of items of a page.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, 200) as usize
    }

    /// The id that the key names.
    pub fn after(&self) -> Result<Option<i64>> {
        let Some(key) = &self.after else { return Ok(None) };
        let id = BASE64URL_NOPAD.decode(key.as_bytes()).ok().and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()).map(i64::from_be_bytes);
        id.map(Some).ok_or_else(|| {
            Error::invalid_field(
                "after",
                "list.bad_key",
                Text::new(
                    "Give the `next` of the page before, unchanged, or leave it out for the first page.",
                    "请原样传入上一页的 next，或省略以取第一页。",
                ),
            )
        })
    }

    /// The key of the page that begins after the row with this id.
    pub(crate) fn key(id: i64) -> String {
        BASE64URL_NOPAD.encode(&id.to_be_bytes())
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The key of the next page; null on the last.
    pub next: Option<String>,
    /// How many rows the filter matches in all.
    pub total: i64,
}

impl<T> Page<T> {
    /// The same page with each item turned into what is shown of it.
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(show).collect(), next: self.next, total: self.total }
    }

    /// A list that is always whole.
    pub fn whole(items: Vec<T>) -> Page<T> {
        let total = items.len() as i64;
        Page { items, next: None, total }
    }
}
