//! What may stand at the cursor.

use quarry_diagnostics::Span;
use quarry_syntax::TokenKind;

use crate::cursor::{Cursor, Part, Segment};
use crate::grammar::{self, Clause, Holds, OperatorShape, ParameterShape};

/// Where columns come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Columns {
    #[default]
    None,
    Input,
    /// The condition of a join: `$left`, `$right` and the columns that both sides have.
    Both,
    Left,
    Right,
}

/// What is worth offering.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected<'t> {
    /// `let`, `set`, `declare`
    pub(super) statements: bool,
    /// Operators that a query can begin with.
    pub(super) sources: bool,
    /// Tables and names that stand for tables.
    pub(super) tables: bool,
    /// Tabular operators.
    pub(super) operators: bool,
    pub(super) columns: Columns,
    /// Scalar functions and scalar names.
    pub(super) functions: bool,
    pub(super) aggregates: bool,
    pub(super) plugins: bool,
    /// Functions of the query that give tables.
    pub(super) tabular_functions: bool,
    pub(super) types: bool,
    /// What stands between two operands.
    pub(super) scalar_operators: bool,
    /// Literals that are words: `true`, `false`.
    pub(super) literals: bool,
    /// Keywords, most fitting first.
    pub(super) words: Vec<&'static str>,
    pub(super) parameters: &'static [ParameterShape],
    /// The function whose argument is typed, and the argument's position.
    pub(super) argument: Option<(&'t str, usize)>,
    /// The operand in front of the cursor, when it is a plain name.
    pub(super) operand: Option<&'t str>,
    /// The pipe of the stage, or where its segment begins.
    pub(super) stage: Stage,
    /// The right side of a join: a name or brackets.
    pub(super) right: Option<(Span, bool)>,
}

/// Where the input of the stage ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stage {
    /// The text in front of this byte gives the input.
    pub(super) end: usize,
    /// There is an input.
    pub(super) piped: bool,
    /// The stage stands first in its brackets, without a pipe.
    pub(super) bare: bool,
}

/// What may stand at the cursor. The cursor's word is widened where operator names have dashes.
pub(super) fn expected<'t>(text: &'t str, cursor: &mut Cursor<'t>) -> Expected<'t> {
    // The parser refuses deeper nesting as well.
    if cursor.closed || cursor.open_brackets().len() > quarry_syntax::limits::MAX_DEPTH {
        return Expected::default();
    }
    let frame = cursor.frame();
    let mut segment = cursor.segment(frame);
    if segment.pipe.is_some()
        && segment.parts.iter().all(|part| part.word().is_some() || part.is(TokenKind::Minus))
    {
        let touching = segment.parts.last().is_some_and(|part| part.span().end == cursor.word.start);
        if touching {
            cursor.join_dashes(text);
            segment = cursor.segment(frame);
        }
    }
    let surroundings = match frame.open {
        None => Surroundings::Statements { body: false },
        Some(open) => surroundings(cursor, open),
    };
    let stage = Stage {
        end: segment.pipe.map_or(segment.begin, |pipe| pipe.start),
        piped: segment.pipe.is_some(),
        bare: false,
    };
    let mut expected = match segment.pipe {
        Some(_) => stage_expected(&segment.parts),
        None => head_expected(&segment, &surroundings),
    };
    if expected.stage == Stage::default() {
        expected.stage = stage;
    }
    match surroundings {
        // Scalar brackets inside a stage see the stage's input.
        Surroundings::Scalar { stage: outer, .. } if segment.pipe.is_none() => expected.stage = outer,
        Surroundings::Stages if segment.pipe.is_none() => {
            expected.stage = Stage { end: segment.begin, piped: true, bare: true };
        }
        _ => {}
    }
    expected
}

/// What the innermost open brackets hold.
enum Surroundings<'t> {
    /// A whole text or the body of a function, which may be a scalar expression.
    Statements {
        body: bool,
    },
    /// A tabular expression.
    Table,
    /// Scalar expressions.
    Scalar {
        /// The function that is called, and the argument's position.
        argument: Option<(&'t str, usize)>,
        aggregates: bool,
        /// Tables are welcome too: `in (…)` and calls of the query's own functions.
        tables: bool,
        columns: Columns,
        stage: Stage,
        right: Option<(Span, bool)>,
    },
    /// Stages without a source.
    Stages,
    /// `name: type`
    Declarations,
    Types,
    Closed,
}

