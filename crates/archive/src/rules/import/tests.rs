//! One file per mistake, and what each is told; and the files that are right.

use base::{CustomerId, Language, Timestamp};

use super::context::Permit;
use super::draft::SnmpStep;
use super::parents::Node;
use super::placed::Facts;
use super::places::{KnownCustomer, KnownSite};
use super::plan::{Action, Plan, plan};
use super::read::DeviceFile;
use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpVersion};
use crate::{DeviceId, SiteId};

const NOTHING: Permit = Permit { create_customers: false, create_sites: false };
const EVERYTHING: Permit = Permit { create_customers: true, create_sites: true };

fn device(id: i64, site: i64, name: &str) -> Device {
    Device {
        id: DeviceId(id),
        customer_id: CustomerId(1),
        site_id: SiteId(site),
        name: name.to_owned(),
        kind: DeviceKind::Switch,
        vendor: None,
        model: None,
        serial: None,
        address: None,
        parent_id: None,
        snmp: None,
        http_port: None,
        rtsp_port: None,
        has_photo: false,
        version: 1,
        created_at: Timestamp::from_milliseconds(0),
        removed_at: None,
    }
}

/// 交警支队 (JTJ) with 机房 (JF) and 路口 (LK); a core and behind it sw-1 on 机房, another sw-1 on 路口.
fn facts() -> Facts {
    let mut core = device(1, 1, "core");
    core.serial = Some("S-1".to_owned());
    let mut switch = device(2, 1, "sw-1");
    switch.parent_id = Some(DeviceId(1));
    switch.snmp = Some(SnmpAccess {
        version: SnmpVersion::V2c,
        port: 161,
        has_community: true,
        community: Some(Secret::new("stored")),
        user: None,
        auth: None,
        auth_password: None,
        privacy: None,
        privacy_password: None,
    });
    let site = |id, name: &str, code: &str| KnownSite { id: SiteId(id), customer_id: CustomerId(1), name: name.into(), code: code.into() };
    Facts {
        customers: vec![KnownCustomer { id: CustomerId(1), name: "交警支队".into(), code: "JTJ".into() }],
        sites: vec![site(1, "机房", "JF"), site(2, "路口", "LK")],
        devices: vec![core, switch, device(3, 2, "sw-1")],
        links: Vec::new(),
    }
}

fn planned(text: &str) -> Plan {
    plan(DeviceFile::read(text.as_bytes()), &facts(), NOTHING)
}

/// Line, column and code of each error.
fn errors(plan: Plan) -> Vec<(u64, Option<String>, &'static str)> {
    plan.errors.into_sorted().into_iter().map(|error| (error.line, error.column, error.code)).collect()
}

const FULL: &str = "customer,site,name,kind,vendor,model,serial,address,parent,snmp_version,snmp_port,snmp_community,http_port,rtsp_port\n";

