//! A sign of life to somebody outside: as long as it comes, all is well here; when it stops, they raise the alarm that this program cannot
//! raise any more.

use reqwest::header::USER_AGENT;

use crate::http::{self, Unanswered, Web};

/// An address outside that is asked for after every clean audit. Only a 2xx counts as heard.
#[derive(Debug)]
pub struct Heartbeat {
    /// The address; it may hold a secret and is never told.
    url: String,
    web: Web,
}

impl Heartbeat {
    /// A sign of life to this `http://` or `https://` address.
    pub fn new(url: &str) -> Heartbeat {
        Heartbeat { url: url.to_owned(), web: Web::new(Vec::new()) }
    }

    /// Gives the sign; why it was not heard otherwise.
    pub async fn beat(&self) -> Result<(), String> {
        let told = |unanswered: Unanswered| match unanswered {
            Unanswered::Unreachable(text) | Unanswered::Lost(text) => text,
            Unanswered::TooSlow => "no answer in time".to_owned(),
        };
        let client = self.web.client().map_err(told)?;
        let answer = client.get(&self.url).header(USER_AGENT, http::USER_AGENT).send().await;
        let status = answer.map_err(|error| told(error.into()))?.status();
        if status.is_success() { Ok(()) } else { Err(format!("answered {status}")) }
    }
}
