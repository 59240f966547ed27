//! The command line: subcommand and options.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;
use quarry_data::datetime;
use quarry_functions::scalar::zone_offsets;
use quarry_ingest::Zone;

use crate::Failure;
use crate::output::Format;

pub(crate) const HELP: &str = "\
Runs and checks KQL hunting queries over event files.

USAGE
    quarry query [OPTIONS] (--query KQL | --file PATH)
    quarry check [OPTIONS] (--query KQL | --file PATH)

COMMANDS
    query    Run a query and print its results.
    check    Print a query's diagnostics and result columns as JSON, without running it.

OPTIONS
    -q, --query KQL             The query.
    -f, --file PATH             A file with the query; - is standard input.
    -d, --data [TABLE=]PATH     A file with events, as often as wanted. Without TABLE, the content or the
                                name of the file says which table it is. A .mmdb file is a database of
                                locations, for geo_info_from_ip_address.
        --attach ADDRESS=PATH   A file that externaldata reads in place of the address, as often as wanted.
        --schema FILE           A JSON file that declares empty tables, as often as wanted. Without any,
                                the tables of Defender XDR and Sentinel are known.
        --timezone ZONE         The zone of times in the files that carry none, for example Europe/Paris or
                                +02:00. Without it, they are read as UTC.
        --date-order ORDER      dmy or mdy: how dates like 3/4/2024 are read where the values don't tell.
        --now TIME              What now() is, for example 2026-01-31T12:00:00Z. Without it, the newest
                                Timestamp or TimeGenerated in the data, or else the real time.
        --format FORMAT         json, ndjson, csv or table. Without it, table on a terminal, else json.
        --memory SIZE           How much the data may take, and what a query holds beside it, for example
                                512MiB. Without it, 4GiB.
    -h, --help                  Print this text.
    -V, --version               Print the version.

EXIT CODES
    0 success   1 the query has errors   2 the command line or a file can't be used

EXAMPLES
    quarry query -d DeviceProcessEvents.csv -q 'DeviceProcessEvents | summarize count() by FileName'
    quarry check -f hunt.kql
";

/// Bytes for the tables, and as many again for a query.
const DEFAULT_MEMORY: usize = 4 << 30;

/// What the user wants.
#[derive(Debug)]
pub(crate) enum Invocation {
    /// Print a text, such as the help.
    Text(String),
    Run(Command, Options),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Query,
    Check,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) data: Vec<DataFile>,
    pub(crate) attached: Vec<AttachedFile>,
    pub(crate) schemas: Vec<PathBuf>,
    /// The zone of times that carry none; UTC if the user does not say.
    pub(crate) zone: Option<Zone>,
    /// Whether the day comes first in dates with slashes.
    pub(crate) day_first: Option<bool>,
    pub(crate) query: QueryText,
    /// Ticks since year 1.
    pub(crate) now: Option<i64>,
    pub(crate) format: Option<Format>,
    /// Bytes that the loaded tables may take, and those that a query may hold.
    pub(crate) memory: usize,
}

/// Where the query is.
#[derive(Debug)]
pub(crate) enum QueryText {
    Given(String),
    File(PathBuf),
}

/// A file with events, and the table it was said to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DataFile {
    pub(crate) table: Option<String>,
    pub(crate) path: PathBuf,
}

/// A file in place of an address.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AttachedFile {
    pub(crate) address: String,
    pub(crate) path: PathBuf,
}

/// Reads the command line.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Invocation, Failure> {
    read(&mut parser).map_err(|error| Failure::new(format!("{error}; see quarry --help")))
}

fn read(parser: &mut lexopt::Parser) -> Result<Invocation, lexopt::Error> {
    let mut command = None;
    let mut data = Vec::new();
    let mut attached = Vec::new();
    let mut schemas = Vec::new();
    let mut timezone = None;
    let mut day_first = None;
    let mut query = None;
    let mut now = None;
    let mut format = None;
    let mut memory = DEFAULT_MEMORY;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Invocation::Text(HELP.into())),
            Short('V') | Long("version") => {
                return Ok(Invocation::Text(concat!("quarry ", env!("CARGO_PKG_VERSION"), "\n").into()));
            }
            Short('d') | Long("data") => data.push(data_file(parser.value()?)),
            Long("attach") => attached.push(parser.value()?.parse_with(attached_file)?),
            Long("schema") => schemas.push(PathBuf::from(parser.value()?)),
            Long("timezone") => timezone = Some(parser.value()?.parse_with(zone)?),
            Long("date-order") => day_first = Some(parser.value()?.parse_with(date_order)?),
            Short('q') | Long("query") => set_query(&mut query, QueryText::Given(parser.value()?.string()?))?,
            Short('f') | Long("file") => set_query(&mut query, QueryText::File(parser.value()?.into()))?,
            Long("now") => now = Some(parser.value()?.parse_with(instant)?),
            Long("format") => format = Some(parser.value()?.parse_with(Format::from_name)?),
            Long("memory") => memory = parser.value()?.parse_with(size)?,
            Value(name) if command.is_none() => command = Some(name.parse_with(command_named)?),
            other => return Err(other.unexpected()),
        }
    }
    let command = match command {
        None => return Err("a command is missing: query or check".into()),
        Some(None) => return Ok(Invocation::Text(HELP.into())),
        Some(Some(command)) => command,
    };
    let query = query.ok_or("the query is missing: --query KQL or --file PATH")?;
    let options = Options { data, attached, schemas, zone: timezone, day_first, query, now, format, memory };
    Ok(Invocation::Run(command, options))
}

