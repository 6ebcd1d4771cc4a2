//! What may be done in the archive, and by whom. Authority is a value: whoever has no [`ArchiveBy`] of an actor can do nothing on their
//! behalf. Everybody reads within their scope; a row outside it is not found.
//!
//! | who writes | what |
//! |---|---|
//! | administrator, manager | customers, contracts, guard periods |
//! | these and dispatcher | sites, contacts, devices, imports |
//! | these and engineer | changes of devices, links, expiries, photos |

mod contacts;
mod contracts;
mod customers;
mod devices;
mod expiries;
mod guards;
mod imports;
mod links;
mod photos;
mod sites;

pub use devices::DeviceFilter;
pub use expiries::ExpiryFilter;
pub use imports::{ImportError, ImportOptions, ImportReport, PreviewLine};
pub use links::LinkFilter;
pub use photos::Photo;
pub(crate) use photos::{LARGEST as LARGEST_PHOTO, too_large as photo_too_large};

use base::{Actor, Conn, CustomerId, Error, Page, Refusal, Result, Role, Scope, Text};

use crate::Archive;
use crate::rules::Wrong;
use crate::store::customers as customer_store;

/// Who enters and changes customers and contracts.
const COMMERCIAL: &[Role] = &[Role::Administrator, Role::Manager];
/// Who enters and changes places, contacts and devices.
const REGISTRY: &[Role] = &[Role::Administrator, Role::Manager, Role::Dispatcher];
/// Who changes devices and photographs them.
const HANDS: &[Role] = &[Role::Administrator, Role::Manager, Role::Dispatcher, Role::Engineer];

/// The archive in the hands of one actor.
#[derive(Debug, Clone, Copy)]
pub struct ArchiveBy<'a> {
    archive: &'a Archive,
    actor: &'a Actor,
}

impl Archive {
    /// The archive in the hands of this actor.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> ArchiveBy<'a> {
        ArchiveBy { archive: self, actor }
    }
}

impl ArchiveBy<'_> {
    fn scope(&self) -> Scope {
        self.actor.scope()
    }
}

/// A row that is not there, or is another customer's: the same answer.
fn found<T>(row: Option<T>, owner: impl Fn(&T) -> CustomerId, actor: &Actor, noun: (&str, &str)) -> Result<T> {
    row.filter(|row| actor.scope().covers(Some(owner(row)))).ok_or_else(|| Error::not_found(noun.0, noun.1))
}

/// The one row of a list that was filtered by id.
fn only<T>(page: Page<T>, noun: (&str, &str)) -> Result<T> {
    page.items.into_iter().next().ok_or_else(|| Error::not_found(noun.0, noun.1))
}

/// Refuses an edit that was made on another version than the present one.
fn same_version(code: &'static str, read: Option<i64>, present: i64) -> Result<()> {
    if read.is_none_or(|read| read == present) {
        return Ok(());
    }
    Err(Error::conflict(
        code,
        "Somebody else changed this meanwhile. Load it again, look at what they changed, and repeat your change.",
        "内容已被他人修改。请重新加载，确认他人的修改后再提交。",
    ))
}

/// Holds the customer whom the body names (see [`customer_store::lock`]), or refuses the field.
async fn lock_customer(conn: &mut Conn, customer: CustomerId) -> Result<()> {
    if customer_store::lock(conn, customer).await? {
        return Ok(());
    }
    let text = Text::new("There is no such customer.", "没有这个用户单位。");
    Err(Error::invalid_field("customer_id", "customer.unknown", text))
}

/// A name or code that another has: which of the two it is and whose.
fn taken(same_name: bool, other: &str) -> (&'static str, Wrong) {
    let field = if same_name { "name" } else { "code" };
    let code = if same_name { "name.taken" } else { "code.taken" };
    let zh = if same_name { "名称" } else { "编号" };
    (field, Wrong::new(code, format!("“{other}” has this {field} already. Choose another."), format!("“{other}”已使用此{zh}，请另选。")))
}

/// A refusal about the whole body rather than a field.
fn refused(status: u16, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Error {
    Error::Refused(Refusal::new(status, code, Text::new(en.into(), zh.into())))
}
