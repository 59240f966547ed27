//! Lists of expressions that become columns: `project`, `extend`, `by`, and the names they get.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, ExprKind};

use super::Binder;
use super::expr::Scalar;
use crate::names::{self, UniqueNames};
use crate::scope::{Local, Row};
use crate::types::Ty;
use crate::{Expr, OutputColumn};

/// What the list is for; names clash differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `project`, `distinct`, `by`.
    Project,
    /// Columns of the same name are replaced in place.
    Extend,
    Print,
    /// The aggregations of `summarize`.
    Aggregates,
}

/// Columns as they are listed, with unique names.
#[derive(Default)]
pub(crate) struct Projection {
    pub(crate) items: Vec<(OutputColumn, Expr)>,
    index: HashMap<Arc<str>, usize>,
    /// Names that were given or referred to explicitly; each may be so only once.
    declared: HashSet<Arc<str>>,
    unique: UniqueNames,
    /// Columns of the input that are in the list already and are not added again.
    ignored: HashSet<usize>,
}

impl Projection {
    /// All columns of a row, as `extend` starts.
    pub(crate) fn of_row(row: &Row, span: Span) -> Self {
        let mut projection = Self::default();
        for (index, column) in row.columns.iter().enumerate() {
            projection.add(column.clone(), Expr::column(index, column.ty, span), None, false);
            projection.ignored.insert(index);
        }
        projection
    }

    pub(crate) fn ignore(&mut self, column: usize) {
        self.ignored.insert(column);
    }

    pub(crate) fn is_ignored(&self, column: usize) -> bool {
        self.ignored.contains(&column)
    }

    /// Adds a column; a taken name gets a number, or with `replace` the earlier column gives way.
    pub(crate) fn add(
        &mut self,
        mut column: OutputColumn,
        expr: Expr,
        base: Option<&str>,
        replace: bool,
    ) -> usize {
        if replace && let Some(&index) = self.index.get(&column.name) {
            self.items[index] = (column, expr);
            return index;
        }
        column.name = self.unique.get_or_add(&column.name, base);
        let index = self.items.len();
        self.index.insert(Arc::clone(&column.name), index);
        self.items.push((column, expr));
        index
    }

    /// Adds a column under a name that must not be given twice; false when it was.
    pub(crate) fn declare(&mut self, column: OutputColumn, expr: Expr, replace: bool) -> bool {
        if self.declared.contains(&column.name) {
            return false;
        }
        let index = self.add(column, expr, None, replace);
        self.declared.insert(Arc::clone(&self.items[index].0.name));
        true
    }

    /// Marks a name as given without adding a column.
    pub(crate) fn mark(&mut self, name: &Arc<str>) {
        self.declared.insert(Arc::clone(name));
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    pub(crate) fn into_parts(self) -> (Vec<OutputColumn>, Vec<Expr>) {
        self.items.into_iter().unzip()
    }
}

/// One column of an expression that gives several, such as `arg_max(a, b)`.
pub(crate) struct TuplePart {
    pub(crate) name: String,
    pub(crate) scalar: Scalar,
    /// The column of the input that the part carries on.
    pub(crate) source: Option<OutputColumn>,
    /// The position of that column, when it came from `*` and may be there already.
    pub(crate) star: Option<usize>,
}

impl<'a> Binder<'a> {
    pub(crate) fn project_all(
        &mut self,
        exprs: &'a [ast::Expr],
        row: &Row,
        style: Style,
        projection: &mut Projection,
    ) {
        for (position, expr) in exprs.iter().enumerate() {
            self.project_one(expr, row, style, projection, position);
        }
    }

    pub(crate) fn project_one(
        &mut self,
        expr: &'a ast::Expr,
        row: &Row,
        style: Style,
        projection: &mut Projection,
        position: usize,
    ) {
        match &expr.kind {
            ExprKind::Named { names, value, parenthesized } => {
                if let Some(mut parts) = self.tuple(value, row) {
                    // One plain name before series_stats takes its first value and no more.
                    if !parenthesized && is_call_of(value, "series_stats") {
                        parts.truncate(1);
                    }
                    self.named_tuple(names, parts, style, projection);
                    return;
                }
                let scalar = self.scalar(value, row);
                let Some(name) = names.first() else { return };
                if *parenthesized && names.len() > 1 {
                    let span = names.iter().map(|name| name.span).reduce(Span::to).unwrap_or(expr.span);
                    self.error(Code::ExpectedType, span, "the expression gives one value, not several");
                }
                let column = self.carried(&scalar, row, &name.text);
                let is_column = scalar.column().is_some() && self.aggregates.is_none();
                let replace = is_column || style == Style::Extend;
                self.declare_column(projection, column, scalar.expr, name.span, replace);
            }
            ExprKind::Star => {
                for (index, column) in row.columns.iter().enumerate() {
                    if !projection.is_ignored(index) {
                        let expr = Expr::column(index, column.ty, expr.span);
                        projection.add(column.clone(), expr, None, true);
                    }
                }
            }
            _ => self.project_unnamed(expr, row, style, projection, position),
        }
    }

