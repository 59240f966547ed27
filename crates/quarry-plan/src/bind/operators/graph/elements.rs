//! What names mean inside graph operators: elements of a pattern, their properties, and the functions that
//! only graphs have.

use std::sync::Arc;

use quarry_data::{Dynamic, Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, ExprKind};

use super::super::super::Binder;
use super::super::super::expr::{Scalar, convert};
use super::BoundGraph;
use crate::scope::{Columns, Local, Row};
use crate::types::Ty;
use crate::{EDGE_ENDS, ElementList, Expr, ListFold, NODE_FACTS, Of, PatternElements};

/// What an expression inside a graph operator is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementScope {
    /// A place where the pattern fits.
    Match,
    /// One node.
    Node,
    /// One edge.
    Edge,
    /// One edge of the path that an edge of the pattern stands for.
    PathEdge(usize),
}

/// The pattern whose condition or output is being bound.
pub(crate) struct PatternScope {
    pub(crate) nodes: Columns,
    pub(crate) edges: Columns,
    pub(crate) elements: PatternElements,
    pub(crate) lists: Vec<ElementList>,
    pub(crate) scope: ElementScope,
}

impl PatternScope {
    /// For an expression over nodes or edges, without a pattern.
    pub(crate) fn of_elements(graph: &BoundGraph, scope: ElementScope) -> Self {
        Self {
            nodes: Arc::clone(&graph.nodes),
            edges: Arc::clone(&graph.edges),
            elements: PatternElements::default(),
            lists: Vec::new(),
            scope,
        }
    }

    /// Where the columns of an element begin in the row of a match: the nodes', then the edges'.
    fn offset(&self, of: Of) -> usize {
        match of {
            Of::Node(node) => node * self.nodes.len(),
            Of::Edge(edge) | Of::InnerNodes(edge) => {
                self.elements.nodes * self.nodes.len() + edge * self.edges.len()
            }
        }
    }

    /// Where the lists begin there.
    pub(crate) fn first_list(&self) -> usize {
        self.offset(Of::Edge(self.elements.edges.len()))
    }

    fn is_path(&self, edge: usize) -> bool {
        self.elements.edges.get(edge).is_some_and(|edge| edge.length.is_some())
    }
}

/// Whether a function is only there for graphs.
pub(crate) fn is_element_function(name: &str) -> bool {
    matches!(
        name,
        "all" | "any" | "map" | "inner_nodes" | "labels" | "node_id" | "node_degree_in" | "node_degree_out"
    )
}

impl<'a> Binder<'a> {
    /// `element.property`
    pub(crate) fn element_property(&mut self, of: Of, element: &ast::Name, name: &'a ast::Name) -> Scalar {
        let span = element.span.to(name.span);
        let Some(pattern) = &self.pattern else { return Scalar::unknown(span) };
        let (columns, facts) = match of {
            Of::Node(_) | Of::InnerNodes(_) => (Arc::clone(&pattern.nodes), NODE_FACTS),
            Of::Edge(_) => (Arc::clone(&pattern.edges), EDGE_ENDS),
        };
        let place = columns.iter().skip(facts).position(|column| *column.name == *name.text);
        let Some(index) = place.map(|place| place + facts) else {
            let known: Vec<Arc<str>> =
                columns.iter().skip(facts).map(|column| Arc::clone(&column.name)).collect();
            self.unknown(
                Code::UnknownName,
                &format!("property of '{}'", element.text),
                name,
                known.iter().map(|name| &**name),
            );
            return Scalar::unknown(span);
        };
        let (ty, scope) = (columns[index].ty, pattern.scope);
        match (scope, of) {
            (ElementScope::Match, Of::Edge(edge)) if pattern.is_path(edge) => {
                self.element_list(of, Expr::column(index, ty, span), ListFold::Map, span)
            }
            (ElementScope::Match, _) => {
                let index = pattern.offset(of) + index;
                Scalar { expr: Expr::column(index, ty, span), ty: columns_type(&columns, index, ty) }
            }
            (ElementScope::PathEdge(edge), Of::Edge(of)) if of == edge => {
                Scalar::new(Expr::column(index, ty, span))
            }
            _ => {
                let message = format!("'{}' is not the element that this expression is about", element.text);
                self.report(
                    Diagnostic::error(Code::ExpectedColumn, element.span, message)
                        .help("name the property alone, without an element before it"),
                );
                Scalar::unknown(span)
            }
        }
    }

