//! Completion in many places. `‸` marks the cursor.

mod support;

use quarry_ide::{Completion, CompletionKind};
use support::{Place, complete};

fn labels(text: &str) -> Vec<String> {
    complete(text).items.into_iter().map(|item| item.label).collect()
}

fn find(text: &str, label: &str) -> Completion {
    let found = complete(text).items.into_iter().find(|item| item.label == label);
    found.unwrap_or_else(|| panic!("'{label}' is not offered in {text}"))
}

/// What must be offered, and what must not.
fn check(text: &str, wanted: &[&str], unwanted: &[&str]) {
    let labels = labels(text);
    for label in wanted {
        assert!(labels.iter().any(|known| known == label), "'{label}' is not offered in {text}: {labels:?}");
    }
    for label in unwanted {
        assert!(!labels.iter().any(|known| known == label), "'{label}' is offered in {text}");
    }
}

/// What must come first, in this order.
fn first(text: &str, wanted: &[&str]) {
    let labels = labels(text);
    assert_eq!(labels.get(..wanted.len()).unwrap_or(&labels), wanted, "{text}");
}

#[test]
fn a_query_begins_with_a_table() {
    check("‸", &["DeviceProcessEvents", "let", "print", "union", "range"], &["where", "strlen", "ProcessId"]);
    check("Device‸", &["DeviceProcessEvents", "DeviceEvents"], &["EmailEvents"]);
    check("let x = 1;\n‸", &["DeviceEvents", "let"], &["x", "where"]);
    check("let t = DeviceEvents;\n‸", &["t", "DeviceEvents"], &[]);
    check("let f = (a: string) { DeviceEvents | where ActionType == a };\nf‸", &["f"], &[]);
    first("devpro‸", &["DeviceProcessEvents"]);
}

#[test]
fn operators_follow_a_pipe() {
    first("DeviceEvents | ‸", &["where", "extend", "project", "summarize", "join"]);
    check(
        "DeviceEvents\n|‸",
        &["where", "mv-expand", "make-series"],
        &["DeviceEvents", "print", "Timestamp"],
    );
    first("DeviceEvents | whe‸", &["where"]);
    first("DeviceEvents | project-aw‸", &["project-away"]);
    first("DeviceEvents | mvex‸", &["mv-expand"]);
    let away = complete("DeviceEvents | project-aw‸ay");
    assert_eq!((away.span.start, away.span.end), (15, 27));
    check("DeviceEvents | where Timestamp > ago(1d) | ‸ | take 5", &["summarize"], &[]);
    check("DeviceEvents | join (DeviceInfo | ‸", &["project"], &["Timestamp"]);
}

#[test]
fn conditions_see_the_columns_of_the_input() {
    check(
        "DeviceEvents | where ‸",
        &["Timestamp", "ActionType", "isnotempty", "not"],
        &["count", "where", "by"],
    );
    check("DeviceEvents | project A = ActionType, Timestamp | where ‸", &["A", "Timestamp"], &["ActionType"]);
    check(
        "DeviceEvents | summarize N = count() by DeviceName | where ‸",
        &["N", "DeviceName"],
        &["Timestamp"],
    );
    check("DeviceEvents | where ActionType == \"x\" and ‸", &["FileName"], &["by"]);
    check("DeviceEvents | where not(‸", &["FileName"], &[]);
    check("DeviceEvents | where (FileName == 'a' or ‸", &["FolderPath"], &[]);
    check("DeviceEvents | extend x = FileName | where ‸ | take 1", &["x"], &[]);
    first("DeviceProcessEvents | where pcl‸", &["ProcessCommandLine"]);
    first("DeviceProcessEvents | where ProcessComm‸", &["ProcessCommandLine"]);
    check("DeviceEvents // where\n| where ‸", &["FileName"], &[]);
}

#[test]
fn operators_follow_an_operand() {
    check(
        "DeviceEvents | where FileName ‸",
        &["==", "has", "in~", "contains", "and", "matches regex"],
        &["Timestamp", "strlen"],
    );
    check("DeviceEvents | where FileName !‸", &["!=", "!has", "!in", "!contains"], &["has"]);
    check("DeviceEvents | where FileName startsw‸", &["startswith"], &["endswith"]);
    first("DeviceEvents | where Timestamp ‸", &[">", ">="]);
    first("DeviceEvents | where FileName ‸", &["=="]);
    let listed = find("DeviceEvents | where FileName in‸", "in");
    assert_eq!((listed.insert.as_str(), listed.caret), ("in ()", 4));
    check("DeviceEvents | where strlen(FileName) ‸", &[">", "=="], &[]);
    check("DeviceEvents | where FileName == \"a\" ‸", &["and", "or"], &["FileName"]);
}

