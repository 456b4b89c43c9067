//! The repository speaks of itself only: no path of one machine, no private package registry.

use super::Finding;
use super::tree::Tree;

/// Folders that exist on somebody's machine. Written apart so that this file does not carry them.
const FOLDERS: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

/// Where the lock file may take crates from.
const PUBLIC_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(folder) = machine_folder(line) {
                let what = format!("an absolute path of one machine: {folder}");
                let fix =
                    "use a path relative to the repository, or an example like /srv/crossdock";
                findings.push(Finding::new(&file.path, index + 1, what, fix));
            }
            if let Some(what) = registry(&file.path, line) {
                let fix =
                    "take packages from the public registry; keep mirrors in your own settings";
                findings.push(Finding::new(&file.path, index + 1, what, fix));
            }
        }
    }
    findings
}

fn machine_folder(line: &str) -> Option<&'static str> {
    FOLDERS.into_iter().find(|folder| {
        line.match_indices(folder).any(|(at, _)| {
            // Inside a longer path or address (`example.com/…`) it is something else.
            let before = line[..at].chars().next_back();
            !before
                .is_some_and(|character| character.is_alphanumeric() || "._-}*".contains(character))
        })
    })
}

fn registry(path: &str, line: &str) -> Option<String> {
    let line = line.trim();
    if path.ends_with("Cargo.lock") {
        let source = line.strip_prefix("source = \"")?.trim_end_matches('"');
        return (source != PUBLIC_REGISTRY).then(|| format!("a crate from {source}"));
    }
    let in_settings =
        path.ends_with(".toml") && (path.contains(".cargo/") || path.ends_with("Cargo.toml"));
    let names_one = line.starts_with("[source.")
        || line.starts_with("[registries.")
        || line.starts_with("replace-with")
        || line.contains("registry-index")
        || line.contains("registry = \"");
    let private_host = line.contains("://")
        && [".internal/", ".internal:", ".corp/", ".lan/"]
            .iter()
            .any(|end| line.contains(end));
    // Code names such hosts where it refuses to call them.
    (in_settings && names_one || private_host && !path.ends_with(".rs"))
        .then(|| "names a private registry or host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_path_of_one_machine_is_seen() {
        assert_eq!(found("a.md", &format!("see {}notes\n", FOLDERS[0])), 1);
        assert_eq!(found("a.rs", &format!("\"{}x\"\n", FOLDERS[1])), 1);
        assert_eq!(
            found("a.md", &format!("https://example.com{}x\n", FOLDERS[0])),
            0
        );
        assert_eq!(found("a.md", "/srv/crossdock/data\n"), 0);
    }

    #[test]
    fn a_private_registry_is_seen() {
        assert_eq!(
            found(
                "Cargo.lock",
                "source = \"registry+https://crates.example/index\"\n"
            ),
            1
        );
        assert_eq!(
            found("Cargo.lock", &format!("source = \"{PUBLIC_REGISTRY}\"\n")),
            0
        );
        assert_eq!(found(".cargo/config.toml", "[source.crates-io]\n"), 1);
        assert_eq!(found(".cargo/config.toml", "[alias]\n"), 0);
        assert_eq!(found("docs/a.md", "https://packages.internal/simple\n"), 1);
    }
}
