//! From the names in a file to a table and its columns: which known schema fits, how headers are cleaned,
//! and which type each column is expected to have.

use std::sync::Arc;

use quarry_data::{Catalog, Schema, Type};
use rustc_hash::FxHashMap;

use crate::import::ImportOptions;
use crate::sink::TableId;

/// Columns that must fit before a table is recognised by them.
const FEWEST_COLUMNS: usize = 3;

/// How the columns of a file become those of a table.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(crate) table: String,
    /// Why the table has this name and these types, in one sentence.
    pub(crate) reason: String,
    /// The schema that types the columns; none when all of them are inferred.
    pub(crate) schema: Option<Arc<Schema>>,
    /// Known schemas that all fit equally well; a type on which they agree is used.
    alternatives: Vec<Arc<Schema>>,
    pub(crate) columns: Vec<TargetColumn>,
    /// For each column of the file, its column of the table.
    pub(crate) sources: Vec<usize>,
    pub(crate) renamed: Vec<(String, String)>,
    positions: FxHashMap<String, usize>,
    /// The columns take the order of the schema.
    pub(crate) in_schema_order: bool,
    /// Types that the file states itself, and that hold whatever a known schema says.
    stated: FxHashMap<String, Type>,
    /// Types of the file's columns by position, where no known schema says otherwise.
    file_types: Vec<Type>,
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TargetColumn {
    pub(crate) name: String,
    /// The type of the known schema, if there is one.
    pub(crate) expected: Option<Type>,
    /// The header says that times are UTC.
    pub(crate) utc: bool,
}

impl Mapping {
    /// Chooses the table by what the user said, by the name that the file itself gives, by the
    /// columns or by the file's name, in this order.
    pub(crate) fn choose(names: &[String], id: &TableId, options: &ImportOptions, known: &Catalog) -> Self {
        let stem = file_stem(&options.file_name);
        let mut mapping = Self {
            table: String::new(),
            reason: String::new(),
            schema: None,
            alternatives: Vec::new(),
            columns: Vec::new(),
            sources: Vec::new(),
            renamed: Vec::new(),
            positions: FxHashMap::default(),
            in_schema_order: id.in_schema_order,
            stated: id.types.iter().cloned().collect(),
            file_types: id.file_types.clone(),
        };
        if let Some(table) = options.table.as_ref().filter(|_| !id.fixed) {
            mapping.name(table, known.known_schema(table), "the table was given");
        } else if let Some(table) = &id.name {
            mapping.name(table, known.known_schema(table), "the file names the table");
        } else {
            mapping.recognise(names, &stem, known);
        }
        mapping.extend(names);
        mapping
    }

    fn name(&mut self, table: &str, schema: Option<&Arc<Schema>>, why: &str) {
        table.clone_into(&mut self.table);
        self.schema = schema.cloned();
        let typing = if schema.is_some() {
            "its known schema types the columns"
        } else {
            "types come from the values"
        };
        self.reason = format!("{why}; {typing}");
    }

    fn recognise(&mut self, names: &[String], stem: &str, known: &Catalog) {
        if let Some((name, schema)) = known.known().find(|(name, _)| name.eq_ignore_ascii_case(stem)) {
            return self.name(name, Some(schema), "the file is named like a known table");
        }
        let cleaned: Vec<&str> = names.iter().map(|name| without_zone(name.trim())).collect();
        let best = best_matches(&cleaned, known);
        if let [(name, schema)] = best.as_slice() {
            return self.name(name, Some(schema), "the columns are those of a known table");
        }
        self.name(&identifier(stem), None, "the file's name");
        if !best.is_empty() {
            let tables: Vec<&str> = best.iter().take(3).map(|(name, _)| &***name).collect();
            self.reason = format!(
                "the file's name; the columns fit {} known tables ({}, …) and take the types on which they agree",
                best.len(),
                tables.join(", ")
            );
            self.alternatives = best.into_iter().map(|(_, schema)| Arc::clone(schema)).collect();
        }
    }

    /// Adds the names beyond those that are there already.
    pub(crate) fn extend(&mut self, names: &[String]) {
        for name in names.iter().skip(self.sources.len()) {
            let target = self.target(name, names);
            self.sources.push(target);
        }
    }

    /// The column of the table for a name in the file; makes one unless two names mean the same column.
    fn target(&mut self, original: &str, names: &[String]) -> usize {
        let mut name = without_zone(original.trim()).to_owned();
        if let Some(base) = union_base(&name)
            && self.is_known(base)
            && !names.iter().any(|other| other == base)
        {
            name = base.to_owned();
            if let Some(&position) = self.positions.get(&name) {
                self.renamed.push((original.to_owned(), name));
                return position;
            }
        }
        if name.is_empty() {
            name = format!("Column{}", self.sources.len() + 1);
        }
        let name = self.unused(name);
        if name != original {
            self.renamed.push((original.to_owned(), name.clone()));
        }
        let expected = self.expected(&name).or_else(|| self.file_types.get(self.sources.len()).copied());
        self.positions.insert(name.clone(), self.columns.len());
        let utc = original.trim().ends_with(UTC_SUFFIX);
        self.columns.push(TargetColumn { name, expected, utc });
        self.columns.len() - 1
    }

