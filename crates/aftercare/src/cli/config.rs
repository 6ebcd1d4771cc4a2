//! `aftercare config`: are the settings right, and what are they?

use base::{Error, Result};
use clap::{Args, Subcommand};

use crate::config::Settings;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say whether the settings are right; every mistake is told with its line.
    Check,
    /// Print the settings in force, defaults included, secrets left out.
    Show,
}

/// The settings have been read, and so checked, by the time this runs.
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<()> {
    match arguments.what {
        What::Check => println!("The settings are right."),
        What::Show => {
            let mut shown = settings.clone();
            shown.mail.password.clear();
            shown.remote_write.token.clear();
            shown.remote_write.password.clear();
            shown.database.url = without_password(&shown.database.url);
            print!("{}", toml::to_string(&shown).map_err(|error| Error::internal(error.to_string()))?);
        }
    }
    Ok(())
}

/// `postgres://user:•••@host/name`
fn without_password(url: &str) -> String {
    let parts = url.split_once("://").and_then(|(scheme, rest)| rest.rsplit_once('@').map(|(account, host)| (scheme, account, host)));
    match parts.and_then(|(scheme, account, host)| account.split_once(':').map(|(user, _)| (scheme, user, host))) {
        Some((scheme, user, host)) => format!("{scheme}://{user}:•••@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_address_keeps_its_password_to_itself() {
        assert_eq!(without_password("postgres://a:b@c@host:5/d"), "postgres://a:•••@host:5/d");
        assert_eq!(without_password("postgres://host/d"), "postgres://host/d");
        assert_eq!(without_password(""), "");
    }
}