fn surroundings<'t>(cursor: &Cursor<'t>, open: usize) -> Surroundings<'t> {
    let Some(bracket) = cursor.before.get(open) else { return Surroundings::Closed };
    let outer = Cursor {
        before: cursor.before.iter().take(open).copied().collect(),
        word: Span::at(bracket.span.start),
        typed: "",
        closed: false,
        called: false,
    };
    let frame = outer.frame();
    let segment = outer.segment(frame);
    let last = segment.parts.last();
    let touching = last.is_some_and(|part| part.span().end == bracket.span.start);
    match bracket.kind {
        TokenKind::LeftBrace => Surroundings::Statements { body: true },
        TokenKind::LeftBracket => Surroundings::Closed,
        _ => parenthesis(&outer, &segment, open, cursor, touching),
    }
}

fn parenthesis<'t>(
    outer: &Cursor<'t>,
    segment: &Segment<'t>,
    open: usize,
    cursor: &Cursor<'t>,
    touching: bool,
) -> Surroundings<'t> {
    let stage = Stage {
        end: segment.pipe.map_or(segment.begin, |pipe| pipe.start),
        piped: segment.pipe.is_some(),
        bare: false,
    };
    let last = segment.parts.last().and_then(Part::word);
    let operator = operator_of(segment);
    match last {
        Some("typeof") => return Surroundings::Types,
        Some("datatable" | "externaldata" | "query_parameters") => return Surroundings::Declarations,
        Some(word) if grammar::TABULAR_ARGUMENT.contains(&word) => return Surroundings::Table,
        Some("view") | None if is_function_head(segment) => return Surroundings::Declarations,
        _ => {}
    }
    let clause = operator.and_then(|shape| current_clause(shape, &segment.parts));
    let holds = clause.map(|(clause, _)| clause.holds);
    let is_call = touching
        && last.is_some_and(|word| !is_scalar_operator(word) && operator_word(segment) != Some(word));
    if !is_call {
        match holds {
            Some(Holds::Tables) => return Surroundings::Table,
            Some(Holds::Stages) => return Surroundings::Stages,
            Some(Holds::Columns) if operator_word(segment) == Some("partition") => {
                return Surroundings::Stages;
            }
            Some(Holds::Free | Holds::Words(_)) => return Surroundings::Closed,
            _ => {}
        }
        // A bracket that begins a statement or the contents of brackets holds a query.
        if segment.pipe.is_none() && operator.is_none() && source_parts(&segment.parts).is_empty() {
            let inherited = outer.frame().open.map(|open| surroundings(outer, open));
            return match inherited {
                None | Some(Surroundings::Statements { .. } | Surroundings::Table) => Surroundings::Table,
                Some(scalar @ Surroundings::Scalar { .. }) => scalar,
                Some(other) => other,
            };
        }
    }
    let position = argument_position(cursor, open);
    let argument = if is_call { last.map(|word| (word, position)) } else { None };
    // The brackets of a bracketed call see what the stage sees.
    let inherited = outer.frame().open.map(|open| surroundings(outer, open));
    let (columns, outer_stage, right, outer_aggregates) = match (inherited, segment.pipe) {
        (Some(Surroundings::Scalar { columns, stage, right, aggregates, .. }), None) => {
            (columns, stage, right, aggregates)
        }
        _ => {
            let columns = match holds {
                Some(Holds::JoinCondition) => Columns::Both,
                Some(Holds::Constant) => Columns::None,
                _ => Columns::Input,
            };
            (columns, stage, right_side(&segment.parts), holds == Some(Holds::Aggregates))
        }
    };
    let in_list = segment.parts.last().is_some_and(|part| match part {
        Part::Token(token) => matches!(token.text, "in" | "in~" | "!in" | "!in~" | "has_any" | "has_all"),
        Part::Group { .. } => false,
    });
    let is_builtin = last.is_some_and(|word| {
        quarry_functions::scalar::lookup(word).is_some()
            || quarry_functions::aggregate::lookup(word).is_some()
    });
    let is_aggregate = last.is_some_and(|word| quarry_functions::aggregate::lookup(word).is_some());
    Surroundings::Scalar {
        argument,
        // An aggregation function takes no other one as its argument.
        aggregates: outer_aggregates && !(is_call && is_aggregate),
        tables: in_list || is_call && !is_builtin,
        columns,
        stage: outer_stage,
        right,
    }
}

/// `let f = (` or `let f = view (`.
fn is_function_head(segment: &Segment<'_>) -> bool {
    let mut parts = segment.parts.iter();
    segment.pipe.is_none()
        && parts.next().and_then(Part::word) == Some("let")
        && parts.next().is_some()
        && parts.next().is_some_and(|part| part.is(TokenKind::Assign))
        && parts.all(|part| part.word() == Some("view"))
}