#[test]
fn summarize_knows_aggregates_and_by() {
    check("DeviceEvents | summarize ‸", &["count", "dcount", "arg_max", "make_set", "by"], &["where"]);
    first("DeviceEvents | summarize cou‸", &["count"]);
    check("DeviceEvents | summarize count() ‸", &["by"], &["Timestamp", "dcount"]);
    check("DeviceEvents | summarize count() by ‸", &["DeviceName", "bin"], &["count", "by", "dcount"]);
    check("DeviceEvents | summarize count() by DeviceName, ‸", &["ActionType"], &["by"]);
    check("DeviceEvents | summarize n = ‸", &["count"], &[]);
    check("DeviceEvents | summarize arg_max(‸", &["Timestamp"], &["count"]);
    check("DeviceEvents | summarize dcount(DeviceId), make_set(‸", &["FileName"], &[]);
    check("DeviceEvents | summarize count() by bin(‸", &["Timestamp"], &["count"]);
    check("DeviceEvents | where summarize == ‸", &["FileName"], &[]);
    let count = find("DeviceEvents | summarize ‸", "count");
    assert_eq!((count.insert.as_str(), count.caret), ("count()", 7));
    let set = find("DeviceEvents | summarize ‸", "make_set");
    assert_eq!((set.insert.as_str(), set.caret), ("make_set()", 9));
    assert_eq!(find("DeviceEvents | summarize make_s‸(FileName)", "make_set").insert, "make_set");
}

#[test]
fn projections_list_columns() {
    check("DeviceEvents | project Timestamp, ‸", &["DeviceName", "tostring"], &["count"]);
    check("DeviceEvents | project-away ‸", &["DeviceName"], &["tostring"]);
    check("DeviceEvents | project-keep Timestamp, ‸", &["DeviceName"], &["strlen"]);
    check("DeviceEvents | project-rename New = ‸", &["DeviceName"], &["strlen"]);
    check("DeviceEvents | project-reorder ‸", &["DeviceName"], &[]);
    check("DeviceEvents | distinct ‸", &["DeviceName"], &[]);
    check("DeviceEvents | extend a = strcat(FileName, ‸", &["FolderPath", "tostring"], &["count"]);
    check("DeviceEvents | sort by ‸", &["Timestamp"], &[]);
    check("DeviceEvents | sort ‸", &["by"], &["Timestamp"]);
    check("DeviceEvents | sort by Timestamp ‸", &["asc", "desc", "nulls last"], &[]);
    check("DeviceEvents | top 5 ‸", &["by"], &["Timestamp"]);
    check("DeviceEvents | top 5 by ‸", &["Timestamp"], &["by"]);
    check("DeviceEvents | top 5 by Timestamp ‸", &["desc"], &["by"]);
    check("datatable (['a b']: long) [1] | where ‸", &["a b"], &[]);
    assert_eq!(find("datatable (['a b']: long) [1] | where ‸", "a b").insert, "['a b']");
}

#[test]
fn joins_know_kinds_tables_and_both_sides() {
    check("DeviceEvents | join ‸", &["kind", "hint.strategy", "DeviceInfo"], &["Timestamp"]);
    check("DeviceEvents | join kind=‸", &["inner", "leftouter", "leftanti"], &["Timestamp", "DeviceInfo"]);
    check("DeviceEvents | join kind=left‸", &["leftouter", "leftsemi"], &["inner"]);
    check("DeviceEvents | join kind=inner (‸", &["DeviceInfo", "print"], &["Timestamp", "inner"]);
    check("DeviceEvents | join kind=inner (DeviceInfo | where ‸", &["OSPlatform"], &["FileName"]);
    check("DeviceEvents | join kind=inner (DeviceInfo) ‸", &["on"], &["kind"]);
    check("DeviceEvents | join kind=inner DeviceInfo ‸", &["on"], &[]);
    check(
        "DeviceEvents | join kind=inner (DeviceInfo) on ‸",
        &["DeviceId", "$left."],
        &["FileName", "OSPlatform"],
    );
    check("DeviceEvents | join DeviceInfo on ‸", &["DeviceId"], &["FileName", "OSPlatform"]);
    check("DeviceEvents | join (DeviceInfo) on $left.‸", &["FileName"], &["OSPlatform", "$left."]);
    check("DeviceEvents | join (DeviceInfo) on $left.DeviceId == $right.‸", &["OSPlatform"], &["FileName"]);
    check(
        "DeviceEvents | join (DeviceInfo | project D = DeviceId) on $left.DeviceId == $right.‸",
        &["D"],
        &["OSPlatform"],
    );
    check("DeviceEvents | lookup kind=‸", &["leftouter", "inner"], &["rightanti"]);
    check(
        "DeviceEvents | join (DeviceInfo) on DeviceId | where ‸",
        &["FileName", "OSPlatform", "DeviceId1"],
        &[],
    );
    check("let a = DeviceInfo; DeviceEvents | join (‸", &["a"], &[]);
}

