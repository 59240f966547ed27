//! Where formats put their records.

use quarry_data::{Catalog, Table, Type};
use quarry_diagnostics::Code;

use crate::block::Block;
use crate::error::ImportError;
use crate::import::ImportOptions;
use crate::mapping::Mapping;
use crate::report::ImportReport;
use crate::table::TableBuilder;

/// Blocks between two looks at the memory in use.
const BLOCKS_BETWEEN_CHECKS: usize = 16;

/// Which table of the file records belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableId {
    /// Tells the tables of one file apart.
    pub(crate) key: String,
    /// The name that the file gives, where it gives one that says something.
    pub(crate) name: Option<String>,
    /// Types that the file states itself, by column.
    pub(crate) types: Vec<(String, Type)>,
}

/// The tables of an import in the making, and its report.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) options: ImportOptions,
    known: Catalog,
    pub(crate) report: ImportReport,
    tables: Vec<TableBuilder>,
    blocks: usize,
}

impl Sink {
    pub(crate) fn new(options: ImportOptions, known: Catalog) -> Self {
        let report = ImportReport { file: options.file_name.clone(), ..ImportReport::default() };
        Self { options, known, report, tables: Vec::new(), blocks: 0 }
    }

    /// A refusal of the file.
    pub(crate) fn refuse(&self, message: impl Into<String>) -> ImportError {
        ImportError::new(&self.options.file_name, message)
    }

    /// Appends the records of a block to a table; `self_typed` says that cells carry their types.
    pub(crate) fn push(
        &mut self,
        id: &TableId,
        self_typed: bool,
        names: &[String],
        text: &str,
        block: &Block,
        first_record: u64,
    ) -> Result<(), ImportError> {
        self.table(id, self_typed, names).push(names, text, block, first_record);
        self.blocks += 1;
        if self.blocks.is_multiple_of(BLOCKS_BETWEEN_CHECKS) {
            self.check_memory()?;
        }
        Ok(())
    }

    /// The table, made if it is not there yet.
    pub(crate) fn table(&mut self, id: &TableId, self_typed: bool, names: &[String]) -> &mut TableBuilder {
        let at = match self.tables.iter().position(|table| table.key == id.key) {
            Some(at) => at,
            None => {
                let mapping = Mapping::choose(names, id, &self.options, &self.known);
                let offset = self.options.utc_offset_minutes;
                self.tables.push(TableBuilder::new(id.key.clone(), mapping, self_typed, offset));
                self.tables.len() - 1
            }
        };
        &mut self.tables[at]
    }

    /// Forgets all tables for whose keys `keep` says no.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.tables.retain(|table| keep(&table.key));
    }

    fn check_memory(&self) -> Result<(), ImportError> {
        let used: usize = self.tables.iter().map(TableBuilder::bytes).sum();
        if used <= self.options.memory_limit {
            return Ok(());
        }
        let limit = self.options.memory_limit >> 20;
        Err(self
            .refuse(format!("the tables need more than the {limit} MiB that they may take"))
            .help("Load fewer columns, or a part of the file."))
    }

    pub(crate) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Why there is nothing to show, if not a single record could be read.
    pub(crate) fn nothing_read(&self) -> Option<String> {
        let first = self.report.skipped.first().filter(|_| self.rows() == 0)?;
        let line = first.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        Some(format!("no record could be read; {line}{}", first.reason))
    }

    /// The finished tables.
    pub(crate) fn finish(self) -> (Vec<Table>, ImportReport) {
        let mut report = self.report;
        report_skipped(&mut report);
        let tables = self.tables.into_iter().map(|table| table.finish(&mut report)).collect();
        (tables, report)
    }
}

/// One warning for all records that could not be read.
fn report_skipped(report: &mut ImportReport) {
    let Some(first) = report.skipped.first().cloned() else { return };
    let records = if report.rows_skipped == 1 {
        "1 record".to_owned()
    } else {
        format!("{} records", report.rows_skipped)
    };
    let line = first.line.map(|line| format!(" in line {line}")).unwrap_or_default();
    let message =
        format!("{records} could not be read, first record {}{line}: {}", first.record, first.reason);
    report.warn(Code::ImportSkipped, Some(first.record), message);
}
