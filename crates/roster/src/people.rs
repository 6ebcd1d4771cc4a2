//! Entering people and changing them, each change with its event. The journal names which fields changed; of addresses and numbers it does
//! not keep the content, for it keeps it for ever.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, FieldRefusal, Page, PageParams, PersonId, Refusal, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::model::{NewPerson, Password, Person, PersonChange};
use crate::rules::change::{changed, difference};
use crate::rules::person::{Wrong, check, check_password, tidy};
use crate::{Roster, RosterBy, store};

/// Which people a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct PeopleFilter {
    pub role: Option<Role>,
    pub customer: Option<CustomerId>,
    pub active: Option<bool>,
}

impl RosterBy<'_> {
    /// A page of the people; for staff.
    pub(crate) async fn people(&self, filter: PeopleFilter, params: &PageParams) -> Result<Page<Person>> {
        self.actor.require_staff()?;
        let filter = Filter::new()
            .and_some("p.role = {}", filter.role.map(Role::as_str))
            .and_some("p.customer_id = {}", filter.customer)
            .and_some("p.active = {}", filter.active);
        let mut conn = self.roster.db.read().await?;
        store::people::page(&mut conn, filter, params).await
    }

    /// One person; for staff.
    pub(crate) async fn person(&self, id: PersonId) -> Result<Person> {
        self.actor.require_staff()?;
        let mut conn = self.roster.db.read().await?;
        store::people::by_id(&mut conn, id).await?.ok_or_else(no_such_person)
    }

    /// Enters a person; for administrators.
    pub(crate) async fn add_person(&self, new: NewPerson, now: Timestamp) -> Result<Person> {
        self.actor.require(&[Role::Administrator])?;
        let person = entry(&new, now)?;
        let hash = self.roster.hashing.hash(&new.password).await?;
        let mut conn = self.roster.db.write().await?;
        let person = insert(&mut conn, self.actor, now, person, &hash).await?;
        conn.commit().await?;
        Ok(person)
    }

    /// Changes a person; for administrators.
    pub(crate) async fn change_person(&self, id: PersonId, change: PersonChange, now: Timestamp) -> Result<Person> {
        self.actor.require(&[Role::Administrator])?;
        let hash = match &change.password {
            Some(password) => {
                let login = self.person(id).await?.login;
                let mut wrong = Wrong::none();
                check_password("password", password, &login, &mut wrong);
                wrong.refuse()?;
                Some(self.roster.hashing.hash(password).await?)
            }
            None => None,
        };
        let mut conn = self.roster.db.write().await?;
        let person = apply(&mut conn, self.actor, now, id, change).await?;
        if let Some(hash) = hash {
            replace_password(&mut conn, self.actor, now, &person, &hash, None).await?;
        }
        conn.commit().await?;
        Ok(person)
    }
}

impl Roster {
    /// Enters a person in the caller's transaction, without asking whether the actor may: for the command line and the demo.
    pub async fn create_person(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewPerson) -> Result<Person> {
        let person = entry(&new, now)?;
        let hash = self.hashing.hash(&new.password).await?;
        insert(conn, actor, now, person, &hash).await
    }

    /// Changes a person in the caller's transaction, without asking whether the actor may: for the command line. A password in it is set too.
    pub async fn change_person(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: PersonId,
        change: PersonChange,
    ) -> Result<Person> {
        let password = change.password.clone();
        let person = apply(conn, actor, now, id, change).await?;
        if let Some(password) = password {
            self.set_password(conn, actor, now, id, &password).await?;
        }
        Ok(person)
    }

    /// Sets a person's password in the caller's transaction and ends all their sessions, without asking whether the actor may: for the
    /// command line.
    pub async fn set_password(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: PersonId, password: &Password) -> Result<()> {
        let person = store::people::by_id(conn, id).await?.ok_or_else(no_such_person)?;
        let mut wrong = Wrong::none();
        check_password("password", password, &person.login, &mut wrong);
        wrong.refuse()?;
        let hash = self.hashing.hash(password).await?;
        replace_password(conn, actor, now, &person, &hash, None).await
    }

    /// The person who signs in with this login, in any spelling: for the command line.
    pub async fn person_by_login(&self, conn: &mut Conn, login: &str) -> Result<Option<Person>> {
        store::people::by_login(conn, login).await
    }
}

/// Refused: there is no such person.
pub(crate) fn no_such_person() -> Error {
    Error::not_found("person", "人员")
}

