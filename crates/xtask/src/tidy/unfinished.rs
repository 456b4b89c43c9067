//! Nothing is left for later in the code: what is not done is an issue, not a comment.

use super::Finding;
use super::rust_file::RustFile;

/// Macros that stand where code should.
const MACROS: [&str; 2] = ["todo", "unimplemented"];
/// Marks in comments, written apart so that this file does not carry them.
const MARKS: [&str; 3] = [
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("TO", "DO"),
];

pub(super) fn check(file: &RustFile<'_>) -> Vec<Finding> {
    let fix = "finish it, or open an issue and say in the docs what is not there yet";
    let mut findings = Vec::new();
    for (index, piece) in file.code.iter().enumerate() {
        if MACROS.contains(&piece.text) && file.reads(index + 1, &["!"]) {
            let what = format!("`{}!` is left in the code", piece.text);
            findings.push(Finding::new(file.path, piece.line, what, fix));
        }
    }
    for comment in &file.comments {
        for (offset, line) in comment.text.lines().enumerate() {
            let words = line.split(|character: char| !character.is_alphanumeric());
            for word in words.filter(|word| MARKS.contains(word)) {
                let what = format!("a comment says {word}");
                findings.push(Finding::new(file.path, comment.line + offset, what, fix));
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
    fn what_is_left_behind_is_seen() {
        assert_eq!(
            count("fn f() { todo!() }\nfn g() { unimplemented!(\"later\") }"),
            2
        );
        assert_eq!(
            count(&format!("// {}: mend this\n/* {} */", MARKS[0], MARKS[1])),
            2
        );
    }

    #[test]
    fn words_in_texts_and_inside_words_are_fine() {
        assert_eq!(count("fn todo() { say(\"todo!\"); }\n// a mastodon\n"), 0);
    }
}