#[test]
fn each_mistake_is_named_by_line_column_and_code() {
    let full = |line: &str| format!("{FULL}{line}\n");
    let short = |lines: &str| format!("customer,site,name,kind,parent\n{lines}");
    let linked = |lines: &str| format!("customer,site,name,kind,parent,parent_port,ways,fed_by\n{lines}");
    let cases: Vec<(&str, String, u64, Option<&str>, &str)> = vec![
        ("empty file", String::new(), 1, None, "file.empty"),
        ("workbook", "PK\u{3}\u{4}….xlsx".into(), 1, None, "file.workbook"),
        ("only a heading", FULL.into(), 1, None, "file.no_lines"),
        ("unknown column", "customer,site,name,kind,colour\nJTJ,JF,a,camera,red\n".into(), 1, Some("colour"), "column.unknown"),
        ("unnamed column", "customer,site,,name,kind\nJTJ,JF,,a,camera\n".into(), 1, Some(""), "column.unnamed"),
        ("column twice", "customer,site,name,kind,名称\nJTJ,JF,a,camera,b\n".into(), 1, Some("名称"), "column.twice"),
        ("far too many columns", format!("{}x\n", ",".repeat(3_000_000)), 1, None, "column.too_many"),
        ("missing column", "customer,site,name\nJTJ,JF,a\n".into(), 1, Some("kind"), "column.missing"),
        ("too few cells", full("JTJ,JF,a,camera"), 2, None, "line.width"),
        ("a comma too many", short("JTJ,JF,a,camera,core,north\n"), 2, None, "line.width"),
        ("open quotation mark", short("JTJ,JF,\"a,camera,\nJTJ,JF,b,camera,\n"), 2, None, "line.torn"),
        ("empty name", short("JTJ,JF, ,camera,\n"), 2, Some("name"), "text.empty"),
        ("name too long", short(&format!("JTJ,JF,{},camera,\n", "长".repeat(201))), 2, Some("name"), "text.too_long"),
        ("empty customer", short(",JF,a,camera,\n"), 2, Some("customer"), "text.empty"),
        ("unknown kind", short("JTJ,JF,a,toaster,\n"), 2, Some("kind"), "kind.unknown"),
        ("unknown customer", short("JTX,JF,a,camera,\n"), 2, Some("customer"), "customer.unknown"),
        ("unknown site", short("JTJ,JX,a,camera,\n"), 2, Some("site"), "site.unknown"),
        ("line twice", short("JTJ,JF,a,camera,\n交警支队,机房,a,camera,\n"), 3, Some("name"), "line.twice"),
        ("unknown parent", short("JTJ,JF,a,camera,sw-9\n"), 2, Some("parent"), "parent.unknown"),
        ("own parent", short("JTJ,JF,a,camera,a\n"), 2, Some("parent"), "parent.circle"),
        ("circle of lines", short("JTJ,JF,a,camera,b\nJTJ,JF,b,camera,c\nJTJ,JF,c,camera,b\n"), 3, Some("parent"), "parent.circle"),
        ("circle with the archive", short("JTJ,JF,core,switch,sw-1\n"), 2, Some("parent"), "parent.circle"),
        ("a port without a parent", linked("JTJ,JF,a,camera,,Gi1,,\n"), 2, Some("parent_port"), "link.no_parent"),
        ("the parent as another way", linked("JTJ,JF,a,camera,core,,core@Gi1,\n"), 2, Some("ways"), "link.is_parent"),
        ("an unknown feed", linked("JTJ,JF,a,camera,core,,,ups-9\n"), 2, Some("fed_by"), "parent.unknown"),
        ("a feed twice", linked("JTJ,JF,a,camera,,,,core@1; core@2\n"), 2, Some("fed_by"), "link.twice"),
        ("its own feed", linked("JTJ,JF,a,camera,,,,a\n"), 2, Some("fed_by"), "link.circle"),
        ("a ring of ways", linked("JTJ,JF,core,switch,,,b,\nJTJ,JF,b,switch,core,,,\n"), 2, Some("ways"), "link.circle"),
        ("a feed without a name", linked("JTJ,JF,a,camera,,,,@3\n"), 2, Some("fed_by"), "text.empty"),
        ("url as address", full("JTJ,JF,a,camera,,,,http://10.0.0.1/,,,,,,"), 2, Some("address"), "address.is_url"),
        ("half an address", full("JTJ,JF,a,camera,,,,10.0.1,,,,,,"), 2, Some("address"), "address.wrong_ip"),
        ("serial of another", full("JTJ,JF,a,camera,,,S-1,,,,,,,"), 2, Some("serial"), "serial.taken"),
        ("port zero", full("JTJ,JF,a,camera,,,,,,,,,0,"), 2, Some("http_port"), "port.wrong"),
        ("port too large", full("JTJ,JF,a,camera,,,,,,,,,,65536"), 2, Some("rtsp_port"), "port.wrong"),
        ("SNMP version 4", full("JTJ,JF,a,switch,,,,,,4,,public,,"), 2, Some("snmp_version"), "snmp.version"),
        ("no community", full("JTJ,JF,a,switch,,,,,,2c,,,,"), 2, Some("snmp_community"), "snmp.secret_missing"),
        ("version 3 in a file", full("JTJ,JF,a,switch,,,,,,3,,,,"), 2, Some("snmp_version"), "snmp.v3_in_file"),
        ("port without access", full("JTJ,JF,a,switch,,,,,,,1161,,,"), 2, Some("snmp_port"), "snmp.incomplete"),
    ];
    for (name, text, line, column, code) in cases {
        let found = errors(planned(&text));
        let expected = (line, column.map(str::to_owned), code);
        assert!(found.contains(&expected), "{name}: {found:?}");
        let others: Vec<_> = found.iter().filter(|error| **error != expected && error.2 != "parent.circle").collect();
        assert!(others.is_empty(), "{name} is told of only once: {others:?}");
    }
}

#[test]
fn a_parent_name_that_two_devices_have_asks_for_the_site() {
    let facts = facts();
    let text = "customer,site,name,kind,parent\nJTJ,别处,x,camera,sw-1\n";
    let plan = plan(DeviceFile::read(text.as_bytes()), &facts, EVERYTHING);
    assert_eq!(errors(plan), [(2, Some("parent".to_owned()), "parent.ambiguous")]);
}

