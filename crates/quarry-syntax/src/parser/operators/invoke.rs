//! `invoke function(arguments)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "invoke",
    syntax: "T | invoke function(argument, …)",
    summary: "Calls a function with the table as its first argument.",
    parameters: &[Parameter { name: "function", meaning: "a function with a tabular first parameter" }],
    examples: &["let f = (T:(x:long), n:long) { T | where x > n }; range x from 1 to 3 step 1 | invoke f(1)"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let path = any_name().then_ignore(token(TokenKind::Dot)).repeated();
    let database = call_then_dot().or_not();
    database.ignore_then(path.ignore_then(expect_call())).map(|call| Operator::Invoke { call }).boxed()
}

/// `database("name").` before the function.
fn call_then_dot<'t>() -> impl Rule<'t, ()> {
    call().then_ignore(token(TokenKind::Dot)).ignored()
}
