//! Where formats put their records.

use quarry_data::{Catalog, Table, Type};
use quarry_diagnostics::Code;

use crate::append::append;
use crate::block::Block;
use crate::container::inflate::Budget;
use crate::error::ImportError;
use crate::import::ImportOptions;
use crate::mapping::Mapping;
use crate::report::ImportReport;
use crate::table::TableBuilder;

/// Cells between two looks at the memory in use.
const CELLS_BETWEEN_CHECKS: usize = 1 << 20;

/// How deeply gzip files may lie in each other.
const MOST_GZIPS: usize = 3;

/// Which table of the file records belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableId {
    /// Tells the tables of one file apart.
    pub(crate) key: String,
    /// The name that the file gives, where it gives one that says something.
    pub(crate) name: Option<String>,
    /// Types that the file states itself, by column.
    pub(crate) types: Vec<(String, Type)>,
    /// The name holds even if the user gave the file's table another one.
    pub(crate) fixed: bool,
    /// Types that the columns of the file have by position, where no known schema says otherwise.
    pub(crate) file_types: Vec<Type>,
    /// The columns take the order of the known schema.
    pub(crate) in_schema_order: bool,
}

/// The tables of an import in the making, and its report.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) options: ImportOptions,
    known: Catalog,
    pub(crate) report: ImportReport,
    tables: Vec<TableBuilder>,
    /// Cells since the last look at the memory in use.
    unchecked: usize,
    /// Names of the members that lie around the one that is being read.
    members: Vec<String>,
    /// Tables before this one belong to other members.
    first_table: usize,
    budget: Budget,
    /// How many gzip files lie around what is being read, within the same member.
    gzips: usize,
}

/// The member around one that was entered.
#[derive(Debug)]
pub(crate) struct Outer {
    file_name: String,
    first_table: usize,
    gzips: usize,
}

impl Sink {
    pub(crate) fn new(options: ImportOptions, known: Catalog) -> Self {
        let report = ImportReport { file: options.file_name.clone(), ..ImportReport::default() };
        Self {
            options,
            known,
            report,
            tables: Vec::new(),
            unchecked: 0,
            members: Vec::new(),
            first_table: 0,
            budget: Budget::default(),
            gzips: 0,
        }
    }

    /// A refusal of the file.
    pub(crate) fn refuse(&self, message: impl Into<String>) -> ImportError {
        ImportError::new(&self.options.file_name, message)
    }

    /// Goes on with a member of the file, as if it were a file of its own.
    pub(crate) fn enter(&mut self, name: &str) -> Outer {
        let first_table = std::mem::replace(&mut self.first_table, self.tables.len());
        let file_name = std::mem::replace(&mut self.options.file_name, name.to_owned());
        self.members.push(name.to_owned());
        self.report.member = self.members.join("/");
        Outer { file_name, first_table, gzips: std::mem::take(&mut self.gzips) }
    }

    /// Goes back to what was read before [`Sink::enter`].
    pub(crate) fn leave(&mut self, outer: Outer) {
        self.first_table = outer.first_table;
        self.gzips = outer.gzips;
        self.options.file_name = outer.file_name;
        self.members.pop();
        self.report.member = self.members.join("/");
    }

    /// Goes on with what a gzip file holds; fails when too many lie in each other.
    pub(crate) fn enter_gzip(&mut self) -> Result<(), ImportError> {
        self.gzips += 1;
        match self.gzips > MOST_GZIPS {
            true => Err(self.refuse(format!("gzip files lie more than {MOST_GZIPS} deep in each other"))),
            false => Ok(()),
        }
    }

    /// How many members lie around the one that is being read.
    pub(crate) fn depth(&self) -> usize {
        self.members.len()
    }

    /// Takes note of a format; those of containers and members stand one after the other.
    pub(crate) fn note_format(&mut self, title: &str) {
        let format = &mut self.report.format;
        if !format.split(", ").any(|known| known == title) {
            if !format.is_empty() {
                format.push_str(", ");
            }
            format.push_str(title);
        }
    }

    /// Takes note of unpacked bytes; fails when a file unpacks to too many.
    pub(crate) fn note_unpacked(&mut self, packed: usize, unpacked: usize) -> Result<(), ImportError> {
        self.budget.add(packed, unpacked).map_err(|reason| self.refuse(reason))
    }

    /// Warns of the members of a container that are no tables, so far as anybody can tell.
    pub(crate) fn report_unknown(&mut self, names: &[&str]) {
        let shown: Vec<&str> = names.iter().copied().take(5).collect();
        let more = if names.len() > shown.len() { ", …" } else { "" };
        let what = match names.len() {
            0 => return,
            1 => "1 member holds no table and was not read".to_owned(),
            count => format!("{count} members hold no table and were not read"),
        };
        self.report_damage(&format!("{what}: {}{more}", shown.join(", ")));
    }

    /// Warns of a part of the file that can't be read.
    pub(crate) fn report_damage(&mut self, reason: &str) {
        self.report.warn(Code::ImportSkipped, None, reason);
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
        self.unchecked += block.rows() * names.len().max(64);
        if self.unchecked >= CELLS_BETWEEN_CHECKS {
            self.unchecked = 0;
            self.check_memory()?;
        }
        Ok(())
    }

    /// Appends `rows` rows column by column: `read` gives each column of the file when its turn comes.
    #[cfg(feature = "binary-formats")]
    pub(crate) fn push_columns(
        &mut self,
        id: &TableId,
        names: &[String],
        rows: usize,
        first_record: u64,
        read: &mut dyn FnMut(usize) -> crate::typed::TypedColumn,
    ) -> Result<(), ImportError> {
        let used: usize = self.tables.iter().map(TableBuilder::bytes).sum();
        let left = self.options.memory_limit.saturating_sub(used);
        match self.table(id, true, names).push_columns(rows, first_record, left, read) {
            Ok(()) => self.check_memory(),
            Err(_) => Err(self.too_large()),
        }
    }

    /// The table, made if it is not there yet.
    pub(crate) fn table(&mut self, id: &TableId, self_typed: bool, names: &[String]) -> &mut TableBuilder {
        let members = self.tables.iter().skip(self.first_table);
        let at = match members.clone().position(|table| table.key == id.key) {
            Some(at) => self.first_table + at,
            None => {
                let mapping = Mapping::choose(names, id, &self.options, &self.known);
                let zone = self.options.zone.clone();
                self.tables.push(TableBuilder::new(id.key.clone(), mapping, self_typed, zone));
                self.tables.len() - 1
            }
        };
        &mut self.tables[at]
    }

    /// Forgets all tables for whose keys `keep` says no.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let own = self.tables.split_off(self.first_table);
        self.tables.extend(own.into_iter().filter(|table| keep(&table.key)));
    }

    fn check_memory(&self) -> Result<(), ImportError> {
        let used: usize = self.tables.iter().map(TableBuilder::bytes).sum();
        if used <= self.options.memory_limit {
            return Ok(());
        }
        Err(self.too_large())
    }

    /// A refusal of what does not fit into memory.
    pub(crate) fn too_large(&self) -> ImportError {
        let limit = self.options.memory_limit >> 20;
        self.refuse(format!("the tables need more than the {limit} MiB that they may take"))
            .help("Load fewer columns, or a part of the file.")
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
        let mut tables: Vec<Table> = Vec::new();
        for builder in self.tables {
            let table = builder.finish(self.options.day_first, &mut report);
            match tables.iter_mut().find(|known| known.name == table.name) {
                Some(known) => *known = append(known, table),
                None => tables.push(table),
            }
        }
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
