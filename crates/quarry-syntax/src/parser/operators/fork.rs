//! `fork (operators) (operators)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "fork",
    syntax: "T | fork [Name =] (operators) …",
    summary: "Runs several lists of operators on the same rows; each gives a table of its own.",
    parameters: &[
        Parameter { name: "Name", meaning: "the name of the branch's table" },
        Parameter { name: "operators", meaning: "operators with | between them" },
    ],
    examples: &["range x from 1 to 3 step 1 | fork (take 1) (count)"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let name = any_name().then_ignore(token(TokenKind::Assign)).or_not();
    let branch = name
        .then(group(TokenKind::LeftParenthesis, inner_stages()))
        .map(|(name, (stages, span))| ForkBranch { name, stages, span })
        .boxed();
    let branches = branch.repeated().at_least(1).collect::<Vec<_>>();
    let missing = custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        report(input, messages::missing(place, "branch in parentheses"));
        Ok(Vec::new())
    });
    branches.or(missing).map(|branches| Operator::Fork { branches }).boxed()
}
