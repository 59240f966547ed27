//! Names that mean nothing where they stand.

use quarry_data::catalog;
use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};
use quarry_functions::{aggregate, scalar};
use quarry_syntax::ast;

use super::super::Binder;
use super::super::overload::Overload;
use super::elsewhere;
use crate::scope::Row;
use crate::{OutputColumn, StageTrace};

impl Binder<'_> {
    /// Says that a name means nothing here: a stage dropped the column, or it is called otherwise.
    pub(crate) fn unknown_column(&mut self, name: &ast::Name, row: &Row) {
        let message = format!("'{}' is not a known column, variable or function", name.text);
        let diagnostic = Diagnostic::error(Code::UnknownName, name.span, message);
        let diagnostic = match dropped_by(&name.text, row) {
            Some((stage, column)) => dropped(diagnostic, name, stage, column, row),
            None => self.called_otherwise(diagnostic, name, row),
        };
        self.report(diagnostic);
    }

    fn called_otherwise(&self, diagnostic: Diagnostic, name: &ast::Name, row: &Row) -> Diagnostic {
        let columns: Vec<&str> = row.columns.iter().map(|column| &*column.name).collect();
        let locals = self.locals.iter().map(|named| &*named.name);
        let near = catalog::suggest(&name.text, columns.iter().copied().chain(locals));
        match near.or_else(|| elsewhere::column(&name.text, &columns)) {
            Some(near) => did_you_mean(diagnostic, name.span, near),
            None if columns.is_empty() && self.locals.is_empty() => {
                diagnostic.help("there is no table here that could have such a column")
            }
            None => diagnostic,
        }
    }

    /// A function's name without parentheses.
    pub(crate) fn function_without_parentheses(&mut self, name: &ast::Name, row: &Row) {
        let message = format!("the function '{}' needs its parentheses", name.text);
        let diagnostic = Diagnostic::error(Code::ExpectedArgumentList, name.span, message);
        let bare = scalar::lookup(&name.text)
            .is_some_and(|function| function.signatures.iter().any(|signature| signature.arity().0 == 0))
            || aggregate::lookup(&name.text)
                .is_some_and(|function| function.signatures.iter().any(|signature| signature.arity().0 == 0));
        let diagnostic = match self.result_of(&name.text, row) {
            Some(column) => did_you_mean(diagnostic, name.span, &column),
            None if bare => diagnostic
                .fix(Fix::replace("add '()'", Span::at(name.span.end), "()"))
                .help(format!("{}()", name.text)),
            None => diagnostic.help(format!("{}(…)", name.text)),
        };
        self.report(diagnostic);
    }

    /// The column that an aggregation of this name gave before: `count_` of `count()`.
    fn result_of(&self, function: &str, row: &Row) -> Option<String> {
        if self.aggregates.is_some() || aggregate::lookup(function).is_none() {
            return None;
        }
        let prefix = format!("{function}_");
        let mut columns = row.columns.iter().filter(|column| column.origins.is_empty());
        columns.find(|column| column.name.starts_with(&prefix)).map(|column| column.name.to_string())
    }

    /// An aggregation outside of `summarize`.
    pub(crate) fn aggregate_not_allowed(&mut self, call: &ast::Call, row: &Row, span: Span) {
        let name = &call.name;
        let message = format!("the aggregation function '{}' is not allowed here", name.text);
        let diagnostic = Diagnostic::error(Code::AggregateNotAllowed, name.span, message);
        let diagnostic = match self.result_of(&name.text, row) {
            Some(column) => diagnostic
                .help(format!("the result of summarize is the column '{column}'"))
                .fix(Fix::replace(format!("change to '{column}'"), span, &*column)),
            None => diagnostic.help("aggregation functions belong into 'summarize'"),
        };
        self.report(diagnostic);
    }

    /// An unknown function: one of another language, or a near miss.
    pub(crate) fn unknown_function_name(&mut self, name: &ast::Name) {
        if let Some(foreign) = elsewhere::function(&name.text) {
            let message = format!("'{}' is not a known function", name.text);
            let diagnostic = Diagnostic::error(Code::UnknownFunction, name.span, message);
            self.report(match (foreign.name, foreign.how) {
                (instead, "") => did_you_mean(diagnostic, name.span, instead),
                ("", how) => diagnostic.help(how),
                (_, how) => diagnostic.help(format!("in KQL: {how}")),
            });
            return;
        }
        let locals: Vec<std::sync::Arc<str>> =
            self.locals.iter().map(|named| std::sync::Arc::clone(&named.name)).collect();
        let functions = scalar::TABLE.iter().map(|function| function.name);
        let aggregates = aggregate::TABLE.iter().map(|function| function.name);
        let known = functions.chain(aggregates).chain(locals.iter().map(|name| &**name));
        self.unknown(Code::UnknownFunction, "function", name, known);
    }
}

fn did_you_mean(diagnostic: Diagnostic, span: Span, near: &str) -> Diagnostic {
    diagnostic.help(format!("did you mean '{near}'?")).fix(Fix::replace(
        format!("change to '{near}'"),
        span,
        near,
    ))
}

/// The last stage that a column of this name went into and did not come out of.
fn dropped_by<'r>(name: &str, row: &'r Row) -> Option<(&'r StageTrace, &'r OutputColumn)> {
    let named = |columns: &'r [OutputColumn]| columns.iter().find(|column| &*column.name == name);
    row.trace.iter().rev().find_map(|stage| {
        let column = named(&stage.before)?;
        named(&stage.after).is_none().then_some((stage, column))
    })
}

fn dropped(
    diagnostic: Diagnostic,
    name: &ast::Name,
    stage: &StageTrace,
    column: &OutputColumn,
    row: &Row,
) -> Diagnostic {
    let operator = stage.operator;
    let place = super::first_word(stage.span, operator);
    let renamed =
        row.columns.iter().find(|kept| !column.origins.is_empty() && kept.origins == column.origins);
    if let Some(renamed) = renamed {
        return diagnostic
            .related(place, format!("'{operator}' calls it '{}'", renamed.name))
            .help(format!("its name is '{}' by now", renamed.name))
            .fix(Fix::replace(format!("change to '{}'", renamed.name), name.span, &*renamed.name));
    }
    let diagnostic = diagnostic.related(place, format!("'{operator}' drops it"));
    let end = Span::at(stage.span.end);
    let add = |title: &str| Fix {
        title: title.to_owned(),
        edits: vec![Edit { span: end, replacement: format!(", {}", name.text) }],
    };
    match operator {
        "summarize" => diagnostic.help(
            "'summarize' keeps its groups and aggregates alone: add the column to 'by', or aggregate it",
        ),
        "project" => diagnostic.help("'project' dropped it: list it there").fix(add("keep it in 'project'")),
        "distinct" => {
            diagnostic.help("'distinct' dropped it: list it there").fix(add("keep it in 'distinct'"))
        }
        _ => diagnostic.help(format!("'{operator}' dropped it")),
    }
}
