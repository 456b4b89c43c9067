//! A Rust file cut into pieces: words, marks, literals and comments, each with its line.
//!
//! It understands strings, raw strings, characters against lifetimes, and nested comments, so that
//! a brace in a text is never taken for a block. It is no parser: rules look at runs of pieces.

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Mark,
    Text,
    Character,
    Lifetime,
    Number,
    InnerDoc,
    Comment,
}

/// One piece of a file and the line that it begins on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) line: usize,
}

impl Piece<'_> {
    /// Whether this is the given word or mark, as code.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Mark) && self.text == text
    }
}

/// A file, its code and its comments apart.
pub(super) struct RustFile<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) code: Vec<Piece<'a>>,
    pub(super) comments: Vec<Piece<'a>>,
    /// First and last lines of the items that exist only in tests.
    test_items: Vec<(usize, usize)>,
}

impl<'a> RustFile<'a> {
    /// Cuts `text` into pieces.
    pub(super) fn read(path: &'a str, text: &'a str) -> Self {
        let (comments, code) = Cutter::new(text)
            .pieces()
            .into_iter()
            .partition(|piece| matches!(piece.kind, Kind::Comment | Kind::InnerDoc));
        let mut file = Self {
            path,
            text,
            code,
            comments,
            test_items: Vec::new(),
        };
        file.test_items = file.find_test_items();
        file
    }

    /// Whether the whole file belongs to tests.
    pub(super) fn is_test_file(&self) -> bool {
        is_test_path(self.path)
    }

    /// Whether `line` stands inside an item under `#[cfg(test)]`.
    pub(super) fn is_test_line(&self, line: usize) -> bool {
        self.test_items
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// The index of the bracket that closes the one at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (index, piece) in self.code.iter().enumerate().skip(open) {
            if piece.kind != Kind::Mark {
                continue;
            }
            match piece.text {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(index);
            }
        }
        None
    }

    /// Whether the pieces from `start` read as `texts`.
    pub(super) fn reads(&self, start: usize, texts: &[&str]) -> bool {
        self.code.len() >= start + texts.len()
            && texts
                .iter()
                .zip(&self.code[start..])
                .all(|(text, piece)| piece.is(text))
    }

    /// The index of the first `{` or `;` at or after `start` that is in no other bracket.
    pub(super) fn body_or_end(&self, start: usize) -> Option<usize> {
        let mut index = start;
        while let Some(piece) = self.code.get(index) {
            if piece.is("{") || piece.is(";") {
                return Some(index);
            }
            if piece.is("(") || piece.is("[") {
                index = self.closing(index)?;
            }
            index += 1;
        }
        None
    }

    fn find_test_items(&self) -> Vec<(usize, usize)> {
        let mut items = Vec::new();
        for start in 0..self.code.len() {
            if !self.reads(start, &["#", "[", "cfg", "("]) {
                continue;
            }
            let Some(end) = self.closing(start + 1) else {
                continue;
            };
            let condition = &self.code[start + 4..end];
            if !condition.iter().any(|piece| piece.is("test"))
                || condition.iter().any(|piece| piece.is("not"))
            {
                continue;
            }
            let Some(body) = self.body_or_end(end + 1) else {
                continue;
            };
            let last = if self.code[body].is("{") {
                self.closing(body)
            } else {
                Some(body)
            };
            if let Some(last) = last {
                items.push((self.code[start].line, self.code[last].line));
            }
        }
        items
    }
}

