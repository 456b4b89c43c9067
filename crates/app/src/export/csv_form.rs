//! A file with commas between its values.
//!
//! It begins with the mark that says UTF-8, without which Excel reads Vietnamese and Thai as something
//! else; lines end as RFC 4180 wants them. A text that a spreadsheet would calculate gets an apostrophe.

use std::io::{self, Write};

use jiff::tz::TimeZone;

use super::Cell;
use super::cell::is_dangerous;

/// U+FEFF in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file that is being written.
pub(super) struct CsvFile<W: Write> {
    writer: csv::Writer<W>,
    zone: TimeZone,
    /// The values of a row, one after another in one buffer.
    record: csv::ByteRecord,
}

impl<W: Write> CsvFile<W> {
    /// Begins a file with its titles.
    pub(super) fn begin(mut to: W, titles: &[String], zone: TimeZone) -> io::Result<Self> {
        to.write_all(MARK)?;
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(to);
        let mut file = Self {
            writer,
            zone,
            record: csv::ByteRecord::new(),
        };
        let titles: Vec<Cell> = titles.iter().map(Cell::text).collect();
        file.add(&titles)?;
        Ok(file)
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.record.clear();
        for cell in cells {
            match cell {
                Cell::Empty => self.record.push_field(b""),
                Cell::Text(text) if is_dangerous(text) => {
                    self.record.push_field(format!("'{text}").as_bytes());
                }
                Cell::Text(text) => self.record.push_field(text.as_bytes()),
                Cell::Number(number) => self.record.push_field(number.to_string().as_bytes()),
                Cell::Time(at) => {
                    let at = at.to_zoned(self.zone.clone());
                    let written = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
                    self.record.push_field(written.as_bytes());
                }
            }
        }
        Ok(self.writer.write_byte_record(&self.record)?)
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_are_numbers() {
        let mut written = Vec::new();
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let titles = ["Khách hàng".to_owned(), "=x".to_owned()];
        let mut file = CsvFile::begin(&mut written, &titles, zone).unwrap();
        let rows = [
            [Cell::text("=HYPERLINK(\"http://x\")"), Cell::text("+84 1")],
            [
                Cell::Number("-5.10".parse().unwrap()),
                Cell::text("ร้าน, \"ก\""),
            ],
            [
                Cell::Time("2026-11-22T18:30:00Z".parse().unwrap()),
                Cell::Empty,
            ],
            [Cell::text("two\nlines"), Cell::text("\tx")],
        ];
        for row in rows {
            file.add(&row).unwrap();
        }
        file.end().unwrap();
        let expected = "\u{FEFF}Khách hàng,'=x\r\n\
            \"'=HYPERLINK(\"\"http://x\"\")\",'+84 1\r\n\
            -5.10,\"ร้าน, \"\"ก\"\"\"\r\n\
            2026-11-23 01:30:00,\r\n\
            \"two\nlines\",'\tx\r\n";
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }
}
