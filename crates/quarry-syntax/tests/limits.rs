//! Deep and long texts get an answer or a refusal, never a stack overflow.

use quarry_syntax::{Parsed, parse};

/// Runs on a stack as small as a browser's worker has.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let stack = 1024 * 1024;
    #[allow(clippy::disallowed_methods, reason = "tests run natively")]
    std::thread::Builder::new().stack_size(stack).spawn(work).expect("a thread").join().expect("no panic");
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect()
}

/// Parses on a small stack and compares, prints and drops the tree there too.
fn check(text: String, expected: &'static [&'static str]) {
    on_small_stack(move || {
        let parsed = parse(&text);
        assert_eq!(codes(&parsed), expected, "{}", &text[..text.len().min(60)]);
        let other = parse(&text);
        assert_eq!(parsed.query, other.query);
        assert!(!format!("{:?}", parsed.query).is_empty());
    });
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn brackets_nest_250_deep() {
    check(format!("print {}", nested("(", "1", ")", 250)), &[]);
    check(format!("print {}", nested("not(", "true", ")", 250)), &[]);
    check(format!("print {}", nested("case(a, b, ", "1", ")", 250)), &[]);
    check(format!("print x{}", nested("[a", "", "]", 120)), &[]);
    check(nested("(T | where a in (", "1", ")| take 1)", 80), &[]);
    check(nested("T | join (", "T", ") on a", 250), &[]);
    check(format!("T | {}", nested("mv-apply a on (", "take 1", ")", 250)), &[]);
    check(nested("let f = (x:long) { ", "print 1", " }", 250), &[]);
    check(format!("print dynamic({})", nested("[", "1", "]", 240)), &[]);
    check(format!("print dynamic({})", nested("{\"a\":", "1", "}", 120)), &[]);
}

#[test]
fn deeper_ones_are_refused() {
    for (open, inner, close) in
        [("(", "1", ")"), ("f(", "1", ")"), ("a[", "1", "]"), ("(T | union (", "T", "))")]
    {
        for depth in [260, 300, 3_000] {
            check(format!("print {}", nested(open, inner, close, depth)), &["QY103"]);
        }
    }
    check(format!("print {}", "(".repeat(300)), &["QY103"]);
    check(format!("print {}1", "-".repeat(300)), &["QY103"]);
    check(format!("print x{}", ".a".repeat(300)), &["QY103"]);
    check(format!("print x{}", "[0]".repeat(300)), &["QY103"]);
    check(format!("print 1{}", " + 1".repeat(300)), &["QY103"]);
    check(format!("print x{}", " in y".repeat(300)), &["QY103"]);
}

#[test]
fn long_chains_of_conditions_are_flat() {
    for word in ["and", "or"] {
        check(format!("T | where a{}", format!(" {word} a").repeat(9_000)), &[]);
        check(format!("T | where a{}", format!(" {word} a").repeat(10_001)), &["QY104"]);
    }
    check(format!("T | where a{}", " and a or b".repeat(4_000)), &[]);
}

#[test]
fn long_lists_and_pipelines_are_read() {
    check(format!("T | where a in (1{})", ", 1".repeat(20_000)), &[]);
    check(format!("T{}", " | take 1".repeat(7_000)), &[]);
    check("print 1; ".repeat(7_000), &[]);
}

#[test]
fn long_texts_are_refused() {
    check(format!("print {}", "1".repeat(64 * 1024)), &["QY104"]);
}

#[test]
fn broken_deep_texts_are_answered() {
    for (open, inner) in [("(", "1"), ("f(", "1"), ("T | join (", "T"), ("let f = () { ", "1"), ("a[", "1")] {
        for depth in [20, 100, 250] {
            let text = format!("{}{inner}", open.repeat(depth));
            on_small_stack(move || {
                assert!(!parse(&text).diagnostics.is_empty(), "{}", &text[..40]);
            });
        }
    }
}
