//! `top-nested count of column by aggregate, …`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "top-nested",
    syntax: "T | top-nested [count] of expression [with others = value] by aggregate [asc|desc], …",
    summary: "The greatest values of a first column, for each of them those of a second, and so on.",
    parameters: &[
        Parameter { name: "count", meaning: "how many values; all when left out" },
        Parameter { name: "expression", meaning: "the column" },
        Parameter { name: "value", meaning: "a name for the rest" },
        Parameter { name: "aggregate", meaning: "what makes a value great" },
    ],
    examples: &["datatable (a:string, n:long) [\"x\", 1, \"y\", 2] | top-nested 1 of a by sum(n)"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let others = keyword("with")
        .ignore_then(expect_keyword("others"))
        .ignore_then(expect_token(TokenKind::Assign, "="))
        .ignore_then(expect_expression());
    let count = at_word(&["of"]).not().ignore_then(expect_expression()).or_not();
    let level = count
        .then_ignore(expect_keyword("of"))
        .then(expect_named())
        .then(others.or_not())
        .then_ignore(expect_keyword("by"))
        .then(sort_key())
        .map(|(((count, of), with_others), by)| TopNestedLevel { count, of, with_others, by })
        .boxed();
    let next = custom(|input: &mut In<'t, '_>| {
        take(input, |token| token.kind == TokenKind::Comma).ok_or(Mistake::NoMatch)?;
        take(input, |token| token.text == "top-nested");
        Ok(())
    });
    level.separated_by(next).at_least(1).collect().map(|levels| Operator::TopNested { levels }).boxed()
}
