//! API tokens: a program acts as the person who made one. The token is shown once; only its hash is kept.

use base::journal::{self, Event};
use base::secrets::{token, token_hash};
use base::{Actor, Error, FieldRefusal, Refusal, Result, Text, Timestamp};
use serde_json::json;

use crate::model::{Token, TokenId};
use crate::rules::person::{Wrong, check_name};
use crate::rules::session::touch_is_due;
use crate::{Roster, RosterBy, store};

impl Roster {
    /// Who acts with this token; `None` when there is no such token or its person is not active.
    pub async fn actor_of_token(&self, bearer: &str, now: Timestamp) -> Result<Option<Actor>> {
        let mut conn = self.db.read().await?;
        let Some((id, last_used_at, person)) = store::tokens::by_hash(&mut conn, &token_hash(bearer)).await? else { return Ok(None) };
        drop(conn);
        if last_used_at.is_none_or(|last| touch_is_due(last, now))
            && let Err(error) = self.touch_token(id, now).await
        {
            // Whoever may read must be able to while the database cannot be written.
            tracing::warn!(%error, "the last use of a token was not kept");
        }
        Ok(Some(person.actor()))
    }

    async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<()> {
        let mut conn = self.db.write().await?;
        store::tokens::touch(&mut conn, id, now).await?;
        conn.commit().await
    }
}

impl RosterBy<'_> {
    /// The actor's own tokens.
    pub(crate) async fn tokens(&self) -> Result<Vec<Token>> {
        let me = self.me()?;
        let mut conn = self.roster.db.read().await?;
        store::tokens::of(&mut conn, me).await
    }

    /// Makes a token for the actor and answers it with its secret, this once.
    pub(crate) async fn add_token(&self, name: &str, now: Timestamp) -> Result<(Token, String)> {
        let me = self.me()?;
        let name = name.trim();
        let mut wrong = Wrong::none();
        check_name("name", name, &mut wrong);
        wrong.refuse()?;
        let secret = token()?;
        let mut conn = self.roster.db.write().await?;
        let id = store::tokens::insert(&mut conn, me, name, &token_hash(&secret), now).await?.ok_or_else(name_taken)?;
        let event = Event::new("token.created", ("token", id.0)).body(json!({ "person_id": me, "name": name })).row("api_tokens", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok((Token { id, name: name.to_owned(), created_at: now, last_used_at: None }, secret))
    }

    /// Removes one of the actor's own tokens; from now on it lets nobody in.
    pub(crate) async fn remove_token(&self, id: TokenId, now: Timestamp) -> Result<()> {
        let me = self.me()?;
        let mut conn = self.roster.db.write().await?;
        let name = store::tokens::remove(&mut conn, me, id).await?.ok_or_else(|| Error::not_found("token", "令牌"))?;
        let event = Event::new("token.removed", ("token", id.0)).body(json!({ "person_id": me, "name": name })).gone("api_tokens", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }
}

fn name_taken() -> Error {
    let text =
        Text::new("You have a token of this name. Choose another name, or remove that one.", "您已有同名令牌，请更换名称或先删除原令牌。");
    let field = FieldRefusal { path: "name".into(), code: "token.name_taken", text: text.clone() };
    Error::Refused(Refusal { fields: vec![field], ..Refusal::new(409, "token.name_taken", text) })
}
