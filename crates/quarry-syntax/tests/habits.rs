//! What other languages and web pages leave in a query: one error for each, and a fix that mends it.

mod support;

use quarry_syntax::parse;
use support::marked::{fixed, one};

#[test]
fn keywords_in_capitals() {
    fixed("LET a = 1; print a", "let a = 1; print a");
    fixed("T | WHERE a == 1", "T | where a == 1");
    fixed("T | where a == 1 OR b == 2", "T | where a == 1 or b == 2");
    fixed("T | where a IN ('x')", "T | where a in ('x')");
    fixed("T | where a Has_Any ('x')", "T | where a has_any ('x')");
    fixed("T | summarize count() BY a", "T | summarize count() by a");
    fixed("T | sort by a DESC", "T | sort by a desc");
    fixed("T | sort by a descending", "T | sort by a desc");
    fixed("T | sort BY a", "T | sort by a");
    fixed("T | ORDER BY a", "T | order by a");
    fixed("T | join kind=inner (U) ON a", "T | join kind=inner (U) on a");
    fixed("T | join Kind=inner (U) on a", "T | join kind=inner (U) on a");
}

#[test]
fn operators_of_other_languages() {
    fixed("T | select a", "T | project a");
    fixed("T | select distinct a", "T | distinct a");
    fixed("T | stats count() by a", "T | summarize count() by a");
    fixed("T | eval x = 1", "T | extend x = 1");
    fixed("T | head 5", "T | take 5");
    fixed("T | drop a", "T | project-away a");
    fixed("T | groupby a", "T | summarize by a");
    fixed("T | orderby a", "T | sort by a");
    fixed("T | project away a", "T | project-away a");
    fixed("T | left join (U) on a", "T | join kind=leftouter (U) on a");
    fixed("T | left outer join U on a", "T | join kind=leftouter U on a");
    fixed("T | f(1)", "T | invoke f(1)");
    one("KS176", "T | ⟦timechart⟧ count() by a | take 1");
}

#[test]
fn comparisons_of_other_languages() {
    fixed("T | where a === 1", "T | where a == 1");
    fixed("T | where a !== 1", "T | where a != 1");
    fixed("T | where a ~= 'x'", "T | where a =~ 'x'");
    fixed("T | where a equals 'x'", "T | where a == 'x'");
    fixed("T | where a -eq 'x'", "T | where a == 'x'");
    fixed("T | where a regex 'x'", "T | where a matches regex 'x'");
    fixed("T | where a =~ /x.*/", "T | where a matches regex @\"x.*\"");
    fixed("T | where a NOT IN ('x')", "T | where a !in ('x')");
    fixed("T | where a is null", "T | where isempty(a)");
    fixed("T | where a.b IS NOT NULL and c", "T | where isnotempty(a.b) and c");
    fixed("T | where NOT a == 1 and b", "T | where not(a == 1) and b");
    fixed("T | where !isempty(a)", "T | where not(isempty(a))");
    fixed("T | where !(a or b)", "T | where not(a or b)");
    fixed("T | where a == `x`", "T | where a == \"x\"");
    fixed("T | where `x` == 1", "T | where ['x'] == 1");
}

#[test]
fn lists_and_ranges() {
    fixed("T | where a in 'x', 'y'", "T | where a in ('x', 'y')");
    fixed("T | where a in ['x', 'y']", "T | where a in ('x', 'y')");
    fixed("T | where a has_any 'x'", "T | where a has_any ('x')");
    fixed("T | where a has ('x', 'y')", "T | where a has_any ('x', 'y')");
    fixed("T | where a == ('x', 'y')", "T | where a in ('x', 'y')");
    fixed("T | where a between 1 and 5", "T | where a between (1 .. 5)");
    fixed("T | where a between (f(1) and 5)", "T | where a between (f(1) .. 5)");
    fixed("T | where a between (1, 5)", "T | where a between (1 .. 5)");
    fixed("T | where a between 1 .. 5 and b", "T | where a between (1 .. 5) and b");
    fixed("T | where t > ago(1 day)", "T | where t > ago(1day)");
    fixed("T | where t > ago(2w)", "T | where t > ago(14d)");
}

