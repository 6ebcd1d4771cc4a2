//! The edge of HTTP: the one place that turns an [`Error`] into an answer (RFC 9457 problem details), and the extractors whose own
//! refusals are such answers too. A body or query with an unknown key, a wrong type or a missing field is named by its path.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Actor, Error, FieldRefusal, Language, Refusal, Text};

/// What a client reads when something was not done: RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable, for programs: `ticket.changed`.
    pub code: String,
    /// What is wrong and what to do next, in the language of `Accept-Language`.
    pub detail: String,
    /// The fields it is about.
    pub fields: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Where it stands.
    pub path: String,
    /// Stable, for programs.
    pub code: String,
    /// What to write instead.
    pub detail: String,
}

impl Problem {
    /// The refusal as its reader gets it.
    pub fn of(refusal: &Refusal, language: Language) -> Problem {
        let title = StatusCode::from_u16(refusal.status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
        Problem {
            kind: "about:blank",
            title: title.to_owned(),
            status: refusal.status,
            code: refusal.code.to_owned(),
            detail: refusal.text.in_language(language).to_owned(),
            fields: refusal
                .fields
                .iter()
                .map(|field| FieldProblem {
                    path: field.path.clone(),
                    code: field.code.to_owned(),
                    detail: field.text.in_language(language).to_owned(),
                })
                .collect(),
        }
    }

    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl IntoResponse for Error {
    /// The refusal travels in the response's extensions, so that [`speak`] can say it in the reader's language.
    fn into_response(self) -> Response {
        let refusal = match self {
            Error::Refused(refusal) => refusal,
            Error::Internal(_) => {
                tracing::error!(error = %self, "a request failed");
                let text = Text::new(
                    "Something went wrong on the server. It has been logged; try again, and tell the administrator if it stays.",
                    "服务器内部错误，已记入日志。请重试；如仍出现，请联系管理员。",
                );
                Refusal::new(500, "internal", text)
            }
        };
        let mut response = Problem::of(&refusal, Language::En).into_response();
        response.extensions_mut().insert(refusal);
        response
    }
}

/// Middleware: says a refusal in the language the request accepts.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => {
            let mut spoken = Problem::of(&refusal, language).into_response();
            for name in [header::RETRY_AFTER, header::SET_COOKIE] {
                if let Some(value) = response.headers_mut().remove(&name) {
                    spoken.headers_mut().insert(name, value);
                }
            }
            spoken
        }
        None => response,
    }
}

/// The language a request asks for.
pub fn language(headers: &axum::http::HeaderMap) -> Language {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Language::En, Language::accepted)
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Language, Self::Rejection> {
        Ok(language(&parts.headers))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Error;

    /// The signed-in person that the program's authentication put into the request; none is 401.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Actor, Error> {
        parts.extensions.get::<Actor>().cloned().ok_or_else(|| {
            Error::Refused(Refusal::new(
                401,
                "session.required",
                Text::new(
                    "Sign in, or send an API token as `Authorization: Bearer …`.",
                    "请先登录，或在请求中携带 API 令牌（Authorization: Bearer …）。",
                ),
            ))
        })
    }
}

/// A JSON body, refused by the path of what is wrong.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
            return Err(Error::Refused(Refusal::new(
                415,
                "body.not_json",
                Text::new(
                    "Send the body as JSON with `Content-Type: application/json`.",
                    "请以 JSON 格式发送，并设置 Content-Type: application/json。",
                ),
            )));
        }
        let bytes = bytes::Bytes::from_request(request, state).await.map_err(|rejection| body_rejected(rejection.status()))?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| bad_body(&error))?;
        json.end().map_err(|error| unreadable(&error.to_string()))?;
        Ok(Body(value))
    }
}

/// A body that could not be taken in: too large, or the connection broke.
pub fn body_rejected(status: StatusCode) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::Refused(Refusal::new(
            413,
            "body.too_large",
            Text::new("This is larger than the server takes here. Send less at once.", "内容超过服务器允许的大小，请减小后重试。"),
        ));
    }
    unreadable("the connection ended before the body did")
}

fn unreadable(reason: &str) -> Error {
    Error::Refused(Refusal::new(
        400,
        "body.unreadable",
        Text::new(format!("The body cannot be read: {reason}."), format!("无法读取请求内容：{reason}。")),
    ))
}

fn bad_body(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() {
        return unreadable(&inner.to_string());
    }
    bad_value(error.path().to_string(), inner.to_string())
}

fn bad_value(path: String, reason: String) -> Error {
    let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
    let text = Text::new(format!("{reason}."), format!("格式不正确：{reason}。"));
    Error::invalid(vec![FieldRefusal { path, code: "value.wrong", text }])
}

/// The query of the address, refused by the name of what is wrong.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Params<T>, Error> {
        let query = parts.uri.query().unwrap_or("");
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Params).map_err(|error| bad_value(error.path().to_string(), error.inner().to_string()))
    }
}

/// What stands in the path. An id that is no number names nothing, so the answer is 404.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At<T>, Error> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| At(value))
            .map_err(|_| Error::not_found("page", "页面"))
    }
}
