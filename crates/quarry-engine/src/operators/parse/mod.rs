//! `parse` and `parse-where`: columns out of a text, by a pattern.
//!
//! In simple and regex mode a row matches only when every parsed column has a value of its type; in
//! relaxed mode a text that is not of the type gives null. A row that does not match has no values. See
//! <https://learn.microsoft.com/kusto/query/parse-operator>.

mod regex;
mod simple;

use std::ops::Range;

use quarry_data::{Batch, Bitmap, Column, Datum, StringBuilder, Type};
use quarry_plan::{ParseKind, ParsePart, ParsedColumn, Plan};

use self::regex::RegexPattern;
use self::simple::SimplePattern;
use super::Build;
use super::texts::Texts;
use crate::error::RunError;
use crate::eval::{Converter, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct Parse {
    input: BoxedOperator,
    source: Evaluator,
    pattern: Pattern,
    converters: Vec<Converter>,
    types: Vec<Type>,
    relaxed: bool,
    only_matches: bool,
    output: Vec<ParsedColumn>,
}

enum Pattern {
    Simple(SimplePattern),
    Regex(RegexPattern),
}

/// The parsed columns of some texts, and which of the texts matched.
struct Parsed {
    columns: Vec<Column>,
    matched: Vec<bool>,
}

pub(super) fn build(cx: &Build, plan: &Plan, parse: &quarry_plan::Parse) -> Result<BoxedOperator, RunError> {
    let types: Vec<Type> = parse
        .pattern
        .iter()
        .filter_map(|part| match part {
            ParsePart::Column(ty) => Some(*ty),
            ParsePart::Star | ParsePart::Text(_) => None,
        })
        .collect();
    let pattern = match parse.kind {
        ParseKind::Simple | ParseKind::Relaxed => Pattern::Simple(SimplePattern::new(&parse.pattern)),
        ParseKind::Regex => Pattern::Regex(RegexPattern::new(&parse.pattern, &parse.flags, plan.span)?),
    };
    let converters = types
        .iter()
        .map(|&ty| Converter::new(Type::String, ty, plan.span))
        .collect::<Result<_, RunError>>()?;
    Ok(Box::new(Parse {
        input: cx.operator(&parse.input)?,
        source: Evaluator::new(&parse.source, &cx.compile())?,
        pattern,
        converters,
        types,
        relaxed: parse.kind == ParseKind::Relaxed,
        only_matches: parse.only_matches,
        output: parse.output.clone(),
    }))
}

impl Operator for Parse {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
            let batch = self.apply(run, &batch)?;
            if batch.rows() > 0 {
                return Ok(Pull::Batch(batch));
            }
        }
    }
}

impl Parse {
    fn apply(&mut self, run: &Run<'_>, batch: &Batch) -> Result<Batch, RunError> {
        let source = self.source.column(&run.state.call, batch)?;
        let texts = Texts::of(&source);
        let distinct = self.texts(run, &texts.texts)?;
        let parsed: Vec<Column> = distinct.columns.iter().map(|column| texts.column(column)).collect();
        let columns = self
            .output
            .iter()
            .map(|column| match column {
                ParsedColumn::Input(index) => batch.column(*index).clone(),
                ParsedColumn::Parsed(index) => parsed[*index].clone(),
            })
            .collect();
        let all = Batch::new(columns, batch.rows());
        if !self.only_matches {
            return Ok(all);
        }
        let matched = texts.flags(&distinct.matched);
        let rows: Vec<u32> = (0..batch.rows() as u32).filter(|&row| matched[row as usize]).collect();
        Ok(all.take(&rows))
    }

    fn texts(&mut self, run: &Run<'_>, texts: &[&str]) -> Result<Parsed, RunError> {
        let rows = texts.len();
        let mut builders: Vec<StringBuilder> =
            self.types.iter().map(|_| StringBuilder::with_capacity(rows)).collect();
        let mut spans: Vec<Range<usize>> = vec![0..0; self.types.len()];
        let mut matched = Vec::with_capacity(rows);
        for text in texts {
            let found = match &mut self.pattern {
                Pattern::Simple(pattern) => pattern.find(text, &mut spans),
                Pattern::Regex(pattern) => pattern.find(text, &mut spans),
            };
            matched.push(found);
            for (builder, span) in builders.iter_mut().zip(&spans) {
                let value = if found { text.get(span.clone()).unwrap_or("") } else { "" };
                builder.push(value);
            }
        }
        let mut columns = Vec::with_capacity(builders.len());
        for ((builder, converter), &ty) in builders.into_iter().zip(&mut self.converters).zip(&self.types) {
            let text = Datum::Column(Column::String(builder.finish()));
            columns.push(converter.convert(&run.state.call, text, rows)?.into_column(ty, rows));
        }
        let mut parsed = Parsed { columns, matched };
        if !self.relaxed {
            parsed.require_all();
        }
        Ok(parsed)
    }
}

impl Parsed {
    /// Takes back the rows in which a typed column has no value.
    fn require_all(&mut self) {
        let mut broken = false;
        for column in self.columns.iter().filter(|column| column.ty() != Type::String) {
            for (row, matched) in self.matched.iter_mut().enumerate() {
                if *matched && column.value(row).is_null() {
                    *matched = false;
                    broken = true;
                }
            }
        }
        if broken {
            let kept: Bitmap = self.matched.iter().copied().collect();
            let rows: Vec<u32> = (0..kept.len())
                .map(|row| if kept.get(row) { row as u32 } else { quarry_data::column::NO_ROW })
                .collect();
            self.columns = self.columns.iter().map(|column| column.take(&rows)).collect();
        }
    }
}
