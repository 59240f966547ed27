//! Errors: code and place, marked by `⟦ ⟧` in the text, and what the fixes make of it.

mod support;

use quarry_syntax::parse;
use support::marked::{fixed, one};

#[test]
fn missing_expressions_are_reported_after_the_previous_token() {
    one("KS006", "T | where⟦⟧ | take 1");
    one("KS006", "T | where a ==⟦⟧  and b\n| take 1");
    one("KS006", "T | extend a = b +⟦⟧\n| take 1");
    one("KS006", "T | project a,⟦⟧ | take 1");
    one("KS006", "let x =⟦⟧; T");
    one("KS006", "T | summarize count() by⟦⟧\n| take 1");
    one("KS006", "T | where f(1,⟦⟧ ) == 2");
    one("KS006", "T | join (U)⟦⟧ | take 1");
}

#[test]
fn missing_tokens_are_reported_at_the_next_one_in_the_line() {
    one("KS005", "T | where f(a⟦⟧\n| take 1");
    one("KS005", "T | sort ⟦a⟧ | take 1");
    one("KS005", "T | where a in ⟦b⟧ | take 1");
    one("KS005", "T | where a in (\"x\", \"y\"⟦⟧\n| take 1");
    one("KS005", "T | join kind=inner (U | where f(x⟦⟧ \n | project k) on k");
    one("KS005", "let x = f(1⟦;⟧\nT");
    one("KS005", "let x = 1 ⟦let⟧ y = 2; T");
    one("KS005", "T ⟦where⟧ a");
    one("KS005", "range x from 1 to 5⟦⟧\n| take 1");
}

#[test]
fn missing_commas_are_reported_after_the_item() {
    one("KS005", "T | project a⟦⟧ b, c");
    one("KS005", "T | where f(a⟦⟧ 1) and b");
    one("KS005", "T | summarize count()⟦⟧\n  dcount(x) by y");
}

#[test]
fn unknown_operators_are_reported_and_the_next_are_read() {
    one("KS176", "T | ⟦wherz⟧ a == (1 + 2) | take 1");
    one("KS176", "T |⟦⟧ | take 1");
    one("KS176", "T |⟦⟧");
    let parsed = parse("T | wherz a | extnd b | take | project c c");
    let codes: Vec<_> = parsed.diagnostics.iter().map(|found| found.code.id()).collect();
    assert_eq!(codes, ["KS176", "KS176", "KS006", "KS005"]);
}

#[test]
fn strings_without_an_end() {
    one("KS001", "T | where a == \"x⟦⟧\n| take 1");
    one("KS001", "T | where a in ('x', 'y)⟦⟧\n| take 1");
    one("KS001", "print ```x\n⟦⟧");
}

#[test]
fn what_closes_nothing() {
    one("KS198", "T | summarize count()⟦)⟧ by x | take 1");
    one("KS198", "print 1⟦)⟧");
}

#[test]
fn graphs() {
    one("KS005", "T | make-graph a ⟦b⟧ | graph-match (x) project y");
    one("KS005", "G | graph-match ⟦a⟧-[e]->(b) project x");
    one("KS005", "G | graph-match (a)-[e⟦-⟧>(b) project x");
    one("KS005", "G | graph-to-table ⟦x⟧");
}

#[test]
fn habits_of_other_languages() {
    fixed("T | where a AND b", "T | where a and b");
    fixed("T | where a || b", "T | where a or b");
    fixed("T | where a && b", "T | where a and b");
    fixed("T | where a = 1", "T | where a == 1");
    fixed("T where a", "T | where a");
    fixed("T | wherr a", "T | where a");
    fixed("T | Summarise count()", "T | summarize count()");
    fixed("T | where a > 5 – 1", "T | where a > 5 - 1");
    fixed("T | project a b", "T | project a, b");
    fixed("T | where a Contains 'x'", "T | where a contains 'x'");
    fixed("T | where a not in ('x')", "T | where a !in ('x')");
    one("KS198", "⟦SELECT⟧ a FROM T");
    one("QY202", "⟦.⟧show tables | count");
}

#[test]
fn typographic_quotes_are_straightened_all_at_once() {
    fixed("T | where a == “x” and b == ‘y’", "T | where a == \"x\" and b == 'y'");
    fixed("T | where a == „x” and b == ”y“", "T | where a == \"x\" and b == \"y\"");
    fixed("T | where a == “x\" and b == \"y”", "T | where a == \"x\" and b == \"y\"");
    fixed("print “say \"hi\" now”", "print \"say \\\"hi\\\" now\"");
    fixed("print @“c:\\x \"y\"”", "print @\"c:\\x \"\"y\"\"\"");
    fixed("print “it’s”, ‘it’s so’", "print \"it’s\", 'it’s so'");
    assert!(parse("print \"a “quoted” word\"").diagnostics.is_empty());
}

#[test]
fn unusual_blanks_are_made_plain() {
    fixed("\u{FEFF}T\u{A0}|\u{2009}take\u{200B} 1", "T | take 1");
}
