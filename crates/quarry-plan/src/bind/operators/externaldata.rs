//! `externaldata`: files somewhere on the web. Quarry fetches nothing; the user attaches files that stand for
//! the addresses.

use std::sync::Arc;

use quarry_data::catalog::Attachment;
use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{Expr, Externaldata};

use super::super::Binder;
use super::super::parameters::word;
use crate::scope::Relation;
use crate::{External, ExternalFormat, Node};

/// The formats of ingestion that are text; binary ones are known and not read.
const FORMATS: &[(&str, ExternalFormat)] = &[
    ("csv", ExternalFormat::Delimited(b',')),
    ("tsv", ExternalFormat::Delimited(b'\t')),
    ("tsve", ExternalFormat::Delimited(b'\t')),
    ("psv", ExternalFormat::Delimited(b'|')),
    ("scsv", ExternalFormat::Delimited(b';')),
    ("sohsv", ExternalFormat::Delimited(1)),
    ("txt", ExternalFormat::Lines),
    ("raw", ExternalFormat::Whole),
    ("json", ExternalFormat::Json),
    ("multijson", ExternalFormat::Json),
    ("singlejson", ExternalFormat::Json),
];

const BINARY_FORMATS: &[&str] =
    &["apacheavro", "avro", "azmonstream", "orc", "parquet", "sstream", "w3clogfile"];

/// Properties that mean nothing for a file at hand.
const PROPERTIES: &[&str] = &["format", "ignoreFirstRecord", "encoding", "docstring", "folder", "namePrefix"];

impl<'a> Binder<'a> {
    pub(super) fn externaldata(&mut self, external: &'a Externaldata, span: Span) -> Relation {
        let columns = self.declared_columns(&external.columns);
        for parameter in &external.properties {
            if !PROPERTIES.iter().any(|known| parameter.name.text.eq_ignore_ascii_case(known)) {
                let name = &parameter.name;
                let message = format!("'{}' has no effect: columns are found by name or position", name.text);
                self.warning(Code::NotImplemented, name.span, message);
            }
        }
        let mut files = Vec::new();
        let mut first = None;
        for address in &external.addresses {
            let Some(text) = self.address(address) else { continue };
            files.extend(self.attached(&text, address.span));
            first.get_or_insert(text);
        }
        let Some(format) = self.external_format(external, first.as_deref().unwrap_or("")) else {
            return Relation { broken: true, ..self.nothing(columns, span) };
        };
        if files.is_empty() {
            return self.nothing(columns, span);
        }
        let skip_first = property(external, "ignoreFirstRecord")
            .is_some_and(|(word, _)| word.eq_ignore_ascii_case("true") || word == "1");
        let node = Node::External(Box::new(External { files, format, skip_first }));
        Relation::new(node, columns, span)
    }

    /// An address; it may be a name that `let` gave to one.
    fn address(&mut self, address: &'a Expr) -> Option<String> {
        let row = self.no_row();
        let text = self.scalar_of(address, &row, Code::ExpectedType, "a string", |ty| ty == Type::String);
        match text.expr.as_constant() {
            Some(Value::String(text)) => Some(text.to_string()),
            _ if text.ty.is_unknown() => None,
            _ => {
                self.error(Code::ExpectedConstant, address.span, "the address must be a constant");
                None
            }
        }
    }

    /// The file that stands for an address. What follows a `;` is a secret and no part of the address.
    fn attached(&mut self, address: &str, span: Span) -> Option<Arc<Attachment>> {
        let address = address.split(';').next().unwrap_or(address);
        if let Some(file) = self.cx.catalog.attachment(address) {
            return Some(Arc::clone(file));
        }
        let message = format!("no file is attached for {address}, which counts as empty");
        self.report(
            Diagnostic::warning(Code::NotAttached, span, message)
                .help("Quarry fetches nothing from the web: attach a file, with --attach ADDRESS=PATH on the command line")
                .address(address),
        );
        None
    }

    /// The format that is named, or that the address ends in; without either it is CSV.
    fn external_format(&mut self, external: &'a Externaldata, address: &str) -> Option<ExternalFormat> {
        let lookup = |name: &str| {
            let found = FORMATS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
            found.map(|(_, format)| *format)
        };
        let Some((name, span)) = property(external, "format") else {
            return Some(extension(address).and_then(lookup).unwrap_or(ExternalFormat::Delimited(b',')));
        };
        let format = lookup(name);
        if format.is_none() {
            if BINARY_FORMATS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                self.error(
                    Code::NotImplemented,
                    span,
                    format!("files of the format '{name}' are not read yet"),
                );
            } else {
                self.error(Code::UnknownName, span, format!("'{name}' is not a known format of files"));
            }
        }
        format
    }
}

/// The word that a property was given; its name may be written in any case.
fn property<'p>(external: &'p Externaldata, name: &str) -> Option<(&'p str, Span)> {
    let found = external.properties.iter().find(|property| property.name.text.eq_ignore_ascii_case(name))?;
    word(&found.value).map(|word| (word, found.value.span))
}

/// The extension of the file at an address, that of a packing aside.
fn extension(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let packed = [".gz", ".gzip", ".zip"].iter().find_map(|packing| path.strip_suffix(packing));
    packed.unwrap_or(path).rsplit('/').next()?.rsplit_once('.').map(|(_, extension)| extension)
}
