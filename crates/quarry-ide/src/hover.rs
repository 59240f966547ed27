//! What the thing under the pointer is.

mod words;

use quarry_data::{datetime, timespan};
use quarry_diagnostics::Span;
use quarry_functions::{ArgumentRule, Example, Param, ScalarFunction, aggregate, operator, plugin, scalar};
use quarry_plan::{BindContext, ScopeName, ScopeNameKind};
use quarry_syntax::{TokenKind, operators};

use crate::bound::Analysis;
use crate::reference::{PageKind, anchor};
use crate::{grammar, label};

/// What is shown beside the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hover {
    /// The word that it is about.
    pub span: Span,
    /// One line of KQL: a signature, a name with its type.
    pub title: String,
    /// Plain text, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Queries with what they give; the result is empty where it is a table.
    pub examples: Vec<(String, String)>,
    /// Where the reference page tells more: the part behind `#` of its address.
    pub anchor: Option<String>,
}

/// What stands at a byte of the text.
pub fn hover(text: &str, offset: usize, cx: &BindContext<'_>) -> Option<Hover> {
    let analysis = Analysis::new(text, cx);
    let position = analysis.token_at(offset)?;
    let token = *analysis.tokens.get(position)?;
    let mut hover = match token.kind {
        TokenKind::Word | TokenKind::OperatorWord => word(&analysis, position, cx),
        TokenKind::TimeSpan => literal(token.text, "timespan"),
        TokenKind::TypedLiteral => typed_literal(token.text),
        TokenKind::Integer => Some(titled(format!("{}: long", token.text))),
        TokenKind::Real => Some(titled(format!("{}: real", token.text))),
        TokenKind::String => bracketed_name(&analysis, position),
        _ => operator::lookup(token.text).map(of_scalar),
    }?;
    hover.span = token.span;
    Some(hover)
}

/// What a word is where it stands.
fn word(analysis: &Analysis<'_>, position: usize, cx: &BindContext<'_>) -> Option<Hover> {
    let token = analysis.tokens.get(position)?;
    let name = token.text;
    let before = analysis.before(position);
    let behind_pipe = before.is_some_and(|before| before.kind == TokenKind::Pipe);
    let called = analysis.after(position).is_some_and(|after| after.kind == TokenKind::LeftParenthesis);
    let operator_place = behind_pipe || grammar::SOURCES.contains(&name) && !called;
    if operator_place && let Some(hover) = of_operator(name) {
        return Some(hover);
    }
    let behind_dot = before.is_some_and(|before| before.kind == TokenKind::Dot);
    if called && !behind_dot {
        let is_plugin = before.is_some_and(|before| before.text == "evaluate");
        let found = analysis.declaration(name, token.span.start).map(of_declaration);
        let found = found.or_else(|| if is_plugin { of_plugin(name) } else { None });
        let found = found.or_else(|| aggregate::lookup(name).map(of_aggregate));
        let found = found.or_else(|| scalar::lookup(name).map(of_scalar));
        if found.is_some() {
            return found;
        }
    }
    named(analysis, position, cx)
        .or_else(|| operator::lookup(name).map(of_scalar))
        .or_else(|| words::meaning(name).map(|meaning| plain(name, meaning)))
        .or_else(|| of_operator(name))
        .or_else(|| scalar::lookup(name).map(of_scalar))
}

/// A column, a name of the query, or a table.
fn named(analysis: &Analysis<'_>, position: usize, cx: &BindContext<'_>) -> Option<Hover> {
    let token = analysis.tokens.get(position)?;
    let (name, offset) = (token.text, token.span.start);
    let assigned = analysis.after(position).is_some_and(|after| after.kind == TokenKind::Assign);
    if assigned && let Some(column) = analysis.made_column(name, offset) {
        return Some(of_column(column));
    }
    if let Some(column) = analysis.column(name, offset) {
        return Some(of_column(&column));
    }
    if let Some(declared) = analysis.declaration(name, offset) {
        return Some(of_declaration(declared));
    }
    if let Some(declared) = analysis.scopes.names().iter().find(|declared| declared.declared == token.span) {
        return Some(of_declaration(declared));
    }
    if let Some(schema) = cx.catalog.schema(name) {
        return Some(of_table(name, schema.fields().iter().map(|field| (&*field.name, field.ty.name())), cx));
    }
    analysis.made_column(name, offset).map(of_column)
}

