//! A workbook. Rows go to the disk as they come, so that it needs the memory of one row.
//!
//! Texts are always texts there; one that would be calculated as soon as somebody edits the cell is
//! marked with the apostrophe that spreadsheets know. A full sheet is followed by another one.

use std::io::Write;
use std::path::Path;

use jiff::tz::TimeZone;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Cell;
use super::cell::is_dangerous;

/// A sheet has 1,048,576 rows; one of them is the titles'.
const ROWS_OF_A_SHEET: u32 = 1_048_575;

/// A cell holds so many UTF-16 units; what is longer is cut. See
/// <https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>.
const LONGEST: usize = 32_767;

/// Digits after the point that have a format of their own; currencies have four at the most.
const SCALES: usize = 5;

/// A workbook that is being written.
pub(super) struct XlsxFile {
    workbook: Workbook,
    titles: Vec<String>,
    name: String,
    zone: TimeZone,
    formats: Formats,
    /// Sheets so far.
    sheets: usize,
    /// Rows of the last sheet, without its titles.
    rows: u32,
}

struct Formats {
    title: Format,
    time: Format,
    marked: Format,
    numbers: [Format; SCALES],
}

impl Formats {
    fn new() -> Self {
        let number = |scale: usize| {
            let digits = "0".repeat(scale);
            let point = if scale == 0 { "" } else { "." };
            Format::new().set_num_format(format!("0{point}{digits}"))
        };
        Self {
            title: Format::new().set_bold(),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            marked: Format::new().set_quote_prefix(),
            numbers: [0, 1, 2, 3, 4].map(number),
        }
    }
}

impl XlsxFile {
    /// Begins a workbook with its titles; rows wait for its end in files in `folder`.
    pub(super) fn begin(
        folder: Option<&Path>,
        name: &str,
        titles: &[String],
        zone: TimeZone,
    ) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        if let Some(folder) = folder {
            workbook.set_tempdir(folder)?;
        }
        let mut file = Self {
            workbook,
            titles: titles.to_vec(),
            name: sheet_name(name),
            zone,
            formats: Formats::new(),
            sheets: 0,
            rows: 0,
        };
        file.next_sheet()?;
        Ok(file)
    }

    fn next_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        self.rows = 0;
        let name = match self.sheets {
            1 => self.name.clone(),
            number => format!("{} {number}", self.name),
        };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, title) in (0..).zip(&self.titles) {
            // Wide enough for its title and most values; nothing of what follows is known yet.
            let letters = u16::try_from(title.chars().count()).unwrap_or(u16::MAX);
            sheet.set_column_width(column, f64::from(letters.clamp(12, 40)))?;
            sheet.write_string_with_format(0, column, title, &self.formats.title)?;
        }
        Ok(())
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        if self.rows == ROWS_OF_A_SHEET {
            self.next_sheet()?;
        }
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (self.rows, column), cell, &self.zone, &self.formats)?;
        }
        Ok(())
    }

    /// Packs the sheets.
    pub(super) fn end(mut self, to: impl Write + Send) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(to)
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    zone: &TimeZone,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let text = cut(text);
            if is_dangerous(text) {
                sheet.write_string_with_format(row, column, text, &formats.marked)?;
            } else {
                sheet.write_string(row, column, text)?;
            }
        }
        Cell::Number(number) => {
            let scale = usize::try_from(number.scale()).unwrap_or(SCALES);
            let format = &formats.numbers[scale.min(SCALES - 1)];
            match number.to_f64() {
                Some(value) => {
                    sheet.write_number_with_format(row, column, value, format)?;
                }
                None => {
                    sheet.write_string(row, column, number.to_string())?;
                }
            }
        }
        Cell::Time(at) => {
            let offset = i64::from(zone.to_offset(*at).seconds());
            // A spreadsheet knows no zones: it is given the time on the reader's wall.
            match ExcelDateTime::from_timestamp(at.as_second() + offset) {
                Ok(time) => {
                    sheet.write_datetime_with_format(row, column, &time, &formats.time)?;
                }
                Err(_) => {
                    sheet.write_string(row, column, at.to_string())?;
                }
            }
        }
    }
    Ok(())
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find_map(|(place, letter)| {
        units += letter.len_utf16();
        (units > LONGEST).then_some(place)
    });
    &text[..end.unwrap_or(text.len())]
}

/// A sheet's name has 31 letters at the most and none of these. Two letters are kept for a number.
fn sheet_name(name: &str) -> String {
    let kept = name.chars().filter(|letter| !"[]:*?/\\'".contains(*letter));
    let name: String = kept.take(28).collect();
    if name.trim().is_empty() {
        "Rows".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_and_names_are_cut_at_a_letter() {
        assert_eq!(cut("đèn"), "đèn");
        let long = "ก".repeat(40_000);
        assert_eq!(cut(&long).chars().count(), LONGEST);
        let pairs = "😀".repeat(20_000);
        assert_eq!(cut(&pairs).chars().count(), LONGEST / 2);
        assert_eq!(sheet_name("orders: [2026/11]"), "orders 202611");
        assert_eq!(sheet_name("'"), "Rows");
    }

    #[test]
    fn a_workbook_holds_what_was_written() {
        let titles = ["Name".to_owned(), "Giá".to_owned(), "At".to_owned()];
        let mut file = XlsxFile::begin(None, "orders", &titles, TimeZone::UTC).unwrap();
        let at = Cell::Time("2026-11-22T18:30:00Z".parse().unwrap());
        file.add(&[
            Cell::text("=1+1"),
            Cell::Number("-5.10".parse().unwrap()),
            at,
        ])
        .unwrap();
        file.add(&[Cell::text("Trần ก"), Cell::Empty, Cell::Empty])
            .unwrap();
        let mut packed = Vec::new();
        file.end(&mut packed).unwrap();
        // A zip of what the format wants; its contents are looked at by the test of the whole export.
        assert!(packed.starts_with(b"PK"));
    }
}
