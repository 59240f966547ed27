//! What queries lack for a rule, and that the fixes bring it back.

use quarry_data::Catalog;
use quarry_detect::{Assessment, ColumnState, assess};
use quarry_plan::BindContext;

fn look(text: &str) -> Assessment {
    let catalog = Catalog::builtin();
    assess(text, &BindContext { catalog: &catalog, now: 0 })
}

fn states(assessment: &Assessment) -> Vec<(String, &'static str)> {
    let name = |state: &ColumnState| match state {
        ColumnState::Present => "present",
        ColumnState::Changed(_) => "changed",
        ColumnState::Dropped(_) => "dropped",
        ColumnState::NeverThere => "never",
    };
    assessment.required.iter().map(|column| (column.name.clone(), name(&column.state))).collect()
}

/// The fix for everything must leave a query that can carry a rule.
fn mended(text: &str) -> String {
    let assessment = look(text);
    assert!(!assessment.broken && !assessment.is_ready(), "{assessment:?}");
    let fixed = assessment.fix_all.expect("there is a fix").apply(text);
    assert!(look(&fixed).is_ready(), "{fixed}: {:?}", look(&fixed).diagnostics);
    fixed
}

#[test]
fn a_plain_table_is_ready() {
    let assessment = look("DeviceProcessEvents | where FileName == 'net.exe'");
    assert!(assessment.is_ready(), "{:?}", assessment.diagnostics);
    assert_eq!(states(&assessment).len(), 3);
    assert_eq!(assessment.tables.len(), 1);
}

#[test]
fn summarize_gets_the_columns_in_its_by_clause() {
    let text = "DeviceProcessEvents | summarize n = dcount(DeviceName) by FileName | sort by n";
    let assessment = look(text);
    let place = match &assessment.required[0].state {
        ColumnState::Dropped(place) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!((place.operator.as_str(), place.span.text(text)), ("summarize", "summarize"));
    assert_eq!(
        mended(text),
        "DeviceProcessEvents | summarize n = dcount(DeviceName) by FileName, Timestamp, DeviceId, ReportId | sort by n"
    );
    assert_eq!(
        mended("DeviceEvents | summarize count()"),
        "DeviceEvents | summarize count() by Timestamp, DeviceId, ReportId"
    );
}

#[test]
fn project_gets_them_in_its_list_and_so_do_later_lists() {
    assert_eq!(
        mended("DeviceEvents | project Timestamp, ActionType"),
        "DeviceEvents | project Timestamp, ActionType, DeviceId, ReportId"
    );
    assert_eq!(
        mended("DeviceEvents | project ActionType | distinct ActionType"),
        "DeviceEvents | project ActionType, Timestamp, DeviceId, ReportId | distinct ActionType, Timestamp, DeviceId, ReportId"
    );
}

#[test]
fn computed_times_are_told() {
    let assessment = look("DeviceEvents | extend Timestamp = bin(Timestamp, 1h)");
    assert_eq!(states(&assessment)[0], ("Timestamp".to_owned(), "changed"));
    assert!(!assessment.is_ready());
}

#[test]
fn what_makes_columns_of_its_own_has_no_fix() {
    let assessment = look("DeviceEvents | count");
    assert!(!assessment.is_ready());
    assert_eq!(assessment.fix_all, None);
}

#[test]
fn mail_needs_a_mailbox_and_no_device() {
    let assessment = look("EmailEvents | project Timestamp, ReportId, RecipientEmailAddress");
    assert!(assessment.is_ready(), "{:?}", assessment.diagnostics);
}
