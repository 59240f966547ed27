//! What the small words of the grammar mean.

const WORDS: &[(&str, &str)] = &[
    ("and", "True when both conditions are."),
    ("anti", "Rows of the left side without a match."),
    ("asc", "Smallest first."),
    ("between", "Whether a value lies between two others, both included."),
    ("by", "Makes groups, or names the order."),
    ("declare", "Declares the parameters of a query."),
    ("default", "The value for steps without rows."),
    ("desc", "Largest first; the order that 'sort' and 'top' take by themselves."),
    ("false", "The bool that is not true."),
    ("from", "Where a range begins."),
    ("fullouter", "All rows of both sides, with nulls where there is no match."),
    ("inner", "Every pair of rows that match."),
    ("innerunique", "Every match of the first row of each left key; what 'join' does without a kind."),
    ("kind", "Chooses a variant of the operator."),
    ("leftanti", "Rows of the left side without a match."),
    ("leftantisemi", "Rows of the left side without a match."),
    ("leftouter", "All rows of the left side, with nulls where there is no match."),
    ("leftsemi", "Rows of the left side with a match."),
    ("let", "Gives a name to a value, a table or a function."),
    ("limit", "The most rows to make of one."),
    ("materialize", "Computes a table once, for all its uses."),
    ("nulls", "Where nulls stand in the order: 'nulls first' or 'nulls last'."),
    ("of", "The column whose values are taken."),
    ("on", "The columns that must be equal, or the column of a series' steps."),
    ("or", "True when one of the conditions is."),
    ("rightanti", "Rows of the right side without a match."),
    ("rightantisemi", "Rows of the right side without a match."),
    ("rightouter", "All rows of the right side, with nulls where there is no match."),
    ("rightsemi", "Rows of the right side with a match."),
    ("set", "Sets an option of the query."),
    ("step", "How far apart the values of a range are."),
    ("to", "Where a range ends, or the type that a value is turned into."),
    ("toscalar", "The first cell of a table, as a value."),
    ("true", "The bool that is true."),
    ("typeof", "Names a type."),
    ("view", "A function of a query that wildcards of 'union' find like a table."),
    ("with", "Further settings of the operator."),
    ("withsource", "Adds a column with the name of the table that each row comes from."),
    ("$left", "The left side of a join."),
    ("$right", "The right side of a join."),
];

/// What a word means, when it is one of the grammar.
pub(super) fn meaning(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}
