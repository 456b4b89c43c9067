//! Makes the folder of a new platform: the files that every platform has, small, compiling, each
//! opening with what belongs in it.
//!
//! It touches the new folder and one line of the platforms' list, and refuses to overwrite.

pub(crate) mod proof;

use std::fs;
use std::path::Path;
#[cfg(test)]
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

const PLATFORMS: &str = "crates/platforms/src";

/// What a platform is to us, with the file and the port that come with it.
struct Role {
    kind: &'static str,
    text: &'static str,
}

const ROLES: [Role; 3] = [
    Role {
        kind: "store",
        text: include_str!("template/store.rs.txt"),
    },
    Role {
        kind: "marketplace",
        text: include_str!("template/marketplace.rs.txt"),
    },
    Role {
        kind: "tracking",
        text: include_str!("template/tracking.rs.txt"),
    },
];

/// The files that every platform has, in the order in which they are written.
const FILES: [(&str, &str); 13] = [
    ("README.md", include_str!("template/README.md.txt")),
    ("mod.rs", include_str!("template/mod.rs.txt")),
    ("config.rs", include_str!("template/config.rs.txt")),
    ("auth.rs", include_str!("template/auth.rs.txt")),
    ("api.rs", include_str!("template/api.rs.txt")),
    ("wire.rs", include_str!("template/wire.rs.txt")),
    ("convert.rs", include_str!("template/convert.rs.txt")),
    ("error.rs", include_str!("template/error.rs.txt")),
    ("webhook.rs", include_str!("template/webhook.rs.txt")),
    ("sim/mod.rs", include_str!("template/sim.rs.txt")),
    ("sim/ledger.rs", include_str!("template/sim_ledger.rs.txt")),
    (
        "fixtures/README.md",
        include_str!("template/fixtures.md.txt"),
    ),
    ("tests.rs", include_str!("template/tests.rs.txt")),
];

/// Makes the folder and says what to do next.
pub(crate) fn run(root: &Path, name: &str, kind: &str) -> Result<()> {
    let written = scaffold(root, name, kind)?;
    format(root, name)?;
    for path in written {
        println!("{path}");
    }
    println!(
        "\nNext: write down what the vendor promises in {PLATFORMS}/{name}/README.md, then the\n\
         simulator from it, then the client. docs/adding-a-platform.md has the order and the checks.\n\
         Add a line to CHANGELOG.md and run `cargo xtask ci`."
    );
    Ok(())
}

/// Writes the folder and the list's line; gives the paths that it wrote.
fn scaffold(root: &Path, name: &str, kind: &str) -> Result<Vec<String>> {
    check_name(name)?;
    let known = || {
        ROLES
            .iter()
            .map(|role| role.kind)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let role = ROLES
        .iter()
        .find(|role| role.kind == kind)
        .with_context(|| format!("`{kind}` is no kind of platform; there are: {}", known()))?;
    let folder = root.join(PLATFORMS).join(name);
    ensure!(
        !folder.exists(),
        "{PLATFORMS}/{name} is there already; nothing was written"
    );
    let list = format!("{PLATFORMS}/lib.rs");
    let listed = with_line_in_list(&fs::read_to_string(root.join(&list))?, name)?;

    let role_file = format!("{kind}.rs");
    let files = FILES.into_iter().chain([(role_file.as_str(), role.text)]);
    let mut written = Vec::new();
    for (file, template) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(&path, fill(template, name, kind))?;
        written.push(format!("{PLATFORMS}/{name}/{file}"));
    }
    fs::write(root.join(&list), listed)?;
    written.push(list);
    Ok(written)
}

/// Formats the new folder only: how lines break depends on how long the name is.
fn format(root: &Path, name: &str) -> Result<()> {
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "mod.rs"]);
    command
        .current_dir(root.join(PLATFORMS).join(name))
        .stdin(Stdio::null());
    process::succeed(command)
}

