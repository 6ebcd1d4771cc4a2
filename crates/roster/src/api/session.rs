//! `/session`: signing in and out, what one may, one's own language and password.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::http::{Body, Problem};
use base::{Actor, Error, Language, Refusal, Result, Text};
use serde::{Deserialize, Serialize};

use super::Client;
use crate::model::{Password, Person};
use crate::rules::{rights, session::LIFE_SECONDS};
use crate::sessions::{NewPassword, SignIn};
use crate::{Roster, SESSION_COOKIE};

/// Who is signed in and what they may do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Session {
    /// Who.
    person: Person,
    /// The names of what this person may do, such as `tickets.acknowledge`, in alphabetical order.
    #[schema(value_type = Vec<String>)]
    rights: Vec<&'static str>,
}

impl From<Person> for Session {
    fn from(person: Person) -> Session {
        Session { rights: rights::of(person.role), person }
    }
}

/// What one signs in with.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInBody {
    /// In any spelling, upper and lower case alike.
    login: String,
    #[schema(value_type = String, format = Password)]
    password: Password,
}

/// A change of one's own.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionChange {
    /// The language of the messages one gets.
    locale: Option<Language>,
    /// Another password; every other session of one's own ends.
    password: Option<PasswordChange>,
}

/// A change of one's own password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The present one.
    #[schema(value_type = String, format = Password)]
    current: Password,
    /// The next one, 10 to 200 characters.
    #[schema(value_type = String, format = Password)]
    new: Password,
}

/// Signs in.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "roster", operation_id = "sign_in", request_body = SignInBody,
    responses(
        (status = 200, body = Session, description = "Signed in; the cookie carries the session"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "Login or password is wrong"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "Too many attempts; see Retry-After"),
    )
)]
pub(crate) async fn open(State(roster): State<Roster>, client: Client, Body(body): Body<SignInBody>) -> Result<Response> {
    match roster.sign_in(&body.login, &body.password, client.address, roster.clock.now()).await? {
        SignIn::Welcome { secret, person } => {
            let mut response = Json(Session::from(person)).into_response();
            response.headers_mut().insert(header::SET_COOKIE, cookie(&roster, client, &secret, LIFE_SECONDS)?);
            Ok(response)
        }
        SignIn::Wrong => Err(Error::Refused(Refusal::new(
            401,
            "session.wrong_login",
            Text::new(
                "Login or password is wrong. Try again, or ask an administrator for a new password.",
                "登录名或密码错误。请重试，或联系管理员重置密码。",
            ),
        ))),
        SignIn::Wait(seconds) => Ok(too_many(seconds)),
    }
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "roster", operation_id = "show_session",
    responses((status = 200, body = Session), (status = 401, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn show(State(roster): State<Roster>, actor: Actor) -> Result<Json<Session>> {
    Ok(Json(roster.by(&actor).myself().await?.into()))
}

/// Changes one's own language or password.
#[utoipa::path(
    patch, path = "/api/v1/session", tag = "roster", operation_id = "change_session", request_body = SessionChange,
    responses(
        (status = 200, body = Session),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "Too many wrong passwords; see Retry-After"),
    )
)]
pub(crate) async fn change(
    State(roster): State<Roster>,
    actor: Actor,
    client: Client,
    headers: HeaderMap,
    Body(body): Body<SessionChange>,
) -> Result<Response> {
    let password = body.password.map(|password| NewPassword { current: password.current, new: password.new, from: client.address });
    let changed = roster.by(&actor).change_myself(body.locale, password, session_of(&headers), roster.clock.now()).await?;
    Ok(match changed {
        Ok(person) => Json(Session::from(person)).into_response(),
        Err(seconds) => too_many(seconds),
    })
}

/// Signs out. Without a session there is nothing to do, and that is no mistake.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "roster", operation_id = "sign_out",
    responses((status = 204, description = "Signed out"))
)]
pub(crate) async fn close(State(roster): State<Roster>, client: Client, headers: HeaderMap) -> Result<Response> {
    if let Some(secret) = session_of(&headers) {
        roster.sign_out(secret, roster.clock.now()).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&roster, client, "", 0)?);
    Ok(response)
}

fn too_many(seconds: i64) -> Response {
    let text =
        Text::new(format!("Too many attempts. Wait {seconds} seconds, then try again."), format!("尝试次数过多，请 {seconds} 秒后再试。"));
    let mut response = Error::Refused(Refusal::new(429, "session.too_many_attempts", text)).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn cookie(roster: &Roster, client: Client, secret: &str, max_age: i64) -> Result<HeaderValue> {
    let secure = if client.https || roster.secure_cookies { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{SESSION_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age}{secure}"))
        .map_err(|_| Error::internal("a session's cookie is no header"))
}

fn session_of(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == SESSION_COOKIE).map(|(_, value)| value)
}
