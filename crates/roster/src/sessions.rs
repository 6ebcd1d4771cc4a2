//! Signing in and out. An unknown login, a wrong password and an account that was deactivated get the same answer after about the same
//! work, so that nobody learns from outside who has an account.

use std::net::IpAddr;

use base::journal::{self, Event};
use base::secrets::{token, token_hash};
use base::{Actor, Error, Language, Result, Text, Timestamp};
use serde_json::json;

use crate::model::{Password, Person, PersonChange};
use crate::rules::person::{Wrong, check_password, is_login};
use crate::rules::session::{alive, touch_is_due};
use crate::store::{self, people::login_key, sessions::Found};
use crate::{Roster, RosterBy, people};

/// What became of an attempt to sign in.
#[derive(Debug)]
pub(crate) enum SignIn {
    /// They are in.
    Welcome {
        /// The cookie's value, which is kept nowhere.
        secret: String,
        /// Who.
        person: Person,
    },
    /// Login or password is wrong.
    Wrong,
    /// Too many attempts; the next one may be made in so many seconds.
    Wait(i64),
}

impl Roster {
    /// Opens a session when the password is right.
    pub(crate) async fn sign_in(&self, login: &str, password: &Password, from: IpAddr, now: Timestamp) -> Result<SignIn> {
        let key = login_key(login);
        if let Err(seconds) = self.attempts.begin(&key, from, now) {
            return Ok(SignIn::Wait(seconds));
        }
        let mut conn = self.db.read().await?;
        let found = if is_login(&key) { store::people::by_login(&mut conn, &key).await? } else { None };
        let person = found.filter(|person| person.active);
        let kept = match &person {
            Some(person) => store::people::password_hash(&mut conn, person.id).await?,
            None => None,
        };
        drop(conn);
        let right = self.hashing.is_right(password, kept.clone()).await?;
        let (true, Some(person)) = (right, person) else {
            tracing::info!(%from, "an attempt to sign in failed");
            return Ok(SignIn::Wrong);
        };
        let secret = token()?;
        let mut conn = self.db.write().await?;
        // While the password was compared, somebody may have changed it or deactivated the account.
        store::people::hold(&mut conn, person.id).await?;
        let person = store::people::by_id(&mut conn, person.id).await?.filter(|person| person.active);
        let Some(person) = person else { return Ok(SignIn::Wrong) };
        if store::people::password_hash(&mut conn, person.id).await? != kept {
            return Ok(SignIn::Wrong);
        }
        store::sessions::insert(&mut conn, &token_hash(&secret), person.id, now).await?;
        let event = Event::new("session.opened", ("person", person.id.0)).body(json!({ "address": from.to_string() }));
        journal::append(&mut conn, &person.actor(), now, now, event).await?;
        conn.commit().await?;
        self.attempts.succeeded(&key, from);
        Ok(SignIn::Welcome { secret, person })
    }

    /// Who is signed in with this cookie's value; `None` when the session has ended or its person is not active.
    pub async fn actor_of_session(&self, cookie: &str, now: Timestamp) -> Result<Option<Actor>> {
        let Some(found) = self.session(cookie, now).await? else { return Ok(None) };
        if touch_is_due(found.last_seen_at, now)
            && let Err(error) = self.touch_session(found.id, now).await
        {
            // Whoever may read must be able to while the database cannot be written.
            tracing::warn!(%error, "the last use of a session was not kept");
        }
        Ok(Some(found.person.actor()))
    }

    /// Ends the session of this cookie's value; one that has ended already is no mistake.
    pub(crate) async fn sign_out(&self, cookie: &str, now: Timestamp) -> Result<()> {
        let Some(found) = self.session(cookie, now).await? else { return Ok(()) };
        let mut conn = self.db.write().await?;
        if store::sessions::remove(&mut conn, found.id).await? > 0 {
            let event = Event::new("session.closed", ("person", found.person.id.0));
            journal::append(&mut conn, &found.person.actor(), now, now, event).await?;
        }
        conn.commit().await
    }

    async fn session(&self, cookie: &str, now: Timestamp) -> Result<Option<Found>> {
        let mut conn = self.db.read().await?;
        let found = store::sessions::by_hash(&mut conn, &token_hash(cookie)).await?;
        Ok(found.filter(|found| alive(found.created_at, found.last_seen_at, now)))
    }

    async fn touch_session(&self, id: i64, now: Timestamp) -> Result<()> {
        let mut conn = self.db.write().await?;
        store::sessions::touch(&mut conn, id, now).await?;
        conn.commit().await
    }
}

/// A change of one's own password.
#[derive(Debug)]
pub(crate) struct NewPassword {
    pub current: Password,
    pub new: Password,
    /// From where, for the count of attempts.
    pub from: IpAddr,
}

impl RosterBy<'_> {
    /// The actor's own entry.
    pub(crate) async fn myself(&self) -> Result<Person> {
        let me = self.me()?;
        let mut conn = self.roster.db.read().await?;
        store::people::by_id(&mut conn, me).await?.ok_or_else(people::no_such_person)
    }

    /// Changes the actor's own language, password or both. `cookie` is the session that goes on; every other one of theirs ends with the
    /// old password. Answers the seconds to wait instead when too many wrong passwords were given.
    pub(crate) async fn change_myself(
        &self,
        locale: Option<Language>,
        password: Option<NewPassword>,
        cookie: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<Person, i64>> {
        let myself = self.myself().await?;
        let roster = self.roster;
        let hash = match &password {
            Some(password) => match self.check_current(&myself, password, now).await? {
                Ok(()) => Some(roster.hashing.hash(&password.new).await?),
                Err(seconds) => return Ok(Err(seconds)),
            },
            None => None,
        };
        let stay = match cookie {
            Some(cookie) => roster.session(cookie, now).await?.map(|found| found.id),
            None => None,
        };
        let mut conn = roster.db.write().await?;
        let change = PersonChange { locale, ..PersonChange::default() };
        let person = people::apply(&mut conn, self.actor, now, myself.id, change).await?;
        if let Some(hash) = hash {
            people::replace_password(&mut conn, self.actor, now, &person, &hash, stay).await?;
        }
        conn.commit().await?;
        Ok(Ok(person))
    }

    /// Whoever found an open browser must not be able to guess at its password faster than at the sign-in.
    async fn check_current(&self, myself: &Person, password: &NewPassword, now: Timestamp) -> Result<Result<(), i64>> {
        let roster = self.roster;
        let mut wrong = Wrong::none();
        check_password("password.new", &password.new, &myself.login, &mut wrong);
        wrong.refuse()?;
        let key = login_key(&myself.login);
        if let Err(seconds) = roster.attempts.begin(&key, password.from, now) {
            return Ok(Err(seconds));
        }
        let mut conn = roster.db.read().await?;
        let kept = store::people::password_hash(&mut conn, myself.id).await?;
        drop(conn);
        if !roster.hashing.is_right(&password.current, kept).await? {
            return Err(Error::invalid_field(
                "password.current",
                "password.wrong",
                Text::new("This is not your present password.", "当前密码不正确。"),
            ));
        }
        roster.attempts.succeeded(&key, password.from);
        Ok(Ok(()))
    }
}
