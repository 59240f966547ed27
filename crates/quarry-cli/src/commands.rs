//! The two commands.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use quarry_data::{Catalog, datetime};
use quarry_diagnostics::Diagnostic;
use quarry_engine::{Limits, QueryContext, Session, Step};

use crate::arguments::{Options, QueryText};
use crate::output::Format;
use crate::{Failure, load, output, report};

/// Runs the query and prints its results.
pub(crate) fn query(options: &Options) -> Result<ExitCode, Failure> {
    let text = query_text(&options.query)?;
    let catalog = load::catalog(options)?;
    let cx = context(options, &catalog);
    let format = options.format.unwrap_or_else(Format::for_stdout);
    let failed = |diagnostics: &[Diagnostic]| {
        report::query_errors(diagnostics, &text, format);
        Ok(ExitCode::from(1))
    };
    let mut execution = match Session::new(catalog).prepare(&text, &cx) {
        Ok(execution) => execution,
        Err(diagnostics) => return failed(&diagnostics),
    };
    loop {
        match execution.step(&mut || false) {
            Step::Running(_) => {}
            Step::Failed(diagnostic) => return failed(&[diagnostic]),
            Step::Done(result) => {
                report::query_warnings(&result.diagnostics, &text, format);
                output::print(&result, format)?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

/// Prints the diagnostics and result columns of the query.
pub(crate) fn check(options: &Options) -> Result<ExitCode, Failure> {
    let text = query_text(&options.query)?;
    let catalog = load::catalog(options)?;
    let cx = context(options, &catalog);
    let checked = Session::new(catalog).check(&text, &cx);
    report::print(&report::checked_json(&checked))?;
    let failed = checked.diagnostics.iter().any(Diagnostic::is_error);
    Ok(ExitCode::from(u8::from(failed)))
}

fn query_text(query: &QueryText) -> Result<String, Failure> {
    match query {
        QueryText::Given(text) => Ok(text.clone()),
        QueryText::File(path) => read_text(path),
    }
}

/// The text of a file, without a byte order mark; `-` is standard input.
fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| Failure::new(format!("{}: the query is not UTF-8 text", path.display())))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn context(options: &Options, catalog: &Catalog) -> QueryContext {
    let now = options.now.or_else(|| catalog.newest_event()).unwrap_or_else(real_time);
    QueryContext {
        now,
        seed: real_time().cast_unsigned(),
        limits: Limits { rows: usize::MAX, memory: options.memory },
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line does not run in a browser")]
fn real_time() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ticks = now.map_or(0, |since| since.as_nanos() / 100);
    datetime::UNIX_EPOCH + i64::try_from(ticks).unwrap_or(0)
}
