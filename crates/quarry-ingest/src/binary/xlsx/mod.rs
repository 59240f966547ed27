//! Excel workbooks: each sheet with cells becomes a table.
//!
//! The members are unpacked here, under the limits that hold for every container; what is in them is read by
//! `calamine`, cell by cell.

mod archive;
mod header;
mod sheet;

use std::io::Cursor;

use calamine::{Dimensions, Reader as _, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};
use quarry_data::Type;
use quarry_diagnostics::Code;

use crate::container::zip::{Directory, Entry, other_document};
use crate::error::ImportError;
use crate::mapping::identifier;
use crate::reader::Reader;
use crate::sink::{Sink, TableId};
use crate::typed::TypedColumn;
use archive::Archive;
use sheet::{Cells, Pushed};

/// The most columns that a sheet has.
const MOST_COLUMNS: u32 = 16_384;
/// The most sheets that are read.
const MOST_SHEETS: usize = 255;
/// Bytes that a cell takes while its sheet is read.
const CELL: usize = size_of::<sheet::Value>();
/// Cells of a sheet that can't be read, before the sheet is given up.
const MOST_BAD_CELLS: u64 = 10_000;

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Keeps the file until its end, where the directory stands.
#[derive(Default)]
pub(crate) struct XlsxReader {
    bytes: Vec<u8>,
}

impl XlsxReader {
    /// Reads a workbook that is in memory already.
    pub(crate) fn read(bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        let (book, formulas) = open(bytes, sink)?;
        Workbook { book, formulas }.read(sink)
    }
}

impl Reader for XlsxReader {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        if self.bytes.len() + bytes.len() > sink.options.memory_limit / 2 {
            return Err(sink.refuse("the workbook is too large to be kept in memory"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        Self::read(&std::mem::take(&mut self.bytes), sink)
    }
}

/// Unpacks the workbook, and counts the formulas whose values it does not hold.
fn open(bytes: &[u8], sink: &mut Sink) -> Result<(Book, u64), ImportError> {
    let Some(directory) = Directory::read(bytes) else {
        return Err(sink.refuse("the workbook has no directory; it is cut off or damaged"));
    };
    if let Some(complaint) = directory.complaint() {
        sink.report_damage(&complaint);
    }
    let entries = &directory.entries;
    if let Some(what) = other_document(entries) {
        return Err(sink.refuse(format!("the file is {what}")).help("Save it as .xlsx or as CSV."));
    }
    let mut archive = Archive::default();
    let mut formulas = 0;
    let needed: Vec<&Entry> = entries.iter().filter(|entry| archive::is_needed(&entry.name)).collect();
    for entry in needed {
        formulas += formulas_without_values(archive.add(entry, bytes, sink)?);
    }
    let book = Xlsx::new(Cursor::new(archive.finish()));
    let book =
        book.map_err(|error| sink.refuse(format!("the workbook can't be read: {}", reason(&error))))?;
    Ok((book, formulas))
}

/// How many cells of a sheet have a formula and no value, as programs write them that can't compute.
fn formulas_without_values(xml: &[u8]) -> u64 {
    ["</f></c>", "</f><v></v></c>", "</f><v/></c>", "</f><v /></c>"]
        .iter()
        .map(|pattern| memchr::memmem::find_iter(xml, pattern).count() as u64)
        .sum()
}

fn reason(error: &XlsxError) -> String {
    error.to_string().chars().take(200).collect()
}

/// A workbook that is being read.
struct Workbook {
    book: Book,
    formulas: u64,
}

/// The cells of a sheet.
#[derive(Default)]
struct Grid {
    columns: Vec<Cells>,
    /// The numbers of the rows that have cells, from 0.
    numbers: Vec<u32>,
    /// Bytes in use.
    bytes: usize,
    /// Cells with errors such as `#N/A`, and the row of the first one.
    errors: (u64, u32),
    /// Cells that can't be read, the row of the first one and why.
    bad: u64,
    first_bad: Option<(u32, String)>,
    /// Why the sheet ends early.
    torn: Option<String>,
}

impl Workbook {
    fn read(mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let mut sheets: Vec<Sheet> = self.book.sheets_metadata().to_vec();
        sheets.retain(|sheet| sheet.typ == SheetType::WorkSheet);
        if sheets.len() > MOST_SHEETS {
            let message = format!("of {} sheets only the first {MOST_SHEETS} were read", sheets.len());
            sink.report_damage(&message);
            sheets.truncate(MOST_SHEETS);
        }
        let mut grids = Vec::new();
        let mut failed: Option<ImportError> = None;
        for sheet in sheets {
            match self.grid(&sheet.name, sink) {
                Ok(grid) if grid.numbers.is_empty() && grid.torn.is_none() => {}
                Ok(grid) => grids.push((sheet, grid)),
                Err(error) if failed.is_none() => {
                    sink.report_damage(&error.to_string());
                    failed = Some(error);
                }
                Err(error) => sink.report_damage(&error.to_string()),
            }
        }
        if grids.is_empty() {
            return Err(failed.unwrap_or_else(|| sink.refuse("no sheet of the workbook has cells")));
        }
        if self.formulas > 0 {
            let message = match self.formulas {
                1 => "1 cell has a formula without its value and is left empty".to_owned(),
                count => format!("{count} cells have a formula without its value and are left empty"),
            };
            sink.report.warn(Code::ImportConverted, None, message);
            sink.report.help("Open the workbook in Excel and save it; Excel computes the values.");
        }
        let several = grids.len() > 1;
        let mut names: Vec<String> = Vec::new();
        for (number, (sheet, grid)) in grids.into_iter().enumerate() {
            let name = unused(identifier(&sheet.name), &mut names);
            let id = TableId {
                key: format!("sheet {number}"),
                // A name that was given is that of the first sheet.
                name: (number > 0 && sink.options.table.is_some()).then(|| name.clone()),
                fixed: number > 0,
                ..TableId::default()
            };
            let outer = several.then(|| sink.enter(&name));
            let result = self.table(&sheet, grid, id, sink);
            if let Some(outer) = outer {
                sink.leave(outer);
            }
            result?;
        }
        Ok(())
    }

