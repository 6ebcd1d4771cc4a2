//! Proving that messages reach somebody. The room above that sends messages asks for a code ([`crate::facts::contact_code`]) and sends it to the
//! one address it speaks for; whoever types it back has proved the address. Where nothing can be sent, somebody who called the number
//! themselves says so by name.

use base::journal::{self, Event};
use base::secrets::{random, token_hash};
use base::{Actor, Conn, Error, PersonId, Refusal, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::model::{ContactWay, Person};
use crate::people::no_such_person;
use crate::rules::contact::{LIFE_SECONDS, SentCode, Typed, digits, may_send, typed};
use crate::{Roster, RosterBy, store};

/// Who proves the contacts of others.
const KEEPERS: [Role; 3] = [Role::Administrator, Role::Manager, Role::Dispatcher];

/// A code to be sent.
pub struct ContactCode {
    /// Whose address it is.
    pub person: Person,
    /// Six digits.
    pub code: String,
    /// After how many minutes it is worth nothing.
    pub minutes: i64,
    /// What the message is about, so that it is told once.
    pub step: String,
}

impl std::fmt::Debug for ContactCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactCode").field("person", &self.person.id).finish_non_exhaustive()
    }
}

/// Makes a code for one of a person's addresses, in the caller's transaction, which sends it. One's own, or anybody's for those who keep the
/// list of people.
pub(crate) async fn contact_code(conn: &mut Conn, actor: &Actor, id: PersonId, way: ContactWay, now: Timestamp) -> Result<ContactCode> {
    may_prove(actor, id)?;
    store::people::hold(conn, id).await?;
    let person = store::people::by_id(conn, id).await?.filter(|person| person.active).ok_or_else(no_such_person)?;
    let address = way.of(&person).ok_or_else(|| no_address(way))?.to_owned();
    may_send(store::contacts::sent(conn, id, way).await?.as_ref(), now)?;
    let mut bytes = [0; 8];
    random(&mut bytes)?;
    let code = digits(bytes);
    let sent = SentCode { address, code_hash: hash(id, way, &code), sent_at: now, expires_at: now.plus_seconds(LIFE_SECONDS), tries: 0 };
    store::contacts::keep(conn, id, way, &sent).await?;
    let step = format!("contact:{id}:{}:{}", way.as_str(), now.milliseconds());
    Ok(ContactCode { person, code, minutes: LIFE_SECONDS / 60, step })
}

impl RosterBy<'_> {
    /// Types a code back: one's own, or what somebody told those who keep the list of people.
    pub(crate) async fn confirm_contact(&self, id: PersonId, way: ContactWay, code: &str, now: Timestamp) -> Result<Person> {
        may_prove(self.actor, id)?;
        let mut conn = self.roster.db.write().await?;
        store::people::hold(&mut conn, id).await?;
        let person = store::people::by_id(&mut conn, id).await?.ok_or_else(no_such_person)?;
        let sent = store::contacts::sent(&mut conn, id, way).await?;
        match typed(sent.as_ref(), way.of(&person).unwrap_or_default(), &hash(id, way, code.trim()), now) {
            Typed::Right => {
                store::contacts::forget(&mut conn, id, way).await?;
                let person = verified(&mut conn, self.actor, person, way, json!({ "how": "code" }), now).await?;
                conn.commit().await?;
                Ok(person)
            }
            Typed::Wrong => {
                store::contacts::tried(&mut conn, id, way).await?;
                conn.commit().await?;
                let text = Text::new("This is not the code that was sent. Look at it again.", "验证码不正确，请核对后重新输入。");
                Err(Error::invalid_field("code", "contact.wrong_code", text))
            }
            Typed::NoCode => Err(Error::Refused(Refusal::new(
                409,
                "contact.no_code",
                Text::new("There is no code to type back any more. Ask for a new one.", "验证码已失效，请重新获取。"),
            ))),
        }
    }

    /// Says that an address was proved another way, a call for one: for those who keep the list of people, never about oneself.
    pub(crate) async fn vouch_for_contact(&self, id: PersonId, way: ContactWay, how: &str, now: Timestamp) -> Result<Person> {
        self.actor.require(&KEEPERS)?;
        if self.actor.person() == Some(id) {
            return Err(Error::forbidden(
                "contact.own",
                "Somebody else vouches for your address; or have a code sent to you.",
                "不能为本人的联系方式作证，请使用验证码。",
            ));
        }
        let how = how.trim();
        if how.is_empty() || how.chars().count() > 200 {
            let text = Text::new("Say in up to 200 characters how it was proved.", "请用不超过 200 字说明验证方式。");
            return Err(Error::invalid_field("how", "contact.how", text));
        }
        let mut conn = self.roster.db.write().await?;
        store::people::hold(&mut conn, id).await?;
        let person = store::people::by_id(&mut conn, id).await?.filter(|person| person.active).ok_or_else(no_such_person)?;
        if way.of(&person).is_none() {
            return Err(no_address(way));
        }
        let person = verified(&mut conn, self.actor, person, way, json!({ "how": "word", "note": how }), now).await?;
        conn.commit().await?;
        Ok(person)
    }
}

impl Roster {
    /// Says that a person's address is proved, in the caller's transaction, without asking whether the actor may: for the demo.
    pub async fn prove_contact(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: PersonId, way: ContactWay) -> Result<Person> {
        let person = store::people::by_id(conn, id).await?.ok_or_else(no_such_person)?;
        if way.of(&person).is_none() {
            return Err(no_address(way));
        }
        verified(conn, actor, person, way, json!({ "how": "word" }), now).await
    }
}

async fn verified(
    conn: &mut Conn,
    actor: &Actor,
    person: Person,
    way: ContactWay,
    proof: serde_json::Value,
    now: Timestamp,
) -> Result<Person> {
    let person = match way {
        ContactWay::Email => Person { email_verified_at: Some(now), ..person },
        ContactWay::Phone => Person { phone_verified_at: Some(now), ..person },
    };
    store::people::update(conn, &person).await?;
    let event = Event::new("person.contact_verified", ("person", person.id.0))
        .customer(person.customer_id)
        .body(json!({ "name": person.name, "way": way, "proof": proof }))
        .row("people", person.id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(person)
}

/// Refuses whoever may not: it is one's own, or one keeps the list of people.
fn may_prove(actor: &Actor, id: PersonId) -> Result<()> {
    if actor.role().is_some() && actor.person() == Some(id) { Ok(()) } else { actor.require(&KEEPERS) }
}

fn hash(person: PersonId, way: ContactWay, code: &str) -> String {
    token_hash(&format!("{person}:{}:{code}", way.as_str()))
}

fn no_address(way: ContactWay) -> Error {
    match way {
        ContactWay::Email => {
            Error::conflict("contact.none", "There is no e-mail address yet. Enter one first.", "尚未登记邮箱，请先填写。")
        }
        ContactWay::Phone => Error::conflict("contact.none", "There is no phone number yet. Enter one first.", "尚未登记电话，请先填写。"),
    }
}