#[test]
fn a_wrong_word_is_answered_with_the_likely_one() {
    let hint = |text: &str| {
        let errors = planned(text).errors.into_sorted();
        (errors[0].text.in_language(Language::En).to_owned(), errors[0].text.in_language(Language::Zh).to_owned())
    };
    let (en, zh) = hint("customer,site,nam,kind\n");
    assert!(en.contains("Did you mean “name”?") && zh.contains("是否应为“name”？"), "{en} {zh}");
    assert!(hint("用户单位,点位,名称,设备类别\n").0.contains("Did you mean “设备类型”?"));
    assert!(hint("customer,site,name,kind\n交警支對,JF,a,camera\n").0.contains("Did you mean “交警支队”?"));
    assert!(hint("customer,site,name,kind,parent\nJTJ,JF,a,camera,croe\n").0.contains("Did you mean “core”?"));
}

#[test]
fn a_thousand_errors_are_told_and_all_are_counted() {
    let lines: String = (0..1500).map(|n| format!("JTJ,JF,d{n},toaster\n")).collect();
    let plan = planned(&format!("customer,site,name,kind\n{lines}"));
    assert_eq!((plan.lines, plan.errors.total()), (1500, 1500));
    assert_eq!(plan.errors.into_sorted().len(), 1000);
}

