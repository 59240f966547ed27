//! `parse-kv`: columns out of key and value pairs in a text.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::Span;
use quarry_syntax::ast;

use super::super::Binder;
use super::super::parameters::{find, is_true, word};
use super::expand::unique;
use crate::scope::Relation;
use crate::{Node, OutputColumn, ParseKv};

impl<'a> Binder<'a> {
    pub(super) fn parse_kv(&mut self, input: Relation, parse: &'a ast::ParseKv, span: Span) -> Relation {
        self.check_parameters(
            &parse.properties,
            &["pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex"],
        );
        let row = self.input_row(&input);
        let source = self.scalar(&parse.source, &row);
        let source = self.converted(source, Type::String, parse.source.span).expr;
        let declared = self.declared_columns(&parse.columns);
        let keys: Vec<(Arc<str>, Type)> =
            declared.iter().map(|column| (Arc::clone(&column.name), column.ty)).collect();
        let mut columns: Vec<OutputColumn> = input.columns.to_vec();
        for column in declared {
            let name = unique(&columns, &column.name);
            columns.push(column.renamed(name));
        }
        let text = |name: &str, default: &str| {
            find(&parse.properties, name)
                .and_then(|property| word(&property.value))
                .unwrap_or(default)
                .to_owned()
        };
        let quotes = parse
            .properties
            .iter()
            .filter(|property| property.name.text == "quote")
            .filter_map(|property| word(&property.value))
            .map(quote_pair)
            .collect();
        let escape = find(&parse.properties, "escape").and_then(|property| word(&property.value));
        let (pair_delimiter, kv_delimiter) = (text("pair_delimiter", ""), text("kv_delimiter", ""));
        let greedy = is_true(&parse.properties, "greedy");
        let escape = escape.map(str::to_owned);
        let regex = find(&parse.properties, "regex").and_then(|property| word(&property.value));
        let regex = regex.map(str::to_owned);
        input.then(columns, span, |input| {
            Node::ParseKv(Box::new(ParseKv {
                input: *input,
                source,
                columns: keys,
                pair_delimiter,
                kv_delimiter,
                quotes,
                escape,
                greedy,
                regex,
            }))
        })
    }
}

/// One sign quotes both ends, two are the opening and the closing one.
fn quote_pair(quote: &str) -> (String, String) {
    let mut signs = quote.chars();
    match (signs.next(), signs.next()) {
        (Some(open), Some(close)) => (open.to_string(), close.to_string()),
        (Some(both), None) => (both.to_string(), both.to_string()),
        (None, _) => (String::new(), String::new()),
    }
}