    /// An element without a property. One that stands for a path is an array with a bag for each edge, which
    /// makes `array_length(path)` its length.
    pub(crate) fn element_value(&mut self, of: Of, name: &ast::Name) -> Scalar {
        let path = match (&self.pattern, of) {
            (Some(pattern), Of::Edge(edge)) => pattern.is_path(edge),
            _ => false,
        };
        let bag = |binder: &mut Self, row: &Row| binder.bag_of_columns_after(EDGE_ENDS, row, name.span).expr;
        let bags = path.then(|| self.about_element(of, ElementScope::Edge, bag)).flatten();
        match bags {
            Some(bag) => self.element_list(of, bag, ListFold::Map, name.span),
            None => self.element_alone(name),
        }
    }

    /// An element that stands where a value is needed.
    pub(crate) fn element_alone(&mut self, name: &ast::Name) -> Scalar {
        self.report(
            Diagnostic::error(
                Code::ExpectedColumn,
                name.span,
                format!("'{}' is an element of the pattern, a value is expected here", name.text),
            )
            .help(format!("name one of its properties: {}.Property", name.text)),
        );
        Scalar::unknown(name.span)
    }

    /// A value for each element of a path, folded.
    fn element_list(&mut self, of: Of, value: Expr, fold: ListFold, span: Span) -> Scalar {
        let ty = if fold == ListFold::Map { Type::Dynamic } else { Type::Bool };
        let Some(pattern) = &mut self.pattern else { return Scalar::unknown(span) };
        let index = pattern.first_list() + pattern.lists.len();
        pattern.lists.push(ElementList { of, value, fold });
        Scalar::new(Expr::column(index, ty, span))
    }

    /// A call of a function that only graphs have.
    pub(crate) fn element_call(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        let name = call.name.text.as_str();
        let Some(scope) = self.pattern.as_ref().map(|pattern| pattern.scope) else {
            self.report(
                Diagnostic::error(
                    Code::UnknownFunction,
                    call.name.span,
                    format!("'{name}' is a function of graphs"),
                )
                .help(
                    "it works in graph-match, graph-shortest-paths, graph-where-nodes and graph-where-edges",
                ),
            );
            return Scalar::unknown(span);
        };
        match name {
            "all" => self.fold_call(call, ListFold::All, span),
            "any" => self.fold_call(call, ListFold::Any, span),
            "map" => self.fold_call(call, ListFold::Map, span),
            "labels" => {
                self.check_count(name, call.name.span, [(0, 1)].into_iter(), call.arguments.len());
                Scalar::new(Expr::constant(Value::Dynamic(Dynamic::array(Vec::new())), Type::Dynamic, span))
            }
            "node_id" | "node_degree_in" | "node_degree_out" => {
                let fact = match name {
                    "node_id" => 0,
                    "node_degree_in" => 1,
                    _ => 2,
                };
                let value = match call.arguments.as_slice() {
                    [] if scope == ElementScope::Node => self.node_fact(0, fact, span),
                    [argument] if scope == ElementScope::Match => match self.element_of(argument) {
                        Some(Of::Node(node)) => {
                            let offset =
                                self.pattern.as_ref().map_or(0, |pattern| pattern.offset(Of::Node(node)));
                            self.node_fact(offset, fact, span)
                        }
                        _ => return self.expected_element(argument, "a node of the pattern"),
                    },
                    [argument, ..] => return self.expected_element(argument, "no argument"),
                    [] => return self.expected_element_at(call.name.span, "a node of the pattern"),
                };
                if fact == 0 { self.converted(value, Type::String, span) } else { value }
            }
            _ => {
                let _ = row;
                self.error(
                    Code::ExpectedType,
                    call.name.span,
                    format!("'{name}' belongs into the first argument of all, any or map"),
                );
                Scalar::unknown(span)
            }
        }
    }

