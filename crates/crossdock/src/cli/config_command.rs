//! `crossdock config`: the configuration as it is read, and its schema; and the help of all commands.

use std::fmt::Write as _;
use std::path::Path;

use super::say;
use crate::config::Config;

/// What `config` can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Print the configuration as it is read, as JSON.
    Show,
    /// Print the schema of the configuration, as JSON Schema.
    Schema,
}

/// Runs a command.
pub(crate) fn run(command: &Command, file: Option<&Path>) -> anyhow::Result<()> {
    let text = match command {
        Command::Show => serde_json::to_string_pretty(&Config::read(file)?)?,
        Command::Schema => serde_json::to_string_pretty(&schemars::schema_for!(Config))?,
    };
    say(&text);
    Ok(())
}

/// Prints the help of all commands as one Markdown text.
pub(crate) fn help_text(mut root: clap::Command) -> anyhow::Result<()> {
    root.build();
    let mut text = "# Commands\n".to_owned();
    write_help(&root, "crossdock", &mut text)?;
    say(text.trim_end());
    Ok(())
}

fn write_help(command: &clap::Command, path: &str, text: &mut String) -> anyhow::Result<()> {
    let help = command
        .clone()
        .term_width(100)
        .render_long_help()
        .to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    write!(
        text,
        "\n## {path}\n\n```text\n{}\n```\n",
        lines.join("\n").trim_end()
    )?;
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        if inner.get_name() != "help" {
            write_help(inner, &format!("{path} {}", inner.get_name()), text)?;
        }
    }
    Ok(())
}