fn bracketed_name(analysis: &Analysis<'_>, position: usize) -> Option<Hover> {
    let token = analysis.tokens.get(position)?;
    let bracket = analysis.before(position).filter(|before| before.kind == TokenKind::LeftBracket)?;
    let name = token.text.get(1..token.text.len().checked_sub(1)?)?;
    analysis.column(name, bracket.span.start).map(|column| of_column(&column))
}

fn of_column(column: &quarry_plan::OutputColumn) -> Hover {
    let mut hover = titled(format!("{}: {}", column.name, column.ty.name()));
    hover.paragraphs.push(label::origin(column));
    hover
}

fn of_declaration(declared: &ScopeName) -> Hover {
    let name = &declared.name;
    match &declared.kind {
        ScopeNameKind::Scalar(ty) => plain(&format!("let {name}: {}", ty.name()), "A value of this query."),
        ScopeNameKind::Table(columns) => {
            let mut hover = titled(format!("let {name}: table"));
            hover.paragraphs.push("A table of this query, with the columns:".to_owned());
            hover.paragraphs.push(label::column_list(columns));
            hover
        }
        ScopeNameKind::Function { parameters, tabular } => {
            let gives = if *tabular { "a table" } else { "a value" };
            plain(
                &format!("let {name} = ({})", parameters.join(", ")),
                &format!("A function of this query that gives {gives}."),
            )
        }
    }
}

fn of_table<'a>(
    name: &str,
    columns: impl Iterator<Item = (&'a str, &'a str)>,
    cx: &BindContext<'_>,
) -> Hover {
    const SHOWN: usize = 20;
    let columns: Vec<String> = columns.map(|(name, ty)| format!("{name}: {ty}")).collect();
    let mut hover = titled(format!("{name}: table"));
    let loaded = cx.catalog.loaded().find(|table| &*table.name == name);
    hover.paragraphs.push(match (loaded, cx.catalog.product(name)) {
        (Some(table), _) => format!("Loaded, {} rows.", table.rows()),
        (None, Some(product)) => format!("Known schema of {product}; no rows are loaded."),
        (None, None) => "No rows are loaded.".to_owned(),
    });
    let shown = columns.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    let more = columns.len().saturating_sub(SHOWN);
    hover.paragraphs.push(if more > 0 { format!("{shown}, … {more} more") } else { shown });
    hover
}

fn of_operator(name: &str) -> Option<Hover> {
    let operator = operators::find(name)?;
    let mut hover = plain(operator.syntax, operator.summary);
    hover.anchor = Some(anchor(PageKind::TabularOperator, operator.name));
    if operator.name != name {
        hover.paragraphs.push(format!("Another name of '{}'.", operator.name));
    }
    for parameter in operator.parameters {
        hover.paragraphs.push(format!("{}: {}", parameter.name, parameter.meaning));
    }
    if !operator.supported {
        hover.paragraphs.push("Quarry knows this operator by name, but does not run it.".to_owned());
    }
    hover.examples = operator.examples.iter().map(|query| ((*query).to_owned(), String::new())).collect();
    Some(hover)
}

fn of_scalar(function: &'static ScalarFunction) -> Hover {
    let is_operator = function.category == quarry_functions::Category::Operator;
    let titles: Vec<String> = function
        .signatures
        .iter()
        .map(|signature| {
            if is_operator {
                operator_title(function.name, signature.params)
            } else {
                label::scalar_signature(function.name, signature)
            }
        })
        .collect();
    let mut hover =
        function_hover(&titles, function.summary, function.notes, function.examples, function.obsolete);
    let kind = if is_operator { PageKind::ScalarOperator } else { PageKind::ScalarFunction };
    hover.anchor = Some(anchor(kind, function.name));
    if let Some(signature) = function.signatures.first()
        && !is_operator
    {
        hover.paragraphs.splice(1..1, signature.params.iter().map(describe));
    }
    hover
}

