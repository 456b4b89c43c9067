//! A platform is named in its own folder and where a list must be; everywhere else the code reads
//! capabilities, so that a new platform edits nothing that exists.

use super::Finding;
use super::rust_file::{RustFile, is_test_path};
use super::tree::{TextFile, Tree};

/// Where the folders of the platforms are.
pub(super) const FOLDER: &str = "crates/platforms/src/";
/// Folders there that belong to no platform: mail and SMS are protocols that many services speak.
const SHARED: [&str; 5] = ["http", "contract", "sim", "smtp", "sms"];
/// Names that are guarded although no folder may carry them yet, with other ways to write them.
const NAMES: [(&str, &[&str]); 5] = [
    ("shopify", &[]),
    ("shopbase", &[]),
    ("aliexpress", &[]),
    ("alibaba", &[]),
    (
        "seventeen_track",
        &["seventeen-track", "seventeentrack", "17track"],
    ),
];

/// Places outside a platform's own folder that may name platforms, and why.
const ALLOWED: [(&str, &str); 10] = [
    (
        "crates/platforms/src/lib.rs",
        "this is the list: two lines a platform",
    ),
    (
        "crates/crossdock/src/demo/",
        "the demo seeds one of each and judges by their ledgers",
    ),
    (
        "crates/crossdock/src/torture/",
        "a world of the rehearsal has one of each and is judged by their ledgers",
    ),
    (
        "crates/crossdock/src/bench/",
        "a floor is the same calls without the client that makes them",
    ),
    (
        "crates/crossdock/src/cli/sim.rs",
        "`crossdock sim <platform>` names what it starts",
    ),
    (
        "crates/web/src/i18n/texts.rs",
        "the list of locale files: a file a platform",
    ),
    (
        "crates/domain/src/store.rs",
        "the default address of the customer's tracking link is a public page, not a connection",
    ),
    (
        "crates/storage/sample_data/",
        "rows as a real database has them",
    ),
    ("crates/xtask/", "a rule has to know the words it looks for"),
    (
        "fuzz/Cargo.toml",
        "libFuzzer wants one program a target, named like it",
    ),
];

/// Kinds of files that are looked at. Documents may name platforms: that is what they are about.
const EXTENSIONS: [&str; 7] = ["rs", "sql", "js", "css", "html", "toml", "ftl"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let platforms = platforms(tree);
    let mut findings = Vec::new();
    for file in &tree.files {
        if !EXTENSIONS.contains(&file.extension()) || is_allowed(&file.path) {
            continue;
        }
        let lines = match file.extension() {
            "ftl" => lines_with_keys(&file.text),
            "rs" => lines_outside_tests(file),
            _ => numbered(&file.text).collect(),
        };
        for (number, line) in lines {
            for platform in &platforms {
                if !platform.owns(&file.path) && platform.is_named_in(&line) {
                    findings.push(finding(&file.path, number, &platform.name));
                }
            }
        }
    }
    findings
}

/// The folder under `crates/platforms/src` that a path is in, if it is a platform's.
pub(super) fn platform_of(path: &str) -> Option<&str> {
    let (folder, _) = path.strip_prefix(FOLDER)?.split_once('/')?;
    (!SHARED.contains(&folder)).then_some(folder)
}

struct Platform {
    name: String,
    spellings: Vec<String>,
}

impl Platform {
    fn owns(&self, path: &str) -> bool {
        platform_of(path) == Some(&self.name)
    }

    fn is_named_in(&self, line: &str) -> bool {
        let line = line.to_lowercase();
        self.spellings
            .iter()
            .any(|spelling| line.contains(spelling))
    }
}

fn platforms(tree: &Tree) -> Vec<Platform> {
    let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    names.extend(tree.paths.iter().filter_map(|path| platform_of(path)));
    names.sort_unstable();
    names.dedup();
    let platform = |name: &str| {
        let others = NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(&[][..], |(_, o)| o);
        let spellings = std::iter::once(&name)
            .chain(others)
            .map(|text| (*text).to_owned());
        Platform {
            name: name.to_owned(),
            spellings: spellings.collect(),
        }
    };
    names.into_iter().map(platform).collect()
}

