//! The nouns of the archive, as the other rooms see them, and what it takes to make or change one.

mod contact;
mod contract;
mod customer;
mod device;
mod patch;
mod site;
mod snmp;
mod word;

pub use contact::{Contact, ContactChange, NewContact};
pub use contract::{Contract, ContractChange, NewContract, Promise};
pub use customer::{Customer, CustomerChange, NewCustomer};
pub use device::{Device, DeviceChange, DeviceKind, NewDevice};
pub(crate) use patch::patched;
pub use site::{NewSite, Site, SiteChange, SiteKind};
pub use snmp::{NewSnmp, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
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