#[test]
fn unions_take_tables() {
    check("union ‸", &["DeviceEvents", "withsource", "isfuzzy"], &["where"]);
    check("union kind=‸", &["outer", "inner"], &["DeviceEvents"]);
    check("union DeviceEvents, ‸", &["DeviceInfo"], &["kind"]);
    check("DeviceEvents | union ‸", &["DeviceInfo"], &["Timestamp"]);
    check("union (‸", &["DeviceInfo"], &[]);
    check("union withsource=T DeviceEvents, DeviceInfo | where ‸", &["T", "OSPlatform", "ActionType"], &[]);
    check("find in (‸", &["DeviceEvents"], &[]);
    check("search in (‸", &["DeviceEvents"], &[]);
}

#[test]
fn names_of_the_query_are_known() {
    check("let limit_ = 5; DeviceEvents | where ProcessId > ‸", &["limit_", "ProcessId"], &[]);
    check("let since = 1d; DeviceEvents | where Timestamp > ago(‸", &["since", "1d"], &[]);
    check("let f = (x: long) { x + ‸", &["x"], &[]);
    check("let f = (T: (a: long)) { T | where ‸", &["a"], &[]);
    check("let f = (x: long) { DeviceEvents | where ProcessId == ‸", &["x", "ProcessId"], &[]);
    check("let t = DeviceEvents | where ‸", &["FileName"], &[]);
    check("let t = materialize(DeviceEvents | where ‸", &["FileName"], &[]);
    check("let t = ‸", &["DeviceEvents", "materialize", "strcat"], &["let"]);
    check("let later = ‸; let other = 1;", &["strcat"], &["other", "later"]);
    check("let ids = toscalar(DeviceEvents | summarize make_set(‸", &["DeviceId"], &[]);
    check("DeviceEvents | where DeviceId in (‸", &["DeviceInfo", "DeviceName"], &[]);
    check("let ids = DeviceInfo | project DeviceId; DeviceEvents | where DeviceId in (‸", &["ids"], &[]);
    check("DeviceEvents | where DeviceId in (DeviceInfo | where ‸", &["OSPlatform"], &["ActionType"]);
}

#[test]
fn other_operators_know_their_parts() {
    check("DeviceEvents | parse ‸", &["kind", "FileName"], &[]);
    check("DeviceEvents | parse kind=‸", &["simple", "regex", "relaxed"], &[]);
    check("DeviceEvents | parse FileName ‸", &["with"], &["kind"]);
    check("DeviceEvents | parse FileName with a: ‸", &["long", "string"], &["FileName"]);
    check("DeviceEvents | mv-expand ‸", &["AdditionalFields"], &[]);
    check("DeviceEvents | mv-expand AdditionalFields ‸", &["to", "limit"], &[]);
    check(
        "DeviceEvents | mv-expand AdditionalFields to typeof(‸",
        &["long", "string", "dynamic"],
        &["FileName"],
    );
    check("DeviceEvents | mv-apply x = AdditionalFields on (‸", &["where", "summarize"], &["DeviceInfo"]);
    check("DeviceEvents | mv-apply x = AdditionalFields on (where ‸", &["x"], &[]);
    check("DeviceEvents | make-series ‸", &["count"], &[]);
    check("DeviceEvents | make-series count() ‸", &["on", "default"], &[]);
    check("DeviceEvents | make-series count() on ‸", &["Timestamp"], &[]);
    check("DeviceEvents | make-series count() on Timestamp ‸", &["from", "step"], &["on"]);
    check("DeviceEvents | make-series count() on Timestamp from ago(1d) to now() step 1h ‸", &["by"], &[]);
    check(
        "DeviceEvents | make-series count() on Timestamp from ago(1d) to now() step 1h by ‸",
        &["DeviceName"],
        &[],
    );
    let plugins: Vec<&str> = quarry_functions::plugin::TABLE.iter().map(|plugin| plugin.name).collect();
    check("DeviceEvents | evaluate ‸", &plugins, &["FileName"]);
    check("DeviceEvents | evaluate bag_unpack(‸", &["AdditionalFields"], &[]);
    check("DeviceEvents | render ‸", &["timechart", "piechart"], &[]);
    check("DeviceEvents | partition ‸", &["by"], &[]);
    check("DeviceEvents | partition by ‸", &["DeviceName"], &[]);
    check("DeviceEvents | partition by DeviceName (‸", &["top", "where"], &["DeviceInfo"]);
    check("DeviceEvents | count ‸", &["as"], &[]);
    check("DeviceEvents | take ‸", &["toint"], &["FileName"]);
    check("range x ‸", &["from"], &["by"]);
    check("range x from 1 ‸", &["to"], &["from"]);
    check("range x from 1 to 5 step 1 | where ‸", &["x"], &[]);
    check("print a = 1, b = ‸", &["strcat"], &[]);
    check("print a = 1 | extend ‸", &["a"], &[]);
    check("datatable (a: ‸", &["string", "datetime"], &["FileName"]);
    check("DeviceEvents | project a = todatetime(‸", &["Timestamp"], &[]);
}

