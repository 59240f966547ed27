//! Hints at queries that run, but seldom as meant. None of them keeps a query from running.

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_syntax::ast::{self, BinaryOp, ExprKind, InOp, Operator, Stage};

use super::super::Binder;
use super::super::expr::Scalar;
use super::first_word;
use crate::scope::Row;

/// Columns whose case the writer of an event chooses.
const CASE_VARIES: &[&str] = &[
    "FileName",
    "FolderPath",
    "ProcessCommandLine",
    "InitiatingProcessFileName",
    "InitiatingProcessFolderPath",
    "InitiatingProcessCommandLine",
    "InitiatingProcessParentFileName",
    "ProcessVersionInfoOriginalFileName",
    "RegistryKey",
    "CommandLine",
    "NewProcessName",
    "ParentProcessName",
];

impl Binder<'_> {
    /// Hints about a comparison of two bound operands.
    pub(crate) fn hint_comparison(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        right: &ast::Expr,
        operands: &[Scalar],
        row: &Row,
    ) {
        let [left, second] = operands else { return };
        let Some(Value::String(text)) = second.expr.as_constant() else { return };
        let text = text.to_string();
        if !left.ty.is_unknown() && !left.ty.is(Type::String) {
            if text.is_empty()
                && matches!(op, BinaryOp::Equal | BinaryOp::NotEqual)
                && !left.ty.is(Type::Dynamic)
            {
                self.hint_empty(op, op_span, left);
            }
            return;
        }
        if !self.hint_wildcard(op, op_span, (left, right), &text) {
            self.hint_case(op, op_span, &text, left, row);
        }
    }

    /// A value that is no text is never the empty text.
    fn hint_empty(&mut self, op: BinaryOp, op_span: Span, left: &Scalar) {
        let function = if op == BinaryOp::Equal { "isnull" } else { "isnotnull" };
        let ty = left.ty.or_dynamic();
        self.report(
            Diagnostic::info(Code::EmptyText, op_span, format!("a {ty} is never the empty text, only null"))
                .help(format!("{function}(…) asks for it")),
        );
    }

    /// `== "*cmd*"`: a star stands for itself.
    fn hint_wildcard(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        (left, right): (&Scalar, &ast::Expr),
        text: &str,
    ) -> bool {
        let negated = match op {
            BinaryOp::Equal | BinaryOp::EqualTilde | BinaryOp::Has | BinaryOp::Contains => "",
            BinaryOp::NotEqual | BinaryOp::NotEqualTilde | BinaryOp::NotHas | BinaryOp::NotContains => "!",
            _ => return false,
        };
        let inner = text.trim_matches('*');
        let word = match (text.starts_with('*'), text.ends_with('*')) {
            (true, true) => "contains",
            (false, true) => "startswith",
            (true, false) => "endswith",
            (false, false) => return false,
        };
        if inner.is_empty() || inner.contains(['*', '"', '\\']) {
            return false;
        }
        let sign = format!("{negated}{word}");
        let blank = if left.expr.span.end == op_span.start { " " } else { "" };
        let written = format!("{blank}{sign} \"{inner}\"");
        self.report(
            Diagnostic::warning(
                Code::Wildcard,
                right.span,
                format!("'{}' takes a '*' for a star", op.text()),
            )
            .help(format!("'{sign}' finds the rest of it anywhere it may stand"))
            .fix(Fix::replace(
                format!("change to {sign} \"{inner}\""),
                op_span.to(right.span),
                written,
            )),
        );
        true
    }

    fn hint_case(&mut self, op: BinaryOp, op_span: Span, text: &str, left: &Scalar, row: &Row) {
        let instead = match op {
            BinaryOp::Equal => "=~",
            BinaryOp::NotEqual => "!~",
            _ => return,
        };
        self.hint_case_of(op.text(), instead, op_span, text, left, row);
    }

    /// Names of files and command lines come in any case.
    fn hint_case_of(
        &mut self,
        sign: &str,
        instead: &str,
        op_span: Span,
        text: &str,
        left: &Scalar,
        row: &Row,
    ) {
        let column = left.column().and_then(|index| row.columns.get(index));
        let varies = column.is_some_and(|column| CASE_VARIES.iter().any(|name| column.is_source(name)));
        if !varies || !text.contains(char::is_alphabetic) {
            return;
        }
        self.report(
            Diagnostic::info(
                Code::CaseSensitive,
                op_span,
                format!("'{sign}' tells small letters from capitals"),
            )
            .help(format!("'{instead}' does not: events spell file names in any case"))
            .fix(Fix::replace(format!("change to '{instead}'"), op_span, instead)),
        );
    }

    /// The same for `in (…)`.
    pub(crate) fn hint_list(
        &mut self,
        op: InOp,
        op_span: Span,
        left: &Scalar,
        list: &[ast::Expr],
        row: &Row,
    ) {
        let instead = match op {
            InOp::In => "in~",
            InOp::NotIn => "!in~",
            _ => return,
        };
        let text = list.iter().find_map(|item| match &item.kind {
            ExprKind::Literal(literal) if literal.kind == ast::LiteralKind::String => {
                Some(literal.text.clone())
            }
            _ => None,
        });
        if let Some(text) = text {
            self.hint_case_of(op.text(), instead, op_span, &text, left, row);
        }
    }

    /// What is odd about the order of stages.
    pub(crate) fn hint_stages(&mut self, stages: &[Stage]) {
        for (position, stage) in stages.iter().enumerate() {
            let later = stages.get(position + 1..).unwrap_or(&[]);
            match &stage.operator {
                Operator::Take { .. } | Operator::Sample { .. } => {
                    let filter = later.iter().find(|next| {
                        matches!(
                            next.operator,
                            Operator::Where { .. } | Operator::Summarize(_) | Operator::Join(_)
                        )
                    });
                    if let Some(filter) = filter {
                        self.hint_take(stage, filter);
                    }
                }
                Operator::Summarize(_)
                    if matches!(
                        later.first().map(|next| &next.operator),
                        Some(Operator::Distinct { .. })
                    ) =>
                {
                    self.hint_distinct(later.first().map_or(stage.span, |next| next.span));
                }
                _ => {}
            }
        }
    }

    fn hint_take(&mut self, stage: &Stage, filter: &Stage) {
        let word = first_word(stage.span, "take");
        self.report(
            Diagnostic::info(
                Code::TakeFirst,
                word,
                "rows are dropped here before they are filtered or counted",
            )
            .related(first_word(filter.span, "where"), "this sees only those rows")
            .help("put it last to look at a few results"),
        );
    }

    fn hint_distinct(&mut self, span: Span) {
        let word = first_word(span, "distinct");
        self.report(
            Diagnostic::info(Code::DistinctGroups, word, "'summarize' gives each group once already")
                .help("'project' picks columns of it"),
        );
    }

    /// A search through every table there is.
    pub(crate) fn hint_every_table(&mut self, place: Span, operator: &str) {
        self.report(
            Diagnostic::info(Code::EveryTable, place, format!("'{operator}' reads every table"))
                .help("name the tables: it is faster, and the columns are known"),
        );
    }

    /// `contains` finds texts inside of words, which is rarely meant for a whole word.
    pub(crate) fn hint_contains(&mut self, op: BinaryOp, op_span: Span, operands: &[Scalar]) {
        let has = match op {
            BinaryOp::Contains => "has",
            BinaryOp::NotContains => "!has",
            BinaryOp::ContainsCs => "has_cs",
            BinaryOp::NotContainsCs => "!has_cs",
            _ => return,
        };
        let Some(Value::String(needle)) = operands.get(1).and_then(|operand| operand.expr.as_constant())
        else {
            return;
        };
        if needle.len() < 4 || !needle.chars().all(char::is_alphanumeric) {
            return;
        }
        self.report(
            Diagnostic::info(
                Code::ContainsTerm,
                op_span,
                format!("'{}' also finds '{needle}' inside longer words", op.text()),
            )
            .help(format!("'{has}' finds it as a word of its own, and is faster in the service"))
            .fix(Fix::replace(format!("change to '{has}'"), op_span, has)),
        );
    }
}
