//! What the demo's installation holds: one account per role, the city's customers with their contracts, its sites and devices, and a duty
//! roster. Everything but the first account is done through the API, as a customer's own program would; every step looks first, so that a
//! start that was cut short is finished by the next.

#![expect(clippy::indexing_slicing, reason = "reading JSON by a key that is missing reads null; it never panics")]

use base::{Result, Role};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::client::Client;
use crate::http::DemoAccount;

/// The password of every account of the demo.
pub const PASSWORD: &str = "aftercare-demo";

/// Somebody of the demo: login, name, role, and for customers which of the city's customers (from 0).
struct Cast {
    login: &'static str,
    name: &'static str,
    role: Role,
    customer: Option<usize>,
}

const CAST: &[Cast] = &[
    Cast { login: "admin", name: "管理员 Admin", role: Role::Administrator, customer: None },
    Cast { login: "dispatcher", name: "陈调度 Chen", role: Role::Dispatcher, customer: None },
    Cast { login: "engineer", name: "王工 Wang", role: Role::Engineer, customer: None },
    Cast { login: "engineer2", name: "李工 Li", role: Role::Engineer, customer: None },
    Cast { login: "engineer3", name: "赵工 Zhao", role: Role::Engineer, customer: None },
    Cast { login: "engineer4", name: "孙工 Sun", role: Role::Engineer, customer: None },
    Cast { login: "manager", name: "周经理 Zhou", role: Role::Manager, customer: None },
    Cast { login: "supervisor", name: "吴监督 Wu", role: Role::Supervisor, customer: None },
    Cast { login: "storekeeper", name: "郑库管 Zheng", role: Role::Storekeeper, customer: None },
    Cast { login: "customer", name: "钱科长 Qian", role: Role::Customer, customer: Some(0) },
    Cast { login: "customer2", name: "冯主任 Feng", role: Role::Customer, customer: Some(1) },
];

/// Days of duty laid out ahead.
const DUTY_DAYS: i32 = 35;

/// One account per role, as the first page shows them.
pub fn accounts() -> Vec<DemoAccount> {
    Role::ALL
        .into_iter()
        .filter_map(|role| CAST.iter().find(|cast| cast.role == role))
        .map(|cast| DemoAccount { role: cast.role, login: cast.login.into(), password: PASSWORD.into(), name: cast.name.into() })
        .collect()
}

/// The first account: its login and its name.
pub fn administrator() -> (&'static str, &'static str) {
    ("admin", "管理员 Admin")
}

/// Brings the installation to what the demo needs. `devices` is the city's CSV, `today` the installation's civil date; `tell` is told each step.
pub async fn seed(administrator: &Client, devices: &str, today: Date, tell: impl Fn(&str)) -> Result<()> {
    tell("putting the city's devices into the archive");
    administrator.post_csv("/api/v1/imports/devices?apply=true&create_places=true", devices).await?;
    let customers = administrator.get("/api/v1/customers?sort=created_at&limit=200").await?;
    let customers: Vec<i64> = items(&customers).filter_map(|customer| customer["id"].as_i64()).collect();
    tell("writing the calendars and contracts");
    calendar(administrator).await?;
    for customer in &customers {
        contract(administrator, *customer, today).await?;
    }
    tell("engaging the people");
    let engineers = people(administrator, &customers).await?;
    tell("laying out the duty roster");
    duty(administrator, &engineers, today).await?;
    tell("naming the account engineers");
    account_engineers(administrator, &customers, &engineers).await
}

/// Each customer has an engineer who answers for them, and every engineer's number was called once.
async fn account_engineers(administrator: &Client, customers: &[i64], engineers: &[i64]) -> Result<()> {
    for (customer, engineer) in customers.iter().zip(engineers.iter().cycle()) {
        administrator.put(&format!("/api/v1/account-engineers/{customer}"), &json!({ "person_id": engineer })).await?;
    }
    for engineer in engineers {
        let person = administrator.get(&format!("/api/v1/people/{engineer}")).await?;
        for way in ["email", "phone"] {
            if person[way].is_string() && person[format!("{way}_verified_at")].is_null() {
                let path = format!("/api/v1/people/{engineer}/contacts/{way}/vouch");
                administrator.post(&path, &json!({ "how": "演示：已电话核实" })).await?;
            }
        }
    }
    Ok(())
}

