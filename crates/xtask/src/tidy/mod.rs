//! The house rules as a test: one file a rule, each over the text of the repository.
//!
//! A rule never guesses and never mends; it says where, what is wrong and what to do. It runs as
//! `cargo xtask tidy` and as a test of this crate, so that `cargo test` covers it.

mod crate_order;
mod file_length;
mod function_length;
mod glossary_words;
mod links;
mod lint_exceptions;
mod locale_keys;
mod machine_paths;
mod module_docs;
mod platform_names;
mod rust_file;
mod simulator_imports;
mod tree;
mod unfinished;
mod whitespace;

use std::path::Path;
use std::{fmt, fs};

use anyhow::{Result, bail};
use rust_file::RustFile;
use tree::Tree;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    what: String,
    fix: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}; {}",
            self.path, self.line, self.what, self.fix
        )
    }
}

/// Checks the repository and fails when a rule is broken anywhere.
pub(crate) fn run(root: &Path) -> Result<()> {
    run_within(root, "")
}

/// Checks the repository and fails when a rule is broken in a file whose path begins so.
pub(crate) fn run_within(root: &Path, start: &str) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut findings = check(&tree);
    findings.retain(|finding| finding.path.starts_with(start));
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("tidy: {} places break the house rules", findings.len());
    }
    let files = tree
        .paths
        .iter()
        .filter(|path| path.starts_with(start))
        .count();
    println!("tidy: {files} files, all rules kept");
    Ok(())
}

/// Copies the repository's files, as they are now, into the empty folder `to`.
pub(crate) fn copy_repository(root: &Path, to: &Path) -> Result<()> {
    for path in &Tree::read(root)?.paths {
        let target = to.join(path);
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(root.join(path), &target)?;
    }
    Ok(())
}

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let words = glossary_words::Words::read(tree);
    for file in tree.with_extension("rs") {
        let file = RustFile::read(&file.path, &file.text);
        findings.extend(function_length::check(&file));
        findings.extend(file_length::check(&file));
        findings.extend(module_docs::check(&file));
        findings.extend(simulator_imports::check(&file));
        findings.extend(unfinished::check(&file));
        findings.extend(lint_exceptions::check(&file));
        findings.extend(words.check(&file));
        findings.extend(whitespace::check(&file));
    }
    findings.extend(platform_names::check(tree));
    findings.extend(crate_order::check(tree));
    findings.extend(locale_keys::check(tree));
    findings.extend(links::check(tree));
    findings.extend(machine_paths::check(tree));
    findings.sort();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let tree = Tree::read(&crate::repository()).unwrap();
        let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert!(
            found.is_empty(),
            "house rules are broken:\n{}",
            found.join("\n")
        );
    }

    #[test]
    fn a_finding_reads_place_wrong_and_remedy() {
        let finding = Finding::new("a/b.rs", 7, "it is long", "split it");
        assert_eq!(finding.to_string(), "a/b.rs:7: it is long; split it");
    }

    #[test]
    fn every_rule_is_asked() {
        let body = "    let x = 1;\n".repeat(71);
        let tree = Tree::of(&[
            (
                "crates/web/src/lib.rs",
                &format!("fn long() {{\n{body}}}\t\n"),
            ),
            (
                "crates/web/Cargo.toml",
                "[dependencies]\nplatforms.workspace = true\n",
            ),
            (
                "crates/platforms/src/shopbase/sim/mod.rs",
                "//! The stand-in of a store.\nuse domain::Order;\n",
            ),
            (
                "crates/web/src/page.rs",
                "//! A page of the desk, ShopBase.\n#[allow(dead_code)]\nfn f() { todo!() }\n",
            ),
            (
                "GLOSSARY.md",
                "| word | meaning | not used |\n|---|---|---|\n| **Store** | a store | shop |\n",
            ),
            (
                "crates/web/src/shop.rs",
                "//! One page of the desk.\nstruct Shop;\n",
            ),
            ("locales/en/a.ftl", "unused = Unused\n"),
            ("README.md", "[gone](gone.md)\n"),
            ("notes.txt", concat!("/wo", "rk/x\n")),
        ]);
        let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        let all = found.join("\n");
        for part in [
            "function `long`",
            "module docs",
            "depends on `platforms`",
            "use `domain`",
            "names the platform",
            "`#[allow",
            "`todo!`",
            "`Shop`",
            "is not used",
            "gone.md",
            "absolute path",
            "tab",
        ] {
            assert!(all.contains(part), "no finding says {part}:\n{all}");
        }
    }
}
