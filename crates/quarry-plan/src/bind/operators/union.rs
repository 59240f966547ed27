//! `union`: the rows of several tables after each other.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::Binder;
use super::super::parameters::{find_word, is_true};
use super::join::with_others;
use crate::names::UniqueNames;
use crate::scope::Relation;
use crate::types::Ty;
use crate::{Node, Origin, OutputColumn, UnionInput};

impl<'a> Binder<'a> {
    pub(super) fn union(&mut self, input: Option<Relation>, union: &'a ast::Union, span: Span) -> Relation {
        self.check_parameters(&union.parameters, &["kind", "withsource", "isfuzzy", "with_source"]);
        let fuzzy = is_true(&union.parameters, "isfuzzy");
        let outer = self.fuzzy;
        self.fuzzy |= fuzzy;
        if let Some(star) = union.tables.iter().find(|table| matches!(table.kind, ast::ExprKind::Star)) {
            self.hint_every_table(star.span, "union *");
        }
        let aggregates = self.aggregates.take();
        let trace = input.as_ref().map(|input| input.trace.clone()).unwrap_or_default();
        let mut tables: Vec<Relation> = input.into_iter().collect();
        tables.extend(self.listed_tables(&union.tables));
        self.fuzzy = outer;
        self.aggregates = aggregates;
        let source = find_word(&union.parameters, "withsource")
            .or_else(|| find_word(&union.parameters, "with_source"))
            .map(|(name, _)| name.to_owned());
        if tables.is_empty() {
            self.error(Code::ExpectedTabular, span, "a union needs a table");
            return Relation::broken(span);
        }
        let inner = matches!(find_word(&union.parameters, "kind"), Some(("inner", _)));
        let mut relation = if inner {
            self.inner_union(tables, source.as_deref(), span)
        } else {
            self.union_of(tables, source.as_deref(), span)
        };
        if !trace.is_empty() {
            let others = relation.trace.pop().map(|last| last.others).unwrap_or_default();
            relation.trace = trace;
            relation = with_others(relation, others);
        }
        relation
    }

    /// All columns of all tables; columns with one name and several types get the type as a suffix.
    pub(crate) fn union_of(&mut self, tables: Vec<Relation>, source: Option<&str>, span: Span) -> Relation {
        let columns = unified(&tables);
        self.union_with(tables, columns, source, "union_arg", span)
    }

    /// The same, with the column that `search` puts in front.
    pub(crate) fn searched(&mut self, tables: Vec<Relation>, span: Span) -> Relation {
        let columns = unified(&tables);
        self.union_with(tables, columns, Some("$table"), "search_arg", span)
    }

    /// `kind=inner`: the columns that all tables have.
    fn inner_union(&mut self, tables: Vec<Relation>, source: Option<&str>, span: Span) -> Relation {
        let columns = unified(&tables)
            .into_iter()
            .filter(|column| {
                tables.iter().all(|table| {
                    table
                        .columns
                        .iter()
                        .any(|other| other.name == column.column.name && other.ty == column.column.ty)
                })
            })
            .collect();
        self.union_with(tables, columns, source, "union_arg", span)
    }

    fn union_with(
        &mut self,
        tables: Vec<Relation>,
        columns: Vec<Unified>,
        source: Option<&str>,
        unnamed: &str,
        span: Span,
    ) -> Relation {
        let broken = tables.iter().any(|table| table.broken);
        let open = tables.iter().find_map(|table| table.open);
        let depth = tables.iter().map(|table| table.depth).max().unwrap_or(0) + 1;
        let mut all: Vec<OutputColumn> = Vec::with_capacity(columns.len() + 1);
        if let Some(name) = source {
            all.push(OutputColumn::computed(name, Ty::Known(Type::String)));
        }
        all.extend(columns.iter().map(|column| column.column.clone()));
        let mut others = Vec::new();
        let inputs = tables
            .into_iter()
            .enumerate()
            .map(|(position, table)| {
                let places = columns
                    .iter()
                    .map(|unified| {
                        table.columns.iter().position(|column| {
                            column.name == unified.original
                                && (column.ty == unified.column.ty || !column.known)
                        })
                    })
                    .collect();
                others.push(Arc::from(table.trace));
                let name = source.map(|_| match &table.source {
                    Some(name) => Arc::clone(name),
                    None => format!("{unnamed}{position}").into(),
                });
                UnionInput { plan: table.plan, columns: places, source: name }
            })
            .collect();
        let relation = Relation::new(Node::Union { inputs }, all, span);
        with_others(Relation { open, broken, depth, ..relation }, others)
    }
}

/// A column of the result and the name that it has in the inputs.
struct Unified {
    column: OutputColumn,
    original: Arc<str>,
}

/// The columns of all tables in the order of their first appearance.
fn unified(tables: &[Relation]) -> Vec<Unified> {
    // The types of each name, in the order in which they turn up, with the columns that carry them.
    let mut names: Vec<(Arc<str>, Vec<OutputColumn>)> = Vec::new();
    let mut index: std::collections::HashMap<Arc<str>, usize> = std::collections::HashMap::new();
    for column in tables.iter().flat_map(|table| table.columns.iter()) {
        let place = *index.entry(Arc::clone(&column.name)).or_insert_with(|| {
            names.push((Arc::clone(&column.name), Vec::new()));
            names.len() - 1
        });
        let types = &mut names[place].1;
        match types.iter_mut().find(|known| known.ty == column.ty && known.known == column.known) {
            Some(known) => known.origins = merged(&known.origins, &column.origins),
            None => types.push(column.clone()),
        }
    }
    let mut unique = UniqueNames::default();
    let mut columns = Vec::with_capacity(names.len());
    for (name, mut types) in names {
        if types.len() > 1 && types.iter().any(|column| !column.known) {
            // A type that only a run can tell goes with any other.
            types.retain(|column| column.known);
        }
        let several = types.len() > 1;
        for column in types {
            let wanted: Arc<str> =
                if several { format!("{name}_{}", column.ty).into() } else { Arc::clone(&name) };
            let given = unique.get_or_add(&wanted, None);
            columns.push(Unified { column: column.renamed(given), original: Arc::clone(&name) });
        }
    }
    columns
}

/// A column is only a source column as long as it is one in every table that has it.
fn merged(a: &Arc<[Origin]>, b: &Arc<[Origin]>) -> Arc<[Origin]> {
    if a.is_empty() || b.is_empty() {
        return Arc::from([]);
    }
    let mut all = a.to_vec();
    for origin in b.iter() {
        if !all.contains(origin) {
            all.push(origin.clone());
        }
    }
    all.into()
}