/// `left has right`, or the sign in front of its one operand.
fn operator_title(sign: &str, params: &[Param]) -> String {
    match params {
        [left, right] if right.max > 1 => format!("{} {sign} ({}, …)", left.name, right.name),
        [left, right] => format!("{} {sign} {}", left.name, right.name),
        [left, low, high] => format!("{} {sign} ({} .. {})", left.name, low.name, high.name),
        _ => sign.to_owned(),
    }
}

fn of_aggregate(function: &'static quarry_functions::AggregateFunction) -> Hover {
    let titles: Vec<String> = function
        .signatures
        .iter()
        .map(|signature| label::aggregate_signature(function.name, signature))
        .collect();
    let mut hover =
        function_hover(&titles, function.summary, function.notes, function.examples, function.obsolete);
    hover.anchor = Some(anchor(PageKind::AggregationFunction, function.name));
    if let Some(signature) = function.signatures.first() {
        hover.paragraphs.splice(1..1, signature.params.iter().map(describe));
    }
    hover
}

fn of_plugin(name: &str) -> Option<Hover> {
    let plugin = plugin::lookup(name)?;
    let params = plugin.signatures.first().copied().unwrap_or(&[]);
    let mut hover = plain(&format!("evaluate {}", label::call(plugin.name, params)), plugin.summary);
    hover.paragraphs.extend(params.iter().map(describe));
    if !plugin.implemented {
        hover.paragraphs.push("Quarry knows this plugin by name, but does not run it.".to_owned());
    }
    hover.examples = examples(plugin.examples);
    hover.anchor = Some(anchor(PageKind::Plugin, plugin.name));
    Some(hover)
}

fn function_hover(
    titles: &[String],
    summary: &str,
    notes: &[&str],
    shown: &[Example],
    obsolete: Option<&str>,
) -> Hover {
    let mut hover = plain(titles.first().map_or("", String::as_str), summary);
    if titles.len() > 1 {
        hover.paragraphs.push(format!("Also: {}.", titles[1..].join("; ")));
    }
    hover.paragraphs.extend(notes.iter().map(|note| (*note).to_owned()));
    if let Some(better) = obsolete {
        hover.paragraphs.push(format!("Obsolete: use '{better}'."));
    }
    hover.examples = examples(shown);
    hover
}

fn examples(examples: &[Example]) -> Vec<(String, String)> {
    examples.iter().map(|example| (example.query.to_owned(), example.result.to_owned())).collect()
}

/// A parameter with its types and meaning.
pub(crate) fn describe(param: &Param) -> String {
    let constant = match param.rule {
        ArgumentRule::Constant => ", constant",
        ArgumentRule::Literal => ", written out",
        _ => "",
    };
    format!("{} ({}{constant}): {}", param.name, label::types(param.accepts), param.doc)
}

fn literal(text: &str, ty: &str) -> Option<Hover> {
    let ticks = timespan::parse(text)?;
    let mut hover = titled(format!("{text}: {ty}"));
    hover.paragraphs.push(timespan::format(ticks));
    Some(hover)
}

/// `datetime(2020-1-1)` with the value that it means.
fn typed_literal(text: &str) -> Option<Hover> {
    let (ty, rest) = text.split_once('(')?;
    let inner = rest.strip_suffix(')')?.trim().trim_matches(['"', '\'']);
    let ty = quarry_data::Type::from_name(ty.trim())?;
    let value = match ty {
        quarry_data::Type::DateTime => datetime::parse(inner).map(datetime::format),
        quarry_data::Type::TimeSpan => timespan::parse(inner).map(timespan::format),
        _ => None,
    };
    let mut hover = titled(format!("{text}: {}", ty.name()));
    hover.paragraphs.extend(value);
    Some(hover)
}

fn titled(title: String) -> Hover {
    Hover { title, ..Hover::default() }
}

fn plain(title: &str, text: &str) -> Hover {
    Hover { title: title.to_owned(), paragraphs: vec![text.to_owned()], ..Hover::default() }
}
