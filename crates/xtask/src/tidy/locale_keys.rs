//! Every text has its words in every language: keys used in Rust exist, all locales have the same
//! keys with the same variables, and no key is left over.
//!
//! A key is used by `.t("key")`, by `.tr("key", …)`, as a whole text literal, or by another message.
//! Keys that are built while running are declared next to that code: `// keys: failure-*, *-hint`.
//! Tests are not looked at: they may ask for keys that do not exist, and showing a text only to a
//! test is no use of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::rust_file::{Kind, RustFile};
use super::tree::Tree;

/// The language that every other one is compared with.
const REFERENCE: &str = "en";

/// One message of one language.
struct Message {
    path: String,
    line: usize,
    variables: BTreeSet<String>,
}

type Messages = BTreeMap<String, Message>;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut locales: BTreeMap<String, Messages> = BTreeMap::new();
    let mut uses = Uses::default();
    for file in tree.with_extension("ftl") {
        let Some(language) = language_of(&file.path) else {
            continue;
        };
        let messages = locales.entry(language.to_owned()).or_default();
        findings.extend(read_messages(&file.path, &file.text, messages));
        uses.read_references(&file.text);
    }
    for file in tree
        .with_extension("rs")
        .filter(|file| !file.path.starts_with("crates/xtask/"))
    {
        uses.read_code(&RustFile::read(&file.path, &file.text));
    }
    let reference = locales.remove(REFERENCE).unwrap_or_default();
    for (key, (path, line)) in &uses.called {
        if !reference.contains_key(key) {
            let what = format!("the text `{key}` is in no file of locales/{REFERENCE}/");
            findings.push(Finding::new(path, *line, what, "add it in every language"));
        }
    }
    for (key, message) in &reference {
        if !uses.has(key) {
            let what = format!("the text `{key}` is not used");
            let fix =
                "delete it in every language, or declare a built key with `// keys: prefix-*`";
            findings.push(Finding::new(&message.path, message.line, what, fix));
        }
    }
    for (language, messages) in &locales {
        findings.extend(compare(language, messages, &reference));
    }
    findings
}

fn language_of(path: &str) -> Option<&str> {
    path.strip_prefix("locales/")?
        .split_once('/')
        .map(|(language, _)| language)
}

/// Reads a Fluent file: a message begins at the start of a line, what follows is indented.
fn read_messages(path: &str, text: &str, messages: &mut Messages) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut current: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if let Some(key) = message_key(line) {
            let message = Message {
                path: path.to_owned(),
                line: index + 1,
                variables: BTreeSet::new(),
            };
            if let Some(earlier) = messages.insert(key.to_owned(), message) {
                let what = format!(
                    "the text `{key}` is also at {}:{}",
                    earlier.path, earlier.line
                );
                findings.push(Finding::new(path, index + 1, what, "keep one of them"));
            }
            current = Some(key.to_owned());
        } else if line.starts_with('-') {
            current = None;
        }
        if let Some(message) = current.as_ref().and_then(|key| messages.get_mut(key)) {
            message.variables.extend(variables(line));
        }
    }
    findings
}

fn message_key(line: &str) -> Option<&str> {
    if !line.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    line.split_once('=').map(|(key, _)| key.trim())
}

/// The names after `$` in a line.
fn variables(line: &str) -> impl Iterator<Item = String> {
    line.split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| is_key_char(*c)).collect())
}

fn is_key_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-' || character == '_'
}

fn compare(language: &str, messages: &Messages, reference: &Messages) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, message) in reference {
        let Some(other) = messages.get(key) else {
            let what = format!("the text `{key}` is missing in locales/{language}/");
            findings.push(Finding::new(
                &message.path,
                message.line,
                what,
                "translate it",
            ));
            continue;
        };
        if other.variables != message.variables {
            let what =
                format!("the text `{key}` does not use the same variables as in {REFERENCE}");
            let names: Vec<String> = message
                .variables
                .iter()
                .map(|name| format!("${name}"))
                .collect();
            let fix = format!("it needs: {}", names.join(", "));
            findings.push(Finding::new(&other.path, other.line, what, fix));
        }
    }
    for (key, message) in messages
        .iter()
        .filter(|(key, _)| !reference.contains_key(*key))
    {
        let what = format!("the text `{key}` is missing in locales/{REFERENCE}/");
        findings.push(Finding::new(
            &message.path,
            message.line,
            what,
            "add it there or delete it",
        ));
    }
    findings
}

