//! `crossdock doctor`: looks at everything that can be wrong and says what to do.

use std::fs;
use std::io::ErrorKind;
use std::process::ExitCode;
use std::time::Duration;

use app::{App, AppError};
use domain::connection::ConnectionState;
use domain::ports::error::CallErrorKind;

use super::say;
use crate::config::Config;
use crate::program;

/// What `doctor` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Fine,
    Warning,
    Broken,
}

#[derive(Debug, serde::Serialize)]
struct Finding {
    check: &'static str,
    verdict: Verdict,
    message: String,
}

/// Clocks further apart than this make signed calls fail at the strictest platform within minutes.
const CLOCK_SLACK_SECONDS: i64 = 60;

/// Looks, prints, and ends with 1 if something is broken.
pub(crate) async fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let mut findings = vec![fine("configuration", "is read and well-formed")];
    data_folder(config, &mut findings);
    match program::open(config).await {
        Ok(app) => {
            database(&app, &mut findings).await;
            people(&app, &mut findings).await;
            connections(&app, &mut findings).await;
            background(&app, &mut findings).await;
            reachability(config, &app, &mut findings).await;
        }
        Err(error) => findings.push(broken("database", &format!("{error:#}"))),
    }
    if options.json {
        say(&serde_json::to_string_pretty(&findings)?);
    } else {
        for finding in &findings {
            let mark = match finding.verdict {
                Verdict::Fine => "ok     ",
                Verdict::Warning => "look   ",
                Verdict::Broken => "BROKEN ",
            };
            say(&format!("{mark} {:<14} {}", finding.check, finding.message));
        }
    }
    let any_broken = findings
        .iter()
        .any(|finding| finding.verdict == Verdict::Broken);
    Ok(if any_broken {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Whether something can still be written where the database and its key are.
fn data_folder(config: &Config, findings: &mut Vec<Finding>) {
    /// A commit or two with everything that belongs to them.
    const ROOM_BYTES: usize = 1 << 20;
    let folder = &config.data.folder;
    if !folder.is_dir() {
        return;
    }
    let probe = folder.join(format!("doctor-{}", std::process::id()));
    let written = fs::write(&probe, vec![0; ROOM_BYTES]);
    // One that could not be written whole may be there all the same.
    let _ = fs::remove_file(&probe);
    let place = folder.display();
    findings.push(match written {
        Ok(()) => fine("data folder", &format!("{place} can be written")),
        Err(error) => {
            let what = match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
                ErrorKind::ReadOnlyFilesystem => "the disk can't be written",
                _ => "can't be written",
            };
            broken(
                "data folder",
                &format!("{place}: {what} ({error}); nothing that was accepted is lost, and work goes on by itself once it can be written"),
            )
        }
    });
}

async fn database(app: &App, findings: &mut Vec<Finding>) {
    match app.space().storage().check().await {
        Ok(found) if found.is_empty() => findings.push(fine("database", "is whole")),
        Ok(found) => findings.push(broken(
            "database",
            &format!(
                "is damaged: {}; stop, keep a copy, restore the last backup",
                found.join("; ")
            ),
        )),
        Err(error) => findings.push(broken("database", &error.to_string())),
    }
}

async fn people(app: &App, findings: &mut Vec<Finding>) {
    match app.space().users().await {
        Ok(users) if users.is_empty() => {
            findings.push(warning(
                "people",
                "nobody can sign in yet: open the desk and set up the owner",
            ));
        }
        Ok(users) => findings.push(fine("people", &format!("{} can sign in", users.len()))),
        Err(error) => findings.push(broken("people", &error.to_string())),
    }
}

async fn connections(app: &App, findings: &mut Vec<Finding>) {
    let connections = match app.space().connections().await {
        Ok(connections) => connections,
        Err(error) => return findings.push(broken("connections", &error.to_string())),
    };
    if connections.is_empty() {
        findings.push(warning(
            "connections",
            "nothing is connected yet: open the desk, Connections",
        ));
    }
    for connection in connections {
        let name = &connection.name;
        findings.push(match connection.state(app.now()) {
            ConnectionState::Disconnected => {
                let because = connection
                    .disconnected_because
                    .as_deref()
                    .unwrap_or("the access ended");
                broken(
                    "connection",
                    &format!("{name}: {because}; reconnect it at the desk"),
                )
            }
            ConnectionState::Expiring { days_left } => warning(
                "connection",
                &format!("{name}: signs out within {days_left} days; reconnect it before"),
            ),
            ConnectionState::Connected => match app::connect::probe(app, connection.id).await {
                Ok(()) => fine("connection", &format!("{name} answers")),
                // Work that goes on beside this command uses the same limit.
                Err(AppError::Call(error))
                    if matches!(error.kind, CallErrorKind::Throttled { .. }) =>
                {
                    let text = format!("{name} was not asked: its call limit is used up just now");
                    warning("connection", &text)
                }
                Err(error) => broken("connection", &format!("{name} does not answer: {error}")),
            },
        });
    }
}

async fn background(app: &App, findings: &mut Vec<Finding>) {
    match app.space().job_counts().await {
        Ok(counts) if counts.failed > 0 => findings.push(warning(
            "background",
            &format!(
                "{} jobs failed for good: open the desk, Background work",
                counts.failed
            ),
        )),
        Ok(counts) => {
            findings.push(fine(
                "background",
                &format!("{} jobs wait, {} run", counts.waiting, counts.running),
            ));
        }
        Err(error) => findings.push(broken("background", &error.to_string())),
    }
}

/// Whether our public address leads to us, and whether its clock and ours agree.
async fn reachability(config: &Config, app: &App, findings: &mut Vec<Finding>) {
    let Some(url) = &config.server.public_url else {
        findings.push(warning(
            "webhooks",
            "server.public_url is not set: orders arrive by polling, within minutes instead of seconds",
        ));
        return;
    };
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build();
    let Ok(client) = client else {
        return findings.push(broken("webhooks", "no HTTP client"));
    };
    match client.get(format!("{url}/health")).send().await {
        Ok(answer) if answer.status().is_success() => {
            findings.push(fine("webhooks", &format!("{url} leads here")));
            let date = answer
                .headers()
                .get("date")
                .and_then(|date| date.to_str().ok());
            let told = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
            if let Some(told) = told {
                let apart = app.now().duration_since(told.timestamp()).as_secs().abs();
                findings.push(if apart <= CLOCK_SLACK_SECONDS {
                    fine("clock", &format!("agrees to {apart} s"))
                } else {
                    broken(
                        "clock",
                        &format!("is {apart} s off: set this machine's clock by NTP"),
                    )
                });
            }
        }
        Ok(answer) => findings.push(broken(
            "webhooks",
            &format!(
                "{url} answers {}: is `crossdock serve` running behind it?",
                answer.status()
            ),
        )),
        Err(error) => findings.push(broken(
            "webhooks",
            &format!(
                "{url} can't be reached ({}): check DNS, proxy and certificate",
                error.without_url()
            ),
        )),
    }
}

fn fine(check: &'static str, message: &str) -> Finding {
    Finding {
        check,
        verdict: Verdict::Fine,
        message: message.to_owned(),
    }
}

fn warning(check: &'static str, message: &str) -> Finding {
    Finding {
        check,
        verdict: Verdict::Warning,
        message: message.to_owned(),
    }
}

fn broken(check: &'static str, message: &str) -> Finding {
    Finding {
        check,
        verdict: Verdict::Broken,
        message: message.to_owned(),
    }
}
