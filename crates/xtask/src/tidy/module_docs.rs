//! Every module opens with what it is for, what it must never do, and what stands before and
//! after it on the way. This rule can only see that something is said.

use super::Finding;
use super::rust_file::{Kind, RustFile};

/// Fewer words than this only repeat the file's name.
const FEWEST_WORDS: usize = 4;

pub(super) fn check(file: &RustFile<'_>) -> Option<Finding> {
    let first_item = first_item_line(file);
    let words: usize = file
        .comments
        .iter()
        .filter(|comment| comment.kind == Kind::InnerDoc && comment.line < first_item)
        .map(|comment| comment.text[3..].split_whitespace().count())
        .sum();
    (words < FEWEST_WORDS).then(|| {
        Finding::new(
            file.path,
            1,
            "the file does not open with module docs",
            "begin it with `//!`: what it is for, what it must never do, what is before and after",
        )
    })
}

/// The line of the first code that is no inner attribute.
fn first_item_line(file: &RustFile<'_>) -> usize {
    let mut index = 0;
    while file.reads(index, &["#", "!", "["]) {
        match file.closing(index + 2) {
            Some(end) => index = end + 1,
            None => break,
        }
    }
    file.code.get(index).map_or(usize::MAX, |piece| piece.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(text: &str) -> bool {
        check(&RustFile::read("a.rs", text)).is_none()
    }

    #[test]
    fn docs_stand_before_the_first_item() {
        assert!(passes("//! What an order is for.\n\nuse a::b;\n"));
        assert!(passes(
            "#![expect(dead_code, reason = \"x\")]\n//! What an order is for.\nfn f() {}\n"
        ));
        assert!(!passes("use a::b;\n"));
        assert!(!passes("mod a { //! What an order is for.\n}\n"));
        assert!(!passes("/// What an order is for.\nfn f() {}\n"));
    }

    #[test]
    fn a_bare_name_is_no_doc() {
        assert!(!passes("//! order\nuse a::b;\n"));
    }
}