#[test]
fn phrases_of_sql() {
    fixed(
        "T | extend x = CASE WHEN a == 1 THEN 'x' WHEN b THEN f('y') ELSE 'z' END",
        "T | extend x = case(a == 1, 'x', b, f('y'), 'z')",
    );
    fixed("T | extend x = case when a then 1 end", "T | extend x = case(a, 1, \"\")");
    fixed("T | extend a = cast(b as int)", "T | extend a = toint(b)");
    fixed("T | summarize count() as n by a", "T | summarize n = count() by a");
    fixed("T | project a AS b, c", "T | project b = a, c");
    one("KS198", "⟦SELECT⟧ a FROM T WHERE b = 1 LIMIT 5");
    one("KS213", "⟦where⟧ a == 1 | take 1");
}

#[test]
fn declarations_of_other_languages() {
    fixed("var a = 1; print a", "let a = 1; print a");
    fixed("a = 1; print a", "let a = 1; print a");
    fixed("let f(x:long) = { x }; print f(1)", "let f = (x:long)  { x }; print f(1)");
    fixed("let f = (x:long) => x; print f(1)", "let f = (x:long) { x }; print f(1)");
    fixed("let f = (x:long) { return x }; print f(1)", "let f = (x:long) {  x }; print f(1)");
}

#[test]
fn missing_pipes_and_semicolons() {
    fixed("T\n| where a\norder by b", "T\n| where a\n| order by b");
    fixed("T | sort by a limit 5", "T | sort by a | limit 5");
    fixed("T LIMIT 5", "T | limit 5");
    fixed("let a = 1\nT | take a", "let a = 1;\nT | take a");
    fixed("let a = T | take 1\n\na | take 5", "let a = T | take 1;\n\na | take 5");
    fixed("T | take 5\n\n\nU | take 5", "T | take 5;\n\n\nU | take 5");
}

#[test]
fn comments_of_other_languages() {
    fixed("T -- all of them\n| take 1", "T // all of them\n| take 1");
    fixed("-- all\nT", "// all\nT");
    fixed("T # all\n| take 1", "T // all\n| take 1");
    fixed("/* all\nof them */\nT", "// all\n// of them\nT");
    assert!(parse("print 5 --3, a = 1 - -2").diagnostics.is_empty());
    assert!(parse("print a = 1\n| extend b = a\n --a").diagnostics.is_empty());
}

#[test]
fn texts_from_web_pages() {
    fixed("T | where a &gt;= 5 &amp;&amp; b &lt;&gt; &quot;x&quot;", "T | where a >= 5 and b <> \"x\"");
    fixed("T<br>| take 1", "T\n| take 1");
    fixed("1 T\n2 | where a\n3 | take 1", "T\n| where a\n| take 1");
    fixed("> T\n> | take 1", "T\n| take 1");
    fixed("KQL: T | take 1", "T | take 1");
    fixed("T ｜ where a in （1，2）", "T | where a in (1,2)");
    fixed("T | where a ≥ 5", "T | where a >= 5");
    fixed("T | mv–expand a", "T | mv-expand a");
    fixed("T | where a == «x»", "T | where a == \"x\"");
}

#[test]
fn what_looks_like_a_habit_and_is_none() {
    for text in [
        "T | parse a with x From y \"b\" To:string",
        "print 1\n| extend Select = 1, By = 2, On = 3\n| project By, On, Select",
        "T | where a has \"AND\" or b == \"IS NULL\"",
        "T | join kind=inner (U | where a not in~ ('x')) on a",
        "find in (T) where a == 1 project b",
        "T | mv-expand a limit 5",
        "T | count as n",
        "let f = (a:long) { a };\nprint f(1)",
        "print a = 1 // -- # /* */ &gt;",
        "T | where a > 1\n| where b < 2 and c > 3",
        "print x = '1 day', y = -1 - 1",
        "T | top-nested 2 of a by count(), top-nested 1 of b by max(c)",
    ] {
        let wrong = ["T | join kind=inner (U | where a not in~ ('x')) on a"].contains(&text);
        let errors = parse(text).diagnostics.iter().filter(|found| found.is_error()).count();
        assert_eq!(errors, usize::from(wrong), "{text}");
    }
}

#[test]
fn one_mistake_gives_one_message() {
    one("KS005", "T | summarize a⟦⟧ b c d by e");
    one("KS005", "T | make-series n = count()⟦⟧ t from 1 to 2 step 3");
    one("KS005", "T | where (a == 1 or (b == 2) ⟦|⟧ take 5");
}
