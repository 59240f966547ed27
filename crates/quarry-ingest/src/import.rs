//! The importer: bytes in slices, tables out.

use quarry_data::{Catalog, Table};

use crate::append::append;
use crate::container::member::Member;
use crate::error::ImportError;
use crate::formats::Format;
use crate::reader::Reader;
use crate::report::ImportReport;
use crate::sink::Sink;
use crate::zone::Zone;

/// What the user may say about a file.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The name of the file; its extension and stem are hints, and messages name it.
    pub file_name: String,
    /// The table that the rows belong to; without it the content or the file's name decides.
    pub table: Option<String>,
    /// The format; without it the content decides, then the extension.
    pub format: Option<&'static Format>,
    /// The zone of times that carry none.
    pub zone: Zone,
    /// Whether the day comes before the month in dates with slashes, where the values do not tell.
    pub day_first: Option<bool>,
    /// The file lies among others and may not be meant as events: text that nothing marks as a table is none.
    pub one_of_many: bool,
    /// Bytes that the tables of this import may take.
    pub memory_limit: usize,
    /// The columns by position, for text without a header.
    pub layout: Option<Layout>,
}

/// Columns of delimited text or of lines, where not the file but somebody else names them: those of
/// `externaldata`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The names of the columns, first to last; fields beyond them are left out.
    pub columns: Vec<String>,
    /// The first record is a header, and is passed over.
    pub skip_first: bool,
    /// What separates the fields; without it the content decides.
    pub delimiter: Option<u8>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            file_name: String::new(),
            table: None,
            format: None,
            zone: Zone::utc(),
            day_first: None,
            one_of_many: false,
            memory_limit: 1_536 << 20,
            layout: None,
        }
    }
}

/// What came out of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    pub tables: Vec<Table>,
    pub report: ImportReport,
}

impl Imported {
    /// Adds the tables to the catalog: rows of a table that is already loaded are appended to it.
    pub fn add_to(self, catalog: &mut Catalog) -> ImportReport {
        for table in self.tables {
            let table = match catalog.loaded_table(&table.name) {
                Some(known) => append(known, table),
                None => table,
            };
            catalog.load(table);
        }
        self.report
    }
}

/// Reads one file, slice by slice.
///
/// Nothing is visible before [`Importer::finish`], so a failed or dropped import changes nothing.
pub struct Importer {
    file: Member,
    sink: Sink,
    bytes: u64,
}

impl std::fmt::Debug for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Importer({} after {} bytes)", self.sink.options.file_name, self.bytes)
    }
}

impl Importer {
    /// `known` gives the schemas that columns are typed by and tables recognised by.
    pub fn new(options: ImportOptions, known: &Catalog) -> Self {
        let name = options.file_name.clone();
        Self {
            file: if options.one_of_many { Member::one_of_many(name) } else { Member::new(name) },
            sink: Sink::new(options, known.clone()),
            bytes: 0,
        }
    }

    /// Takes the next bytes of the file; slices may end anywhere.
    ///
    /// # Errors
    /// The file can't be read at all, or would take more memory than allowed. The importer is of no use
    /// afterwards.
    pub fn feed(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.bytes += slice.len() as u64;
        self.file.feed(slice, &mut self.sink)
    }

    /// How many bytes were fed.
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// How many rows were read so far.
    pub fn rows_read(&self) -> u64 {
        self.sink.rows()
    }

    /// The tables, after the last slice.
    ///
    /// # Errors
    /// The file is empty, has no readable record, or is of no known format.
    pub fn finish(mut self) -> Result<Imported, ImportError> {
        self.file.finish(&mut self.sink)?;
        self.sink.report.bytes = self.bytes;
        if let Some(reason) = self.sink.nothing_read() {
            return Err(self.sink.refuse(reason));
        }
        let (tables, report) = self.sink.finish();
        Ok(Imported { tables, report })
    }
}

/// Reads a whole file that is in memory already.
///
/// # Errors
/// As for [`Importer::feed`] and [`Importer::finish`].
pub fn import_bytes(bytes: &[u8], options: ImportOptions, known: &Catalog) -> Result<Imported, ImportError> {
    let mut importer = Importer::new(options, known);
    importer.feed(bytes)?;
    importer.finish()
}
