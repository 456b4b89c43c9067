//! One word per thing: names in the code come from GLOSSARY.md, and its *not used* words stay out.
//!
//! The list is read from the glossary itself, so that the two never drift apart. Comments and texts
//! are not looked at. Inside a platform's folder the vendor's own words are right.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::platform_names::platform_of;
use super::rust_file::{Kind, RustFile};
use super::tree::Tree;

/// A place and names in which a word that the glossary does not use is right, and why.
/// Names are in `snake_case`; `*` at either end stands for anything.
struct Exception {
    within: &'static str,
    names: &'static [&'static str],
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 20] = [
    Exception {
        within: "crates/platforms/src/smtp/",
        names: &["vendor"],
        reason: "an outside's own code and words, as CallError keeps them",
    },
    Exception {
        within: "crates/platforms/src/sms/",
        names: &["vendor"],
        reason: "an outside's own code and words, as CallError keeps them",
    },
    Exception {
        within: "crates/storage/src/engine/postgres/tls.rs",
        names: &["*channel_binding", "*provider"],
        reason: "the words of TLS and its library",
    },
    Exception {
        within: "crates/crossdock/src/cli/sim.rs",
        names: &["shop"],
        reason: "the simulated platform's own word for the part of its address",
    },
    Exception {
        within: "crates/crossdock/src/demo/",
        names: &["shop"],
        reason: "the simulated platform's own word for the part of its address",
    },
    Exception {
        within: "crates/crossdock/src/torture/",
        names: &["shop", "seller_timeout_days"],
        reason: "the simulated platforms' own words",
    },
    Exception {
        within: "crates/crossdock/tests/",
        names: &["shop", "*buyer*", "*media_feature*", "features"],
        reason: "the simulated platforms' and the browser protocol's own words",
    },
    Exception {
        within: "crates/",
        names: &["channel", "sync_channel", "unbounded_channel"],
        reason: "channels between tasks, as the standard library and tokio call them",
    },
    Exception {
        within: "crates/",
        names: &[
            "access_token*",
            "refresh_token*",
            "*_access_token",
            "*_refresh_token",
        ],
        reason: "OAuth's words for two secrets; a Connection holds them and is not one",
    },
    Exception {
        within: "crates/",
        names: &[
            "session_token*",
            "csrf_token*",
            "setup_token*",
            "sign_in_token*",
            "api_token*",
            "bearer_token*",
            "token_hash",
            "new_token",
            "random_token",
            "tracking_page_token*",
        ],
        reason: "a secret string that a browser or a program shows; it links to no platform",
    },
    Exception {
        within: "crates/",
        names: &["page_token*", "next_page_token"],
        reason: "a place in a long list, as list APIs call it; it opens nothing",
    },
    Exception {
        within: "crates/",
        names: &["cancellation_token", "child_token"],
        reason: "tokio's words for stopping tasks",
    },
    Exception {
        within: "crates/",
        names: &["vendor_code*", "vendor_message*", "vendor_words*"],
        reason: "the platform vendor's own code and text, kept beside our reason and shown as they are",
    },
    Exception {
        within: "crates/domain/src/ports/error.rs",
        names: &["vendor"],
        reason: "puts the platform vendor's own words into an error",
    },
    Exception {
        within: "crates/",
        names: &["crypto_provider", "default_provider"],
        reason: "rustls's words for its cryptography",
    },
    Exception {
        within: "crates/",
        names: &["feature"],
        reason: "cargo's word, in `cfg(feature = …)`",
    },
    Exception {
        within: "crates/domain/src/connection",
        names: &["token_secret*", "*_token"],
        reason: "credentials as the platforms hand them out",
    },
    Exception {
        within: "crates/storage/src/throwaway.rs",
        names: &["gid"],
        reason: "the operating system's word for the group that a process runs as",
    },
    Exception {
        within: "crates/web/src/",
        names: &["channel*"],
        reason: "the browser's BroadcastChannel and server-sent events",
    },
    Exception {
        within: "crates/xtask/src/tidy/glossary_words.rs",
        names: &["*"],
        reason: "this file's own tests name what is wrong",
    },
];

/// The words that the glossary does not use.
pub(super) struct Words {
    /// Each as its parts in small letters, with what to say instead.
    unused: Vec<(Vec<String>, String)>,
    /// Names that the glossary itself gives, although a part of them is an unused word.
    named: BTreeSet<String>,
}

impl Words {
    /// Reads the tables of GLOSSARY.md. Without the file no word is refused.
    pub(super) fn read(tree: &Tree) -> Self {
        let text = tree.text("GLOSSARY.md").unwrap_or_default();
        let mut defined = BTreeSet::new();
        let mut refused: BTreeMap<String, String> = BTreeMap::new();
        let mut named = BTreeSet::new();
        for line in text.lines().filter(|line| line.starts_with('|')) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let words: Vec<String> = between(cells[0], "**").map(str::to_owned).collect();
            defined.extend(words.iter().map(|word| snake(word)));
            if let (3, Some(instead)) = (cells.len(), words.first()) {
                for word in unused_words(cells[2]) {
                    refused.entry(word).or_insert_with(|| instead.clone());
                }
            }
            let meaning = cells.iter().take(2).flat_map(|cell| between(cell, "`"));
            named.extend(meaning.map(snake));
        }
        let unused = refused
            .into_iter()
            .filter(|(word, _)| !defined.contains(word))
            .map(|(word, instead)| (word.split('_').map(str::to_owned).collect(), instead))
            .collect();
        Self { unused, named }
    }

    /// The names in `file` that use a refused word: each name once, at its first line.
    pub(super) fn check(&self, file: &RustFile<'_>) -> Vec<Finding> {
        if speaks_for_a_vendor(file.path) {
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let mut findings = Vec::new();
        for piece in file.code.iter().filter(|piece| piece.kind == Kind::Word) {
            if !seen.insert(piece.text) {
                continue;
            }
            let name = snake(piece.text);
            if let Some((word, instead)) = self.refuses(&name)
                && !is_exception(file.path, &name)
            {
                findings.push(Finding::new(
                    file.path,
                    piece.line,
                    format!("the name `{}` uses the word *{word}*", piece.text),
                    format!("the glossary says {instead}; if the word is another system's, add an exception with its reason to xtask's glossary_words.rs"),
                ));
            }
        }
        findings
    }

    fn refuses(&self, name: &str) -> Option<(String, &str)> {
        if self.named.contains(name) {
            return None;
        }
        let parts: Vec<&str> = name.split('_').collect();
        self.unused.iter().find_map(|(word, instead)| {
            let matches = parts.windows(word.len()).any(|run| {
                run.iter()
                    .zip(word)
                    .all(|(part, word)| part == word || *part == format!("{word}s"))
            });
            matches.then(|| (word.join("_"), instead.as_str()))
        })
    }
}