/// Whether a path belongs to tests as a whole.
pub(super) fn is_test_path(path: &str) -> bool {
    let in_folder = path
        .split('/')
        .any(|part| part == "tests" || part == "fixtures");
    in_folder || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    fn pieces(mut self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        while let Some(next) = self.peek(0) {
            if next.is_ascii_whitespace() {
                self.step(1);
                continue;
            }
            let (start, line) = (self.at, self.line);
            let kind = self.cut(next);
            let text = self.text.get(start..self.at).unwrap_or_default();
            pieces.push(Piece { kind, text, line });
        }
        pieces
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Moves on by `bytes`, counting lines.
    fn step(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        let passed = &self.text.as_bytes()[self.at..end];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = end;
    }

    fn cut(&mut self, next: u8) -> Kind {
        if self.rest().starts_with("//") {
            return self.cut_line_comment();
        }
        if self.rest().starts_with("/*") {
            return self.cut_block_comment();
        }
        match next {
            b'"' => self.cut_text(),
            b'\'' => self.cut_quote(),
            b'0'..=b'9' => self.cut_number(),
            _ if is_word_byte(next) => self.cut_word(),
            _ => {
                self.step(1);
                Kind::Mark
            }
        }
    }

    fn cut_line_comment(&mut self) -> Kind {
        let kind = if self.rest().starts_with("//!") {
            Kind::InnerDoc
        } else {
            Kind::Comment
        };
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.step(length);
        kind
    }

    fn cut_block_comment(&mut self) -> Kind {
        let kind = if self.rest().starts_with("/*!") {
            Kind::InnerDoc
        } else {
            Kind::Comment
        };
        let mut depth = 0_usize;
        while self.peek(0).is_some() {
            if self.rest_starts(b"/*") {
                depth += 1;
                self.step(2);
            } else if self.rest_starts(b"*/") {
                depth -= 1;
                self.step(2);
                if depth == 0 {
                    break;
                }
            } else {
                self.step(1);
            }
        }
        kind
    }

    fn rest_starts(&self, with: &[u8]) -> bool {
        self.text.as_bytes()[self.at..].starts_with(with)
    }

    /// A text with escapes; the cutter stands on its opening quote.
    fn cut_text(&mut self) -> Kind {
        self.step(1);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => self.step(2),
                b'"' => {
                    self.step(1);
                    break;
                }
                _ => self.step(1),
            }
        }
        Kind::Text
    }

    /// A raw text; the cutter stands on its first `#` or quote.
    fn cut_raw_text(&mut self) -> Kind {
        let hashes = self.rest().bytes().take_while(|byte| *byte == b'#').count();
        let end = format!("\"{}", "#".repeat(hashes));
        self.step(hashes + 1);
        let length = self
            .rest()
            .find(&end)
            .map_or(self.rest().len(), |found| found + end.len());
        self.step(length);
        Kind::Text
    }

    /// A character or a lifetime; the cutter stands on the quote.
    fn cut_quote(&mut self) -> Kind {
        self.step(1);
        let mut following = self.rest().chars();
        match (following.next(), following.next()) {
            (Some('\\'), _) => {
                self.step(2);
                let length = self.rest().find('\'').map_or(0, |found| found + 1);
                self.step(length);
                Kind::Character
            }
            (Some(character), Some('\'')) => {
                self.step(character.len_utf8() + 1);
                Kind::Character
            }
            _ => {
                self.step_word();
                Kind::Lifetime
            }
        }
    }

    fn cut_number(&mut self) -> Kind {
        self.step_word();
        if self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.step(1);
            self.step_word();
        }
        Kind::Number
    }

    fn cut_word(&mut self) -> Kind {
        let start = self.at;
        self.step_word();
        let word = &self.text[start..self.at];
        match (word, self.peek(0)) {
            ("r" | "br" | "cr", Some(b'"')) => self.cut_raw_text(),
            ("r" | "br" | "cr", Some(b'#')) if self.hashes_lead_to_quote() => self.cut_raw_text(),
            ("r", Some(b'#')) => {
                self.step(1);
                self.step_word();
                Kind::Word
            }
            ("b" | "c", Some(b'"')) => self.cut_text(),
            ("b", Some(b'\'')) => self.cut_quote(),
            _ => Kind::Word,
        }
    }

    fn hashes_lead_to_quote(&self) -> bool {
        self.rest().trim_start_matches('#').starts_with('"')
    }

    fn step_word(&mut self) {
        let length = self
            .rest()
            .bytes()
            .take_while(|byte| is_word_byte(*byte))
            .count();
        self.step(length);
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<(Kind, &str)> {
        RustFile::read("a.rs", text)
            .code
            .iter()
            .map(|piece| (piece.kind, piece.text))
            .collect()
    }

    #[test]
    fn braces_in_literals_and_comments_are_no_marks() {
        let text = r####"a "{\"{" '{' b'{' '\'' r#"{"{"# br"{" /* { /* { */ */ // {
            r#type"####;
        let marks = code(text)
            .into_iter()
            .filter(|(kind, _)| *kind == Kind::Mark)
            .count();
        assert_eq!(marks, 0);
        let words: Vec<&str> = code(text)
            .into_iter()
            .filter(|(kind, _)| *kind == Kind::Word)
            .map(|(_, text)| text)
            .collect();
        assert_eq!(words, ["a", "r#type"]);
    }

    #[test]
    fn a_lifetime_is_no_character() {
        let found = code("fn f<'a>(x: &'a str) -> char { 'a' }");
        let of = |kind| found.iter().filter(|(found, _)| *found == kind).count();
        assert_eq!((of(Kind::Lifetime), of(Kind::Character)), (2, 1));
    }

    #[test]
    fn lines_are_counted_through_texts() {
        let text = "let a = \"one\ntwo\nthree\";\nlet b = 1.5..2;";
        let file = RustFile::read("a.rs", text);
        let b = file.code.iter().find(|piece| piece.is("b")).unwrap();
        assert_eq!(b.line, 4);
    }

    #[test]
    fn hostile_text_ends_without_a_panic() {
        for text in [
            "\"",
            "'",
            "r#\"",
            "/*",
            "b'",
            "'\\",
            "\u{1f980}'\u{1f980}'",
            "1.",
            "r#",
        ] {
            let file = RustFile::read("a.rs", text);
            assert!(file.code.len() + file.comments.len() > 0, "{text}");
        }
    }

    #[test]
    fn items_of_tests_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n#[cfg(not(test))]\nfn c() {}\n";
        let file = RustFile::read("crates/x/src/a.rs", text);
        let lines: Vec<usize> = (1..8).filter(|line| file.is_test_line(*line)).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
        assert!(!file.is_test_file());
        assert!(is_test_path("crates/x/tests/journeys/main.rs"));
    }
}