    fn project_unnamed(
        &mut self,
        expr: &'a ast::Expr,
        row: &Row,
        style: Style,
        projection: &mut Projection,
        position: usize,
    ) {
        if let Some(parts) = self.tuple(expr, row) {
            for part in parts {
                self.add_part(part, projection);
            }
            return;
        }
        let scalar = self.scalar(expr, row);
        let replace = style == Style::Extend;
        if style == Style::Print {
            let name: Arc<str> = format!("print_{position}").into();
            let column = OutputColumn::computed(Arc::clone(&name), scalar.ty);
            projection.add(column, scalar.expr, Some(&name), false);
            return;
        }
        if let Some(index) = scalar.column()
            && self.aggregates.is_none()
            && let Some(column) = row.columns.get(index)
        {
            if projection.is_ignored(index) {
                projection.mark(&column.name);
                return;
            }
            // A name that could be an expression's own (`a.b` with a column `a_b`) stays unique.
            self.declare_column(projection, column.clone(), scalar.expr, expr.span, false);
            return;
        }
        let Some(name) = self.result_name(expr, row) else {
            // The number is one that no column of the input has.
            let taken = |number: &usize| row.position(&format!("Column{number}")).is_some();
            let number = (1..).find(|number| !taken(number)).unwrap_or(1);
            let column = OutputColumn::computed(format!("Column{number}"), scalar.ty);
            projection.add(column, scalar.expr, Some("Column"), false);
            return;
        };
        let column = OutputColumn::computed(name.as_str(), scalar.ty);
        projection.add(column, scalar.expr, Some(&name), replace);
    }

    /// The name that the column of an expression gets.
    pub(crate) fn result_name(&self, expr: &ast::Expr, row: &Row) -> Option<String> {
        if let ExprKind::Call(call) = &expr.unparenthesized().kind
            && self.local(&call.name.text).is_none()
            && let Some(function) = quarry_functions::aggregate::lookup(&call.name.text)
            && self.aggregates.is_some()
        {
            return names::of_aggregate(function, call, &|name| row.position(name).is_some());
        }
        let name = names::of_expression(expr, &|name| row.position(name).is_some())?;
        match self.element_behind(expr) {
            Some(element) => Some(name.strip_prefix(&format!("{element}_")).unwrap_or(&name).to_owned()),
            None => Some(name),
        }
    }

    /// The element of a graph's pattern that a property inside of something else belongs to: `a.Name` becomes
    /// the column `a_Name`, and `tostring(a.Name)` becomes `Name`.
    fn element_behind<'e>(&self, expr: &'e ast::Expr) -> Option<&'e str> {
        self.pattern.as_ref()?;
        let mut at = match &expr.kind {
            ExprKind::Call(call) => call.arguments.first()?,
            ExprKind::Parenthesized(inner) => inner,
            _ => return None,
        };
        loop {
            at = match &at.kind {
                ExprKind::Call(call) => call.arguments.first()?,
                ExprKind::Parenthesized(inner) => inner,
                ExprKind::Member { target, .. } | ExprKind::Element { target, .. } => target,
                ExprKind::Name(name) => {
                    let local = self.local(&name.text)?;
                    return matches!(&*local, Local::Element(_)).then_some(name.text.as_str());
                }
                _ => return None,
            };
        }
    }

    pub(crate) fn declare_column(
        &mut self,
        projection: &mut Projection,
        column: OutputColumn,
        expr: Expr,
        span: Span,
        replace: bool,
    ) {
        let name = Arc::clone(&column.name);
        if !projection.declare(column, expr, replace) {
            self.error(Code::DuplicateColumn, span, format!("the column '{name}' is already there"));
        }
    }

    /// The column that a scalar becomes under a name; a plain column keeps where it comes from.
    pub(crate) fn carried(&self, scalar: &Scalar, row: &Row, name: &str) -> OutputColumn {
        match scalar.column().filter(|_| self.aggregates.is_none()).and_then(|index| row.columns.get(index)) {
            Some(column) => column.renamed(name),
            None => OutputColumn::computed(name, scalar.ty),
        }
    }

    fn named_tuple(
        &mut self,
        given: &'a [ast::Name],
        parts: Vec<TuplePart>,
        style: Style,
        projection: &mut Projection,
    ) {
        let count = parts.len();
        for (position, part) in parts.into_iter().enumerate() {
            if let Some(name) = given.get(position) {
                let column = part_column(&part, &name.text);
                let replace = style == Style::Extend || position == 0;
                self.declare_column(projection, column, part.scalar.expr, name.span, replace);
            } else if style != Style::Print {
                self.add_part(part, projection);
            }
        }
        for name in given.iter().skip(count) {
            self.error(Code::ExpectedType, name.span, format!("there is no value for '{}'", name.text));
        }
    }

    fn add_part(&mut self, part: TuplePart, projection: &mut Projection) {
        if part.star.is_some_and(|index| projection.is_ignored(index)) {
            return;
        }
        let column = part_column(&part, &part.name);
        projection.add(column, part.scalar.expr, None, false);
    }
}

fn is_call_of(expr: &ast::Expr, function: &str) -> bool {
    matches!(&expr.kind, ExprKind::Call(call) if call.name.text == function)
}

fn part_column(part: &TuplePart, name: &str) -> OutputColumn {
    match &part.source {
        Some(source) => source.renamed(name),
        None => OutputColumn::computed(name, part.scalar.ty),
    }
}

/// A scalar with a type that is known.
pub(crate) fn known(ty: quarry_data::Type) -> Ty {
    Ty::Known(ty)
}
