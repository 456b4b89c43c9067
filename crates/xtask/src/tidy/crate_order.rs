//! Who may know whom. The rules know nobody, a page cannot call a supplier, and one crate at the
//! top wires everything.

use super::Finding;
use super::tree::Tree;

/// Each crate and the crates of this workspace that it may depend on, tests included.
const MAY_KNOW: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("platforms", &["domain"]),
    ("storage", &["domain"]),
    ("app", &["domain", "storage"]),
    ("web", &["domain", "storage", "app"]),
    (
        "crossdock",
        &["domain", "platforms", "storage", "app", "web"],
    ),
    ("xtask", &[]),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("toml") {
        let Some(name) = crate_of(&file.path) else {
            continue;
        };
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(known, _)| *known == name) else {
            findings.push(Finding::new(
                &file.path,
                1,
                format!("the crate `{name}` has no place in the order"),
                "decide in docs/decisions/ who it may know and add it to xtask's crate_order.rs",
            ));
            continue;
        };
        for (line, dependency) in dependencies(&file.text) {
            let is_ours = MAY_KNOW.iter().any(|(known, _)| *known == dependency);
            if is_ours && !allowed.contains(&dependency.as_str()) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{name}` depends on `{dependency}`"),
                    "turn it around: define what is needed as a port in a lower crate",
                ));
            }
        }
    }
    findings
}

fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?
        .strip_suffix("/Cargo.toml")
        .filter(|name| !name.contains('/'))
}

/// The names under every kind of dependencies table, with their lines.
fn dependencies(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_table = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']').trim_matches('[');
            let (table, last) = header.rsplit_once('.').unwrap_or(("", header));
            in_table = last.ends_with("dependencies");
            if table.ends_with("dependencies") {
                found.push((index + 1, last.to_owned()));
            }
        } else if in_table && !line.starts_with('#') {
            let key = line
                .split(['=', '.', ' '])
                .next()
                .unwrap_or_default()
                .trim_matches('"');
            let renamed = line
                .split_once("package = \"")
                .and_then(|(_, rest)| rest.split('"').next());
            if !key.is_empty() {
                found.push((index + 1, renamed.unwrap_or(key).to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        check(&Tree::of(&[(&path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_lower_crate_knows_no_higher_one() {
        for (name, text) in [
            ("domain", "[dependencies]\nstorage.workspace = true\n"),
            (
                "app",
                "[dev-dependencies]\nplatforms = { workspace = true }\n",
            ),
            ("web", "[dependencies.platforms]\nworkspace = true\n"),
            (
                "storage",
                "[target.'cfg(unix)'.dependencies]\nx = { package = \"app\", path = \"../app\" }\n",
            ),
            ("xtask", "[build-dependencies]\n\"domain\" = \"1\"\n"),
        ] {
            assert_eq!(found(name, text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_higher_crate_knows_lower_ones_and_strangers() {
        let text =
            "[dependencies]\n# app\ndomain.workspace = true\nserde = \"1\"\n[features]\nweb = []\n";
        assert!(found("storage", text).is_empty());
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(found("mailer", "[dependencies]\n").len(), 1);
    }
}