/// How many commas stand between the bracket and the cursor.
fn argument_position(cursor: &Cursor<'_>, open: usize) -> usize {
    let inner = Cursor {
        before: cursor.before.iter().skip(open + 1).copied().collect(),
        word: cursor.word,
        typed: "",
        closed: false,
        called: false,
    };
    // Brackets inside that are still open end the count: the cursor is then in another frame.
    let segment = inner.segment(crate::cursor::Frame { open: None, start: 0 });
    segment.parts.iter().filter(|part| part.is(TokenKind::Comma)).count()
}

/// Behind a pipe.
fn stage_expected<'t>(parts: &[Part<'t>]) -> Expected<'t> {
    let Some(name) = parts.first().and_then(Part::word) else {
        return Expected { operators: parts.is_empty(), ..Expected::default() };
    };
    match grammar::shape(name) {
        Some(shape) => operator_expected(shape, parts),
        None => Expected::default(),
    }
}

/// Without a pipe: the beginning of a statement, or the contents of brackets.
fn head_expected<'t>(segment: &Segment<'t>, surroundings: &Surroundings<'t>) -> Expected<'t> {
    match surroundings {
        Surroundings::Closed => Expected::default(),
        Surroundings::Types => Expected { types: true, ..Expected::default() },
        Surroundings::Declarations => Expected {
            types: segment.parts.last().is_some_and(|part| part.is(TokenKind::Colon)),
            ..Expected::default()
        },
        Surroundings::Stages if segment.parts.is_empty() => {
            Expected { operators: true, ..Expected::default() }
        }
        Surroundings::Stages => stage_expected(&segment.parts),
        Surroundings::Scalar { argument, aggregates, tables, columns, right, .. } => {
            let mut expected = operand_or_operator(&segment.parts, *columns);
            expected.argument = if expected.functions { *argument } else { None };
            expected.aggregates &= *aggregates;
            expected.tables = *tables && expected.functions;
            expected.right = *right;
            expected
        }
        Surroundings::Table => {
            let mut expected = source_expected(&segment.parts, false);
            expected.statements = false;
            expected
        }
        Surroundings::Statements { body } => statement_expected(&segment.parts, *body),
    }
}

fn statement_expected<'t>(parts: &[Part<'t>], body: bool) -> Expected<'t> {
    match parts.first().and_then(Part::word) {
        Some("let") => match parts.len() {
            1 | 2 => Expected::default(),
            _ => source_expected(source_parts(parts), true),
        },
        Some("set" | "declare" | "alias" | "restrict") => Expected {
            words: if parts.len() == 1 && parts.first().and_then(Part::word) == Some("declare") {
                vec!["query_parameters"]
            } else {
                Vec::new()
            },
            ..Expected::default()
        },
        _ => {
            let expected = source_expected(parts, body);
            Expected { statements: parts.is_empty(), ..expected }
        }
    }
}

/// The parts behind `let name =`, or all of them.
fn source_parts<'a, 't>(parts: &'a [Part<'t>]) -> &'a [Part<'t>] {
    let is_let = parts.first().and_then(Part::word) == Some("let");
    if is_let { parts.get(3..).unwrap_or(&[]) } else { parts }
}

/// Where a tabular expression begins; `scalar` when it may be a scalar one as well.
fn source_expected<'t>(parts: &[Part<'t>], scalar: bool) -> Expected<'t> {
    if parts.is_empty() {
        return Expected {
            statements: !scalar,
            sources: true,
            tables: true,
            functions: scalar,
            literals: scalar,
            words: if scalar {
                vec!["materialize()", "toscalar()", "datatable", "view () {}"]
            } else {
                Vec::new()
            },
            ..Expected::default()
        };
    }
    let name = parts.first().and_then(Part::word);
    if let Some(name) = name
        && grammar::SOURCES.contains(&name)
        && let Some(shape) = grammar::shape(name)
    {
        return operator_expected(shape, parts);
    }
    if scalar { operand_or_operator(parts, Columns::None) } else { Expected::default() }
}

