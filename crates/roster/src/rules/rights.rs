//! What a role may do, as names that the pages ask for before they show a button. The rooms decide for themselves whether somebody may
//! (and a customer's people act on what is theirs only); this table says beforehand what they will answer.

use base::Role;
use base::Role::{Administrator, Customer, Dispatcher, Engineer, Manager, Storekeeper, Supervisor};

const ALL: &[Role] = &Role::ALL;
const STAFF: &[Role] = &[Administrator, Dispatcher, Engineer, Manager, Supervisor, Storekeeper];
const LEAD: &[Role] = &[Administrator, Dispatcher, Manager];
const WORK: &[Role] = &[Administrator, Dispatcher, Manager, Engineer];
const ADMINISTRATOR: &[Role] = &[Administrator];

/// Each right and who has it.
const RIGHTS: &[(&str, &[Role])] = &[
    ("account_engineers.write", &[Administrator, Manager]),
    ("alarms.read", ALL),
    ("calendars.read", STAFF),
    ("calendars.write", &[Administrator, Manager]),
    ("calling.read", STAFF),
    ("checks.try", WORK),
    ("contacts.verify", LEAD),
    ("contacts.write", LEAD),
    ("contracts.write", &[Administrator, Manager]),
    ("customers.write", &[Administrator, Manager]),
    ("devices.add", LEAD),
    ("devices.import", LEAD),
    ("devices.remove", LEAD),
    ("devices.write", WORK),
    ("duty.correct", &[Administrator, Manager]),
    ("duty.read", STAFF),
    ("duty.write", LEAD),
    ("gateways.write", ADMINISTRATOR),
    ("journal.read", ALL),
    ("journal.verify", STAFF),
    ("leaves.read", STAFF),
    ("leaves.write", LEAD),
    ("mail.test", ADMINISTRATOR),
    ("messages.read", STAFF),
    ("messages.retry", STAFF),
    ("people.read", STAFF),
    ("people.write", ADMINISTRATOR),
    ("policies.write", &[Administrator, Manager]),
    ("rehearsals.run", LEAD),
    ("sites.write", LEAD),
    ("templates.write", &[Administrator, Manager]),
    ("tickets.acknowledge", WORK),
    ("tickets.assign", WORK),
    ("tickets.cancel", LEAD),
    ("tickets.confirm", &[Customer]),
    ("tickets.level", WORK),
    ("tickets.note", ALL),
    ("tickets.open", ALL),
    ("tickets.pause", WORK),
    ("tickets.reject", &[Customer]),
    ("tickets.reopen", ALL),
    ("tickets.resolve", WORK),
    ("tickets.restore", WORK),
    ("tickets.resume", WORK),
    ("visits.perform", WORK),
    ("visits.plan", WORK),
    ("visits.read", ALL),
    ("webhooks.write", ADMINISTRATOR),
    ("workers.read", STAFF),
    ("workers.run", ADMINISTRATOR),
];

/// The rights of a role, in alphabetical order.
pub(crate) fn of(role: Role) -> Vec<&'static str> {
    RIGHTS.iter().filter(|(_, roles)| roles.contains(&role)).map(|(right, _)| *right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_nothing_twice() {
        assert!(RIGHTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn nobody_but_the_customer_confirms() {
        for role in Role::ALL {
            assert_eq!(of(role).contains(&"tickets.confirm"), role == Customer, "{role:?}");
            assert_eq!(of(role).contains(&"people.write"), role == Administrator, "{role:?}");
        }
        assert!(!of(Customer).contains(&"people.read"));
    }
}
