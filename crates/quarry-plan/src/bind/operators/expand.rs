//! What `mv-expand` and `mv-apply` share: the columns that are expanded.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::Code;
use quarry_syntax::ast::{self, ExprKind};

use super::super::Binder;
use super::super::expr::convert;
use super::super::parameters::{find, find_word, word};
use crate::names;
use crate::scope::{Relation, Row};
use crate::types::Ty;
use crate::{BagExpansion, ExpandColumn, ExpandedColumn, MvExpand, OutputColumn};

/// The expanded columns among the input's.
pub(super) struct Expansion {
    pub(super) columns: Vec<OutputColumn>,
    pub(super) output: Vec<ExpandedColumn>,
    pub(super) expanded: Vec<ExpandColumn>,
    /// Input columns that are replaced by what they hold.
    pub(super) applied: Vec<usize>,
    pub(super) kind: BagExpansion,
    pub(super) limit: Option<crate::Expr>,
}

impl Expansion {
    pub(super) fn node(self, input: crate::Plan) -> MvExpand {
        MvExpand { input, columns: self.expanded, output: self.output, kind: self.kind, limit: self.limit }
    }
}

impl<'a> Binder<'a> {
    pub(super) fn expansion(
        &mut self,
        input: &Relation,
        parameters: &'a [ast::Parameter],
        columns: &'a [ast::ExpandColumn],
        limit: Option<&'a ast::Expr>,
    ) -> Expansion {
        self.check_parameters(parameters, &["bagexpansion", "kind", "with_itemindex", "expandoutput"]);
        let row = self.input_row(input);
        let mut all: Vec<OutputColumn> = row.columns.to_vec();
        let mut output: Vec<ExpandedColumn> = (0..all.len()).map(ExpandedColumn::Input).collect();
        let mut expanded = Vec::new();
        let mut applied = Vec::new();
        for column in columns {
            self.expand_column(column, &row, &mut all, &mut output, &mut expanded, &mut applied);
        }
        if let Some(index) = find(parameters, "with_itemindex")
            && let Some(name) = word(&index.value)
        {
            let name = unique(&all, name);
            all.push(OutputColumn::computed(name, Ty::Known(Type::Long)));
            output.push(ExpandedColumn::ItemIndex);
        }
        let kind = match find_word(parameters, "bagexpansion").or_else(|| find_word(parameters, "kind")) {
            Some(("array", _)) => BagExpansion::Array,
            _ => BagExpansion::Bag,
        };
        let limit = limit.map(|limit| self.row_count(limit));
        Expansion { columns: all, output, expanded, applied, kind, limit }
    }

    fn expand_column(
        &mut self,
        column: &'a ast::ExpandColumn,
        row: &Row,
        all: &mut Vec<OutputColumn>,
        output: &mut Vec<ExpandedColumn>,
        expanded: &mut Vec<ExpandColumn>,
        applied: &mut Vec<usize>,
    ) {
        let (given, value) = match &column.value.kind {
            ExprKind::Named { names, value, .. } => (names.first(), &**value),
            _ => (None, &column.value),
        };
        let scalar = self.scalar(value, row);
        if !scalar.ty.may_be(|ty| ty == Type::Dynamic) {
            self.expected(Code::ExpectedTypeOf, value.span, "a dynamic", scalar.ty);
        }
        let ty = match &column.ty {
            Some(ty) => match Type::from_name(&ty.name.text) {
                Some(known) => Ty::Known(known),
                None => {
                    self.unknown_type(&ty.name);
                    Ty::Unknown
                }
            },
            None => scalar.ty,
        };
        let source = scalar.column();
        let name: Arc<str> = match (given, source.and_then(|index| row.columns.get(index))) {
            (Some(name), _) => name.text.as_str().into(),
            (None, Some(column)) => Arc::clone(&column.name),
            (None, None) => names::of_expression(value, &|name| row.position(name).is_some())
                .map_or_else(|| "Column1".into(), Into::into),
        };
        let position = expanded.len();
        expanded.push(ExpandColumn { value: convert(scalar.expr, Type::Dynamic), ty: ty.or_dynamic() });
        if let (None, Some(index)) = (given, source) {
            applied.push(index);
        }
        let replaced = OutputColumn::computed(Arc::clone(&name), ty);
        match all.iter().position(|known| known.name == name) {
            Some(index) => {
                all[index] = replaced;
                output[index] = ExpandedColumn::Expanded(position);
            }
            None => {
                all.push(replaced);
                output.push(ExpandedColumn::Expanded(position));
            }
        }
    }
}

/// The name, or the name with the first free number.
pub(super) fn unique(columns: &[OutputColumn], name: &str) -> String {
    let taken = |name: &str| columns.iter().any(|column| &*column.name == name);
    if !taken(name) {
        return name.to_owned();
    }
    (1..).map(|suffix| format!("{name}{suffix}")).find(|name| !taken(name)).unwrap_or_default()
}
