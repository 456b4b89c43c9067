//! Runs other programs: quietly closed input, an environment free of this cargo's own marks.
//!
//! Nothing here decides what to run; the commands do.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// What `cargo run` sets for the program it runs. Build scripts that watch these would rebuild
/// their crates each time this tool calls cargo, so they are taken out again.
const MARKS_OF_THE_OUTER_CARGO: [&str; 6] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
];

/// The cargo that started this tool, or the one on the path.
pub(crate) fn cargo(directory: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if MARKS_OF_THE_OUTER_CARGO
            .iter()
            .any(|mark| text.starts_with(mark))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs to the end, its output going where ours goes.
pub(crate) fn succeed(mut command: Command) -> Result<()> {
    let shown = show(&command);
    let status = command
        .status()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed with {status}");
    }
    Ok(())
}

/// Runs to the end and gives what it wrote to standard output.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let shown = show(&command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed with {}", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` did not write UTF-8"))
}

/// Whether a program runs at all; what it says is not shown.
pub(crate) fn works(mut command: Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name.into_owned())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_named_as_a_person_would_type_it() {
        let mut command = Command::new("/opt/tools/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(show(&command), "cargo fmt --check");
    }

    #[test]
    fn a_program_that_is_not_there_does_not_work() {
        assert!(works(cargo(Path::new("."), &["--version"])));
        assert!(!works(cargo(Path::new("."), &["no-such-subcommand"])));
        assert!(!works(Command::new("no-such-program-of-crossdock")));
    }

    #[test]
    fn output_is_what_the_program_wrote() {
        let text = output(cargo(Path::new("."), &["--version"])).unwrap();
        assert!(text.starts_with("cargo "), "{text}");
    }
}
