//! A file is one idea. Tests are not counted, so that nobody saves on them.

use super::Finding;
use super::rust_file::RustFile;

/// Where a file has certainly become two. Aim under 400.
const MOST_LINES: usize = 1_000;

pub(super) fn check(file: &RustFile<'_>) -> Option<Finding> {
    if file.is_test_file() {
        return None;
    }
    let lines = (1..=file.text.lines().count())
        .filter(|line| !file.is_test_line(*line))
        .count();
    (lines > MOST_LINES).then(|| {
        Finding::new(
            file.path,
            MOST_LINES,
            format!("the file has {lines} lines without its tests, more than {MOST_LINES}"),
            "split it by idea into a folder with a mod.rs",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_lines_are_the_end() {
        let text = "//\n".repeat(1_000);
        assert!(check(&RustFile::read("crates/x/src/a.rs", &text)).is_none());
        let text = "//\n".repeat(1_001);
        assert!(check(&RustFile::read("crates/x/src/a.rs", &text)).is_some());
        assert!(check(&RustFile::read("crates/x/tests/a.rs", &text)).is_none());
    }

    #[test]
    fn tests_are_not_counted() {
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    fn a() {}\n".repeat(900)
        );
        let text = format!("{}{tests}", "fn b() {}\n".repeat(900));
        assert!(check(&RustFile::read("crates/x/src/a.rs", &text)).is_none());
    }
}
