//! An exception from a lint is `#[expect(…, reason = "…")]`: it says why, and it is reported once
//! it is no longer needed.

use super::Finding;
use super::rust_file::RustFile;

pub(super) fn check(file: &RustFile<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for start in 0..file.code.len() {
        let open = match (
            file.reads(start, &["#", "["]),
            file.reads(start, &["#", "!", "["]),
        ) {
            (true, _) => start + 1,
            (_, true) => start + 2,
            _ => continue,
        };
        let Some(close) = file.closing(open) else {
            continue;
        };
        for index in open..close {
            if file.reads(index, &["allow", "("]) {
                findings.push(Finding::new(
                    file.path,
                    file.code[index].line,
                    "a lint is switched off with `#[allow(…)]`",
                    "write `#[expect(…, reason = \"…\")]`",
                ));
            }
        }
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
    fn allow_is_seen_in_every_form() {
        assert_eq!(count("#[allow(dead_code)] fn f() {}"), 1);
        assert_eq!(count("#![allow(dead_code)]"), 1);
        assert_eq!(count("#[cfg_attr(test, allow(dead_code))] fn f() {}"), 1);
    }

    #[test]
    fn expect_and_functions_called_allow_are_fine() {
        assert_eq!(
            count("#[expect(dead_code, reason = \"x\")] fn f() { allow(1); }"),
            0
        );
    }
}
