//! Diagnostics and warnings, as JSON for programs and with a caret for people.

use std::io::Write;
use std::process::ExitCode;

use quarry_data::json::write_string;
use quarry_diagnostics::{Diagnostic, Edit, Fix, Severity, Span};
use quarry_engine::Checked;

use crate::Failure;
use crate::output::Format;

/// Prints a text to standard output.
pub(crate) fn print(text: &str) -> Result<ExitCode, Failure> {
    let printed = std::io::stdout().write_all(text.as_bytes());
    printed.map_err(|error| Failure::new(format!("standard output: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints `error: …` to standard error.
pub(crate) fn error_line(message: &str) {
    to_stderr(&format!("error: {message}\n"));
}

/// Prints `warning: …` to standard error.
pub(crate) fn warning_line(message: &str) {
    to_stderr(&format!("warning: {message}\n"));
}

/// Prints `note: …` to standard error: nothing was lost, but the user may want it otherwise.
pub(crate) fn note_line(message: &str) {
    to_stderr(&format!("note: {message}\n"));
}

/// A failure to write to standard error can't be told to anybody, so it is passed over.
fn to_stderr(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Prints why a query did not run.
pub(crate) fn query_errors(diagnostics: &[Diagnostic], text: &str, format: Format) {
    if format == Format::Table {
        to_stderr(&for_people(diagnostics, text));
    } else {
        let mut out = String::from("{\"diagnostics\":");
        write_diagnostics(diagnostics, &mut out);
        out.push_str("}\n");
        to_stderr(&out);
    }
}

/// Prints what is remarkable about a query that ran; hints on style only to people.
pub(crate) fn query_warnings(diagnostics: &[Diagnostic], text: &str, format: Format) {
    if format == Format::Table {
        to_stderr(&for_people(diagnostics, text));
        return;
    }
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity > Severity::Info) {
        let (code, Span { start, end }) = (diagnostic.code.id(), diagnostic.span());
        let severity = diagnostic.severity.name();
        to_stderr(&format!("{severity}: {code} {start}..{end}: {}\n", diagnostic.message));
    }
}

/// What `check` prints.
pub(crate) fn checked_json(checked: &Checked) -> String {
    let mut out = String::from("{\"diagnostics\":");
    write_diagnostics(&checked.diagnostics, &mut out);
    out.push_str(",\"columns\":");
    write_list(&checked.columns, &mut out, |column, out| {
        out.push_str("{\"name\":");
        write_string(&column.name, out);
        out.push_str(",\"type\":");
        write_string(column.ty.name(), out);
        out.push('}');
    });
    out.push_str("}\n");
    out
}

fn write_list<T>(items: &[T], out: &mut String, mut write: impl FnMut(&T, &mut String)) {
    out.push('[');
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

fn write_diagnostics(diagnostics: &[Diagnostic], out: &mut String) {
    write_list(diagnostics, out, write_diagnostic);
}

fn write_diagnostic(diagnostic: &Diagnostic, out: &mut String) {
    out.push_str("{\"severity\":");
    write_string(diagnostic.severity.name(), out);
    out.push_str(",\"code\":");
    write_string(diagnostic.code.id(), out);
    out.push_str(",\"message\":");
    write_string(&diagnostic.message, out);
    out.push(',');
    write_span(diagnostic.span(), out);
    if let Some(help) = &diagnostic.help {
        out.push_str(",\"help\":");
        write_string(help, out);
    }
    if !diagnostic.related.is_empty() {
        out.push_str(",\"related\":");
        write_list(&diagnostic.related, out, |related, out| {
            out.push_str("{\"message\":");
            write_string(&related.message, out);
            out.push(',');
            write_span(related.span, out);
            out.push('}');
        });
    }
    if !diagnostic.fixes.is_empty() {
        out.push_str(",\"fixes\":");
        write_list(&diagnostic.fixes, out, write_fix);
    }
    out.push('}');
}

fn write_fix(fix: &Fix, out: &mut String) {
    out.push_str("{\"title\":");
    write_string(&fix.title, out);
    out.push_str(",\"edits\":");
    write_list(&fix.edits, out, |Edit { span, replacement }, out| {
        out.push('{');
        write_span(*span, out);
        out.push_str(",\"replacement\":");
        write_string(replacement, out);
        out.push('}');
    });
    out.push('}');
}

fn write_span(span: Span, out: &mut String) {
    out.push_str(&format!("\"start\":{},\"end\":{}", span.start, span.end));
}

/// Each diagnostic with its line and a caret below the place.
fn for_people(diagnostics: &[Diagnostic], text: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = Place::of(diagnostic.span(), text);
        let gutter = place.line.to_string();
        let blank = " ".repeat(gutter.len());
        out.push_str(&format!(
            "{}[{}]: {}\n{blank}--> {}:{}\n{gutter} | {}\n{blank} | {}{}\n",
            diagnostic.severity.name(),
            diagnostic.code.id(),
            diagnostic.message,
            place.line,
            place.column,
            place.source,
            " ".repeat(place.column - 1),
            "^".repeat(place.width),
        ));
        if let Some(help) = &diagnostic.help {
            out.push_str(&format!("{blank} = help: {help}\n"));
        }
        for fix in &diagnostic.fixes {
            out.push_str(&format!("{blank} = fix: {}\n", fix.title));
        }
    }
    out
}

/// Where a span is, as a person counts: from 1, in characters.
struct Place {
    line: usize,
    column: usize,
    /// How many characters of the line are meant, at least one.
    width: usize,
    /// The line, tabs as blanks so that the caret stands right.
    source: String,
}

impl Place {
    fn of(span: Span, text: &str) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(line_start..).unwrap_or("").lines().next().unwrap_or("");
        let meant = text.get(span.start..span.end.min(line_start + line.len())).unwrap_or("");
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            width: meant.chars().count().max(1),
            source: line.replace('\t', " "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quarry_diagnostics::Code;

    #[test]
    fn a_caret_points_at_the_place() {
        let text = "T\n| where ä == Filename\n| count";
        let span = Span::new(16, 24);
        let diagnostic =
            Diagnostic::error(Code::UnknownName, span, "unknown 'Filename'").help("use 'FileName'");
        assert_eq!(
            for_people(&[diagnostic], text),
            "error[KS142]: unknown 'Filename'\n --> 2:14\n2 | | where ä == Filename\n  |              ^^^^^^^^\n  = help: use 'FileName'\n"
        );
    }

    #[test]
    fn a_diagnostic_carries_its_fix() {
        let span = Span::new(0, 1);
        let diagnostic = Diagnostic::warning(Code::TypographicQuotes, span, "q").fix(Fix::replace(
            "Straighten",
            span,
            "\"",
        ));
        let mut out = String::new();
        write_diagnostic(&diagnostic, &mut out);
        assert_eq!(
            out,
            r#"{"severity":"warning","code":"QY101","message":"q","start":0,"end":1,"fixes":[{"title":"Straighten","edits":[{"start":0,"end":1,"replacement":"\""}]}]}"#
        );
    }
}
