//! `parse-kv`: the values of named keys in a text.
//!
//! The first appearance of a key counts; blanks around keys and values do not. See
//! <https://learn.microsoft.com/kusto/query/parse-kv-operator>.

mod regex;
mod scanner;

use quarry_data::{Batch, Column, Datum, StringBuilder, Type};
use quarry_plan::Plan;

use self::regex::RegexScanner;
use self::scanner::Scanner;
use super::Build;
use super::texts::Texts;
use crate::error::RunError;
use crate::eval::{Converter, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct ParseKv {
    input: BoxedOperator,
    source: Evaluator,
    scanner: How,
    columns: Vec<(Converter, Type)>,
}

enum How {
    Delimiters(Scanner),
    Regex(RegexScanner),
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    parse: &quarry_plan::ParseKv,
) -> Result<BoxedOperator, RunError> {
    let columns = parse
        .columns
        .iter()
        .map(|(_, ty)| Ok((Converter::new(Type::String, *ty, plan.span)?, *ty)))
        .collect::<Result<_, RunError>>()?;
    let scanner = match &parse.regex {
        Some(regex) => How::Regex(RegexScanner::new(parse, regex, plan.span)?),
        None => How::Delimiters(Scanner::new(parse)),
    };
    Ok(Box::new(ParseKv {
        input: cx.operator(&parse.input)?,
        source: Evaluator::new(&parse.source, &cx.compile())?,
        scanner,
        columns,
    }))
}

impl Operator for ParseKv {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
        let source = self.source.column(&run.state.call, &batch)?;
        let texts = Texts::of(&source);
        let rows = texts.texts.len();
        let mut builders: Vec<StringBuilder> =
            self.columns.iter().map(|_| StringBuilder::with_capacity(rows)).collect();
        for text in &texts.texts {
            let values = match &self.scanner {
                How::Delimiters(scanner) => scanner.values(text),
                How::Regex(scanner) => scanner.values(text),
            };
            for (builder, value) in builders.iter_mut().zip(&values) {
                builder.push(value.as_deref().unwrap_or(""));
            }
        }
        let mut columns = batch.columns().to_vec();
        for (builder, (converter, ty)) in builders.into_iter().zip(&mut self.columns) {
            let text = Datum::Column(Column::String(builder.finish()));
            let value = converter.convert(&run.state.call, text, rows)?.into_column(*ty, rows);
            columns.push(texts.column(&value));
        }
        Ok(Pull::Batch(Batch::new(columns, batch.rows())))
    }
}