    fn node_fact(&self, offset: usize, fact: usize, span: Span) -> Scalar {
        let ty = self.pattern.as_ref().map_or(Type::Dynamic, |pattern| pattern.nodes[fact].ty);
        Scalar::new(Expr::column(offset + fact, ty, span))
    }

    /// `all(edge, condition)` and the like; the expression is about one edge or inner node of the path.
    fn fold_call(&mut self, call: &'a ast::Call, fold: ListFold, span: Span) -> Scalar {
        let [element, value] = call.arguments.as_slice() else {
            self.check_count(&call.name.text, call.name.span, [(2, 2)].into_iter(), call.arguments.len());
            return Scalar::unknown(span);
        };
        let of = match &element.unparenthesized().kind {
            ExprKind::Call(inner) if inner.name.text == "inner_nodes" => match inner.arguments.as_slice() {
                [edge] => match self.element_of(edge) {
                    Some(Of::Edge(edge)) => Of::InnerNodes(edge),
                    _ => return self.expected_element(edge, "an edge of the pattern"),
                },
                _ => {
                    self.check_count(
                        &inner.name.text,
                        inner.name.span,
                        [(1, 1)].into_iter(),
                        inner.arguments.len(),
                    );
                    return Scalar::unknown(span);
                }
            },
            _ => match self.element_of(element) {
                Some(of) => of,
                None => return self.expected_element(element, "an edge of the pattern"),
            },
        };
        let scope = match of {
            Of::Edge(edge) => ElementScope::PathEdge(edge),
            Of::Node(_) | Of::InnerNodes(_) => ElementScope::Node,
        };
        let condition = fold != ListFold::Map;
        let value = self.about_element(of, scope, |binder, row| {
            if condition { binder.condition(value, row) } else { binder.scalar(value, row).expr }
        });
        match value {
            Some(value) => self.element_list(of, value, fold, span),
            None => Scalar::unknown(span),
        }
    }

    /// Binds an expression about one element; None outside of a match.
    pub(super) fn about_element(
        &mut self,
        of: Of,
        scope: ElementScope,
        bind: impl FnOnce(&mut Self, &Row) -> Expr,
    ) -> Option<Expr> {
        let pattern = self.pattern.as_mut()?;
        if pattern.scope != ElementScope::Match {
            return None;
        }
        pattern.scope = scope;
        let columns = match of {
            Of::Node(_) | Of::InnerNodes(_) => Arc::clone(&pattern.nodes),
            Of::Edge(_) => Arc::clone(&pattern.edges),
        };
        let row = self.element_row(&columns);
        let value = bind(self, &row);
        if let Some(pattern) = &mut self.pattern {
            pattern.scope = ElementScope::Match;
        }
        Some(value)
    }

    /// A conjunct about an edge that stands for a path holds for every edge of the path.
    pub(super) fn path_condition(&mut self, edge: usize, condition: &'a ast::Expr) -> Scalar {
        let scope = ElementScope::PathEdge(edge);
        let bound = self.about_element(Of::Edge(edge), scope, |binder, row| binder.condition(condition, row));
        match bound {
            Some(value) => self.element_list(Of::Edge(edge), value, ListFold::All, condition.span),
            None => Scalar::unknown(condition.span),
        }
    }

    /// The element that an expression names.
    fn element_of(&self, expr: &ast::Expr) -> Option<Of> {
        let ExprKind::Name(name) = &expr.unparenthesized().kind else { return None };
        match &*self.local(&name.text)? {
            Local::Element(of) => Some(*of),
            _ => None,
        }
    }

    fn expected_element(&mut self, argument: &ast::Expr, wanted: &str) -> Scalar {
        self.expected_element_at(argument.span, wanted)
    }

    fn expected_element_at(&mut self, span: Span, wanted: &str) -> Scalar {
        self.error(Code::ExpectedType, span, format!("{wanted} is expected here"));
        Scalar::unknown(span)
    }
}

fn columns_type(columns: &Columns, index: usize, ty: Type) -> Ty {
    match columns.get(index) {
        Some(column) if !column.known => Ty::Unknown,
        _ => Ty::Known(ty),
    }
}

/// A condition as a truth value that is never null.
pub(super) fn condition(scalar: Scalar) -> Expr {
    convert(scalar.expr, Type::Bool)
}
