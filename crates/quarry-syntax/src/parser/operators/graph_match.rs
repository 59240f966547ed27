//! `graph-match (a)-[e]->(b) where condition project columns`, and what it shares with `graph-shortest-paths`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "graph-match",
    syntax: "G | graph-match [cycles=kind] (a)-[e]->(b), … [where condition] project Column, …",
    summary: "Finds a pattern of nodes and edges in a graph; each place where it fits gives a row.",
    parameters: &[
        Parameter { name: "(a), (b)", meaning: "nodes, with names for their properties" },
        Parameter {
            name: "-[e]->, <-[e]-, -[e]-",
            meaning: "an edge to the right, to the left or either; e*1..5 stands for one to five in a row",
        },
        Parameter { name: "condition", meaning: "on properties, as in a.Name" },
        Parameter { name: "Column", meaning: "the columns of the result" },
    ],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-match (p)-[e]->(q) project p.id, q.id",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::make_graph::operator(clauses().map(Graph::Match))
}

/// The patterns, the condition and the result.
pub(super) fn clauses<'t>() -> impl Rule<'t, GraphMatch> {
    let condition = keyword("where").ignore_then(expect_expression()).or_not();
    let project = keyword("project").ignore_then(list(expect_named(), &[])).or_not();
    let patterns = custom({
        let pattern = pattern().boxed();
        move |input: &mut In<'t, '_>| {
            let mut patterns = vec![input.parse(&pattern)?];
            while take(input, |token| token.kind == TokenKind::Comma).is_some() {
                patterns.push(input.parse(&pattern)?);
            }
            Ok(patterns)
        }
    });
    parameters(&["cycles", "output"]).then(patterns).then(condition).then(project).map(
        |(((parameters, patterns), condition), project)| GraphMatch {
            parameters,
            patterns,
            condition,
            project: project.unwrap_or_default(),
        },
    )
}

/// Nodes with edges between them.
fn pattern<'t>() -> impl Rule<'t, GraphPattern> {
    let node = node().boxed();
    custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let mut pattern = GraphPattern { nodes: vec![input.parse(&node)?], ..GraphPattern::default() };
        while let Some(edge) = edge(input) {
            pattern.edges.push(edge);
            pattern.nodes.push(input.parse(&node)?);
        }
        pattern.span = span_since(input, start);
        Ok(pattern)
    })
}

fn node<'t>() -> impl Rule<'t, GraphNode> {
    expect_group(TokenKind::LeftParenthesis, name().or_not()).map(|(name, span)| GraphNode { name, span })
}

/// `-[e]->`, `<-[e]-`, `-[e]-` and the forms without brackets; nothing when no edge begins here.
fn edge(input: &mut In<'_, '_>) -> Option<GraphEdge> {
    let start = index(input);
    let left = take(input, |token| token.kind == TokenKind::Less).is_some();
    if take(input, |token| token.kind == TokenKind::Minus).is_none() {
        if !left {
            return None;
        }
        missing(input, "-");
    }
    let mut name = None;
    let mut length = None;
    if take(input, |token| token.kind == TokenKind::LeftBracket).is_some() {
        name = take_name(input, |_| true);
        if take(input, |token| token.kind == TokenKind::Star).is_some() {
            length = Some(range(input));
        }
        if take(input, |token| token.kind == TokenKind::RightBracket).is_none() {
            missing(input, "]");
        }
    }
    if take(input, |token| token.kind == TokenKind::Minus).is_none() {
        missing(input, "-");
    }
    let right = take(input, |token| token.kind == TokenKind::Greater).is_some();
    let direction = match (left, right) {
        (false, true) => GraphDirection::Right,
        (true, false) => GraphDirection::Left,
        _ => GraphDirection::Any,
    };
    Some(GraphEdge { direction, name, length, span: span_since(input, start) })
}

/// `1..5` after the star.
fn range(input: &mut In<'_, '_>) -> (Expr, Expr) {
    let from = bound(input);
    if take(input, |token| token.kind == TokenKind::DotDot).is_none() {
        missing(input, "..");
    }
    (from, bound(input))
}

/// A number or the name of one.
fn bound(input: &mut In<'_, '_>) -> Expr {
    let Some(token) = input.peek() else { return missing_expression(input) };
    let kind = match (literal::read(token), token.kind) {
        (Some(literal), _) => ExprKind::Literal(literal),
        (None, TokenKind::Word) => ExprKind::Name(Name { text: token.text.to_owned(), span: token.span }),
        _ => return missing_expression(input),
    };
    input.skip();
    Expr::new(kind, token.span)
}

fn missing(input: &mut In<'_, '_>, text: &str) {
    let place = in_place_of_next(input);
    report(input, messages::missing_token(place, text));
}
