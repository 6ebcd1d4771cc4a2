//! Which customer and which site a line means, by code or by name; and those that must be made first.

use std::collections::HashMap;

use base::CustomerId;

use super::Errors;
use super::columns::Column;
use super::context::{Context, Permit};
use super::errors::did_you_mean;
use crate::SiteId;
use crate::rules::{Wrong, code};

/// A customer as the archive knows it.
#[derive(Debug, Clone)]
pub(crate) struct KnownCustomer {
    pub(crate) id: CustomerId,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// A site as the archive knows it.
#[derive(Debug, Clone)]
pub(crate) struct KnownSite {
    pub(crate) id: SiteId,
    pub(crate) customer_id: CustomerId,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// A customer of the archive, or one that the plan makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    Known(CustomerId),
    /// The place in [`Places::new_customers`].
    New(usize),
}

/// A site of the archive, or one that the plan makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Where {
    Known(SiteId),
    /// The place in [`Places::new_sites`].
    New(usize),
}

/// A customer or site to be made, with its made-up code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewPlace<W> {
    pub(crate) of: W,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// Everything that can be meant, found by code first and then by name.
#[derive(Debug)]
pub(crate) struct Places {
    customers: HashMap<String, Whose>,
    sites: HashMap<Whose, HashMap<String, Where>>,
    permit: Permit,
    pub(crate) new_customers: Vec<NewPlace<()>>,
    pub(crate) new_sites: Vec<NewPlace<Whose>>,
}

impl Places {
    pub(crate) fn of(customers: &[KnownCustomer], sites: &[KnownSite], permit: Permit) -> Places {
        let mut places =
            Places { customers: HashMap::new(), sites: HashMap::new(), permit, new_customers: Vec::new(), new_sites: Vec::new() };
        // Codes are put in last, so that a code wins over another's name.
        for name in [true, false] {
            for customer in customers {
                let word = if name { &customer.name } else { &customer.code };
                places.customers.insert(word.clone(), Whose::Known(customer.id));
            }
            for site in sites {
                let word = if name { &site.name } else { &site.code };
                places.sites.entry(Whose::Known(site.customer_id)).or_default().insert(word.clone(), Where::Known(site.id));
            }
        }
        places
    }

    /// The customer that a cell means.
    pub(crate) fn customer(&mut self, word: &str, context: &Context, errors: &mut Errors) -> Option<Whose> {
        if let Some(known) = self.customers.get(word) {
            return Some(*known);
        }
        if self.permit.create_customers {
            let code = code::next_free("C", self.customers.len() + 1, |code| self.customers.contains_key(code));
            let new = Whose::New(self.new_customers.len());
            self.customers.insert(word.to_owned(), new);
            self.customers.insert(code.clone(), new);
            self.new_customers.push(NewPlace { of: (), name: word.to_owned(), code });
            return Some(new);
        }
        let (en, zh) = did_you_mean(errors.likely(word, self.customers.keys().map(String::as_str)));
        let (then_en, then_zh) = if self.permit.create_sites {
            (" Customers are entered by a manager or administrator.", "用户单位须由项目经理或管理员录入。")
        } else {
            (" Enter it first, or let the import create places.", "请先录入，或在导入时选择自动创建。")
        };
        let wrong = Wrong::new(
            "customer.unknown",
            format!("There is no customer with the code or name “{word}”.{en}{then_en}"),
            format!("没有编号或名称为“{word}”的用户单位。{zh}{then_zh}"),
        );
        context.add(errors, Column::Customer, wrong);
        None
    }

    /// The site of this customer that a word means.
    pub(crate) fn find_site(&self, customer: Whose, word: &str) -> Option<Where> {
        self.sites.get(&customer).and_then(|sites| sites.get(word)).copied()
    }

    /// The site of this customer that a cell means.
    pub(crate) fn site(&mut self, customer: Whose, word: &str, context: &Context, errors: &mut Errors) -> Option<Where> {
        if let Some(known) = self.find_site(customer, word) {
            return Some(known);
        }
        let sites = self.sites.entry(customer).or_default();
        if self.permit.create_sites {
            let code = code::next_free("S", sites.len() + 1, |code| sites.contains_key(code));
            let new = Where::New(self.new_sites.len());
            sites.insert(word.to_owned(), new);
            sites.insert(code.clone(), new);
            self.new_sites.push(NewPlace { of: customer, name: word.to_owned(), code });
            return Some(new);
        }
        let (en, zh) = did_you_mean(errors.likely(word, sites.keys().map(String::as_str)));
        let wrong = Wrong::new(
            "site.unknown",
            format!("This customer has no site with the code or name “{word}”.{en} Enter it first, or let the import create places."),
            format!("该用户单位没有编号或名称为“{word}”的点位。{zh}请先录入，或在导入时选择自动创建。"),
        );
        context.add(errors, Column::Site, wrong);
        None
    }
}