#[test]
fn arguments_prefer_what_fits() {
    let labels = labels("DeviceEvents | where Timestamp > ago(‸");
    assert_eq!(labels[..4], ["1h", "1d", "7d", "30d"]);
    let strings = complete("DeviceEvents | extend a = strlen(‸").items;
    let column = |name: &str| strings.iter().position(|item| item.label == name).unwrap();
    assert!(column("FileName") < column("Timestamp"));
}

#[test]
fn broken_queries_complete() {
    check("DeviceEvents | where ) | where ‸", &["FileName"], &[]);
    check("DeviceEvents | whre x | where ‸", &["FileName"], &[]);
    check("DeviceEvents | where FileName == | where ‸", &["FolderPath"], &[]);
    check("DeviceEvents | extend a = | project ‸", &["FolderPath"], &[]);
    check("DeviceEvents | where ‸ | where )) | summarize", &["FileName"], &[]);
    check("let a = ; DeviceEvents | where ‸", &["FileName"], &[]);
    check("DeviceEvents | where FileName has \"a | where ‸", &[], &["FileName", "where"]);
}

#[test]
fn nothing_is_offered_in_text_comments_and_numbers() {
    for text in [
        "DeviceEvents | where FileName == \"‸\"",
        "DeviceEvents | where FileName == \"a‸",
        "DeviceEvents | where FileName == @'a‸b'",
        "DeviceEvents // ‸",
        "DeviceEvents // a‸\n| take 1",
        "DeviceEvents | take 5‸",
        "DeviceEvents | where ProcessId == 1.5‸",
        "let ‸",
        "let x‸ = 1",
        "DeviceEvents | as ‸",
        "DeviceEvents | extend d = AdditionalFields.‸",
    ] {
        assert_eq!(labels(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_typed_is_replaced() {
    let Place { text, offset } = Place::new("DeviceEvents | where FileN‸ame == 1");
    let completions = quarry_ide::complete(&text, offset, &support::context());
    assert_eq!(completions.span.text(&text), "FileName");
    let item = completions.items.iter().find(|item| item.label == "FileName").unwrap();
    assert_eq!((item.kind, item.detail.as_str()), (CompletionKind::Column, "string"));
    assert!(item.doc.contains("DeviceEvents"));
}

#[test]
fn any_place_of_any_text_is_safe() {
    let texts = [
        "let f = (a: long, T: (*)) { T | where x == a }; f(1, DeviceEvents) | join kind=inner (X | take 1) on $left.a == $right.b",
        "DeviceEvents | where “ü‘ has_any (\"a\", 'b') | extend ['x y'] = AdditionalFields.a[0][\"b\"] // ö",
        "|||;;;)))(((]]][[[}}}{{{ , . .. == = => ! != ~ 1d 1.e 0x datetime( dynamic({ `",
        "ⱥ\u{a0}\u{200b}🙂 | 🙂 | where 🙂",
    ];
    let cx = support::context();
    for text in texts {
        for offset in 0..=text.len() + 2 {
            let completions = quarry_ide::complete(text, offset, &cx);
            assert!(completions.span.end <= text.len());
            let _ = quarry_ide::hover(text, offset, &cx);
            let _ = quarry_ide::signature_help(text, offset, &cx);
            let _ = quarry_ide::fixes_at(text, offset, &cx);
            let _ = quarry_ide::rename(text, offset, "other", &cx);
        }
        let _ = quarry_ide::classify(text, &cx);
        let _ = quarry_ide::fold(text);
    }
    let deep = "(".repeat(20_000);
    let _ = quarry_ide::complete(&deep, deep.len(), &cx);
    let _ = quarry_ide::hover(&deep, 5, &cx);
    let _ = quarry_ide::signature_help(&format!("f{}", "f(".repeat(9_000)), 18_000, &cx);
}
