//! Our three column types on the wire: integers are BIGINT, texts TEXT, bytes BYTEA.
//!
//! A parameter takes the type that the statement gives it and is never converted between kinds.
//! PostgreSQL keeps no NUL in a text; ours may hold one, because a customer's name comes from a
//! stranger, so it is written as two characters and read back as one.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use crate::engine::Value;

type Refusal = Box<dyn Error + Sync + Send>;

/// Marks what PostgreSQL can't keep; itself written twice.
const MARK: char = '\u{1A}';

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match (self, kind) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Int(value), &Type::INT8) => value.to_sql(kind, out)?,
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(kind, out)?,
            (Self::Text(value), &Type::TEXT | &Type::VARCHAR) => {
                if value.contains(['\0', MARK]) {
                    marked(value).to_sql(kind, out)?
                } else {
                    value.to_sql(kind, out)?
                }
            }
            (Self::Blob(value), &Type::BYTEA) => value.to_sql(kind, out)?,
            _ => return Err(format!("a parameter of the wrong type for {kind}").into()),
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        Ok(match *kind {
            Type::INT8 => Self::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(kind, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(kind, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME => {
                let text = <&str>::from_sql(kind, raw)?;
                Self::Text(if text.contains(MARK) {
                    unmarked(text)
                } else {
                    text.to_owned()
                })
            }
            Type::BYTEA => Self::Blob(raw.to_vec()),
            _ => return Err(format!("a column of an unknown type, {kind}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => marked.extend([MARK, '0']),
            MARK => marked.extend([MARK, MARK]),
            other => marked.push(other),
        }
    }
    marked
}

fn unmarked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            MARK => plain.extend(characters.next().map(|next| match next {
                '0' => '\0',
                other => other,
            })),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "plain", "\0", "a\0b\u{1A}c", "\u{1A}\0\u{1A}0"] {
            let kept = marked(text);
            assert!(!kept.contains('\0'));
            assert_eq!(unmarked(&kept), text);
        }
    }
}
