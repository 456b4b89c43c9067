//! The one SQL text, as PostgreSQL reads it.
//!
//! Parameters are written `?1` and read `$1`. What only PostgreSQL needs, such as locking a row that
//! was read, stands in the text as a comment, `/*postgres …*/`, which SQLite passes over.

/// Turns the common text into PostgreSQL's.
pub(super) fn translate(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 16);
    let mut quoted = false;
    let mut rest = sql;
    while let Some(next) = rest.chars().next() {
        if !quoted && let Some(comment) = rest.strip_prefix("/*postgres ") {
            let (own, after) = comment.split_once("*/").unwrap_or((comment, ""));
            text.push_str(own);
            rest = after;
            continue;
        }
        quoted ^= next == '\'';
        text.push(if next == '?' && !quoted { '$' } else { next });
        rest = &rest[next.len_utf8()..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_own_clauses_are_translated_and_texts_are_not() {
        let sql =
            "SELECT 'is it ?1 or ''?2''' FROM a WHERE b = ?1 AND c = ?12 /*postgres FOR UPDATE*/";
        let own = "SELECT 'is it ?1 or ''?2''' FROM a WHERE b = $1 AND c = $12 FOR UPDATE";
        assert_eq!(translate(sql), own);
    }
}
