//! A row with gaps: written once, filled for each order.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use super::story::Words;
use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// Ids that an order needs: its own and those of what belongs to it.
pub(super) const IDS: i64 = 32;

/// One value of a template.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Null,
    /// The same for all.
    Int(i64),
    /// The order's id and so many more.
    Id(i64),
    /// So many microseconds after it was ordered.
    After(i64),
    /// Its total.
    Total,
    /// A text with gaps: `{first}` and the like, `{id:3}`.
    Text(Vec<Piece>),
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    As(String),
    Id(i64),
    Word(fn(&Words) -> &str),
}

/// What fills the gaps.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) id: i64,
    pub(super) ordered_at: i64,
    pub(super) total: i64,
    pub(super) words: Words,
}

/// A table's rows of orders at one stage.
pub(super) struct Rows {
    pub(super) table: &'static str,
    pub(super) columns: &'static str,
    pub(super) cells: Vec<Vec<Cell>>,
}

impl Cell {
    /// Reads a text with gaps.
    pub(super) fn text(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, gap, after)) = next_gap(rest) {
            if !before.is_empty() {
                pieces.push(Piece::As(before.to_owned()));
            }
            pieces.push(gap);
            rest = after;
        }
        if !rest.is_empty() || pieces.is_empty() {
            pieces.push(Piece::As(rest.to_owned()));
        }
        Self::Text(pieces)
    }
}

/// The first gap of a text, with what stands before and after it.
fn next_gap(text: &str) -> Option<(&str, Piece, &str)> {
    let mut from = 0;
    while let Some(place) = text[from..].find('<') {
        let place = from + place;
        if let Some((name, after)) = text[place + 1..].split_once('>')
            && let Some(piece) = gap(name)
        {
            return Some((&text[..place], piece, after));
        }
        from = place + 1;
    }
    None
}

fn gap(name: &str) -> Option<Piece> {
    if let Some(which) = name.strip_prefix("id") {
        return which.parse().ok().map(Piece::Id);
    }
    let word: fn(&Words) -> &str = match name {
        "number" => |words| &words.number,
        "external" => |words| &words.external,
        "first" => |words| &words.first,
        "family" => |words| &words.family,
        "email" => |words| &words.email,
        "make" => |words| &words.make,
        "thing" => |words| &words.thing,
        "sku" => |words| &words.sku,
        "supplier_order" => |words| &words.supplier_order,
        "mail" => |words| &words.mail,
        _ => return None,
    };
    Some(Piece::Word(word))
}

/// A value that was filled; texts share one buffer.
enum Filled {
    Null,
    Int(i64),
    Text(String),
}

impl ToSql for Filled {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// Rows that wait for their gaps to be filled, with the statement that inserts them.
pub(super) struct Filler<'a> {
    insert: Statement<'a>,
    rows: Vec<(Vec<Cell>, Vec<Filled>)>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(conn: &'a Connection, rows: Rows) -> Result<Self, StorageError> {
        let count = rows.columns.split(',').count();
        let marks = vec!["?"; count].join(", ");
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({marks})",
            rows.table, rows.columns
        );
        let empty = |cells: Vec<Cell>| {
            let filled = cells.iter().map(|_| Filled::Null).collect();
            (cells, filled)
        };
        Ok(Self {
            insert: conn.prepare(&sql).map_err(translate)?,
            rows: rows.cells.into_iter().map(empty).collect(),
        })
    }

    pub(super) fn insert(&mut self, order: &Order) -> Result<(), StorageError> {
        for (cells, filled) in &mut self.rows {
            for (cell, filled) in cells.iter().zip(filled.iter_mut()) {
                fill(cell, filled, order);
            }
            self.insert
                .execute(rusqlite::params_from_iter(filled.iter()))
                .map_err(translate)?;
        }
        Ok(())
    }
}

fn fill(cell: &Cell, filled: &mut Filled, order: &Order) {
    *filled = match cell {
        Cell::Null => Filled::Null,
        Cell::Int(value) => Filled::Int(*value),
        Cell::Id(which) => Filled::Int(order.id + which),
        Cell::After(micros) => Filled::Int(order.ordered_at + micros),
        Cell::Total => Filled::Int(order.total),
        Cell::Text(pieces) => {
            // The buffer of the order before is used again.
            let mut text = match std::mem::replace(filled, Filled::Null) {
                Filled::Text(text) => text,
                _ => String::new(),
            };
            text.clear();
            for piece in pieces {
                match piece {
                    Piece::As(fixed) => text.push_str(fixed),
                    Piece::Id(which) => text.push_str(itoa(order.id + which).as_str()),
                    Piece::Word(word) => text.push_str(word(&order.words)),
                }
            }
            Filled::Text(text)
        }
    };
}

fn itoa(number: i64) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_and_everything_else_stays() {
        let Cell::Text(pieces) = Cell::text("a<id2>b<first>c<strange>d") else {
            panic!("no text");
        };
        assert_eq!(pieces.len(), 5);
        assert!(matches!(&pieces[1], Piece::Id(2)));
        assert!(matches!(&pieces[4], Piece::As(text) if text == "c<strange>d"));
    }
}
