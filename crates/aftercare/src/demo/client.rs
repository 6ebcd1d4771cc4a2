//! A client of the program's own API, as a customer's program would write it: the rehearsal does everything through it.

use base::{Error, Result};
use reqwest::{Method, StatusCode, header};
use serde_json::Value as Json;

/// Somebody signed in, or nobody yet.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
    cookie: Option<String>,
}

impl Client {
    /// Nobody yet, at `http://host:port`.
    pub fn new(address: &str) -> Result<Client> {
        // The library wants to know whose cryptography it would use, although this client speaks plain HTTP on loopback. An error means that
        // it knows already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().map_err(|error| Error::internal(format!("no HTTP client: {error}")))?;
        Ok(Client { http, address: address.to_owned(), cookie: None })
    }

    /// The same client signed in.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Client> {
        let answer = self.send(Method::POST, "/api/v1/session", Some(&serde_json::json!({ "login": login, "password": password }))).await?;
        let cookie =
            answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
        let cookie = cookie.map(str::to_owned).ok_or_else(|| Error::internal(format!("{login} could not sign in: {}", answer.status())))?;
        Ok(Client { cookie: Some(cookie), ..self.clone() })
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Result<Json> {
        json(path, self.send(Method::GET, path, None).await?).await
    }

    /// Does.
    pub async fn post(&self, path: &str, body: &Json) -> Result<Json> {
        json(path, self.send(Method::POST, path, Some(body)).await?).await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, body: &Json) -> Result<Json> {
        json(path, self.send(Method::PUT, path, Some(body)).await?).await
    }

    /// Sends a CSV file.
    pub async fn post_csv(&self, path: &str, text: &str) -> Result<Json> {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "text/csv").body(text.to_owned());
        json(path, request.send().await.map_err(|error| broken(path, &error))?).await
    }

    /// Reads text, byte for byte.
    pub async fn text(&self, path: &str) -> Result<String> {
        let answer = self.send(Method::GET, path, None).await?;
        let (status, text) = (answer.status(), answer.text().await.map_err(|error| broken(path, &error))?);
        if status.is_success() { Ok(text) } else { Err(refused(path, status, &text)) }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Json>) -> Result<reqwest::Response> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.map_err(|error| broken(path, &error))
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }
}

async fn json(path: &str, answer: reqwest::Response) -> Result<Json> {
    let (status, text) = (answer.status(), answer.text().await.map_err(|error| broken(path, &error))?);
    if !status.is_success() {
        return Err(refused(path, status, &text));
    }
    Ok(serde_json::from_str(&text).unwrap_or(Json::Null))
}

fn refused(path: &str, status: StatusCode, text: &str) -> Error {
    Error::internal(format!("{path} answered {status}: {text}"))
}

fn broken(path: &str, error: &reqwest::Error) -> Error {
    Error::internal(format!("{path} did not answer: {error}"))
}