/// Inside an operator, behind its name.
fn operator_expected<'t>(shape: &'static OperatorShape, parts: &[Part<'t>]) -> Expected<'t> {
    if let Some(expected) = parameter_value(shape, parts) {
        return expected;
    }
    let Some((clause, body)) = current_clause(shape, parts) else { return Expected::default() };
    let at_start = body.is_empty();
    let mut expected = match clause.holds {
        Holds::Expressions | Holds::Aggregates => operand_or_operator(body, Columns::Input),
        Holds::Columns => columns_expected(body),
        Holds::JoinCondition => operand_or_operator(body, Columns::Both),
        Holds::Tables => tables_expected(body),
        Holds::Constant => operand_or_operator(body, Columns::None),
        Holds::Plugin => Expected { plugins: at_start, ..Expected::default() },
        Holds::TabularFunction => Expected { tabular_functions: at_start, ..Expected::default() },
        Holds::Words(words) => {
            Expected { words: if at_start { words.to_vec() } else { Vec::new() }, ..Expected::default() }
        }
        Holds::Free => declared_type(body),
        Holds::Stages => Expected::default(),
    };
    expected.aggregates &= clause.holds == Holds::Aggregates;
    expected.right = right_side(parts);
    if at_start && clause.keyword.is_empty() {
        expected.parameters = shape.parameters;
    }
    if ends_operand(body) || at_start && may_be_empty(shape, clause) {
        expected.words.extend(clause.then);
        expected.words.extend(later_clauses(shape, clause));
    }
    expected
}

/// `summarize by x` and `count as x` leave out their first part.
fn may_be_empty(shape: &OperatorShape, clause: &Clause) -> bool {
    clause.keyword.is_empty()
        && (clause.holds == Holds::Free
            || clause.holds == Holds::Aggregates
            || shape.names.contains(&"find")
            || shape.names.contains(&"search"))
}

fn later_clauses(shape: &'static OperatorShape, clause: &Clause) -> impl Iterator<Item = &'static str> {
    let place = shape.clauses.iter().position(|other| other.keyword == clause.keyword).unwrap_or(0);
    shape.clauses.iter().skip(place + 1).map(|clause| clause.keyword)
}

/// Behind `kind=`.
fn parameter_value<'t>(shape: &'static OperatorShape, parts: &[Part<'t>]) -> Option<Expected<'t>> {
    let last = parts.last()?;
    if last.is(TokenKind::Dot) && parts.len() > 1 && parts.get(parts.len() - 2)?.word() == Some("hint") {
        return Some(Expected { parameters: shape.parameters, ..Expected::default() });
    }
    if !last.is(TokenKind::Assign) {
        return None;
    }
    let mut name = parts.get(parts.len().checked_sub(2)?)?.word()?.to_owned();
    let dotted = parts.len() >= 4 && parts.get(parts.len() - 3)?.is(TokenKind::Dot);
    if dotted {
        name = format!("{}.{name}", parts.get(parts.len() - 4)?.word()?);
    }
    let parameter = shape.parameters.iter().find(|parameter| parameter.name == name)?;
    // `summarize kind = count()` names a column; parameters stand before everything else.
    let before = parts.len() - if dotted { 4 } else { 2 };
    let rest = skip_parameters(shape, parts.get(1..before)?);
    rest.is_empty().then(|| Expected { words: parameter.values.to_vec(), ..Expected::default() })
}

/// The clause that the end of the parts is in, with the parts inside it.
fn current_clause<'a, 't>(
    shape: &'static OperatorShape,
    parts: &'a [Part<'t>],
) -> Option<(&'static Clause, &'a [Part<'t>])> {
    let mut clause = shape.clauses.first()?;
    let mut body = skip_parameters(shape, parts.get(1..)?);
    let mut position = 0;
    while let Some(part) = body.get(position) {
        if let Some(word) = part.word()
            && let Some(next) = shape.clauses.iter().skip(1).find(|next| next.keyword == word)
            && begins_clause(clause, body.get(..position).unwrap_or(&[]))
            // `x in (…)` compares, except where `in` lists tables.
            && (word != "in" || !matches!(clause.holds, Holds::Expressions) || position == 0)
        {
            clause = next;
            body = body.get(position + 1..).unwrap_or(&[]);
            position = 0;
            continue;
        }
        position += 1;
    }
    // Each level of `top-nested` begins anew behind its comma.
    if shape.names.contains(&"top-nested")
        && clause.keyword == "by"
        && let Some(comma) = body.iter().rposition(|part| part.is(TokenKind::Comma))
    {
        return Some((shape.clauses.first()?, body.get(comma + 1..).unwrap_or(&[])));
    }
    Some((clause, body))
}

/// A keyword ends a clause only where an operand has ended, so that columns may be called like keywords.
fn begins_clause(clause: &Clause, body: &[Part<'_>]) -> bool {
    match clause.holds {
        Holds::Free | Holds::Words(_) | Holds::Stages | Holds::Tables => true,
        _ => body.is_empty() || ends_operand(body),
    }
}

/// Without the `name = value` pairs in front.
fn skip_parameters<'a, 't>(shape: &OperatorShape, parts: &'a [Part<'t>]) -> &'a [Part<'t>] {
    let mut rest = parts;
    loop {
        let (name, used) = match rest {
            [first, dot, second, assign, _, ..] if dot.is(TokenKind::Dot) && assign.is(TokenKind::Assign) => {
                (format!("{}.{}", first.word().unwrap_or(""), second.word().unwrap_or("")), 5)
            }
            [first, assign, _, ..] if assign.is(TokenKind::Assign) => {
                (first.word().unwrap_or("").to_owned(), 3)
            }
            _ => return rest,
        };
        if !shape.parameters.iter().any(|parameter| parameter.name == name) {
            return rest;
        }
        rest = rest.get(used..).unwrap_or(&[]);
    }
}

/// An operand where one is missing, else what may stand between two.
fn operand_or_operator<'t>(body: &[Part<'t>], columns: Columns) -> Expected<'t> {
    if let Some(expected) = member(body, columns) {
        return expected;
    }
    if ends_operand(body) {
        let word = body.last().and_then(Part::word);
        return Expected {
            scalar_operators: true,
            operand: word,
            columns: Columns::None,
            ..Expected::default()
        };
    }
    Expected { columns, functions: true, aggregates: true, literals: true, ..Expected::default() }
}

