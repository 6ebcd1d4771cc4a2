//! `/tokens`: one's own API tokens.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Problem};
use base::{Actor, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Roster;
use crate::model::{Token, TokenId};

/// A token of one's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ApiToken {
    id: TokenId,
    /// What it is for.
    name: String,
    created_at: Timestamp,
    /// To the minute.
    last_used_at: Option<Timestamp>,
    /// The token itself, for `Authorization: Bearer …`. Only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl ApiToken {
    fn of(token: Token, secret: Option<String>) -> ApiToken {
        ApiToken { id: token.id, name: token.name, created_at: token.created_at, last_used_at: token.last_used_at, token: secret }
    }
}

/// A token about to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiToken {
    /// What it is for, unique among one's own tokens.
    name: String,
}

/// One's own tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "roster", operation_id = "list_tokens",
    responses((status = 200, body = Page<ApiToken>), (status = 401, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(State(roster): State<Roster>, actor: Actor) -> Result<Json<Page<ApiToken>>> {
    let tokens = roster.by(&actor).tokens().await?;
    Ok(Json(Page::whole(tokens.into_iter().map(|token| ApiToken::of(token, None)).collect())))
}

/// Makes a token that acts as oneself.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "roster", operation_id = "add_token", request_body = NewApiToken,
    responses(
        (status = 201, body = ApiToken),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of this name"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add(State(roster): State<Roster>, actor: Actor, Body(body): Body<NewApiToken>) -> Result<(StatusCode, Json<ApiToken>)> {
    let (token, secret) = roster.by(&actor).add_token(&body.name, roster.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(ApiToken::of(token, Some(secret)))))
}

/// Removes a token of one's own.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "roster", operation_id = "remove_token", params(("id" = i64, Path)),
    responses(
        (status = 204, description = "Removed; it lets nobody in any more"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(State(roster): State<Roster>, actor: Actor, At(id): At<TokenId>) -> Result<StatusCode> {
    roster.by(&actor).remove_token(id, roster.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
