//! `graph-match` and `graph-shortest-paths`.

use std::collections::HashMap;

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, ExprKind, GraphDirection, GraphMatch as Syntax};

use super::super::super::Binder;
use super::super::super::projection::{Projection, Style};
use super::elements::condition as truth;
use super::{BoundGraph, ElementScope, PatternScope};
use crate::scope::{Local, Relation, Row};
use crate::{
    Cycles, ElementList, Expr, ExprKind as Bound, GraphMatch, GraphTable, ListFold, MatchColumn, Of,
    PatternEdge, PatternElements, Shortest,
};

/// The longest path that an edge of a pattern may stand for.
const MOST_EDGES: i64 = 1_000;

impl<'a> Binder<'a> {
    pub(super) fn graph_match(
        &mut self,
        input: Relation,
        graph: BoundGraph,
        syntax: &'a Syntax,
        shortest: bool,
        span: Span,
    ) -> Relation {
        let known: &[&str] = if shortest { &["output", "cycles"] } else { &["cycles"] };
        self.check_parameters(&syntax.parameters, known);
        let cycles = match self.choice(&syntax.parameters, "cycles", &["unique_edges", "all", "none"]) {
            "all" => Cycles::All,
            "none" => Cycles::None,
            _ => Cycles::UniqueEdges,
        };
        let shortest = shortest.then(|| match self.choice(&syntax.parameters, "output", &["any", "all"]) {
            "all" => Shortest::All,
            _ => Shortest::Any,
        });
        let outer = self.locals.len();
        let elements = self.pattern_elements(syntax, shortest.is_some());
        let scope = PatternScope { elements, ..PatternScope::of_elements(&graph, ElementScope::Match) };
        let enclosing = self.pattern.replace(scope);
        let row = self.no_row();
        let mut parts = Vec::new();
        if let Some(condition) = &syntax.condition {
            self.pattern_condition(condition, &row, &mut parts);
        }
        if syntax.project.is_empty() {
            self.error(
                Code::MissingToken,
                Span::at(span.end),
                "a 'project' clause is missing: it says what each match gives",
            );
        }
        let mut projection = Projection::default();
        self.project_all(&syntax.project, &row, Style::Project, &mut projection);
        self.locals.truncate(outer);
        let (columns, output) = projection.into_parts();
        let Some(scope) = std::mem::replace(&mut self.pattern, enclosing) else {
            return Relation::broken(span);
        };
        let mut layout = Layout::new(scope);
        let mut conditions = Vec::new();
        let mut rest = Vec::new();
        for part in parts {
            match layout.about_one(&part) {
                Some(of) => conditions.push((of, layout.moved(part))),
                None => rest.push(part),
            }
        }
        let mut output: Vec<Expr> = output;
        let mut condition = all_of(rest);
        for expr in output.iter_mut().chain(&mut condition) {
            layout.compact(expr);
        }
        let matches = GraphMatch {
            cycles,
            shortest,
            conditions,
            columns: layout.columns,
            lists: layout.scope.lists,
            elements: layout.scope.elements,
            condition,
            output,
        };
        self.read_graph(input, graph.graph, GraphTable::Matches(Box::new(matches)), columns, span)
    }