    /// Reads the cells of a sheet.
    fn grid(&mut self, name: &str, sink: &Sink) -> Result<Grid, ImportError> {
        let is_1904 = self.book.has_1904_epoch();
        let mut grid = Grid::default();
        let refused =
            |error: &XlsxError| sink.refuse(format!("the sheet '{name}' can't be read: {}", reason(error)));
        let mut cells = self.book.worksheet_cells_reader(name).map_err(|error| refused(&error))?;
        let mut last = (0, 0);
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    last = cell.get_position();
                    grid.set(last, cell.get_value(), is_1904);
                    if grid.bytes > sink.options.memory_limit / 2 {
                        return Err(sink.too_large());
                    }
                }
                Ok(None) => break,
                Err(error @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_))) => {
                    grid.torn = Some(format!("it ends behind row {}: {}", last.0 + 1, reason(&error)));
                    break;
                }
                Err(error) => {
                    grid.bad += 1;
                    grid.first_bad.get_or_insert((last.0, reason(&error)));
                    if grid.bad > MOST_BAD_CELLS {
                        grid.torn = Some(format!("it is given up behind row {}", last.0 + 1));
                        break;
                    }
                }
            }
        }
        Ok(grid)
    }

    /// Makes a table of a sheet.
    fn table(&mut self, sheet: &Sheet, grid: Grid, id: TableId, sink: &mut Sink) -> Result<(), ImportError> {
        grid.report(sheet, sink);
        let merged: Vec<Dimensions> = self.book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let header = header::find(&grid.columns, &grid.numbers, &merged);
        if let Some(title) = &header.title {
            let title: String = title.chars().take(100).collect();
            sink.report
                .note(Code::ImportSkipped, format!("the line '{title}' above the header was left out"));
        }
        let (start, rows) = (header.end, grid.numbers.len().saturating_sub(header.end));
        let (mut names, mut columns, mut file_types): (Vec<String>, Vec<Option<Cells>>, Vec<Type>) =
            (Vec::new(), Vec::new(), Vec::new());
        for (name, cells) in header.names.into_iter().zip(grid.columns) {
            if name.is_empty() && cells.is_empty_from(start) {
                continue;
            }
            names.push(name);
            file_types.push(cells.ty(start));
            columns.push(Some(cells));
        }
        let id = TableId { file_types, ..id };
        if rows == 0 {
            sink.table(&id, true, &names);
            return Ok(());
        }
        let mut read = |source: usize| match columns.get_mut(source).and_then(Option::take) {
            Some(cells) => cells.into_column(start, rows),
            None => TypedColumn::missing(Type::String, rows),
        };
        sink.push_columns(&id, &names, rows, 1, &mut read)
    }
}

