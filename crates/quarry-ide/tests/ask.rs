//! Hover, signature help, classes, fixes and renaming. `‸` marks the cursor.

mod support;

use quarry_ide::{
    Class, RenameError, classify, fixes_at, hover, reference, references, rename, signature_help,
};
use support::{Place, context};

fn title(marked: &str) -> String {
    let Place { text, offset } = Place::new(marked);
    hover(&text, offset, &context()).map(|hover| hover.title).unwrap_or_default()
}

#[test]
fn hover_says_what_a_word_is() {
    assert_eq!(title("DeviceEvents | where File‸Name == 1"), "FileName: string");
    assert_eq!(title("Device‸Events | count"), "DeviceEvents: table");
    assert!(title("DeviceEvents | summ‸arize count()").contains("summarize"));
    assert!(title("print strl‸en('a')").starts_with("strlen("));
    assert!(title("DeviceEvents | summarize dc‸ount(DeviceId)").starts_with("dcount("));
    assert_eq!(title("let a = 1; print a‸ + 1"), "let a: long");
    assert_eq!(title("print 1‸h"), "1h: timespan");
    assert!(title("DeviceEvents | where FileName h‸as 'a'").contains(" has "));
    assert_eq!(title("DeviceEvents | summarize N‸ = count()"), "N: long");
    assert_eq!(title("DeviceEvents | where FileName == 'a‸bc'"), "");
}

#[test]
fn signature_help_follows_the_argument() {
    let help = |marked: &str| {
        let Place { text, offset } = Place::new(marked);
        signature_help(&text, offset, &context())
    };
    let found = help("print substring('abc', ‸").unwrap();
    assert_eq!((found.argument, found.signatures[found.active].active_parameter), (1, Some(1)));
    let found = help("print substring(strcat('a', 'b'), (1 + ‸").unwrap();
    assert!(found.signatures[0].label.starts_with("substring("));
    let found = help("let f = (x: long, y: string) { x }; print f(1, ‸)").unwrap();
    assert_eq!(found.signatures[0].label, "f(x: long, y: string)");
    assert!(help("DeviceEvents | where (‸").is_none());
}

#[test]
fn names_are_coloured_by_their_meaning() {
    let text = "let n = 5; DeviceEvents | where ProcessId > n | summarize count() by bin(Timestamp, 1h)";
    let classes = classify(text, &context());
    let class = |word: &str| classes.iter().rev().find(|part| part.span.text(text) == word).unwrap().class;
    assert_eq!(class("n"), Class::Variable);
    assert_eq!(class("DeviceEvents"), Class::Table);
    assert_eq!(class("ProcessId"), Class::Column);
    assert_eq!(class("count"), Class::Aggregate);
    assert_eq!(class("bin"), Class::Function);
    assert_eq!(class("where"), Class::Keyword);
}

#[test]
fn names_of_the_query_can_be_changed() {
    let change = |marked: &str, new: &str| {
        let Place { text, offset } = Place::new(marked);
        rename(&text, offset, new, &context()).map(|fix| fix.apply(&text))
    };
    assert_eq!(
        change("let a = 1; let b = a + a; print a = a‸, b", "one").unwrap(),
        "let one = 1; let b = one + one; print a = one, b"
    );
    assert_eq!(
        change("let t‸ = DeviceEvents; t | join (t) on DeviceId", "events").unwrap(),
        "let events = DeviceEvents; events | join (events) on DeviceId"
    );
    assert_eq!(change("let a = 1; let b = 2; print a‸ + b", "b"), Err(RenameError::Taken));
    assert_eq!(change("let a = 1; print a‸", "1x"), Err(RenameError::Invalid));
    assert_eq!(change("DeviceEvents | where File‸Name == 1", "x"), Err(RenameError::NotAName));
    let text = "let a = 1; print a";
    assert_eq!(references(text, 4, &context()).len(), 2);
}

#[test]
fn fixes_come_from_the_diagnostics() {
    let text = "print “a”, “b”";
    let fixes = fixes_at(text, 8, &context());
    assert!(fixes.iter().any(|quick| quick.fix.apply(text) == "print \"a\", \"b\""), "{fixes:?}");
    assert!(fixes_at("print 1", 3, &context()).is_empty());
}

#[test]
fn the_reference_has_a_page_for_everything() {
    let pages = reference();
    for name in ["where", "strlen", "has", "make_set"] {
        assert!(pages.iter().any(|page| page.name == name && !page.summary.is_empty()), "{name}");
    }
}
