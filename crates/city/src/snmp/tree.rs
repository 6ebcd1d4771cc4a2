//! The objects of an agent as a tree that can be asked for one object or for the next one: scalars, and tables whose rows are numbered.

use super::encode::Value;
use super::look::Look;

/// A branch of the tree.
pub enum Node {
    /// One value, at `oid`.0.
    Scalar {
        /// The object.
        oid: &'static [u32],
        /// Its value.
        read: for<'a> fn(&Look<'a>) -> Option<Value<'a>>,
    },
    /// Values at `entry`.column.row.
    Table {
        /// The row object.
        entry: &'static [u32],
        /// Which columns there are, in order.
        columns: &'static [u32],
        /// The first row from a number on.
        row: fn(&Look<'_>, u32) -> Option<u32>,
        /// The value of a column in a row.
        cell: for<'a> fn(&Look<'a>, u32, u32) -> Option<Value<'a>>,
    },
}

impl Node {
    fn oid(&self) -> &'static [u32] {
        match self {
            Node::Scalar { oid, .. } => oid,
            Node::Table { entry, .. } => entry,
        }
    }

    fn get<'a>(&self, look: &Look<'a>, name: &[u32]) -> Option<Value<'a>> {
        match (self, name.strip_prefix(self.oid())?) {
            (Node::Scalar { read, .. }, [0]) => read(look),
            (Node::Table { columns, cell, row, .. }, [column, index]) if columns.contains(column) => {
                // A row is there when it is the first one from its own number.
                row(look, *index).filter(|found| found == index).and_then(|index| cell(look, *column, index))
            }
            _ => None,
        }
    }

    fn next<'a>(&self, look: &Look<'a>, name: &[u32]) -> Option<(Vec<u32>, Value<'a>)> {
        match self {
            Node::Scalar { oid, read } => {
                let own = [oid, [0].as_slice()].concat();
                if own.as_slice() <= name { None } else { read(look).map(|value| (own, value)) }
            }
            Node::Table { entry, columns, row, cell } => {
                let suffix = name.strip_prefix(*entry).unwrap_or_default();
                let (from_column, after_row) = match suffix {
                    [] => (0, None),
                    [column] => (*column, None),
                    [column, index, ..] => (*column, Some(*index)),
                };
                for column in columns.iter().filter(|column| **column >= from_column) {
                    // Rows are asked from 0, or from the one after the given where that is in this column.
                    let mut from = match after_row {
                        Some(index) if *column == from_column => index.checked_add(1),
                        _ => Some(0),
                    };
                    while let Some(index) = from.and_then(|from| row(look, from)) {
                        if let Some(value) = cell(look, *column, index) {
                            return Some(([entry, [*column, index].as_slice()].concat(), value));
                        }
                        from = index.checked_add(1);
                    }
                }
                None
            }
        }
    }
}

/// All branches of an agent, in order; no branch lies below another.
pub struct Tree(Vec<Node>);

impl Tree {
    /// A tree of these branches.
    pub fn new(branches: Vec<Vec<Node>>) -> Tree {
        let mut nodes: Vec<Node> = branches.into_iter().flatten().collect();
        nodes.sort_by_key(Node::oid);
        Tree(nodes)
    }

    /// The value of an object, or the reason there is none.
    pub fn get<'a>(&self, look: &Look<'a>, name: &[u32]) -> Value<'a> {
        let at = self.first_for(name);
        match self.0.get(at).filter(|node| name.starts_with(node.oid())) {
            Some(node) => node.get(look, name).unwrap_or(Value::NoSuchInstance),
            None => Value::NoSuchObject,
        }
    }

    /// The first object after a name; none at the end.
    pub fn next<'a>(&self, look: &Look<'a>, name: &[u32]) -> Option<(Vec<u32>, Value<'a>)> {
        self.0.iter().skip(self.first_for(name)).find_map(|node| node.next(look, name))
    }

    /// The position of the first branch that holds the name or comes after it.
    fn first_for(&self, name: &[u32]) -> usize {
        self.0.partition_point(|node| node.oid() < name && !name.starts_with(node.oid()))
    }
}
