//! `crossdock user`: people who sign in.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::Context;
use domain::workspace::Role;

use super::{say, say_error};
use crate::config::Config;
use crate::program;

/// What `user` can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List everyone who can sign in.
    List,
    /// Add someone; the password is read from standard input.
    Add {
        /// The e-mail address to sign in with.
        email: String,
        /// The name shown beside what this person does.
        #[arg(long)]
        name: String,
        /// May also add people.
        #[arg(long)]
        owner: bool,
    },
    /// Set a new password, read from standard input, and end that person's sessions.
    Password {
        /// The e-mail address.
        email: String,
    },
    /// Print a link that signs this person in once, within a day.
    Link {
        /// The e-mail address.
        email: String,
    },
}

/// Runs a command.
pub(crate) async fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let app = program::open(config).await?;
    match command {
        Command::List => {
            for user in app.space().users().await? {
                say(&format!(
                    "{}\t{}\t{}",
                    user.email,
                    user.name,
                    user.role.as_str()
                ));
            }
        }
        Command::Add { email, name, owner } => {
            let role = if owner { Role::Owner } else { Role::Member };
            let user = app::people::add_user(&app, &email, &name, &read_password()?, role).await?;
            say(&format!("Added {}", user.email));
        }
        Command::Password { email } => {
            app::people::set_password(&app, &email, &read_password()?).await?;
            say(&format!(
                "The password of {email} was changed and its sessions were ended"
            ));
        }
        Command::Link { email } => {
            let found = app.space().user_by_email(&email).await?;
            let (user, _) = found.with_context(|| format!("nobody signs in with {email}"))?;
            let secret = app::people::sign_in_link(&app, user.id).await?;
            let own = format!("http://{}", config.server.listen);
            let base = config.server.public_url.as_deref().unwrap_or(&own);
            say(&format!("{base}/sign-in/link/{secret}"));
        }
    }
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        say_error("type the password and press Enter (it is shown):");
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("no password on standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