/// The person as they will be kept, but for the id, or everything that is wrong with the entry.
fn entry(new: &NewPerson, now: Timestamp) -> Result<Person> {
    let person = Person {
        id: PersonId(0),
        name: new.name.trim().to_owned(),
        login: new.login.trim().to_owned(),
        role: new.role,
        customer_id: new.customer_id,
        email: tidy(new.email.clone()),
        phone: tidy(new.phone.clone()),
        email_verified_at: None,
        phone_verified_at: None,
        locale: new.locale,
        active: true,
        created_at: now,
    };
    let mut wrong = Wrong::none();
    check(&person, &mut wrong);
    check_password("password", &new.password, &person.login, &mut wrong);
    wrong.refuse()?;
    Ok(person)
}

async fn insert(conn: &mut Conn, actor: &Actor, now: Timestamp, person: Person, hash: &str) -> Result<Person> {
    let id = store::people::insert(conn, &person).await.map_err(no_such_customer)?.ok_or_else(login_taken)?;
    store::people::set_password_hash(conn, id, hash, now).await?;
    let person = Person { id, ..person };
    let event = Event::new("person.created", ("person", id.0))
        .customer(person.customer_id)
        .body(json!({ "name": person.name, "login": person.login, "role": person.role }))
        .row("people", id.0)
        .row("credentials", id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(person)
}

/// Applies a change but for the password; without a difference nothing is written.
pub(crate) async fn apply(conn: &mut Conn, actor: &Actor, now: Timestamp, id: PersonId, change: PersonChange) -> Result<Person> {
    // Administrators' rows are taken first, always in this order, so that two such changes wait for each other instead of blocking.
    let administrators =
        if change.role.is_some() || change.active.is_some() { Some(store::people::hold_administrators(conn).await?) } else { None };
    store::people::hold(conn, id).await?;
    let before = store::people::by_id(conn, id).await?.ok_or_else(no_such_person)?;
    let after = changed(&before, change);
    if after == before {
        return Ok(before);
    }
    let mut wrong = Wrong::none();
    check(&after, &mut wrong);
    wrong.refuse()?;
    let rules = |person: &Person| person.role == Role::Administrator && person.active;
    if rules(&before) && !rules(&after) && administrators.is_none_or(|count| count <= 1) {
        return Err(Error::conflict(
            "person.last_administrator",
            "This is the last active administrator. Give somebody else that role first.",
            "这是最后一位在用的管理员，请先将管理员角色授予其他人员。",
        ));
    }
    store::people::update(conn, &after).await.map_err(no_such_customer)?;
    if !after.active {
        store::sessions::remove_of(conn, id, None).await?;
    }
    let event = Event::new("person.changed", ("person", id.0))
        .customer(after.customer_id)
        .body(json!({ "name": after.name, "changed": difference(&before, &after) }))
        .row("people", id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(after)
}

/// Keeps a new password's hash and ends the person's sessions but one.
pub(crate) async fn replace_password(
    conn: &mut Conn,
    actor: &Actor,
    now: Timestamp,
    person: &Person,
    hash: &str,
    stay: Option<i64>,
) -> Result<()> {
    store::people::set_password_hash(conn, person.id, hash, now).await?;
    store::sessions::remove_of(conn, person.id, stay).await?;
    let event = Event::new("person.password_changed", ("person", person.id.0))
        .customer(person.customer_id)
        .body(json!({ "name": person.name }))
        .row("credentials", person.id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(())
}

fn login_taken() -> Error {
    let field = FieldRefusal {
        path: "login".into(),
        code: "person.login_taken",
        text: Text::new("Somebody has this login. Choose another.", "该登录名已被使用，请更换。"),
    };
    let text = Text::new("Somebody has this login already. Choose another.", "该登录名已被使用，请更换。");
    Error::Refused(Refusal { fields: vec![field], ..Refusal::new(409, "person.login_taken", text) })
}

/// The database knows which customers there are; its refusal becomes ours.
fn no_such_customer(error: Error) -> Error {
    let foreign = |internal: &base::error::Internal| {
        internal.database().and_then(sqlx::Error::as_database_error).is_some_and(|error| error.is_foreign_key_violation())
    };
    match error {
        Error::Internal(internal) if foreign(&internal) => Error::invalid_field(
            "customer_id",
            "person.no_such_customer",
            Text::new("There is no such customer. Choose one of the list.", "没有这个用户单位，请从列表中选择。"),
        ),
        other => other,
    }
}
