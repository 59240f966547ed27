//! The formatter keeps the meaning and comes to rest.

mod support;

use quarry_syntax::{format, parse};
use support::{QUERIES, tree};

#[test]
fn every_query_keeps_its_tree_and_its_format() {
    for text in QUERIES {
        assert!(parse(text).diagnostics.iter().all(|found| !found.is_error()), "{text}");
        let once = format(text).expect("the query has no errors");
        assert_eq!(format(&once).as_deref(), Ok(once.as_str()), "formatting again changes {text}");
        assert_eq!(tree(&once), tree(text), "{text}");
    }
}

/// However a query is broken into lines, its format is the same.
#[test]
fn the_layout_depends_on_the_tokens_only() {
    for text in QUERIES.iter().filter(|text| !text.contains("//") && !text.contains('\n')) {
        let lines = text.replace(" | ", "\n   |   ").replace(", ", ",\n");
        assert_eq!(format(&lines), format(text), "{text}");
    }
}

#[test]
fn operators_stand_in_lines_of_their_own() {
    let text = "let a=5;let T=U|where x==a|take 1;T|join kind = inner(V|where y>-1|project z)on z|summarize count()by z";
    let expected = "\
let a = 5;
let T = U
    | where x == a
    | take 1;
T
| join kind=inner (
    V
    | where y > -1
    | project z
) on z
| summarize count() by z
";
    assert_eq!(format(text).as_deref(), Ok(expected));
}

#[test]
fn long_lists_and_conditions_are_broken() {
    let text = "DeviceProcessEvents | where ActionType == 'ProcessCreated' and FileName in~ ('net.exe', 'net1.exe') and \
                ProcessCommandLine has 'localgroup' | project Timestamp, DeviceName, AccountName, FileName, \
                ProcessCommandLine, InitiatingProcessFileName";
    let expected = "\
DeviceProcessEvents
| where ActionType == 'ProcessCreated'
    and FileName in~ ('net.exe', 'net1.exe')
    and ProcessCommandLine has 'localgroup'
| project
    Timestamp,
    DeviceName,
    AccountName,
    FileName,
    ProcessCommandLine,
    InitiatingProcessFileName
";
    assert_eq!(format(text).as_deref(), Ok(expected));
}

#[test]
fn comments_stay_where_they_are() {
    let text = "// what\nT   // why\n   // how\n|where a//end\n";
    assert_eq!(format(text).as_deref(), Ok("// what\nT // why\n// how\n| where a //end\n"));
}

#[test]
fn typographic_quotes_become_plain() {
    assert_eq!(format("T|where a==“x”").as_deref(), Ok("T\n| where a == \"x\"\n"));
}

#[test]
fn a_text_with_errors_is_refused() {
    assert!(format("T | where").is_err());
}
