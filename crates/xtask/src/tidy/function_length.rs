//! A function fits a screen. Tests are functions too.

use super::Finding;
use super::rust_file::{Kind, RustFile};

/// From the line of `fn` to the line of the closing brace: what one screen shows.
const MOST_LINES: usize = 70;

pub(super) fn check(file: &RustFile<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, piece) in file.code.iter().enumerate() {
        let Some(name) = file
            .code
            .get(index + 1)
            .filter(|next| next.kind == Kind::Word)
        else {
            continue;
        };
        if !piece.is("fn") {
            continue;
        }
        let Some(open) = file
            .body_or_end(index + 2)
            .filter(|open| file.code[*open].is("{"))
        else {
            continue;
        };
        let Some(close) = file.closing(open) else {
            continue;
        };
        let lines = file.code[close].line - piece.line + 1;
        if lines > MOST_LINES {
            findings.push(Finding::new(
                file.path,
                piece.line,
                format!(
                    "function `{}` has {lines} lines, more than {MOST_LINES}",
                    name.text
                ),
                "take a part out and give it a name",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        check(&RustFile::read("a.rs", text))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn function(lines: usize) -> String {
        format!(
            "/// Does it.\nfn step(a: [u8; 3]) -> u8 {{\n{}}}\n",
            "    a();\n".repeat(lines - 2)
        )
    }

    #[test]
    fn seventy_lines_are_fine_and_one_more_is_not() {
        assert!(found(&function(70)).is_empty());
        let said = found(&function(71));
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("a.rs:2: function `step` has 71 lines"),
            "{}",
            said[0]
        );
    }

    #[test]
    fn a_brace_in_a_text_does_not_end_a_function() {
        let body = "    a(\"}\", '}', r#\"}\"#); // }\n".repeat(69);
        assert_eq!(found(&format!("fn f() {{\n{body}}}\n")).len(), 1);
    }

    #[test]
    fn declarations_and_pointers_have_no_body() {
        let tail = "\n".repeat(100);
        assert!(found(&format!("trait T {{ fn f(&self);{tail}}}")).is_empty());
        assert!(found(&format!("struct S {{ a: fn(u8) -> u8,{tail}}}")).is_empty());
    }
}
