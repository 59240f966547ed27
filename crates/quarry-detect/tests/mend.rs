//! What a query lacks for a rule, and the fixes.

use quarry_data::Catalog;
use quarry_detect::{Assessment, ColumnState, assess};
use quarry_plan::BindContext;

fn look(text: &str) -> Assessment {
    let catalog = Catalog::builtin();
    assess(text, &BindContext { catalog: &catalog, now: 0 })
}

fn dropped(assessment: &Assessment) -> Vec<(&str, &str)> {
    let place = |state| match state {
        &ColumnState::Dropped(ref place) | &ColumnState::Changed(Some(ref place)) => {
            Some(place.operator.as_str())
        }
        _ => None,
    };
    assessment
        .required
        .iter()
        .filter_map(|column| place(&column.state).map(|operator| (column.name.as_str(), operator)))
        .collect()
}

/// The query after its one fix, which must leave nothing to be desired.
fn mended(text: &str) -> String {
    let fix = look(text).fix_all.unwrap_or_else(|| panic!("no fix for {text}"));
    let mended = fix.apply(text);
    let again = look(&mended);
    assert!(again.is_ready(), "{mended}: {:?}", again.diagnostics);
    mended
}

#[test]
fn a_table_itself_is_ready() {
    let assessment = look("DeviceProcessEvents | where FileName =~ 'net.exe' | extend x = 1");
    assert!(assessment.is_ready(), "{:?}", assessment.diagnostics);
    assert_eq!(assessment.required.len(), 3);
    assert_eq!(assessment.fix_all, None);
}

#[test]
fn the_stage_that_drops_is_named_and_mended() {
    let text = "DeviceProcessEvents | summarize makelist(FileName) by AccountName";
    let assessment = look(text);
    assert_eq!(
        dropped(&assessment),
        [("Timestamp", "summarize"), ("DeviceId", "summarize"), ("ReportId", "summarize")]
    );
    assert_eq!(
        mended(text),
        "DeviceProcessEvents | summarize makelist(FileName) by AccountName, Timestamp, DeviceId, ReportId"
    );
    assert_eq!(
        mended("DeviceProcessEvents | summarize count()"),
        "DeviceProcessEvents | summarize count() by Timestamp, DeviceId, ReportId"
    );
    assert_eq!(
        mended("DeviceProcessEvents | project FileName, DeviceId"),
        "DeviceProcessEvents | project FileName, DeviceId, Timestamp, ReportId"
    );
    assert_eq!(
        mended("DeviceProcessEvents | distinct FileName"),
        "DeviceProcessEvents | distinct FileName, Timestamp, DeviceId, ReportId"
    );
    assert_eq!(
        mended("DeviceProcessEvents | project-away ReportId, FileName"),
        "DeviceProcessEvents | project-away FileName"
    );
    assert_eq!(mended("DeviceProcessEvents | project-away ReportId").trim_end(), "DeviceProcessEvents");
    assert_eq!(
        mended("DeviceProcessEvents | project-rename Time = Timestamp"),
        "DeviceProcessEvents | extend Time = Timestamp"
    );
}

#[test]
fn several_stages_are_mended_by_one_fix() {
    assert_eq!(
        mended(
            "DeviceProcessEvents | project Timestamp, FileName, DeviceId | summarize n = count() by FileName | project n"
        ),
        "DeviceProcessEvents | project Timestamp, FileName, DeviceId, ReportId | summarize n = count() by FileName, \
         Timestamp, DeviceId, ReportId | project n, Timestamp, DeviceId, ReportId"
    );
    let text = "let a = DeviceProcessEvents | project FileName, DeviceId;\na | join kind=inner (DeviceInfo | project DeviceId, OSPlatform) on DeviceId | project FileName";
    let fixed = mended(text);
    assert!(fixed.contains("FileName, DeviceId, Timestamp, ReportId;"), "{fixed}");
}

#[test]
fn computed_times_are_put_back() {
    let text = "DeviceProcessEvents | summarize count() by bin(Timestamp, 1h), DeviceId, ReportId";
    assert_eq!(dropped(&look(text)), [("Timestamp", "summarize")]);
    assert_eq!(mended(text), "DeviceProcessEvents | summarize count() by Timestamp, DeviceId, ReportId");
    assert_eq!(
        mended("DeviceProcessEvents | summarize Timestamp = max(Timestamp) by DeviceId"),
        "DeviceProcessEvents | summarize arg_max(Timestamp, ReportId) by DeviceId"
    );
}

#[test]
fn families_have_their_own_keys() {
    let names = |text| -> Vec<String> { look(text).required.into_iter().map(|column| column.name).collect() };
    assert_eq!(names("EmailEvents"), ["Timestamp", "ReportId"]);
    assert_eq!(names("AlertInfo"), ["Timestamp"]);
    assert_eq!(names("SigninLogs"), ["TimeGenerated"]);
}

#[test]
fn broken_queries_say_nothing_of_columns() {
    assert!(look("DeviceProcessEvents | where").broken);
    assert!(!look("print 1").is_ready());
}