fn items(list: &Json) -> impl Iterator<Item = &Json> {
    list["items"].as_array().into_iter().flatten()
}

/// Office hours with China's public holidays, beside the built-in 7×24.
async fn calendar(administrator: &Client) -> Result<()> {
    let name = "办公时间 Office hours";
    let have = administrator.get("/api/v1/calendars?limit=200").await?;
    if items(&have).any(|calendar| calendar["name"] == name) {
        return Ok(());
    }
    let week = json!({ "mon-fri": ["09:00-12:00", "13:30-17:30"] });
    let definition = json!({ "zone": "Asia/Shanghai", "holidays": ["cn"], "week": week });
    administrator.post("/api/v1/calendars", &json!({ "name": name, "definition": definition })).await.map(drop)
}

async fn contract(administrator: &Client, customer: i64, today: Date) -> Result<()> {
    let have = administrator.get(&format!("/api/v1/contracts?customer_id={customer}")).await?;
    if items(&have).next().is_some() {
        return Ok(());
    }
    let year = today.year();
    let body = json!({
        "customer_id": customer, "name": format!("网络系统售后服务合同 {year}"), "number": format!("AS-{year}-{customer:03}"),
        "starts_on": format!("{year}-01-01"), "ends_on": format!("{}-12-31", year + 2), "zone": "Asia/Shanghai",
        "clauses": clauses(),
        "call_next_after_seconds": 300,
    });
    administrator.post("/api/v1/contracts", &body).await.map(drop)
}

/// What the demonstration's contracts promise: four times for each level, the customer told again and again of the worst faults, and a report.
fn clauses() -> Vec<Json> {
    let table = [(1, ["10m", "2h", "4h", "24h"]), (2, ["30m", "4h", "8h", "48h"]), (3, ["1h", "24h", "48h", "120h"])];
    let clocks = ["respond", "arrive", "restore", "resolve"];
    let line = |level: i64, clock: &str, target: &str| json!({ "level": level, "clock": clock, "target": target });
    let mut lines: Vec<Json> = Vec::new();
    for (level, targets) in table {
        lines.extend(clocks.into_iter().zip(targets).map(|(clock, target)| line(level, clock, target)));
    }
    lines.push(line(1, "update", "1h"));
    lines.push(line(1, "report", "3wd"));
    lines
}

/// Engages whoever is missing and answers the engineers' ids.
async fn people(administrator: &Client, customers: &[i64]) -> Result<Vec<i64>> {
    let have = administrator.get("/api/v1/people?limit=200").await?;
    let id_of = |login: &str| items(&have).find(|person| person["login"] == login).and_then(|person| person["id"].as_i64());
    let mut engineers = Vec::new();
    for cast in CAST {
        let id = match id_of(cast.login) {
            Some(id) => id,
            None => {
                let customer = cast.customer.map(|index| customers.get(index).or(customers.first()).copied().unwrap_or_default());
                let body = json!({
                    "name": cast.name, "login": cast.login, "password": PASSWORD, "role": cast.role, "customer_id": customer,
                    "email": format!("{}@city.example", cast.login), "phone": format!("+86 138 0000 {:04}", 1000 + engineers.len()), "locale": "zh",
                });
                administrator.post("/api/v1/people", &body).await?["id"].as_i64().unwrap_or_default()
            }
        };
        if cast.role == Role::Engineer {
            engineers.push(id);
        }
    }
    Ok(engineers)
}

/// Two a day, in turn; days that are laid out already are left as they are.
async fn duty(administrator: &Client, engineers: &[i64], today: Date) -> Result<()> {
    let last = today.saturating_add(jiff::Span::new().days(DUTY_DAYS));
    let have = administrator.get(&format!("/api/v1/duty?from={today}&to={last}")).await?;
    let days = have["days"].as_array().into_iter().flatten();
    for (index, day) in days.enumerate().filter(|(_, day)| day["people"].as_array().is_none_or(Vec::is_empty)) {
        let pair: Vec<i64> = engineers.iter().copied().cycle().skip(index * 2 % engineers.len().max(1)).take(2).collect();
        let date = day["date"].as_str().unwrap_or_default();
        administrator.put(&format!("/api/v1/duty/{date}"), &json!({ "people": pair })).await?;
    }
    Ok(())
}
