//! The one-time link of a call: it shows the ticket it is about, and whoever holds it takes the ticket as the person it was sent to.

use base::secrets::token_hash;
use base::{Actor, Conn, Error, Refusal, Result, Text, Timestamp};

use crate::Desk;
use crate::act::Acted;
use crate::case::Case;
use crate::model::{State, Via};
use crate::rules::actions::Who;
use crate::rules::steps::Act;
use crate::store::links::{self, Link};
use crate::words;

words!(
    /// What a link can still do.
    #[schema(as = AcknowledgementState)]
    LinkState {
        /// It takes the ticket.
        Open = "open",
        /// It has taken it.
        Used = "used",
        /// It is older than a day.
        Expired = "expired",
        /// Somebody else has taken the ticket, or nobody needs to any more.
        Taken = "taken",
    }
);

/// A link with what it is about.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    pub(crate) case: Case,
    pub(crate) state: LinkState,
    /// The name of the person it was sent to.
    pub(crate) person: String,
    link: Link,
}

/// What a link can still do: pure.
fn state(link: &Link, ticket: State, now: Timestamp) -> LinkState {
    match (link.used_at, ticket) {
        (Some(_), _) => LinkState::Used,
        (None, State::Open) if now > link.expires_at => LinkState::Expired,
        (None, State::Open) => LinkState::Open,
        (None, _) => LinkState::Taken,
    }
}

impl Desk {
    /// What a link is about; an unknown one is not found.
    pub(crate) async fn follow(&self, conn: &mut Conn, token: &str, now: Timestamp) -> Result<Followed> {
        let unknown = || Error::not_found("link", "链接");
        let link = links::by_hash(conn, &token_hash(token)).await?.ok_or_else(unknown)?;
        let case = Case::load(conn, link.ticket_id).await?.ok_or_else(unknown)?;
        let person = roster::facts::person(conn, link.person_id).await?.filter(|person| person.active).ok_or_else(unknown)?;
        Ok(Followed { state: state(&link, case.ticket.state, now), case, person: person.name, link })
    }

    /// Takes the ticket as the person to whom the link was sent.
    pub(crate) async fn acknowledge_by_link(&self, token: &str, now: Timestamp) -> Result<Followed> {
        let mut conn = self.db.write().await?;
        // Two who follow one link at once meet at the ticket's row; the second finds the link used.
        if let Some(link) = links::by_hash(&mut conn, &token_hash(token)).await? {
            crate::store::tickets::hold(&mut conn, link.ticket_id).await?;
        }
        let followed = self.follow(&mut conn, token, now).await?;
        refuse_unless_open(&followed)?;
        let actor = Actor::Link { person: followed.link.person_id, name: followed.person.clone() };
        if !links::use_up(&mut conn, followed.link.id, now).await? {
            return Err(no_longer(LinkState::Used, &followed));
        }
        let Followed { mut case, person, link, .. } = followed;
        let acted = Acted { who: Who::Called, act: Act::Acknowledge { via: Via::Link }, rows: vec![("acknowledgement_links", link.id)] };
        self.act_on(&mut conn, &actor, &mut case, acted, now).await?;
        conn.commit().await?;
        Ok(Followed { case, state: LinkState::Used, person, link })
    }
}

fn refuse_unless_open(followed: &Followed) -> Result<()> {
    if followed.state == LinkState::Open { Ok(()) } else { Err(no_longer(followed.state, followed)) }
}

fn no_longer(state: LinkState, followed: &Followed) -> Error {
    let owner = followed.case.story.owner.as_ref().map_or("", |owner| owner.name.as_str());
    let (status, code, text) = match state {
        LinkState::Expired => (
            410,
            "acknowledgement.expired",
            Text::new("This link is older than a day. Sign in and take the ticket there.", "链接已超过 24 小时，请登录系统响应。"),
        ),
        LinkState::Used => {
            (409, "acknowledgement.used", Text::new("This link has been used: the ticket is taken.", "链接已使用，工单已响应。"))
        }
        LinkState::Taken | LinkState::Open => (
            409,
            "acknowledgement.taken",
            if owner.is_empty() {
                Text::new("Nobody needs to take this ticket any more.", "该工单已无需响应。")
            } else {
                Text::new(format!("{owner} has taken this ticket."), format!("{owner}已响应该工单。"))
            },
        ),
    };
    Error::Refused(Refusal::new(status, code, text))
}