/// Where keys are used.
#[derive(Default)]
struct Uses {
    /// Keys given to `.t` and `.tr`, with the first place.
    called: BTreeMap<String, (String, usize)>,
    /// Whole texts in the code, and references between messages.
    texts: BTreeSet<String>,
    /// What declared built keys begin and end with.
    patterns: Vec<(String, String)>,
}

impl Uses {
    fn has(&self, key: &str) -> bool {
        self.called.contains_key(key)
            || self.texts.contains(key)
            || self
                .patterns
                .iter()
                .any(|(start, end)| key.starts_with(start) && key.ends_with(end))
    }

    fn read_code(&mut self, file: &RustFile<'_>) {
        if file.is_test_file() {
            return;
        }
        for (index, piece) in file.code.iter().enumerate() {
            if piece.kind != Kind::Text || file.is_test_line(piece.line) {
                continue;
            }
            let text = piece.text.trim_matches('"').to_owned();
            let called = index >= 3
                && (file.reads(index - 3, &[".", "t", "("])
                    || file.reads(index - 3, &[".", "tr", "("]));
            if called {
                let place = (file.path.to_owned(), piece.line);
                self.called.entry(text.clone()).or_insert(place);
            }
            self.texts.insert(text);
        }
        for comment in &file.comments {
            let Some((_, list)) = comment.text.split_once("keys:") else {
                continue;
            };
            for pattern in list.split([',', ' ']) {
                if let Some((start, end)) = pattern.split_once('*')
                    && start.len() + end.len() > 0
                {
                    self.patterns.push((start.to_owned(), end.to_owned()));
                }
            }
        }
    }

    /// `{ key }` and `{ key.attribute }` inside messages.
    fn read_references(&mut self, text: &str) {
        for placed in text.split('{').skip(1) {
            let name: String = placed
                .trim_start()
                .chars()
                .take_while(|c| is_key_char(*c))
                .collect();
            if !name.is_empty() {
                self.texts.insert(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const CODE: &str = "fn f() { l.t(\"home\"); l.tr(\"count\", &[]); say(\"listed\"); }\n// keys: failure-*, *-hint\n";

    #[test]
    fn the_same_keys_everywhere_and_all_used_pass() {
        let en = "home = Home\ncount = { $n ->\n    [one] one\n   *[other] { $n }\n }\n    .title = { brand }\nlisted = L\nfailure-a = A\na-hint = H\nbrand = B\n# note\n-term = T\n";
        let said = found(&[
            ("a.rs", CODE),
            ("locales/en/a.ftl", en),
            ("locales/vi/a.ftl", en),
        ]);
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn a_missing_key_is_said_where_it_is_used() {
        let said = found(&[("a.rs", CODE), ("locales/en/a.ftl", "count = C\n")]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].starts_with("a.rs:1: the text `home`"),
            "{}",
            said[0]
        );
    }

    #[test]
    fn languages_that_differ_are_said() {
        let code = "fn f() { l.t(\"a\"); l.t(\"b\"); l.t(\"c\"); }";
        let en = ("locales/en/x.ftl", "a = { $n }\nb = B\nc = C\nc = D\n");
        let vi = ("locales/vi/x.ftl", "a = A\nc = C\nd = D\n");
        let said = found(&[("a.rs", code), en, vi]);
        // Another variable, one missing, one too many, one twice.
        assert_eq!(said.len(), 4, "{said:?}");
    }

    #[test]
    fn tests_neither_need_nor_use_a_key() {
        let code = "#[cfg(test)]\nmod tests { fn f() { l.t(\"gone\"); l.t(\"old\"); } }\n";
        let said = found(&[
            ("crates/web/src/a.rs", code),
            ("locales/en/x.ftl", "old = Old\n"),
        ]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("`old` is not used"), "{}", said[0]);
    }

    #[test]
    fn a_key_that_nobody_uses_is_said() {
        let said = found(&[("a.rs", "fn f() {}"), ("locales/en/x.ftl", "old = Old\n")]);
        assert!(said[0].contains("`old` is not used"), "{said:?}");
    }
}
