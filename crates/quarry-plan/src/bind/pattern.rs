//! `declare pattern`: texts that stand for tables. A use names a case by its texts, which must be literals.

use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, ExprKind, LiteralKind};

use super::Binder;
use super::expr::Scalar;
use crate::scope::{Local, LocalFunction, LocalPattern, Relation};

/// A use of a pattern: `name("a", "b").path`.
pub(crate) struct PatternUse<'a> {
    call: &'a ast::Call,
    path: Option<Text<'a>>,
    pattern: LocalPattern<'a>,
}

/// A text that names a case, and its place.
#[derive(Clone, Copy)]
struct Text<'a> {
    text: &'a str,
    span: Span,
}

impl<'a> Binder<'a> {
    pub(super) fn declare_pattern(&mut self, pattern: &'a ast::PatternDeclaration) {
        let parameters = pattern.arguments.iter().chain(&pattern.path);
        for parameter in parameters {
            if let ast::ParameterType::Scalar(ty) = &parameter.ty
                && ty.name.text != "string"
            {
                self.error(Code::ExpectedType, ty.name.span, "the arguments of a pattern are strings");
            }
        }
        let local = LocalPattern { pattern, visible: self.locals.len() };
        self.declare(&pattern.name.text, pattern.name.span, Local::Pattern(local));
    }

    /// The use of a pattern that an expression is, if it is one.
    pub(crate) fn pattern_use(&self, expr: &'a ast::Expr) -> Option<PatternUse<'a>> {
        let (call, path) = match &expr.kind {
            ExprKind::Call(call) => (call, None),
            ExprKind::Member { target, name } => match &target.kind {
                ExprKind::Call(call) => (call, Some(Text { text: &name.text, span: name.span })),
                _ => return None,
            },
            ExprKind::Element { target, index } => match &target.kind {
                ExprKind::Call(call) => (call, Some(text_of(index)?)),
                _ => return None,
            },
            _ => return None,
        };
        match &*self.local(&call.name.text)? {
            Local::Pattern(pattern) => Some(PatternUse { call, path, pattern: *pattern }),
            _ => None,
        }
    }

    /// The table that a use of a pattern stands for.
    pub(crate) fn pattern_table(&mut self, used: &PatternUse<'a>, span: Span) -> Relation {
        let mut texts = Vec::with_capacity(used.call.arguments.len());
        for argument in &used.call.arguments {
            let Some(text) = text_of(argument) else {
                self.error(Code::ExpectedLiteral, argument.span, "a pattern is used with literal strings");
                return Relation::broken(span);
            };
            texts.push(text.text);
        }
        let found = used.pattern.pattern.cases.iter().find(|case| {
            let path = case.path.as_ref().and_then(text_of).map(|text| text.text);
            let arguments = case.arguments.iter().map(|argument| text_of(argument).map(|text| text.text));
            path == used.path.map(|path| path.text) && arguments.eq(texts.iter().map(|text| Some(*text)))
        });
        let Some(case) = found else {
            self.missing_case(used, &texts);
            return Relation::broken(span);
        };
        let function = LocalFunction { function: &case.query, view: false, visible: used.pattern.visible };
        self.call_local_table(function, &used.call.name, None, &[], span)
    }

    /// A pattern's name without its arguments.
    pub(crate) fn pattern_alone(&mut self, name: &ast::Name) -> Scalar {
        let message = format!("'{}' is a pattern, it needs its arguments", name.text);
        self.error(Code::ExpectedArgumentList, name.span, message);
        Scalar::unknown(name.span)
    }

    fn missing_case(&mut self, used: &PatternUse<'a>, texts: &[&str]) {
        let name = &used.call.name;
        let listed: Vec<String> = texts.iter().map(|text| format!("'{text}'")).collect();
        let path = used.path.map(|path| format!(".['{}']", path.text)).unwrap_or_default();
        let place = used.path.map_or(name.span, |path| name.span.to(path.span));
        let case = format!("({}){path}", listed.join(", "));
        let message = format!("the pattern '{}' stands for nothing with {case}", name.text);
        let help = format!("add a case to its declaration: {case} = {{ … }};");
        self.report(Diagnostic::error(Code::UnknownTable, place, message).help(help));
    }
}

/// The text of a string literal.
fn text_of(expr: &ast::Expr) -> Option<Text<'_>> {
    match &expr.unparenthesized().kind {
        ExprKind::Literal(literal) if literal.kind == LiteralKind::String => {
            Some(Text { text: &literal.text, span: expr.span })
        }
        _ => None,
    }
}
