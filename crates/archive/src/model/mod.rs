//! The nouns of the archive, as the other rooms see them, and what it takes to make or change one.

mod clause;
mod contact;
mod contract;
mod customer;
mod device;
mod expiry;
mod guard;
mod link;
mod patch;
mod site;
mod snmp;
mod warning;
mod word;

pub use clause::{Clause, ClockKind, NewClause, Occasion, OnChange, OnReturn, StartEvent, TicketKind, line};
pub use contact::{Contact, ContactChange, NewContact};
pub use contract::{Contract, ContractChange, ContractTerm, NewContract};
pub use customer::{Customer, CustomerChange, NewCustomer};
pub use device::{Device, DeviceChange, DeviceKind, NewDevice};
pub use expiry::{Expiry, ExpiryChange, ExpiryKind, NewExpiry};
pub use guard::{GuardPeriod, GuardPeriodChange, NewGuardPeriod};
pub use link::{Link, LinkKind, NewLink};
pub(crate) use patch::patched;
pub use site::{NewSite, Site, SiteChange, SiteKind};
pub use snmp::{NewSnmp, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
pub use warning::{NoWarning, Warning};
pub use word::UnknownWord;

base::id!(
    /// A contract (服务合同): under which promises a customer is served.
    ContractId
);
base::id!(
    /// A site (点位、机房): where devices stand.
    SiteId
);
base::id!(
    /// A contact (联系人): whom to ask at the customer's.
    ContactId
);
base::id!(
    /// A device (设备): what is kept running.
    DeviceId
);
base::id!(
    /// A guard period (重要保障期): when more is promised.
    GuardPeriodId
);
base::id!(
    /// A link (连接): what a device needs besides its parent.
    LinkId
);
base::id!(
    /// An expiry (到期): until when what comes with a device is valid.
    ExpiryId
);