impl Grid {
    fn set(&mut self, (number, column): (u32, u32), data: &calamine::DataRef<'_>, is_1904: bool) {
        if column >= MOST_COLUMNS {
            self.bad += 1;
            self.first_bad.get_or_insert((number, "a column is too far to the right".to_owned()));
            return;
        }
        if matches!(data, calamine::DataRef::Empty) {
            return;
        }
        let row = match self.numbers.last() {
            Some(last) if *last == number => self.numbers.len() - 1,
            Some(last) if *last > number => match self.numbers.binary_search(&number) {
                Ok(row) => row,
                Err(_) => {
                    self.bad += 1;
                    self.first_bad.get_or_insert((number, "the rows are out of order".to_owned()));
                    return;
                }
            },
            _ => {
                self.numbers.push(number);
                self.numbers.len() - 1
            }
        };
        let column = column as usize;
        if column >= self.columns.len() {
            self.columns.resize_with(column + 1, Cells::default);
        }
        let Some(cells) = self.columns.get_mut(column) else { return };
        let (len, text) = (cells.len(), cells.text_len());
        if cells.set(row, data, is_1904) == Pushed::Error {
            if self.errors.0 == 0 {
                self.errors.1 = number;
            }
            self.errors.0 += 1;
        }
        self.bytes += (cells.len() - len) * CELL + cells.text_len() - text;
    }

    /// Says what is odd about a sheet.
    fn report(&self, sheet: &Sheet, sink: &mut Sink) {
        if sheet.visible != SheetVisible::Visible {
            sink.report.note(Code::ImportIncomplete, format!("the sheet '{}' is hidden", sheet.name));
        }
        let place = |row: u32| Some(u64::from(row) + 1);
        if let (count @ 1.., first) = self.errors {
            let cells = match count {
                1 => "1 cell holds an error such as #N/A and is".to_owned(),
                count => format!("{count} cells hold errors such as #N/A and are"),
            };
            let message = format!("{cells} left empty, first in row {}", first + 1);
            sink.report.warn(Code::ImportConverted, place(first), message);
        }
        if let Some((row, reason)) = &self.first_bad {
            let count = self.bad;
            let message = format!(
                "{count} cells can't be read and are left empty, first near row {}: {reason}",
                row + 1
            );
            sink.report.warn(Code::ImportSkipped, place(*row), message);
        }
        if let Some(torn) = &self.torn {
            sink.report_damage(&format!("the sheet '{}' is damaged: {torn}", sheet.name));
        }
    }
}

/// The name, or with a number behind it one that is not taken.
fn unused(name: String, taken: &mut Vec<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 1_usize;
    while taken.contains(&candidate) {
        number += 1;
        candidate = format!("{name}_{number}");
    }
    taken.push(candidate.clone());
    candidate
}
