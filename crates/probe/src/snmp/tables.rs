//! Tables that somebody named, row by row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Agent;
use super::objects::Table;
use super::values::{measured, words};
use super::walk::{Rows, column};
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Measurement, Unit};

/// Reads the tables one after the other, column by column. What cannot be finished in the time allowed is told as incomplete, and nothing of it
/// is told.
pub(super) async fn read(agent: &Agent<'_>, tables: &[Table], deadline: &crate::deadline::Deadline) -> Result<Vec<Measurement>, Failure> {
    let mut found = Vec::new();
    for table in tables {
        let name = table.name.as_str();
        let rows = match deadline.within(one(agent, table)).await {
            Ok(Err(failure)) if failure.kind != FailureKind::Timeout => return Err(failure),
            Ok(Ok(rows)) => Some(rows),
            Ok(Err(_)) | Err(_) => None,
        };
        found.push(Measurement::flag(&format!("{name}_complete"), rows.is_some()));
        found.extend(rows.unwrap_or_default());
    }
    Ok(found)
}

async fn one(agent: &Agent<'_>, table: &Table) -> Result<Vec<Measurement>, Failure> {
    let most = usize::from(table.most_rows.get());
    let names = match &table.label_oid {
        Some(oid) => column(agent, oid.oid(), most).await?,
        None => Rows::new(),
    };
    let mut columns = Vec::with_capacity(table.columns.len());
    for object in table.columns.iter() {
        columns.push((object, column(agent, object.oid.oid(), most).await?));
    }
    let indices: BTreeSet<&Vec<u32>> = columns.iter().flat_map(|(_, rows)| rows.keys()).collect();
    let labels = labels(&indices, &names);
    let mut found = vec![Measurement::number(&format!("{}_rows", table.name.as_str()), Unit::Count, indices.len() as f64)];
    for (index, label) in &labels {
        let row = columns.iter().filter_map(|(object, rows)| measured(object, rows.get(*index)?));
        found.extend(row.map(|measurement| measurement.labelled(label)));
    }
    Ok(found)
}

/// A label for each row that no other row has: its text; its index where there is none, and behind the text where rows share one.
fn labels<'r>(indices: &BTreeSet<&'r Vec<u32>>, names: &Rows) -> BTreeMap<&'r Vec<u32>, String> {
    let named: BTreeMap<&Vec<u32>, Option<String>> = indices.iter().map(|index| (*index, names.get(*index).and_then(words))).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for name in named.values().flatten() {
        *seen.entry(name).or_default() += 1;
    }
    let label = |index: &Vec<u32>, name: &Option<String>| {
        let dotted = index.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        match name {
            Some(name) if seen.get(name.as_str()) == Some(&1) => name.clone(),
            Some(name) => format!("{name} #{dotted}"),
            None => format!("#{dotted}"),
        }
    };
    named.iter().map(|(index, name)| (*index, label(index, name))).collect()
}

#[cfg(test)]
mod tests {
    use async_snmp::Value as Answered;

    use super::*;

    #[test]
    fn every_row_has_a_label_of_its_own() {
        let text = |text: &'static str| Answered::OctetString(text.as_bytes().into());
        let names = Rows::from([(vec![1], text("/")), (vec![2], text("/home")), (vec![3], text("/home")), (vec![4, 7], text(""))]);
        let rows = [vec![1], vec![2], vec![3], vec![4, 7], vec![5]];
        let found = labels(&rows.iter().collect(), &names);
        assert_eq!(found.values().map(String::as_str).collect::<Vec<_>>(), ["/", "/home #2", "/home #3", "#4.7", "#5"]);
    }
}
