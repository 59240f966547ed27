//! `parse source with pattern`, and what it shares with `parse-where`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "parse",
    syntax: "T | parse [kind=simple|regex|relaxed] [flags=flags] source with [*] \"text\" Column[:type] … [*]",
    summary: "Cuts columns out of a text by the fixed parts around them. Rows that do not match keep empty columns.",
    parameters: &[
        Parameter {
            name: "kind",
            meaning: "simple: the text must fit whole; regex: the fixed parts are regular expressions; relaxed: values that do not fit their type become null",
        },
        Parameter { name: "flags", meaning: "of regular expressions: U, m, s, i" },
        Parameter { name: "source", meaning: "the text" },
        Parameter { name: "Column:type", meaning: "where the text between two fixed parts goes" },
    ],
    examples: &["print s = \"user=ada id=7\" | parse s with \"user=\" User \" id=\" Id:long"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    clauses().map(Operator::Parse).boxed()
}

/// The parameters, the source and the pattern.
pub(super) fn clauses<'t>() -> impl Rule<'t, Parse> {
    let star = token(TokenKind::Star).map(ParsePart::Star);
    let text = custom(|input: &mut In<'t, '_>| {
        let token = input.peek().filter(|token| token.kind == TokenKind::String).ok_or(Mistake::NoMatch)?;
        input.skip();
        Ok(ParsePart::Text { text: string::decode(token.text).value, span: token.span })
    });
    let ty = token(TokenKind::Colon).ignore_then(expect_type()).or_not();
    let column = any_name().then(ty).map(|(name, ty)| ParsePart::Column { name, ty });
    let parts = choice((star, text, column)).repeated().at_least(1).collect::<Vec<_>>();
    let missing = custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        report(input, messages::missing(place, "pattern"));
        Ok(Vec::new())
    });
    parameters(&["kind", "flags"])
        .then(expect_expression())
        .then_ignore(expect_keyword("with"))
        .then(parts.or(missing))
        .map(|((parameters, source), pattern)| Parse { parameters, source, pattern })
}