#[test]
fn headings_are_free_in_order_and_language_and_files_in_encoding() {
    let chinese = "类型,名称,用户单位,点位,IP地址,上级,序列号\n摄像机,cam-1,交警支队,路口,10.0.0.9,core,00123\n";
    let gbk = encoding_rs::GB18030.encode(chinese).0.into_owned();
    let utf16: Vec<u8> = [0xFE, 0xFF].into_iter().chain(chinese.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let files = [
        chinese.as_bytes().to_vec(),
        format!("\u{feff}{chinese}").into_bytes(),
        chinese.replace('\n', "\r\n").into_bytes(),
        chinese.replace(',', ";").into_bytes(),
        chinese.replace(',', "\t").into_bytes(),
        format!("{chinese},,,,,,\n\n").into_bytes(),
        chinese.replace("00123", "=\"\"00123\"\"").replace("=\"\"", "\"=\"\"").replace("\"\"\n", "\"\"\"\n").into_bytes(),
        gbk,
        utf16,
    ];
    for (number, file) in files.into_iter().enumerate() {
        let plan = plan(DeviceFile::read(&file), &facts(), NOTHING);
        assert_eq!(plan.rows.len(), 1, "file {number}: {:?}", plan.errors.into_sorted());
        let row = &plan.rows[0];
        assert_eq!((row.action, row.number, row.depth), (Action::Create, 2, 2), "file {number}");
        assert_eq!(row.draft.parent, Some(Node::Known(DeviceId(1))));
        assert_eq!(row.draft.serial.as_deref(), Some("00123"));
        assert_eq!(row.draft.kind, DeviceKind::Camera);
    }
}

#[test]
fn a_parent_may_be_defined_later_in_the_file() {
    let plan = planned("customer,site,name,kind,parent\nJTJ,LK,cam,camera,pole/1\nJTJ,LK,pole/1,switch,JF/sw-1\n");
    assert_eq!(plan.errors.total(), 0);
    assert_eq!(plan.rows[0].draft.parent, Some(Node::Line(1)));
    assert_eq!(plan.rows[1].draft.parent, Some(Node::Known(DeviceId(2))));
    assert_eq!(plan.rows.iter().map(|row| row.depth).collect::<Vec<_>>(), [4, 3]);
}

#[test]
fn too_many_devices_one_behind_the_other_are_refused_where_the_way_becomes_too_long() {
    let lines: String =
        (1..=17).map(|n| format!("JTJ,JF,d{n},switch,{}\n", if n == 1 { String::new() } else { format!("d{}", n - 1) })).collect();
    let plan = planned(&format!("customer,site,name,kind,parent\n{lines}"));
    assert_eq!(errors(plan), [(18, Some("parent".to_owned()), "parent.too_deep")]);
}

#[test]
fn a_missing_column_leaves_and_an_empty_cell_empties() {
    let plan = planned("customer,site,name,kind\nJTJ,JF,core,switch\nJTJ,JF,sw-1,switch\n");
    assert_eq!(plan.rows.iter().map(|row| row.action).collect::<Vec<_>>(), [Action::Unchanged, Action::Unchanged]);
    let plan = planned("customer,site,name,kind,serial,parent,snmp_version\nJTJ,JF,core,switch,,,\nJTJ,JF,sw-1,switch,,,\n");
    assert_eq!(plan.errors.total(), 0);
    assert_eq!(plan.rows.iter().map(|row| row.action).collect::<Vec<_>>(), [Action::Update, Action::Update]);
    assert_eq!((&plan.rows[0].draft.serial, plan.rows[1].draft.parent, &plan.rows[1].draft.snmp), (&None, None, &SnmpStep::Clear));
}

#[test]
fn a_community_left_empty_stays_and_the_same_one_is_no_change() {
    let action = |cells: &str| {
        let plan = planned(&format!("customer,site,name,kind,snmp_version,snmp_port,snmp_community\nJTJ,JF,sw-1,switch,{cells}\n"));
        (plan.rows[0].action, plan.rows[0].draft.snmp.clone())
    };
    assert_eq!(action("2c,161,"), (Action::Unchanged, SnmpStep::Leave));
    assert_eq!(action("2c,,stored"), (Action::Unchanged, SnmpStep::Leave));
    assert_eq!(action(",,stored"), (Action::Unchanged, SnmpStep::Leave), "a community alone means version 2c");
    assert_eq!(action("2c,1161,"), (Action::Update, SnmpStep::Community { version: SnmpVersion::V2c, port: 1161, community: None }));
    let changed = SnmpStep::Community { version: SnmpVersion::V2c, port: 161, community: Some(Secret::new("new")) };
    assert_eq!(action("2c,,new"), (Action::Update, changed));
    let older = SnmpStep::Community { version: SnmpVersion::V1, port: 161, community: None };
    assert_eq!(action("1,,"), (Action::Update, older), "another version with the same community");
}

#[test]
fn two_devices_may_exchange_their_serial_numbers() {
    let plan = planned("customer,site,name,kind,serial\nJTJ,JF,core,switch,S-2\nJTJ,JF,sw-1,switch,S-1\n");
    assert_eq!(plan.errors.total(), 0);
    let plan = planned("customer,site,name,kind,serial\nJTJ,JF,a,switch,S-7\nJTJ,JF,b,switch,S-7\n");
    assert_eq!(errors(plan), [(3, Some("serial".to_owned()), "serial.taken")]);
}

#[test]
fn places_are_made_once_with_codes_of_their_own() {
    let text = "customer,site,name,kind,parent\n新客户,A,a,switch,\n新客户,B,b,camera,a\nJTJ,新点位,c,camera,core\n新客户,A,d,camera,a\n";
    let plan = plan(DeviceFile::read(text.as_bytes()), &facts(), EVERYTHING);
    assert_eq!(plan.errors.total(), 0);
    assert_eq!(plan.new_customers.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["新客户"]);
    assert_eq!(plan.new_sites.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["A", "B", "新点位"]);
    assert_eq!(plan.new_customers[0].code, "C-003");
    let codes: std::collections::HashSet<&str> = plan.new_sites.iter().take(2).map(|place| place.code.as_str()).collect();
    assert_eq!(codes.len(), 2);
    let only_sites = Permit { create_customers: false, create_sites: true };
    let refused = super::plan::plan(DeviceFile::read(text.as_bytes()), &facts(), only_sites);
    assert!(errors(refused).iter().all(|error| error.2 == "customer.unknown"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        plan(DeviceFile::read(&bytes), &facts(), EVERYTHING);
        let mut file = FULL.as_bytes().to_vec();
        file.extend(&bytes);
        plan(DeviceFile::read(&file), &facts(), EVERYTHING);
    }

    #[test]
    fn no_circle_is_ever_planned(parents in proptest::collection::vec(0usize..12, 12)) {
        let lines: String = parents.iter().enumerate().map(|(n, parent)| {
            format!("JTJ,JF,d{n},switch,{}\n", if *parent == 0 { String::new() } else { format!("d{parent}") })
        }).collect();
        let plan = planned(&format!("customer,site,name,kind,parent\n{lines}"));
        if plan.errors.total() == 0 {
            let depth: std::collections::HashMap<usize, usize> = plan.rows.iter().map(|row| (row.index, row.depth)).collect();
            for row in &plan.rows {
                if let Some(Node::Line(parent)) = row.draft.parent {
                    proptest::prop_assert_eq!(depth[&parent] + 1, row.depth);
                }
            }
        }
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["customer,site,name,kind", "JTJ,JF,a,toaster", "", "", "JTJ,JF,b,toaster", ",,,", "JTJ,JF,c,toaster", ""].join(end);
        let found: Vec<u64> = errors(planned(&text)).into_iter().map(|error| error.0).collect();
        assert_eq!(found, [2, 5, 7], "{end:?}");
    }
}