fn is_allowed(path: &str) -> bool {
    let by_list = ALLOWED.iter().any(|(place, _)| path.starts_with(place));
    // A platform's own tests belong to that platform and speak of no other.
    by_list || (is_test_path(path) && platform_of(path).is_none())
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, String)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.to_owned()))
}

fn lines_outside_tests(file: &TextFile) -> Vec<(usize, String)> {
    let rust = RustFile::read(&file.path, &file.text);
    let in_platform = platform_of(&file.path).is_some();
    numbered(&file.text)
        .filter(|(line, _)| in_platform || !rust.is_test_line(*line))
        .collect()
}

/// The lines of a locale file that name a platform under a key which does not. A text about one
/// platform stands under a key that carries its name, so that a new platform adds keys.
fn lines_with_keys(text: &str) -> Vec<(usize, String)> {
    let mut kept = Vec::new();
    let mut key = String::new();
    for (number, line) in numbered(text) {
        if line.starts_with('#') {
            continue;
        }
        if line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-') {
            key = line
                .split('=')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase();
        }
        // However the key spells the platform, the text may write it as people do.
        let spellings = NAMES
            .iter()
            .map(|(name, others)| [&[*name][..], others].concat())
            .filter(|spellings| spellings.iter().any(|spelling| key.contains(spelling)))
            .flatten();
        let line = spellings.fold(line.to_lowercase(), |line, spelling| {
            line.replace(spelling, "")
        });
        kept.push((number, line));
    }
    kept
}

fn finding(path: &str, line: usize, name: &str) -> Finding {
    let what = format!("names the platform {name}");
    let fix = if path.starts_with("locales/") {
        "put the text under a key that carries the platform's name"
    } else if platform_of(path).is_some() {
        "one platform's folder never speaks of another; say it in its own words"
    } else {
        "read it from the list or from the platform's capabilities"
    };
    Finding::new(path, line, what, fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn code_names_a_platform_only_at_home() {
        assert_eq!(
            found("crates/app/src/flow/place.rs", "let a = \"AliExpress\";\n"),
            1
        );
        assert_eq!(
            found("crates/platforms/src/aliexpress/api.rs", "// AliExpress\n"),
            0
        );
        assert_eq!(
            found(
                "crates/platforms/src/shopbase/api.rs",
                "// unlike Shopify\n"
            ),
            1
        );
        assert_eq!(
            found("crates/platforms/src/http/mod.rs", "// for 17TRACK\n"),
            1
        );
        assert_eq!(
            found("crates/platforms/src/lib.rs", "pub mod shopbase;\n"),
            0
        );
        assert_eq!(
            found("crates/storage/migrations/sqlite/1.sql", "'shopbase'\n"),
            1
        );
    }

    #[test]
    fn tests_and_documents_may_name_platforms() {
        assert_eq!(
            found("crates/crossdock/tests/journeys/a.rs", "shopbase\n"),
            0
        );
        let text = "#[cfg(test)]\nmod tests {\n    const A: &str = \"shopbase\";\n}\n";
        assert_eq!(found("crates/app/src/a.rs", text), 0);
        assert_eq!(found("docs/adding-a-platform.md", "shopbase\n"), 0);
    }

    #[test]
    fn a_text_about_a_platform_has_a_key_with_its_name() {
        let text =
            "connect-shopbase-key = Open\n    ShopBase, then Apps\n# ShopBase\nhome = ShopBase\n";
        let tree = Tree::of(&[("locales/en/a.ftl", text)]);
        let lines: Vec<usize> = check(&tree).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [4]);
    }

    #[test]
    fn a_new_folder_is_guarded_at_once() {
        let tree = Tree::of(&[
            ("crates/platforms/src/etsy/mod.rs", "etsy\n"),
            ("crates/web/src/a.rs", "etsy\n"),
        ]);
        assert_eq!(check(&tree).len(), 1);
    }
}