fn check_name(name: &str) -> Result<()> {
    let begins_with_letter = name.starts_with(|first: char| first.is_ascii_lowercase());
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    ensure!(
        begins_with_letter && plain && !name.ends_with('_') && !name.contains("__"),
        "`{name}` is no name of a platform: use small letters, digits and _, beginning with a letter"
    );
    if ["http", "contract", "sim", "platform"].contains(&name) {
        bail!("`{name}` is the name of something else in {PLATFORMS}");
    }
    Ok(())
}

/// Puts `pub mod name;` into the list, among its like and in alphabetical order.
fn with_line_in_list(list: &str, name: &str) -> Result<String> {
    let new = format!("pub mod {name};");
    let mut lines: Vec<&str> = list.lines().collect();
    let is_module = |line: &&str| line.starts_with("pub mod ");
    let last = lines
        .iter()
        .rposition(is_module)
        .context("the list has no `pub mod` line")?;
    let at = lines
        .iter()
        .position(|line| is_module(line) && *line > new.as_str());
    lines.insert(at.unwrap_or(last + 1), &new);
    Ok(lines.join("\n") + "\n")
}

/// `{{name}}` is the folder, `{{Name}}` the type's name, `{{NAME}}` constants, `{{kind}}` the role.
fn fill(template: &str, name: &str, kind: &str) -> String {
    template
        .replace("{{name}}", name)
        .replace("{{Name}}", &camel(name))
        .replace("{{NAME}}", &name.to_uppercase())
        .replace("{{kind}}", kind)
        .replace("{{Kind}}", &camel(kind))
}

fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect()
    });
    words.collect::<Vec<String>>().concat()
}

/// A folder of one test, deleted at its end.
#[cfg(test)]
pub(crate) struct TemporaryFolder(PathBuf);

#[cfg(test)]
impl TemporaryFolder {
    pub(crate) fn new(label: &str) -> Self {
        let name = format!("crossdock-xtask-{label}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "//! The list.\n\npub mod aardvark;\npub mod sim;\n\nfn f() {}\n";

    fn repository(label: &str) -> TemporaryFolder {
        let folder = TemporaryFolder::new(label);
        fs::create_dir_all(folder.path().join(PLATFORMS)).unwrap();
        fs::write(folder.path().join(PLATFORMS).join("lib.rs"), LIST).unwrap();
        folder
    }

    #[test]
    fn every_kind_gets_its_files_and_a_line_in_the_list() {
        for role in &ROLES {
            let root = repository(role.kind);
            let written = scaffold(root.path(), "night_market", role.kind).unwrap();
            assert_eq!(written.len(), FILES.len() + 2);
            for path in &written {
                let text = fs::read_to_string(root.path().join(path)).unwrap();
                assert!(
                    !text.contains("{{"),
                    "{path} has a gap that was not filled:\n{text}"
                );
            }
            let list = fs::read_to_string(root.path().join(PLATFORMS).join("lib.rs")).unwrap();
            assert!(
                list.contains("pub mod aardvark;\npub mod night_market;\npub mod sim;\n"),
                "{list}"
            );
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let root = repository("overwrite");
        scaffold(root.path(), "night_market", "store").unwrap();
        let error = scaffold(root.path(), "night_market", "tracking").unwrap_err();
        assert!(error.to_string().contains("is there already"), "{error}");
        assert!(
            !root
                .path()
                .join(PLATFORMS)
                .join("night_market/tracking.rs")
                .exists()
        );
    }

    #[test]
    fn bad_names_and_kinds_are_refused_before_anything_is_written() {
        let root = repository("refused");
        for name in ["", "Etsy", "17track", "a-b", "../up", "a__b", "a_", "sim"] {
            assert!(scaffold(root.path(), name, "store").is_err(), "{name}");
        }
        assert!(scaffold(root.path(), "etsy", "bank").is_err());
        let list = fs::read_to_string(root.path().join(PLATFORMS).join("lib.rs")).unwrap();
        assert_eq!(list, LIST);
    }

    #[test]
    fn names_are_spelled_for_types() {
        assert_eq!(camel("night_market"), "NightMarket");
        assert_eq!(
            fill("{{name}} {{Name}} {{NAME}} {{Kind}}", "a_b", "store"),
            "a_b AB A_B Store"
        );
    }
}
