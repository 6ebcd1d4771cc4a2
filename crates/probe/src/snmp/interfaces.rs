//! The table of interfaces (IF-MIB, RFC 2863): which there are, whether they work, how much went through them.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use async_snmp::{Oid, Value as Answered};

use super::names::{Named, Names, View};
use super::values::counter;
use super::{Agent, walk};
use crate::failure::Failure;
use crate::outcome::{Measurement, Unit, one_line};

const TABLE: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
const EXTENDED: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

const DESCR: u32 = 2;
const ADMIN_STATUS: u32 = 7;
const OPER_STATUS: u32 = 8;
const IN_OCTETS: u32 = 10;
const OUT_OCTETS: u32 = 16;

const NAME: u32 = 1;
const HC_IN_OCTETS: u32 = 6;
const HC_OUT_OCTETS: u32 = 10;
const ALIAS: u32 = 18;

/// One column by interface index.
type Column = BTreeMap<u32, Answered>;

/// Reads the columns one after the other, which is gentler on an agent than all at once, and lays them out interface by interface.
pub(super) async fn read(agent: &Agent<'_>, names: &Names, view: View, up_time: f64) -> Result<Vec<Measurement>, Failure> {
    let mut table = Table {
        admin: column(agent, &TABLE, ADMIN_STATUS).await?,
        oper: column(agent, &TABLE, OPER_STATUS).await?,
        octets_in: column(agent, &EXTENDED, HC_IN_OCTETS).await?,
        octets_out: column(agent, &EXTENDED, HC_OUT_OCTETS).await?,
    };
    // Old agents have only the 32-bit counters, and some have the wide ones only for their fast ports: fill what is missing.
    if table.lacks(&table.octets_in) {
        table.octets_in = filled(column(agent, &TABLE, IN_OCTETS).await?, table.octets_in);
    }
    if table.lacks(&table.octets_out) {
        table.octets_out = filled(column(agent, &TABLE, OUT_OCTETS).await?, table.octets_out);
    }
    let indices: Vec<u32> = table.indices().collect();
    let now = Instant::now();
    let named = match names.of(&view, up_time, &indices, now) {
        Some(named) => named,
        None => {
            let named = Columns::read(agent).await?.named(&indices);
            names.learn(view, up_time, indices, named, now)
        }
    };
    Ok(table.measurements(&named))
}

async fn column(agent: &Agent<'_>, table: &[u32], column: u32) -> Result<Column, Failure> {
    let rows = walk::column(agent, &Oid::from_slice(table).child(column), walk::LONGEST).await?;
    Ok(rows.into_iter().filter_map(|(index, value)| Some((*index.first().filter(|_| index.len() == 1)?, value))).collect())
}

/// `narrow`, overlaid with `wide`.
fn filled(mut narrow: Column, wide: Column) -> Column {
    narrow.extend(wide);
    narrow
}

/// What changes.
#[derive(Default)]
struct Table {
    admin: Column,
    oper: Column,
    octets_in: Column,
    octets_out: Column,
}

/// What does not.
#[derive(Default)]
struct Columns {
    descr: Column,
    name: Column,
    alias: Column,
}

impl Columns {
    async fn read(agent: &Agent<'_>) -> Result<Columns, Failure> {
        Ok(Columns {
            descr: column(agent, &TABLE, DESCR).await?,
            name: column(agent, &EXTENDED, NAME).await?,
            alias: column(agent, &EXTENDED, ALIAS).await?,
        })
    }

    /// A name for each interface that no other has: `ifName`, else `ifDescr`, else the index; with the index behind it where an agent gives
    /// several interfaces the same name, since two series must not run into one.
    fn named(&self, indices: &[u32]) -> Named {
        let name = |index: u32| text(&self.name, index).or_else(|| text(&self.descr, index)).unwrap_or_else(|| format!("#{index}"));
        let names: BTreeMap<u32, String> = indices.iter().map(|index| (*index, name(*index))).collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for name in names.values() {
            *seen.entry(name).or_default() += 1;
        }
        let alone = |name: &str| seen.get(name) == Some(&1);
        let labels = names.iter().map(|(index, name)| (*index, if alone(name) { name.clone() } else { format!("{name} #{index}") }));
        let aliases = indices.iter().filter_map(|index| Some((*index, text(&self.alias, *index)?)));
        Named { labels: labels.collect(), aliases: aliases.collect() }
    }
}

impl Table {
    /// Whether an interface has no entry in `column`.
    fn lacks(&self, column: &Column) -> bool {
        self.indices().any(|index| !column.contains_key(&index))
    }

    /// The interfaces, as the standard's own table lists them.
    fn indices(&self) -> impl Iterator<Item = u32> {
        self.oper.keys().copied()
    }

