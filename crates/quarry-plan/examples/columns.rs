//! Binds queries and prints what `quarry check` would say, one JSON object a line.
//!
//! Reads lines of `{"query": …, "schemas": […]}` from the file that is named first; the rest of the
//! arguments are schema files, of which a case may choose the order.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use quarry_data::{Catalog, Dynamic, Field, Schema, Type, json};
use quarry_diagnostics::Diagnostic;
use quarry_plan::{BindContext, bind};

fn text<'d>(value: &'d Dynamic, name: &str) -> Option<&'d str> {
    match value.property(name)? {
        Dynamic::String(text) => Some(text),
        _ => None,
    }
}

fn items<'d>(value: &'d Dynamic, name: &str) -> &'d [Dynamic] {
    match value.property(name) {
        Some(Dynamic::Array(items)) => items,
        _ => &[],
    }
}

type Tables = Vec<(Arc<str>, Arc<Schema>)>;

fn tables(path: &str) -> Tables {
    let content = std::fs::read_to_string(path).expect("the schema file can be read");
    let schema = json::parse(&content).expect("the schema file is JSON");
    items(&schema, "tables")
        .iter()
        .map(|table| {
            let fields = items(table, "columns")
                .iter()
                .filter_map(|column| {
                    let ty = Type::from_name(text(column, "type")?).unwrap_or(Type::Dynamic);
                    Some(Field::new(text(column, "name")?, ty))
                })
                .collect();
            (Arc::from(text(table, "name").unwrap_or_default()), Arc::new(Schema::new(fields)))
        })
        .collect()
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    json::write_string(text, &mut out);
    out
}

fn check(query: &str, catalog: &Catalog) -> String {
    let parsed = quarry_syntax::parse(query);
    let bound = bind(&parsed.query, &BindContext { catalog, now: 637_000_000_000_000_000 });
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(bound.diagnostics);
    diagnostics.sort_by_key(Diagnostic::span);
    let mut out = String::from("{\"diagnostics\":[");
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let span = diagnostic.span();
        let comma = if index > 0 { "," } else { "" };
        let _ = write!(
            out,
            "{comma}{{\"severity\":\"{}\",\"code\":\"{}\",\"message\":{},\"start\":{},\"end\":{}}}",
            diagnostic.severity.name(),
            diagnostic.code.id(),
            quoted(&diagnostic.message),
            span.start,
            span.end
        );
    }
    out.push_str("],\"columns\":[");
    if let Some(result) = bound.results.last() {
        for (index, column) in result.columns.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let _ = write!(out, "{comma}{{\"name\":{},\"type\":\"{}\"}}", quoted(&column.name), column.ty);
        }
    }
    out.push_str("]}");
    out
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let cases = arguments.next().expect("a file of cases is named");
    let schemas: Vec<(String, Tables)> = arguments
        .map(|path| (path.rsplit('/').next().unwrap_or_default().to_owned(), tables(&path)))
        .collect();
    let mut catalogs: BTreeMap<Vec<String>, Catalog> = BTreeMap::new();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for line in std::fs::read_to_string(cases).expect("the cases can be read").lines() {
        let case = json::parse(line).expect("a case is JSON");
        let order: Vec<String> = items(&case, "schemas")
            .iter()
            .filter_map(|name| match name {
                Dynamic::String(name) => Some(name.to_string()),
                _ => None,
            })
            .collect();
        let catalog = catalogs.entry(order.clone()).or_insert_with(|| {
            let mut catalog = Catalog::empty();
            let unlisted = schemas.iter().filter(|(name, _)| !order.contains(name));
            let listed = order.iter().filter_map(|name| schemas.iter().find(|(known, _)| known == name));
            for (_, tables) in unlisted.chain(listed) {
                for (name, schema) in tables {
                    catalog.declare(Arc::clone(name), Arc::clone(schema));
                }
            }
            catalog
        });
        let query = text(&case, "query").unwrap_or_default();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(query, catalog)));
        let line = result.unwrap_or_else(|_| "{\"panic\":true}".to_owned());
        writeln!(out, "{line}").expect("the output can be written");
    }
}
