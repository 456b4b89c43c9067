//! Writes `generated/`: what readers want to look at without running the program.
//!
//! Nothing here is edited by hand, and nothing of the program reads it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process;

const FOLDER: &str = "generated";

/// One generated file.
struct Step {
    file: &'static str,
    /// Said in `generated/README.md`.
    what: &'static str,
    source: Source,
    /// False while the program does not have the command yet.
    enabled: bool,
}

enum Source {
    /// What `crossdock <arguments>` prints.
    Program(&'static [&'static str]),
    /// The list of the generated files.
    List,
}

const STEPS: [Step; 3] = [
    Step {
        file: "README.md",
        what: "This list.",
        source: Source::List,
        enabled: true,
    },
    Step {
        file: "config.schema.json",
        what: "JSON Schema of `crossdock.toml`, printed by `crossdock config schema`.",
        source: Source::Program(&["config", "schema"]),
        enabled: true,
    },
    Step {
        file: "cli.md",
        what: "Every command with its options, printed by `crossdock help-text`.",
        source: Source::Program(&["help-text"]),
        enabled: true,
    },
];

/// Writes every file that changed and deletes those that no step makes.
pub(crate) fn write(root: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let made = make(root)?;
    for difference in compare(&folder, &made)? {
        let path = folder.join(difference.name());
        match made.get(difference.name()) {
            Some(text) => fs::write(&path, text)?,
            None => fs::remove_file(&path)?,
        }
        println!("{FOLDER}/{}: written", difference.name());
    }
    Ok(())
}

/// Fails when `write` would change something.
pub(crate) fn check(root: &Path) -> Result<()> {
    let differences = compare(&root.join(FOLDER), &make(root)?)?;
    for difference in &differences {
        println!("{FOLDER}/{}", difference.say());
    }
    if !differences.is_empty() {
        bail!("{FOLDER}/ is out of date; run `cargo xtask codegen` and commit what it writes");
    }
    println!("codegen: {FOLDER}/ is up to date");
    Ok(())
}

fn make(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut made = BTreeMap::new();
    for step in STEPS.iter().filter(|step| step.enabled) {
        let text = match step.source {
            Source::List => list(),
            Source::Program(arguments) => ask_program(root, arguments)
                .with_context(|| format!("making {FOLDER}/{}", step.file))?,
        };
        if text.trim().is_empty() {
            bail!("{FOLDER}/{} would be empty", step.file);
        }
        made.insert(step.file.to_owned(), format!("{}\n", text.trim_end()));
    }
    Ok(made)
}

fn ask_program(root: &Path, arguments: &[&str]) -> Result<String> {
    let run = ["run", "--locked", "--quiet", "--package", "crossdock", "--"];
    process::output(process::cargo(root, &[&run, arguments].concat()))
}

fn list() -> String {
    let mut text = String::from(
        "# Generated files\n\nMade by `cargo xtask codegen`; edits here are overwritten. \
         `cargo xtask ci` fails when they are out of date.\n\n| file | what is in it |\n|---|---|\n",
    );
    for step in STEPS.iter().filter(|step| step.enabled) {
        text.push_str(&format!("| [{0}]({0}) | {1} |\n", step.file, step.what));
    }
    text
}

#[derive(Debug, PartialEq, Eq)]
enum Difference {
    Missing(String),
    Changed(String),
    LeftOver(String),
}

impl Difference {
    fn name(&self) -> &str {
        match self {
            Self::Missing(name) | Self::Changed(name) | Self::LeftOver(name) => name,
        }
    }

    fn say(&self) -> String {
        match self {
            Self::Missing(name) => format!("{name}:1: is missing"),
            Self::Changed(name) => format!("{name}:1: is out of date"),
            Self::LeftOver(name) => format!("{name}:1: is made by no step"),
        }
    }
}

/// What stands in `folder` against what was made.
fn compare(folder: &Path, made: &BTreeMap<String, String>) -> Result<Vec<Difference>> {
    let mut differences = Vec::new();
    for (name, text) in made {
        match fs::read_to_string(folder.join(name)) {
            Ok(found) if found == *text => {}
            Ok(_) => differences.push(Difference::Changed(name.clone())),
            Err(_) => differences.push(Difference::Missing(name.clone())),
        }
    }
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !made.contains_key(&name) {
                differences.push(Difference::LeftOver(name));
            }
        }
    }
    Ok(differences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_platform::TemporaryFolder;

    #[test]
    fn every_kind_of_difference_is_found() {
        let folder = TemporaryFolder::new("codegen");
        fs::write(folder.path().join("same.md"), "same\n").unwrap();
        fs::write(folder.path().join("old.md"), "old\n").unwrap();
        fs::write(folder.path().join("left.md"), "left\n").unwrap();
        let pairs = [
            ("same.md", "same\n"),
            ("old.md", "new\n"),
            ("new.md", "new\n"),
        ];
        let made = pairs
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into();
        let found = compare(folder.path(), &made).unwrap();
        assert_eq!(
            found,
            [
                Difference::Missing("new.md".to_owned()),
                Difference::Changed("old.md".to_owned()),
                Difference::LeftOver("left.md".to_owned()),
            ]
        );
    }

    #[test]
    fn the_list_names_what_is_made_and_nothing_else() {
        let text = list();
        for step in &STEPS {
            assert_eq!(text.contains(step.file), step.enabled, "{}", step.file);
        }
    }
}