    fn measurements(&self, named: &Named) -> Vec<Measurement> {
        let mut found = vec![Measurement::number("if_count", Unit::Count, self.oper.len() as f64)];
        for index in self.indices() {
            let label = named.labels.get(&index).map_or("", String::as_str);
            let (oper, admin) = (self.oper.get(&index).and_then(Answered::as_i32), self.admin.get(&index).and_then(Answered::as_i32));
            found.extend(oper.map(|code| Measurement::flag("if_up", code == 1).labelled(label)));
            found.extend(oper.map(|code| Measurement::text("if_oper_status", status(code)).labelled(label)));
            found.extend(admin.map(|code| Measurement::text("if_admin_status", status(code)).labelled(label)));
            found.extend(named.aliases.get(&index).map(|alias| Measurement::text("if_alias", alias).labelled(label)));
            for (name, column) in [("if_in_octets", &self.octets_in), ("if_out_octets", &self.octets_out)] {
                let counter = column.get(&index).and_then(counter);
                found.extend(counter.map(|value| Measurement {
                    name: name.to_owned(),
                    label: Some(label.to_owned()),
                    unit: Unit::Bytes,
                    value,
                }));
            }
        }
        found
    }
}

/// A non-empty text of `column`.
fn text(column: &Column, index: u32) -> Option<String> {
    let text = one_line(&String::from_utf8_lossy(column.get(&index)?.as_bytes()?));
    (!text.is_empty()).then_some(text)
}

/// The words of `ifOperStatus`, of which `ifAdminStatus` knows the first three.
fn status(code: i32) -> &'static str {
    match code {
        1 => "up",
        2 => "down",
        3 => "testing",
        5 => "dormant",
        6 => "notPresent",
        7 => "lowerLayerDown",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{CounterWidth, Value};

    fn texts(rows: &[(u32, &'static str)]) -> Column {
        rows.iter().map(|(index, text)| (*index, Answered::OctetString(text.as_bytes().into()))).collect()
    }

    fn table() -> Table {
        Table { oper: [(1, 1), (2, 2), (3, 6), (4, 1)].map(|(index, code)| (index, Answered::Integer(code))).into(), ..Table::default() }
    }

    fn named() -> Named {
        let columns = Columns {
            name: texts(&[(1, "lo"), (2, "Gi0/1"), (3, "")]),
            descr: texts(&[(2, "GigabitEthernet0/1"), (3, "Gi0/1"), (9, "nobody")]),
            alias: texts(&[(2, "上联\r\n核心"), (3, "")]),
        };
        columns.named(&table().indices().collect::<Vec<u32>>())
    }

    #[test]
    fn no_two_interfaces_share_a_label() {
        let labels = named().labels;
        assert_eq!(labels.get(&1).unwrap(), "lo");
        assert_eq!(labels.get(&2).unwrap(), "Gi0/1 #2");
        assert_eq!(labels.get(&3).unwrap(), "Gi0/1 #3");
        assert_eq!(labels.get(&4).unwrap(), "#4");
        assert_eq!(labels.len(), 4, "a name without an interface is nobody's");
    }

    #[test]
    fn wide_counters_win_and_narrow_ones_fill_the_gaps() {
        let mut table = table();
        let wide: Column = [(1, Answered::Counter64(1 << 40))].into();
        assert!(table.lacks(&wide));
        table.octets_in = filled([1, 2, 3, 4].map(|index| (index, Answered::Counter32(7))).into(), wide);
        assert!(!table.lacks(&table.octets_in));
        let counters: Vec<_> = table
            .measurements(&named())
            .into_iter()
            .filter(|found| found.name == "if_in_octets")
            .map(|found| (found.label.unwrap(), found.value))
            .collect();
        assert_eq!(counters.first().unwrap(), &("lo".to_owned(), Value::Counter(1 << 40, CounterWidth::Bits64)));
        assert_eq!(counters.last().unwrap(), &("#4".to_owned(), Value::Counter(7, CounterWidth::Bits32)));
    }

    #[test]
    fn the_state_of_an_interface_is_told_as_a_flag_and_in_words() {
        let measurements = table().measurements(&named());
        let of = |name: &str, label: &str| {
            measurements.iter().find(|m| m.name == name && m.label.as_deref() == Some(label)).map(|m| m.value.clone())
        };
        assert_eq!(of("if_up", "lo"), Some(Value::Number(1.0)));
        assert_eq!(of("if_up", "Gi0/1 #3"), Some(Value::Number(0.0)));
        assert_eq!(of("if_oper_status", "Gi0/1 #3"), Some(Value::Text("notPresent".to_owned())));
        assert_eq!(of("if_alias", "Gi0/1 #2"), Some(Value::Text("上联 核心".to_owned())));
        assert_eq!(of("if_alias", "Gi0/1 #3"), None);
        assert_eq!(of("if_in_octets", "lo"), None);
    }
}