    /// Numbers the nodes and edges and declares their names.
    fn pattern_elements(&mut self, syntax: &'a Syntax, one_path: bool) -> PatternElements {
        let mut elements = PatternElements::default();
        let mut names: HashMap<&str, Of> = HashMap::new();
        for pattern in &syntax.patterns {
            let mut ends = Vec::with_capacity(pattern.nodes.len());
            for node in &pattern.nodes {
                let known = node.name.as_ref().and_then(|name| names.get(name.text.as_str()));
                let number = match (known, &node.name) {
                    (Some(Of::Node(number)), _) => *number,
                    (Some(_), Some(name)) => {
                        self.error(Code::AmbiguousName, name.span, format!("'{}' is an edge", name.text));
                        elements.nodes
                    }
                    _ => elements.nodes,
                };
                if number == elements.nodes {
                    elements.nodes += 1;
                    if let Some(name) = &node.name {
                        names.entry(&name.text).or_insert(Of::Node(number));
                        self.declare(&name.text, name.span, Local::Element(Of::Node(number)));
                    }
                }
                ends.push(number);
            }
            for (position, edge) in pattern.edges.iter().enumerate() {
                let (Some(&left), Some(&right)) = (ends.get(position), ends.get(position + 1)) else {
                    continue;
                };
                let number = elements.edges.len();
                if let Some(name) = &edge.name {
                    if names.insert(&name.text, Of::Edge(number)).is_some() {
                        let message = format!("'{}' names two elements of the pattern", name.text);
                        self.error(Code::AmbiguousName, name.span, message);
                    }
                    self.declare(&name.text, name.span, Local::Element(Of::Edge(number)));
                }
                let leftward = edge.direction == GraphDirection::Left;
                let (from, to) = if leftward { (right, left) } else { (left, right) };
                let any_direction = edge.direction == GraphDirection::Any;
                let length = edge.length.as_ref().map(|(least, most)| self.path_length(least, most));
                elements.edges.push(PatternEdge { from, to, any_direction, leftward, length });
            }
        }
        self.check_pattern(syntax, &elements, one_path);
        elements
    }

    fn path_length(&mut self, least: &'a ast::Expr, most: &'a ast::Expr) -> (u32, u32) {
        let ends = [least, most].map(|bound| {
            let row = self.no_row();
            let scalar = self.scalar(bound, &row);
            match scalar.expr.as_constant().and_then(|value| value.as_ref().as_long()) {
                Some(number @ 0..=MOST_EDGES) => number as u32,
                Some(_) => {
                    let message = format!("a path has 0 to {MOST_EDGES} edges");
                    self.error(Code::ExpectedType, bound.span, message);
                    1
                }
                None => {
                    if !scalar.ty.is_unknown() {
                        self.error(
                            Code::ExpectedConstant,
                            bound.span,
                            "a constant whole number is expected here",
                        );
                    }
                    1
                }
            }
        });
        if ends[0] > ends[1] {
            self.error(
                Code::ExpectedType,
                least.span.to(most.span),
                "the least number is greater than the most",
            );
        }
        ends.into()
    }

    fn check_pattern(&mut self, syntax: &'a Syntax, elements: &PatternElements, one_path: bool) {
        let Some(first) = syntax.patterns.first() else { return };
        let whole = syntax.patterns.iter().fold(first.span, |span, pattern| span.to(pattern.span));
        if !is_connected(elements) {
            self.report(
                Diagnostic::error(Code::ExpectedType, whole, "the parts of the pattern are not connected")
                    .help("parts belong together when they share a node's name: (a)-->(b), (b)-->(c)"),
            );
        }
        if one_path && syntax.patterns.len() > 1 {
            self.error(Code::ExpectedType, whole, "graph-shortest-paths needs one path");
        } else if one_path && !elements.edges.iter().any(|edge| edge.length.is_some()) {
            self.report(
                Diagnostic::error(
                    Code::ExpectedType,
                    whole,
                    "a shortest path needs an edge of variable length",
                )
                .help("for example (a)-[e*1..5]->(b)"),
            );
        }
    }

    /// The conjuncts of a condition; one that names a path by a property holds for each of its edges.
    fn pattern_condition(&mut self, condition: &'a ast::Expr, row: &Row, parts: &mut Vec<Expr>) {
        if let ExprKind::And { operands, .. } = &condition.unparenthesized().kind {
            for operand in operands {
                self.pattern_condition(operand, row, parts);
            }
            return;
        }
        let scalar = match self.path_of(condition) {
            Some(edge) => self.path_condition(edge, condition),
            None => super::super::super::expr::Scalar::new(self.condition(condition, row)),
        };
        parts.push(truth(scalar));
    }

