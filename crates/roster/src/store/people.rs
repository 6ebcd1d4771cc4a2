//! People and their passwords.

use std::collections::{BTreeSet, HashMap};

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Error, Language, Page, PageParams, PersonId, Result, Role, Timestamp};

use crate::model::Person;

/// A row of `people` as both drivers read it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PersonRow {
    id: PersonId,
    name: String,
    login: String,
    role: String,
    customer_id: Option<CustomerId>,
    email: Option<String>,
    phone: Option<String>,
    email_verified_at: Option<Timestamp>,
    phone_verified_at: Option<Timestamp>,
    locale: String,
    active: bool,
    created_at: Timestamp,
}

/// The columns of [`PersonRow`], of the table `people p`.
pub(crate) const COLUMNS: &str = "p.id, p.name, p.login, p.role, p.customer_id, p.email, p.phone, p.email_verified_at, p.phone_verified_at, \
     p.locale, p.active, p.created_at";

impl TryFrom<PersonRow> for Person {
    type Error = Error;

    fn try_from(row: PersonRow) -> Result<Person> {
        let role = Role::parse(&row.role).ok_or_else(|| Error::internal(format!("person {} has the unknown role {}", row.id, row.role)))?;
        Ok(Person {
            id: row.id,
            name: row.name,
            login: row.login,
            role,
            customer_id: row.customer_id,
            email: row.email,
            phone: row.phone,
            email_verified_at: row.email_verified_at,
            phone_verified_at: row.phone_verified_at,
            locale: Language::from_code(&row.locale),
            active: row.active,
            created_at: row.created_at,
        })
    }
}

pub(crate) async fn by_id(conn: &mut Conn, id: PersonId) -> Result<Option<Person>> {
    let row: Option<PersonRow> = sql(format!("SELECT {COLUMNS} FROM people p WHERE p.id = $1")).bind(id).optional(conn).await?;
    row.map(Person::try_from).transpose()
}

/// Those of these ids that there are, in no particular order.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Person>> {
    let filter = Filter::new().and_in("p.id", ids.iter().copied());
    let rows: Vec<PersonRow> =
        sql(format!("SELECT {COLUMNS} FROM people p{}", filter.where_clause())).bind_all(filter.binds()).all(conn).await?;
    rows.into_iter().map(Person::try_from).collect()
}

/// The names of those of these ids that there are.
pub(crate) async fn names(conn: &mut Conn, ids: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    let ids: Vec<PersonId> = BTreeSet::from_iter(ids.iter().copied()).into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let filter = Filter::new().and_in("p.id", some.iter().copied());
        let text = format!("SELECT p.id, p.name FROM people p{}", filter.where_clause());
        let rows: Vec<(PersonId, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// `login` in any spelling.
pub(crate) async fn by_login(conn: &mut Conn, login: &str) -> Result<Option<Person>> {
    let row: Option<PersonRow> =
        sql(format!("SELECT {COLUMNS} FROM people p WHERE p.login_key = $1")).bind(login_key(login)).optional(conn).await?;
    row.map(Person::try_from).transpose()
}

pub(crate) async fn active_with_roles(conn: &mut Conn, roles: &[Role]) -> Result<Vec<Person>> {
    let filter = Filter::new().and("p.active").and_in("p.role", roles.iter().map(|role| role.as_str()));
    let text = format!("SELECT {COLUMNS} FROM people p{} ORDER BY p.name, p.id", filter.where_clause());
    let rows: Vec<PersonRow> = sql(text).bind_all(filter.binds()).all(conn).await?;
    rows.into_iter().map(Person::try_from).collect()
}

pub(crate) async fn active_of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Person>> {
    let text = format!("SELECT {COLUMNS} FROM people p WHERE p.active AND p.customer_id = $1 ORDER BY p.name, p.id");
    let rows: Vec<PersonRow> = sql(text).bind(customer).all(conn).await?;
    rows.into_iter().map(Person::try_from).collect()
}

const PEOPLE: Listing = Listing {
    columns: COLUMNS,
    from: "people p",
    id: "p.id",
    sorts: &[("name", "p.name"), ("login", "p.login_key"), ("created_at", "p.created_at")],
};

/// One page of the people that the filter matches.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Person>> {
    let filter = filter.search(&["p.name", "p.login", "COALESCE(p.email, '')", "COALESCE(p.phone, '')"], params.q.as_deref());
    let page: Page<PersonRow> = PEOPLE.page(conn, filter, params, |row: &PersonRow| row.id.0).await?;
    let items = page.items.into_iter().map(Person::try_from).collect::<Result<_>>()?;
    Ok(Page { items, next: page.next, total: page.total })
}

/// Keeps everything of a person but the id, which it answers; `None` when somebody has the login.
pub(crate) async fn insert(conn: &mut Conn, person: &Person) -> Result<Option<PersonId>> {
    let row: Option<(PersonId,)> =
        sql("INSERT INTO people (name, login, login_key, role, customer_id, email, phone, locale, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (login_key) DO NOTHING RETURNING id")
        .bind(&person.name)
        .bind(&person.login)
        .bind(login_key(&person.login))
        .bind(person.role.as_str())
        .bind(person.customer_id)
        .bind(person.email.as_deref())
        .bind(person.phone.as_deref())
        .bind(person.locale.code())
        .bind(person.active)
        .bind(person.created_at)
        .optional(conn)
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Writes what can change of a person.
pub(crate) async fn update(conn: &mut Conn, person: &Person) -> Result<()> {
    let text = "UPDATE people SET name = $2, role = $3, customer_id = $4, email = $5, phone = $6, locale = $7, active = $8, \
         email_verified_at = $9, phone_verified_at = $10 WHERE id = $1";
    sql(text)
        .bind(person.id)
        .bind(&person.name)
        .bind(person.role.as_str())
        .bind(person.customer_id)
        .bind(person.email.as_deref())
        .bind(person.phone.as_deref())
        .bind(person.locale.code())
        .bind(person.active)
        .bind(person.email_verified_at)
        .bind(person.phone_verified_at)
        .run(conn)
        .await?;
    Ok(())
}

/// Holds the row until the transaction ends, so that two changes of one person do not pass each other.
pub(crate) async fn hold(conn: &mut Conn, id: PersonId) -> Result<()> {
    sql("UPDATE people SET active = active WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}

/// How many active administrators there are, holding their rows until the transaction ends: two of them cannot take each other's right at
/// the same moment.
pub(crate) async fn hold_administrators(conn: &mut Conn) -> Result<i64> {
    sql("UPDATE people SET active = active WHERE role = 'administrator' AND active").run(conn).await?;
    sql("SELECT COUNT(*) FROM people WHERE role = 'administrator' AND active").scalar(conn).await
}

/// The password's hash, as a PHC string.
pub(crate) async fn password_hash(conn: &mut Conn, person: PersonId) -> Result<Option<String>> {
    let row: Option<(String,)> = sql("SELECT password_hash FROM credentials WHERE id = $1").bind(person).optional(conn).await?;
    Ok(row.map(|(hash,)| hash))
}

pub(crate) async fn set_password_hash(conn: &mut Conn, person: PersonId, hash: &str, now: Timestamp) -> Result<()> {
    sql("INSERT INTO credentials (id, password_hash, changed_at) VALUES ($1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at")
    .bind(person)
    .bind(hash)
    .bind(now)
    .run(conn)
    .await?;
    Ok(())
}

/// A login as it is compared.
pub(crate) fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}