/// Behind a dot: the columns of one side of a join, or nothing that is known.
fn member<'t>(body: &[Part<'t>], columns: Columns) -> Option<Expected<'t>> {
    if !body.last()?.is(TokenKind::Dot) {
        return None;
    }
    let target = body.len().checked_sub(2).and_then(|at| body.get(at)).and_then(Part::word);
    let columns = match target {
        Some("$left") if columns == Columns::Both => Columns::Left,
        Some("$right") if columns == Columns::Both => Columns::Right,
        _ => Columns::None,
    };
    Some(Expected { columns, ..Expected::default() })
}

/// Column names, separated by commas.
fn columns_expected<'t>(body: &[Part<'t>]) -> Expected<'t> {
    let wanted = body.last().is_none_or(|part| part.is(TokenKind::Comma) || part.is(TokenKind::Assign));
    Expected { columns: if wanted { Columns::Input } else { Columns::None }, ..Expected::default() }
}

fn tables_expected<'t>(body: &[Part<'t>]) -> Expected<'t> {
    let wanted = body.last().is_none_or(|part| part.is(TokenKind::Comma));
    Expected { tables: wanted, ..Expected::default() }
}

/// Types behind a colon, as in `parse … with "x" a: long`.
fn declared_type<'t>(body: &[Part<'t>]) -> Expected<'t> {
    Expected { types: body.last().is_some_and(|part| part.is(TokenKind::Colon)), ..Expected::default() }
}

/// Whether the parts end with a complete operand.
pub(super) fn ends_operand(body: &[Part<'_>]) -> bool {
    match body.last() {
        None => false,
        Some(Part::Group { .. }) => true,
        Some(Part::Token(token)) => match token.kind {
            TokenKind::Word => !is_scalar_operator(token.text),
            TokenKind::String
            | TokenKind::Integer
            | TokenKind::Real
            | TokenKind::TimeSpan
            | TokenKind::TypedLiteral => true,
            TokenKind::Star => {
                body.len() == 1 || body.get(body.len() - 2).is_some_and(|part| part.is(TokenKind::Comma))
            }
            _ => false,
        },
    }
}

fn is_scalar_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "between" | "matches" | "regex" | "in")
        || quarry_functions::operator::lookup(word).is_some()
}

/// The name of the segment's operator, when it has one.
fn operator_word<'t>(segment: &Segment<'t>) -> Option<&'t str> {
    let parts = if segment.pipe.is_some() { &segment.parts[..] } else { source_parts(&segment.parts) };
    let name = parts.first()?.word()?;
    let known = segment.pipe.is_some() || grammar::SOURCES.contains(&name);
    known.then_some(name)
}

fn operator_of(segment: &Segment<'_>) -> Option<&'static OperatorShape> {
    grammar::shape(operator_word(segment)?)
}

/// The right side of a join: the first name or brackets behind the parameters, and whether it is brackets.
fn right_side(parts: &[Part<'_>]) -> Option<(Span, bool)> {
    let name = parts.first().and_then(Part::word)?;
    if !matches!(name, "join" | "lookup") {
        return None;
    }
    let shape = grammar::shape(name)?;
    match skip_parameters(shape, parts.get(1..)?).first()? {
        Part::Group { open, close } => Some((open.span.to(close.span), true)),
        part @ Part::Token(token) if token.kind == TokenKind::Word => Some((part.span(), false)),
        Part::Token(_) => None,
    }
}