/// A platform's folder, and the tests that call simulators in the vendor's own protocol.
fn speaks_for_a_vendor(path: &str) -> bool {
    platform_of(path).is_some() || path.starts_with("crates/platforms/tests/")
}

fn is_exception(path: &str, name: &str) -> bool {
    EXCEPTIONS.iter().any(|exception| {
        debug_assert!(!exception.reason.is_empty(), "an exception says why");
        path.starts_with(exception.within)
            && exception
                .names
                .iter()
                .any(|pattern| matches_pattern(name, pattern))
    })
}

fn matches_pattern(name: &str, pattern: &str) -> bool {
    let middle = pattern.trim_matches('*');
    match (pattern.starts_with('*'), pattern.ends_with('*')) {
        (true, true) => name.contains(middle),
        (true, false) => name.ends_with(middle),
        (false, true) => name.starts_with(middle),
        (false, false) => name == middle,
    }
}

/// The words of a *not used* cell, without what stands in brackets.
fn unused_words(cell: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for character in cell.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    let words = plain
        .split([',', ';'])
        .map(|word| word.trim().trim_matches(['`', '*']));
    words
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace([' ', '-'], "_"))
        .collect()
}

/// What stands between pairs of `mark`.
fn between<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(mark).skip(1).step_by(2)
}

/// `AccessToken`, `accessToken` and `ACCESS_TOKEN` as `access_token`.
fn snake(name: &str) -> String {
    let characters: Vec<char> = name.trim_start_matches("r#").chars().collect();
    let mut result = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(index + 1);
        let starts_word = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|next| next.is_lowercase()))
            });
        if starts_word {
            result.push('_');
        }
        result.extend(character.to_lowercase());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = "\
| word (type) | meaning | not used |
|---|---|---|
| **Merchant** | who runs the business | seller (on a marketplace that is the supplier), buyer |
| **Connection** | a link | account, token |
| **Store** | a store | shop, channel |
| **Marketplace** | where suppliers sell | supplier (that is one seller there) |
| **Supplier** | one seller | vendor |
| **Carrier** | who carries | courier, logistics company |
| **Recipient** | who | ship_to |
| **FailureReason** | a list: `AccountRefused`, … |
";

    fn found(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[("GLOSSARY.md", GLOSSARY)]);
        let words = Words::read(&tree);
        words
            .check(&RustFile::read(path, text))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn words_that_the_glossary_does_not_use_are_refused() {
        for name in [
            "Shop",
            "shop_id",
            "SHOPS",
            "SellerId",
            "logistics_company",
            "ship_to",
            "userAccount",
        ] {
            assert_eq!(
                found("crates/app/src/a.rs", &format!("let {name} = 1;")).len(),
                1,
                "{name}"
            );
        }
        let said = found("crates/app/src/a.rs", "struct Shop;\nstruct Shop;\n");
        assert!(
            said[0].starts_with("crates/app/src/a.rs:1: the name `Shop`"),
            "{}",
            said[0]
        );
        assert!(said[0].contains("the glossary says Store"), "{}", said[0]);
    }

    #[test]
    fn words_it_defines_and_names_it_gives_are_fine() {
        for name in [
            "supplier_id",
            "AccountRefused",
            "workshop",
            "ship",
            "logistics",
        ] {
            assert!(
                found("crates/app/src/a.rs", &format!("let {name} = 1;")).is_empty(),
                "{name}"
            );
        }
        assert!(found("crates/app/src/a.rs", "// the shop\nlet a = \"shop\";").is_empty());
    }

    #[test]
    fn a_platform_speaks_its_vendors_words() {
        assert!(found("crates/platforms/src/shopbase/wire.rs", "struct Shop;").is_empty());
        assert!(found("crates/platforms/tests/simulator.rs", "struct Shop;").is_empty());
        assert_eq!(
            found("crates/platforms/src/http/mod.rs", "struct Shop;").len(),
            1
        );
    }

    #[test]
    fn exceptions_hold_where_they_say() {
        assert!(
            found(
                "crates/app/src/a.rs",
                "mpsc::channel(1); let access_token = 1;"
            )
            .is_empty()
        );
        assert_eq!(
            found("crates/app/src/a.rs", "struct ChannelId; let token = 1;").len(),
            2
        );
        assert!(
            EXCEPTIONS
                .iter()
                .all(|exception| exception.reason.len() > 10)
        );
    }

    #[test]
    fn names_are_cut_into_their_words() {
        assert_eq!(snake("HTTPServer"), "http_server");
        assert_eq!(snake("Sha256Token"), "sha256_token");
        assert_eq!(snake("ALL_SHOPS"), "all_shops");
    }
}
