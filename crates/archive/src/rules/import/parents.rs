//! Which device a line's parent cell means, and whether the tree stays straight. A parent may stand anywhere in the file, or only in the
//! archive.

use std::collections::HashMap;

use super::Errors;
use super::columns::Column;
use super::context::Context;
use super::errors::did_you_mean;
use super::places::{Places, Where, Whose};
use crate::DeviceId;
use crate::rules::Wrong;
use crate::rules::tree::{Crooked, MAX_DEPTH, Tree};

/// A device of the archive, or one that a line of the file makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Known(DeviceId),
    /// The place of the line among the lines read.
    Line(usize),
}

/// Every device there will be, by name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    on_site: HashMap<(Where, String), Node>,
    of_customer: HashMap<Whose, HashMap<String, Vec<Node>>>,
}

impl Names {
    pub(crate) fn add(&mut self, customer: Whose, site: Where, name: &str, node: Node) {
        self.on_site.insert((site, name.to_owned()), node);
        self.of_customer.entry(customer).or_default().entry(name.to_owned()).or_default().push(node);
    }

    pub(crate) fn on_site(&self, site: Where, name: &str) -> Option<Node> {
        self.on_site.get(&(site, name.to_owned())).copied()
    }

    /// The device that a cell means: on the same site, else the only one of that name the customer has, else `SITE/NAME`.
    pub(crate) fn meant(
        &self,
        (customer, site): (Whose, Where),
        (column, word): (Column, &str),
        places: &Places,
        context: &Context,
        errors: &mut Errors,
    ) -> Option<Node> {
        if let Some(node) = self.on_site(site, word) {
            return Some(node);
        }
        let of_customer = self.of_customer.get(&customer);
        match of_customer.and_then(|names| names.get(word)).map(Vec::as_slice) {
            Some([node]) => return Some(*node),
            Some([_, _, ..]) => {
                context.add(errors, column, ambiguous(word));
                return None;
            }
            _ => {}
        }
        for (slash, _) in word.match_indices('/') {
            let (site, name) = (word.get(..slash).unwrap_or("").trim(), word.get(slash + 1..).unwrap_or("").trim());
            if let Some(node) = places.find_site(customer, site).and_then(|site| self.on_site(site, name)) {
                return Some(node);
            }
        }
        let known = of_customer.into_iter().flat_map(HashMap::keys).map(String::as_str);
        let (en, zh) = did_you_mean(errors.likely(word, known));
        let wrong = Wrong::new(
            "parent.unknown",
            format!("This customer has no device named “{word}”, neither in the file nor in the archive.{en}"),
            format!("文件和设备档案中都没有该用户单位名为“{word}”的设备。{zh}"),
        );
        context.add(errors, column, wrong);
        None
    }
}

fn ambiguous(word: &str) -> Wrong {
    Wrong::new(
        "parent.ambiguous",
        format!("This customer has several devices named “{word}”. Write the site before it: SITE/{word}."),
        format!("该用户单位有多台名为“{word}”的设备，请写明点位：点位/{word}。"),
    )
}

/// How deep each device of the file will stand; `None` for one that cannot, which is then noted on its line. When a device that is not in
/// the file would sink too deep, the line above it is to blame.
pub(crate) fn depths(tree: &Tree<Node>, contexts: &HashMap<Node, Context>, known: &[Node], errors: &mut Errors) -> HashMap<Node, usize> {
    let everybody = known.iter().chain(contexts.keys()).copied();
    let mut depths = HashMap::new();
    let mut blamed: Vec<(&Context, Crooked)> = Vec::new();
    for (node, depth) in tree.depths(everybody) {
        match depth {
            Ok(depth) => {
                depths.insert(node, depth);
            }
            Err(crooked) => blamed.extend(line_above(tree, contexts, node).map(|context| (context, crooked))),
        }
    }
    blamed.sort_by_key(|(context, _)| context.number);
    blamed.dedup_by_key(|(context, _)| context.number);
    for (context, crooked) in blamed {
        context.add(errors, Column::Parent, crooked.wrong());
    }
    depths
}

fn line_above<'c, 'h>(tree: &Tree<Node>, contexts: &'c HashMap<Node, Context<'h>>, node: Node) -> Option<&'c Context<'h>> {
    let mut at = Some(node);
    // A circle has at least one line of the file in it; the bound only guards the loop.
    for _ in 0..=contexts.len() + MAX_DEPTH {
        let node = at?;
        if let Some(context) = contexts.get(&node) {
            return Some(context);
        }
        at = tree.parent(node);
    }
    None
}

impl Crooked {
    /// What the user is told.
    pub(crate) fn wrong(&self) -> Wrong {
        match self {
            Crooked::Circle => Wrong::new(
                "parent.circle",
                "This device would stand behind itself. Choose another parent.",
                "设备的上级不能绕回到自身，请选择其他上级设备。",
            ),
            Crooked::TooDeep => Wrong::new(
                "parent.too_deep",
                format!("More than {MAX_DEPTH} devices would stand one behind the other."),
                format!("上下级层数不能超过 {MAX_DEPTH} 层。"),
            ),
        }
    }
}