    /// As Kusto does it: `x`, `x1`, `x2`.
    fn unused(&self, name: String) -> String {
        if !self.positions.contains_key(&name) {
            return name;
        }
        let mut number = 1_usize;
        loop {
            let candidate = format!("{name}{number}");
            if !self.positions.contains_key(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.schema.iter().chain(&self.alternatives).any(|schema| schema.position(name).is_some())
    }

    fn expected(&self, name: &str) -> Option<Type> {
        let ty = |schema: &Arc<Schema>| {
            schema.position(name).and_then(|at| schema.fields().get(at)).map(|field| field.ty)
        };
        if let Some(ty) = self.stated.get(name) {
            return Some(*ty);
        }
        if let Some(schema) = &self.schema {
            return ty(schema);
        }
        let mut types = self.alternatives.iter().filter_map(ty);
        let first = types.next()?;
        types.all(|other| other == first).then_some(first)
    }
}

/// The known tables that hold the most of the names: nearly all of them, and the fewest others.
fn best_matches<'a>(names: &[&str], known: &'a Catalog) -> Vec<(&'a Arc<str>, &'a Arc<Schema>)> {
    let mut best: Vec<(&Arc<str>, &Arc<Schema>)> = Vec::new();
    let mut most = FEWEST_COLUMNS.max(names.len() - names.len() / 5);
    let plain: Vec<&str> = names.iter().map(|name| union_base(name).unwrap_or(name)).collect();
    for (table, schema) in known.known() {
        let fields: rustc_hash::FxHashSet<&str> = schema.fields().iter().map(|field| &*field.name).collect();
        let matches = names
            .iter()
            .zip(&plain)
            .filter(|(name, base)| fields.contains(**name) || fields.contains(**base))
            .count();
        if matches > most {
            best.clear();
        }
        if matches >= most {
            most = matches;
            best.push((table, schema));
        }
    }
    let fullest: Vec<_> =
        best.iter().copied().filter(|(_, schema)| names.len() * 2 >= schema.len()).collect();
    match fullest.as_slice() {
        [only] => vec![*only],
        _ => best,
    }
}

/// What Log Analytics writes behind the name of a column of times.
const UTC_SUFFIX: &str = " [UTC]";

/// `TimeGenerated [UTC]` is TimeGenerated.
fn without_zone(name: &str) -> &str {
    for suffix in [UTC_SUFFIX, " [Local Time]"] {
        if let Some(base) = name.strip_suffix(suffix) {
            return base;
        }
    }
    name
}

/// A union of columns of one name and several types gives each its type as suffix: `ReportId_long`.
fn union_base(name: &str) -> Option<&str> {
    let (base, suffix) = name.rsplit_once('_')?;
    Type::from_name(suffix).map(|_| base)
}

/// The name of a file without folders, extensions and the `(1)` that browsers add.
pub(crate) fn file_stem(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let mut stem = name;
    while let Some((rest, extension)) = stem.rsplit_once('.') {
        let plausible = extension.len() <= 7 && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if rest.is_empty() || !plausible || extension.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        stem = rest;
    }
    let copy = stem.rsplit_once(" (").filter(|(_, number)| {
        number.strip_suffix(')').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    copy.map_or(stem, |(rest, _)| rest).to_owned()
}

/// The text as a name that a query can use without brackets.
pub(crate) fn identifier(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars().take(200) {
        if character.is_ascii_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches('_');
    match name.bytes().next() {
        None => "Table".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("T_{name}"),
        Some(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quarry_data::Field;

    #[test]
    fn stems_and_identifiers() {
        for (file, stem, name) in [
            ("DeviceProcessEvents.csv", "DeviceProcessEvents", "DeviceProcessEvents"),
            ("a/b/DeviceEvents (2).csv.gz", "DeviceEvents", "DeviceEvents"),
            ("2024-01-05 my file.ndjson", "2024-01-05 my file", "T_2024_01_05_my_file"),
            ("v1.2", "v1.2", "v1_2"),
            (".csv", ".csv", "csv"),
            ("ä.csv", "ä", "Table"),
        ] {
            assert_eq!(file_stem(file), stem);
            assert_eq!(identifier(stem), name);
        }
    }

    fn catalog() -> Catalog {
        let mut catalog = Catalog::empty();
        let table = |names: &[&str]| {
            Arc::new(Schema::new(names.iter().map(|name| Field::new(*name, Type::String)).collect()))
        };
        catalog.declare("Processes", table(&["Timestamp", "DeviceId", "ReportId", "FileName"]));
        catalog.declare("Logons", table(&["Timestamp", "DeviceId", "ReportId", "LogonType"]));
        catalog
    }

    fn choose(names: &[&str]) -> Mapping {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let options = ImportOptions { file_name: "export.csv".to_owned(), ..ImportOptions::default() };
        Mapping::choose(&names, &TableId::default(), &options, &catalog())
    }

    #[test]
    fn tables_are_recognised_by_their_columns() {
        assert_eq!(choose(&["Timestamp", "DeviceId", "LogonType"]).table, "Logons");
        assert_eq!(choose(&["Timestamp", "DeviceId", "ReportId"]).table, "export");
        assert_eq!(choose(&["Timestamp", "count_"]).table, "export");
    }

    #[test]
    fn union_columns_become_one() {
        let mapping =
            choose(&["Timestamp [UTC]", "FileName", "DeviceId", "ReportId_long", "ReportId_string"]);
        assert_eq!(mapping.table, "Processes");
        assert_eq!(mapping.sources, [0, 1, 2, 3, 3]);
        assert_eq!(mapping.columns[3].name, "ReportId");
    }

    #[test]
    fn duplicate_and_empty_names_get_numbers() {
        let mapping = choose(&["x", "x", "", "x1", "__proto__"]);
        let names: Vec<&str> = mapping.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["x", "x1", "Column3", "x11", "__proto__"]);
    }
}