fn set_query(query: &mut Option<QueryText>, given: QueryText) -> Result<(), lexopt::Error> {
    match query.replace(given) {
        None => Ok(()),
        Some(_) => Err("more than one query is given".into()),
    }
}

/// The command of a name; none for `help`.
fn command_named(name: &str) -> Result<Option<Command>, String> {
    match name {
        "query" => Ok(Some(Command::Query)),
        "check" => Ok(Some(Command::Check)),
        "help" => Ok(None),
        _ => Err("the commands are query and check".into()),
    }
}

fn instant(text: &str) -> Result<i64, String> {
    datetime::parse(text).ok_or_else(|| "a time like 2026-01-31T12:00:00Z is expected".into())
}

/// An offset as `+02:00`, or a name of the IANA database.
fn zone(text: &str) -> Result<Zone, String> {
    let named = || zone_offsets(text).map(|offsets| Zone::named(text, &offsets));
    Zone::from_offset(text)
        .or_else(named)
        .ok_or_else(|| "an offset like +02:00 or a zone like Europe/Paris is expected".into())
}

/// `512MiB`, `4GiB` or `4G`, in bytes; without a unit, bytes.
fn size(text: &str) -> Result<usize, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let shift = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kib" => 10,
        "m" | "mib" => 20,
        "g" | "gib" => 30,
        _ => return Err("a size like 512MiB or 4GiB is expected".into()),
    };
    let bytes = number.parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| "a size like 512MiB or 4GiB is expected".into())
}

fn date_order(text: &str) -> Result<bool, String> {
    match text {
        "dmy" => Ok(true),
        "mdy" => Ok(false),
        _ => Err("dmy or mdy is expected".into()),
    }
}

/// `TABLE=PATH` or `PATH`. What stands before `=` is a table only when it looks like a name, so that paths
/// may have the sign too.
fn data_file(argument: OsString) -> DataFile {
    if let Some((table, path)) = argument.to_str().and_then(|text| text.split_once('='))
        && !table.is_empty()
        && table.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    {
        return DataFile { table: Some(table.into()), path: path.into() };
    }
    DataFile { table: None, path: argument.into() }
}

/// `ADDRESS=PATH`. Addresses may hold the sign too: the path is what follows the last one.
fn attached_file(argument: &str) -> Result<AttachedFile, String> {
    match argument.rsplit_once('=') {
        Some((address, path)) if !address.is_empty() && !path.is_empty() => {
            Ok(AttachedFile { address: address.into(), path: path.into() })
        }
        _ => Err("ADDRESS=PATH is expected".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Invocation, Failure> {
        parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn options_are_read() {
        let arguments = [
            "query",
            "--data",
            "T=a/b.csv",
            "--data=c=d/e.csv",
            "--data",
            "x/y=z.csv",
            "--query",
            "T",
            "--now",
            "2020-01-01T00:00:00Z",
            "--format",
            "csv",
        ];
        let Ok(Invocation::Run(Command::Query, options)) = parsed(&arguments) else { panic!("not read") };
        let files: Vec<(Option<&str>, &str)> =
            options.data.iter().map(|file| (file.table.as_deref(), file.path.to_str().unwrap())).collect();
        assert_eq!(files, [(Some("T"), "a/b.csv"), (Some("c"), "d/e.csv"), (None, "x/y=z.csv")]);
        assert_eq!(options.now, datetime::parse("2020-01-01"));
        assert_eq!(options.format, Some(Format::Csv));
    }

    #[test]
    fn zones_are_read() {
        for (text, minutes) in
            [("+02:00", 120), ("-5", -300), ("UTC+5:30", 330), ("UTC", 0), ("Z", 0), ("-0330", -210)]
        {
            assert_eq!(zone(text), Ok(Zone::offset(minutes)), "{text}");
        }
        for text in ["2", "+25:00", "+1:60", "+-1", "+", "Berlin"] {
            assert!(zone(text).is_err(), "{text}");
        }
        assert_eq!(zone("Europe/Berlin").map(|zone| zone.to_string()).as_deref(), Ok("Europe/Berlin"));
    }

    #[test]
    fn mistakes_are_named() {
        for (arguments, part) in [
            (&[][..], "command"),
            (&["run"], "the commands are"),
            (&["query"], "query is missing"),
            (&["query", "--query", "T", "--file", "f"], "more than one"),
            (&["query", "--query", "T", "--now", "soon"], "a time like"),
            (&["query", "--query", "T", "--format", "xml"], "json, ndjson"),
            (&["query", "--query", "T", "--attach", "a.csv"], "ADDRESS=PATH"),
            (&["query", "--query", "T", "--timezone", "Berlin"], "an offset like"),
            (&["query", "--query", "T", "--date-order", "x"], "dmy or mdy"),
            (&["query", "--wrong"], "--wrong"),
        ] {
            let Err(Failure(message)) = parsed(arguments) else { panic!("{arguments:?} passed") };
            assert!(message.contains(part), "{message}");
        }
    }
}
