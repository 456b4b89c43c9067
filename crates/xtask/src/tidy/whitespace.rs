//! Rust files are plain: line feeds, spaces, no blanks at line ends, one line feed at the end.

use super::Finding;
use super::rust_file::RustFile;

pub(super) fn check(file: &RustFile<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.split('\n').enumerate() {
        let mut say = |what: &str, fix: &str| {
            findings.push(Finding::new(file.path, index + 1, what, fix));
        };
        if line.ends_with('\r') {
            say(
                "the line ends with a carriage return",
                "save the file with line feeds only",
            );
        } else if line.ends_with([' ', '\t']) {
            say("the line ends with a space or a tab", "delete it");
        }
        if line.contains('\t') {
            say(
                "the line has a tab",
                "indent with spaces; in a text write `\\t`",
            );
        }
    }
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        let last = file.text.lines().count();
        findings.push(Finding::new(
            file.path,
            last,
            "the last line has no end",
            "add a line feed",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        check(&RustFile::read("a.rs", text)).len()
    }

    #[test]
    fn each_kind_of_dirt_is_seen() {
        assert_eq!(count("fn f() {}\r\n"), 1);
        assert_eq!(count("fn f() {} \n"), 1);
        assert_eq!(count("\tfn f() {}\n"), 1);
        assert_eq!(count("fn f() {}"), 1);
        assert_eq!(count("fn f() {}\n"), 0);
        assert_eq!(count(""), 0);
    }
}
