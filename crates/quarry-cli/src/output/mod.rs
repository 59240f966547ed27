//! Result tables in the formats of the command line.

mod csv;
mod json;
mod table;

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};

use quarry_engine::QueryResult;

use crate::Failure;

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document with all result tables.
    Json,
    /// An object a row.
    Ndjson,
    /// RFC 4180, with a header.
    Csv,
    /// Aligned columns for people.
    Table,
}

impl Format {
    pub(crate) fn from_name(name: &str) -> Result<Self, String> {
        match name {
            "json" => Ok(Self::Json),
            "ndjson" => Ok(Self::Ndjson),
            "csv" => Ok(Self::Csv),
            "table" => Ok(Self::Table),
            _ => Err("the formats are json, ndjson, csv and table".into()),
        }
    }

    /// What suits whoever reads standard output.
    pub(crate) fn for_stdout() -> Self {
        if std::io::stdout().is_terminal() { Self::Table } else { Self::Json }
    }
}

/// Prints the results to standard output. A reader who goes away early, as `head` does, is no failure.
pub(crate) fn print(result: &QueryResult, format: Format) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let written = match format {
        Format::Json => json::write_document(result, &mut out),
        Format::Ndjson => json::write_lines(result, &mut out),
        Format::Csv => csv::write(result, &mut out),
        Format::Table => table::write(result, &mut out),
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}
