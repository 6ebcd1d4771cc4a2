//! `aftercare user`: the first account of an installation, and a way back in when a password is lost.

use base::{Actor, Clock, CustomerId, Error, Language, Result, Role};
use clap::{Args, Subcommand};
use roster::{NewPerson, Password};

use crate::app::App;
use crate::config::Settings;

pub const EXAMPLES: &str = "Examples:\n  aftercare user add --login admin --name \"Li Wei\" --role administrator\n  aftercare user list\n  aftercare user password --login admin\n\nThe password is read from standard input, one line.";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a person.
    Add {
        /// The name to sign in with.
        #[arg(long)]
        login: String,
        /// The name shown on every screen.
        #[arg(long)]
        name: String,
        /// administrator, dispatcher, engineer, manager, supervisor, storekeeper or customer.
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// The customer's id, for the role customer.
        #[arg(long)]
        customer: Option<i64>,
        /// Where messages are sent.
        #[arg(long)]
        email: Option<String>,
        /// Where they are called.
        #[arg(long)]
        phone: Option<String>,
    },
    /// List everybody.
    List,
    /// Set somebody's password; their sessions end.
    Password {
        /// Whose.
        #[arg(long)]
        login: String,
    },
}

fn parse_role(word: &str) -> Result<Role, String> {
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::parse(word).ok_or_else(|| format!("write one of: {}", names.join(", ")))
}

/// Runs the command on the configured database; the server may be running.
pub async fn run(arguments: Arguments, settings: Settings) -> Result<()> {
    let app = App::open(settings, Clock::System).await?;
    let actor = Actor::System("command line");
    let now = app.clock.now();
    match arguments.what {
        What::Add { login, name, role, customer, email, phone } => {
            let password = Password(read_password()?);
            let customer_id = customer.map(CustomerId);
            let person = NewPerson { name, login, password, role, customer_id, email, phone, locale: Language::Zh };
            let mut conn = app.db.write().await?;
            let person = app.roster.create_person(&mut conn, &actor, now, person).await?;
            conn.commit().await?;
            println!("{} may sign in as {}.", person.name, person.login);
        }
        What::List => {
            let mut conn = app.db.read().await?;
            for person in roster::facts::people(&mut conn, &Role::ALL).await? {
                println!("{:>6}  {:<16} {:<14} {}", person.id, person.login, person.role.as_str(), person.name);
            }
        }
        What::Password { login } => {
            let mut conn = app.db.write().await?;
            let person = app.roster.person_by_login(&mut conn, &login).await?;
            let person = person.ok_or_else(|| Error::internal(format!("nobody signs in as {login}; see aftercare user list")))?;
            app.roster.set_password(&mut conn, &actor, now, person.id, &Password(read_password()?)).await?;
            conn.commit().await?;
            println!("The password of {} is set; their sessions have ended.", person.name);
        }
    }
    Ok(())
}

fn read_password() -> Result<String> {
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        eprint!("Password (it shows as you type): ");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Error::internal(format!("cannot read the password: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() { Err(Error::internal("give the password as one line on standard input")) } else { Ok(password) }
}
