//! `parse` and `parse-where`: columns out of a text by a pattern.

use std::collections::HashSet;

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::Binder;
use super::super::parameters::find_word;
use crate::scope::Relation;
use crate::types::Ty;
use crate::{Node, OutputColumn, Parse, ParseKind, ParsePart, ParsedColumn};

impl<'a> Binder<'a> {
    pub(super) fn parse(
        &mut self,
        input: Relation,
        parse: &'a ast::Parse,
        only_matches: bool,
        span: Span,
    ) -> Relation {
        self.check_parameters(&parse.parameters, &["kind", "flags"]);
        let row = self.input_row(&input);
        let source = self.scalar(&parse.source, &row);
        let kind = match find_word(&parse.parameters, "kind") {
            None | Some(("simple", _)) => ParseKind::Simple,
            Some(("regex", _)) => ParseKind::Regex,
            Some(("relaxed", _)) => ParseKind::Relaxed,
            Some((other, place)) => {
                self.error(Code::ExpectedType, place, format!("'{other}' is not a kind of parse"));
                ParseKind::Simple
            }
        };
        let flags = find_word(&parse.parameters, "flags").map_or("", |(flags, _)| flags).to_owned();
        let mut columns: Vec<OutputColumn> = input.columns.to_vec();
        let mut output: Vec<ParsedColumn> = (0..columns.len()).map(ParsedColumn::Input).collect();
        let mut pattern = Vec::with_capacity(parse.pattern.len());
        let mut declared = HashSet::new();
        let mut parsed = 0;
        for part in &parse.pattern {
            match part {
                ast::ParsePart::Star(_) => pattern.push(ParsePart::Star),
                ast::ParsePart::Text { text, .. } => pattern.push(ParsePart::Text(text.clone())),
                ast::ParsePart::Column { name, ty } => {
                    let ty = self.parsed_type(ty.as_ref());
                    pattern.push(ParsePart::Column(ty));
                    if !declared.insert(name.text.as_str()) {
                        self.error(
                            Code::DuplicateColumn,
                            name.span,
                            format!("the column '{}' is already there", name.text),
                        );
                    }
                    let column = OutputColumn::computed(name.text.as_str(), Ty::Known(ty));
                    match columns.iter().position(|known| known.name == column.name) {
                        Some(place) => {
                            columns[place] = column;
                            output[place] = ParsedColumn::Parsed(parsed);
                        }
                        None => {
                            columns.push(column);
                            output.push(ParsedColumn::Parsed(parsed));
                        }
                    }
                    parsed += 1;
                }
            }
        }
        let source = self.converted(source, Type::String, parse.source.span).expr;
        input.then(columns, span, |input| {
            Node::Parse(Box::new(Parse { input: *input, source, kind, flags, pattern, only_matches, output }))
        })
    }

    fn parsed_type(&mut self, ty: Option<&'a ast::TypeName>) -> Type {
        let Some(ty) = ty else { return Type::String };
        Type::from_name(&ty.name.text).unwrap_or_else(|| {
            self.unknown_type(&ty.name);
            Type::String
        })
    }
}
