//! Who does something, and whose rows they may see. Both are values: a handler gets a room's handle for its actor, and a list takes a
//! [`Scope`] that is ANDed into its SQL.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, Error, PersonId, Result};

/// What a person is to the service (mission: the people).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理员: people, rights, channels, collectors, backup.
    Administrator,
    /// 调度、热线: takes calls, sends engineers.
    Dispatcher,
    /// 工程师: is called, goes, repairs.
    Engineer,
    /// 责任工程师、项目经理、技术总监: every clock of the customers.
    Manager,
    /// 监督: complaints that the people complained about cannot close.
    Supervisor,
    /// 备件库.
    Storekeeper,
    /// 用户单位: sees only their own.
    Customer,
}

impl Role {
    /// Every role, in the order of the mission's table.
    pub const ALL: [Role; 7] =
        [Role::Administrator, Role::Dispatcher, Role::Engineer, Role::Manager, Role::Supervisor, Role::Storekeeper, Role::Customer];

    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Dispatcher => "dispatcher",
            Role::Engineer => "engineer",
            Role::Manager => "manager",
            Role::Supervisor => "supervisor",
            Role::Storekeeper => "storekeeper",
            Role::Customer => "customer",
        }
    }

    /// The role of a stored word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Everybody but the customer.
    pub fn is_staff(self) -> bool {
        self != Role::Customer
    }
}

/// Whose rows may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every customer's.
    All,
    /// One customer's.
    Customer(CustomerId),
}

impl Scope {
    /// Whether a row of this customer may be seen. A row that belongs to no customer is for staff only.
    pub fn covers(self, customer: Option<CustomerId>) -> bool {
        match self {
            Scope::All => true,
            Scope::Customer(own) => customer == Some(own),
        }
    }
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person, or a program with the token of one.
    Person {
        /// Who.
        id: PersonId,
        /// The name as it was when they did it.
        name: String,
        /// What they are to the service.
        role: Role,
        /// Whose rows they may see.
        scope: Scope,
    },
    /// The program itself: a worker, named for what it does.
    System(&'static str),
    /// Somebody who followed a one-time link that was sent to a person.
    Link {
        /// To whom the link was sent.
        person: PersonId,
        /// Their name.
        name: String,
    },
}

impl Actor {
    /// Whose rows this actor may see.
    pub fn scope(&self) -> Scope {
        match self {
            Actor::Person { scope, .. } => *scope,
            Actor::System(_) | Actor::Link { .. } => Scope::All,
        }
    }

    /// The person behind it, if there is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Person { id, .. } => Some(*id),
            Actor::Link { person, .. } => Some(*person),
            Actor::System(_) => None,
        }
    }

    /// The role of a signed-in person.
    pub fn role(&self) -> Option<Role> {
        match self {
            Actor::Person { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// Whether this is one of the given roles, or the program itself.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        match self {
            Actor::System(_) => true,
            Actor::Person { role, .. } => roles.contains(role),
            Actor::Link { .. } => false,
        }
    }

    /// Refuses unless the actor has one of the roles (or is the program itself).
    pub fn require(&self, roles: &[Role]) -> Result<()> {
        if self.is_any(roles) {
            return Ok(());
        }
        let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        Err(Error::forbidden(
            "role.missing",
            format!("This is done by: {}. Ask one of them, or an administrator for the right.", names.join(", ")),
            format!("此操作需要以下角色：{}。请联系相关人员或管理员。", names.join("、")),
        ))
    }

    /// Refuses customers.
    pub fn require_staff(&self) -> Result<()> {
        self.require(&[Role::Administrator, Role::Dispatcher, Role::Engineer, Role::Manager, Role::Supervisor, Role::Storekeeper])
    }

    /// How the journal names the actor: `person:12`, `system:sealer`, `link:12`.
    pub fn label(&self) -> String {
        match self {
            Actor::Person { id, .. } => format!("person:{id}"),
            Actor::System(name) => format!("system:{name}"),
            Actor::Link { person, .. } => format!("link:{person}"),
        }
    }

    /// The name shown beside what they did.
    pub fn name(&self) -> &str {
        match self {
            Actor::Person { name, .. } | Actor::Link { name, .. } => name,
            Actor::System(name) => name,
        }
    }
}
