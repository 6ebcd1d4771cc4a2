//! The archive: who is served, under which promises, where, and with what.
//!
//! * A **customer** (用户单位) has contracts, sites, contacts and devices. Everything in this room belongs to one customer; whoever belongs
//!   to another does not find it.
//! * A **contract** (服务合同) holds the table of promised times, line by line: its **clauses** (条款). Editing it makes a new version; versions are never changed, because a ticket
//!   freezes the one under which it was opened. At any moment a customer has at most one valid contract.
//! * A **guard period** (重要保障期) is when more is promised, to one customer or to all.
//! * A **site** (点位、机房) is where devices stand; a **contact** (联系人) is whom to ask.
//! * A **device** (设备) stands on a site, perhaps behind a parent device of the same customer. It is in service until it is removed; then
//!   its row stays, because tickets name it.
//! * A **link** (连接) is what a device needs besides its parent: another way to the core, or what feeds it. Any one of a kind is enough.
//! * An **expiry** (到期) is until when something that comes with a device is valid: a certificate, a licence, its warranty.
//!
//! What may never happen: a device that stands behind itself; two contracts valid at once; a secret of a device in an answer, in the
//! journal or in the log; half of an import.

mod api;
mod by;
mod digest;
pub mod facts;
pub mod model;
mod rules;
mod store;
pub mod view;

pub use api::routes;
pub use by::{ArchiveBy, DeviceFilter, ExpiryFilter, ImportError, ImportOptions, ImportReport, LinkFilter, Photo, PreviewLine};
pub use model::{ContactId, ContractId, DeviceId, ExpiryId, GuardPeriodId, LinkId, SiteId};
pub use rules::import::read::DeviceFile;

use base::secrets::Keyring;
use base::{Clock, Conn, Db, Result};
use model::Device;

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Archive {
    db: Db,
    clock: Clock,
    keys: Keyring,
}

impl Archive {
    /// The room on its database. `keys` opens and seals the devices' secrets.
    pub fn new(db: Db, clock: Clock, keys: Keyring) -> Archive {
        Archive { db, clock, keys }
    }

    /// Every device in service, with the secrets it is asked with.
    pub async fn devices_with_access(&self, conn: &mut Conn) -> Result<Vec<Device>> {
        store::devices::all(conn).await?.into_iter().map(|row| row.opened(&self.keys)).collect()
    }

    /// One device in service or removed, with the secrets it is asked with.
    pub async fn device_with_access(&self, conn: &mut Conn, id: DeviceId) -> Result<Option<Device>> {
        store::devices::by_id(conn, id).await?.map(|row| row.opened(&self.keys)).transpose()
    }
}