    /// The path whose edges' property a condition names.
    fn path_of(&self, condition: &'a ast::Expr) -> Option<usize> {
        let pattern = self.pattern.as_ref()?;
        let mut found = None;
        condition.walk(&mut |expr| {
            if let ExprKind::Member { target, .. } = &expr.kind
                && let ExprKind::Name(name) = &target.kind
                && let Some(local) = self.local(&name.text)
                && let Local::Element(Of::Edge(edge)) = &*local
                && pattern.elements.edges.get(*edge).is_some_and(|edge| edge.length.is_some())
            {
                found = Some(*edge);
            }
        });
        found
    }
}

fn all_of(mut parts: Vec<Expr>) -> Option<Expr> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => {
            let span = parts[0].span;
            Some(Expr { kind: Bound::And(parts), ty: Type::Bool, span })
        }
    }
}

fn is_connected(elements: &PatternElements) -> bool {
    let mut reached = vec![false; elements.nodes];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for _ in 0..elements.nodes {
        for edge in &elements.edges {
            let either = reached[edge.from] || reached[edge.to];
            (reached[edge.from], reached[edge.to]) = (either, either);
        }
    }
    reached.into_iter().all(|reached| reached)
}

/// The row of a match: all columns of all elements while binding, then only those that are used.
struct Layout {
    scope: PatternScope,
    columns: Vec<MatchColumn>,
    places: HashMap<usize, usize>,
}

impl Layout {
    fn new(scope: PatternScope) -> Self {
        Self { scope, columns: Vec::new(), places: HashMap::new() }
    }

    /// What stands at a place of the wide row.
    fn meaning(&self, place: usize) -> MatchColumn {
        let (nodes, edges) = (self.scope.nodes.len(), self.scope.edges.len());
        let first_edge = self.scope.elements.nodes * nodes;
        let first_list = self.scope.first_list();
        match place {
            place if place < first_edge => MatchColumn::Node { node: place / nodes, column: place % nodes },
            place if place < first_list => {
                let place = place - first_edge;
                MatchColumn::Edge { edge: place / edges, column: place % edges }
            }
            place => MatchColumn::List(place - first_list),
        }
    }

    /// The one element that a condition is about, when it looks at no other.
    fn about_one(&self, condition: &Expr) -> Option<Of> {
        if condition.is_volatile() {
            return None;
        }
        if let Bound::Column(place) = condition.kind
            && let MatchColumn::List(list) = self.meaning(place)
        {
            let list = self.scope.lists.get(list)?;
            return (list.fold == ListFold::All).then_some(list.of);
        }
        let mut about: Option<Of> = None;
        let mut one = true;
        condition.walk(&mut |expr| {
            let Bound::Column(place) = expr.kind else { return };
            let of = match self.meaning(place) {
                MatchColumn::Node { node, .. } => Of::Node(node),
                MatchColumn::Edge { edge, .. } => Of::Edge(edge),
                MatchColumn::List(_) => return one = false,
            };
            one &= about.is_none_or(|known| known == of);
            about = Some(of);
        });
        about.filter(|_| one)
    }

    /// A condition about one element, over that element's columns.
    fn moved(&self, mut condition: Expr) -> Expr {
        if let Bound::Column(place) = condition.kind
            && let MatchColumn::List(list) = self.meaning(place)
        {
            return self.scope.lists.get(list).map_or(condition, |list: &ElementList| list.value.clone());
        }
        condition.change_columns(&mut |place| {
            *place = match self.meaning(*place) {
                MatchColumn::Node { column, .. } | MatchColumn::Edge { column, .. } => column,
                MatchColumn::List(list) => list,
            };
        });
        condition
    }

    /// Makes an expression see the used columns alone.
    fn compact(&mut self, expr: &mut Expr) {
        expr.change_columns(&mut |place| {
            let meaning = self.meaning(*place);
            let next = self.columns.len();
            *place = *self.places.entry(*place).or_insert_with(|| {
                self.columns.push(meaning);
                next
            });
        });
    }
}
