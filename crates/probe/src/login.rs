//! Who asks, for devices whose pages and streams want to know.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// A user and password for HTTP or RTSP. They are sent only when the device asks for them, and as a digest when it offers that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Login {
    user: String,
    password: Secret,
}

impl Login {
    /// A login.
    ///
    /// # Errors
    ///
    /// One sentence, when the user is empty or either contains control characters (a line break would become a second header).
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Result<Self, &'static str> {
        let (user, password) = (user.into(), password.into());
        if user.is_empty() {
            return Err("login.user must not be empty");
        }
        if user.chars().chain(password.reveal().chars()).any(char::is_control) {
            return Err("login must not contain control characters");
        }
        Ok(Self { user, password })
    }

    /// The user's name.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password.
    pub fn password(&self) -> &Secret {
        &self.password
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    user: String,
    password: Secret,
}

impl TryFrom<Written> for Login {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Self::new(written.user, written.password)
    }
}

impl From<Login> for Written {
    fn from(login: Login) -> Self {
        Self { user: login.user, password: login.password }
    }
}
