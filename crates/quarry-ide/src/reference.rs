//! The model of the reference pages: everything that the language offers, from the tables that run it.

use quarry_functions::{Category, Example, Param, aggregate, operator, plugin, scalar};
use quarry_syntax::operators;

use crate::label;

/// One page: an operator, a function, an aggregation function or a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub kind: PageKind,
    pub name: String,
    /// Other names that mean the same.
    pub aliases: Vec<String>,
    /// The group that it is listed in.
    pub group: String,
    pub signatures: Vec<String>,
    pub summary: String,
    /// Rules and traps, a sentence each.
    pub notes: Vec<String>,
    /// Name, types and meaning.
    pub parameters: Vec<PageParameter>,
    /// Queries with what they give; the result is empty where it is a table.
    pub examples: Vec<(String, String)>,
    /// What to use instead.
    pub obsolete: Option<String>,
    /// Quarry runs it.
    pub implemented: bool,
}

/// A parameter of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageParameter {
    pub name: String,
    /// Empty where the parameter is no value.
    pub types: String,
    pub meaning: String,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    TabularOperator,
    ScalarOperator,
    ScalarFunction,
    AggregationFunction,
    Plugin,
}

impl PageKind {
    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::TabularOperator => "tabular operator",
            Self::ScalarOperator => "scalar operator",
            Self::ScalarFunction => "scalar function",
            Self::AggregationFunction => "aggregation function",
            Self::Plugin => "plugin",
        }
    }
}

impl Page {
    /// Where the reference page tells of it: the part behind `#` of its address.
    pub fn anchor(&self) -> String {
        anchor(self.kind, &self.name)
    }
}

/// The anchor of an operator or function; signs are spelled, since an address can't hold all of them.
pub(crate) fn anchor(kind: PageKind, name: &str) -> String {
    let mut out = String::from(match kind {
        PageKind::TabularOperator => "operator-",
        PageKind::ScalarOperator => "scalar-",
        PageKind::ScalarFunction => "function-",
        PageKind::AggregationFunction => "aggregation-",
        PageKind::Plugin => "plugin-",
    });
    for character in name.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => out.push(character),
            '!' => out.push_str("not-"),
            '~' => out.push_str("-any-case"),
            '=' => out.push_str("equal"),
            '<' => out.push_str("less"),
            '>' => out.push_str("greater"),
            '+' => out.push_str("plus"),
            '*' => out.push_str("times"),
            '/' => out.push_str("by"),
            '%' => out.push_str("modulo"),
            other => out.push_str(&format!("{:x}", u32::from(other))),
        }
    }
    // The sign alone and the one in front of its operand differ in a letter only.
    if name == "-" {
        out.push_str("minus");
    }
    out
}

/// Every page, by kind and name.
pub fn reference() -> Vec<Page> {
    let mut pages: Vec<Page> =
        operators::TABLE.iter().chain(operators::UNSUPPORTED).map(of_operator).collect();
    pages.extend(operator::TABLE.iter().map(|function| of_scalar(function, PageKind::ScalarOperator)));
    pages.extend(scalar::TABLE.iter().map(|function| of_scalar(function, PageKind::ScalarFunction)));
    pages.extend(aggregate::TABLE.iter().map(|function| of_aggregate(function)));
    pages.extend(plugin::TABLE.iter().map(|plugin| of_plugin(plugin)));
    pages.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    pages
}

fn of_operator(operator: &operators::OperatorDefinition) -> Page {
    let parameters = operator.parameters.iter().map(|parameter| PageParameter {
        name: parameter.name.to_owned(),
        types: String::new(),
        meaning: parameter.meaning.to_owned(),
    });
    Page {
        kind: PageKind::TabularOperator,
        name: operator.name.to_owned(),
        aliases: owned(operator.aliases),
        group: "Tabular operators".to_owned(),
        signatures: vec![operator.syntax.to_owned()],
        summary: operator.summary.to_owned(),
        notes: Vec::new(),
        parameters: parameters.collect(),
        examples: operator.examples.iter().map(|query| ((*query).to_owned(), String::new())).collect(),
        obsolete: None,
        implemented: operator.supported,
    }
}

fn of_scalar(function: &quarry_functions::ScalarFunction, kind: PageKind) -> Page {
    let signature =
        |signature: &quarry_functions::Signature| label::scalar_signature(function.name, signature);
    Page {
        kind,
        name: function.name.to_owned(),
        aliases: owned(function.aliases),
        group: group(function.category).to_owned(),
        signatures: function.signatures.iter().map(signature).collect(),
        summary: function.summary.to_owned(),
        notes: owned(function.notes),
        parameters: parameters(function.signatures.iter().map(|signature| signature.params)),
        examples: examples(function.examples),
        obsolete: function.obsolete.map(str::to_owned),
        implemented: true,
    }
}

fn of_aggregate(function: &quarry_functions::AggregateFunction) -> Page {
    let signature =
        |signature: &aggregate::AggregateSignature| label::aggregate_signature(function.name, signature);
    Page {
        kind: PageKind::AggregationFunction,
        name: function.name.to_owned(),
        aliases: owned(function.aliases),
        group: "Aggregation functions".to_owned(),
        signatures: function.signatures.iter().map(signature).collect(),
        summary: function.summary.to_owned(),
        notes: owned(function.notes),
        parameters: parameters(function.signatures.iter().map(|signature| signature.params)),
        examples: examples(function.examples),
        obsolete: function.obsolete.map(str::to_owned),
        implemented: true,
    }
}

fn of_plugin(plugin: &plugin::Plugin) -> Page {
    let signature = |params: &&'static [Param]| format!("evaluate {}", label::call(plugin.name, params));
    Page {
        kind: PageKind::Plugin,
        name: plugin.name.to_owned(),
        aliases: Vec::new(),
        group: "Plugins".to_owned(),
        signatures: plugin.signatures.iter().map(signature).collect(),
        summary: plugin.summary.to_owned(),
        notes: Vec::new(),
        parameters: parameters(plugin.signatures.iter().copied()),
        examples: examples(plugin.examples),
        obsolete: None,
        implemented: plugin.implemented,
    }
}

/// The parameters of all signatures, each name once.
fn parameters(signatures: impl Iterator<Item = &'static [Param]>) -> Vec<PageParameter> {
    let mut list: Vec<PageParameter> = Vec::new();
    for param in signatures.flatten() {
        if !list.iter().any(|known| known.name == param.name) {
            list.push(PageParameter {
                name: param.name.to_owned(),
                types: label::types(param.accepts),
                meaning: param.doc.to_owned(),
            });
        }
    }
    list
}

fn examples(examples: &[Example]) -> Vec<(String, String)> {
    examples.iter().map(|example| (example.query.to_owned(), example.result.to_owned())).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn group(category: Category) -> &'static str {
    match category {
        Category::Operator => "Scalar operators",
        Category::String => "Strings",
        Category::Conversion => "Conversion",
        Category::DateTime => "Dates and times",
        Category::Math => "Mathematics",
        Category::Conditional => "Conditions",
        Category::Dynamic => "Dynamic values",
        Category::Hash => "Hashes",
        Category::Network => "Network addresses",
        Category::Binary => "Bits",
        Category::Series => "Series",
        Category::Geospatial => "Geography",
        Category::Window => "Neighbouring rows",
        Category::Metadata => "Metadata",
    }
}
