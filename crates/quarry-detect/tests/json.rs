//! Rules to JSON and back.

use quarry_detect::{
    Action, ActionKind, Alert, EntityKind, EntityMapping, EventGrouping, Frequency, IsolationType,
    MappedColumn, Rule, Schedule, Severity, Shape, Tactic, TacticMapping, entity, export, import,
};

/// Texts that break naive writers of JSON.
const HOSTILE: &[&str] = &[
    "plain",
    "\"quoted\" \\ back\\\\slash",
    "tab\there\nand line\r\nends",
    "</script><script>alert(1)</script>",
    "{{AccountName}} {{}} }}{{",
    "\u{0}\u{1}\u{7f}\u{2028}\u{2029}\u{feff}",
    "emoji 🙂 umlaut ü right-to-left \u{202e}abc",
    "null",
    "{\"id\": 1}",
    "'; DROP TABLE rules; --",
];

fn rule(text: &str) -> Rule {
    Rule {
        id: "an-id".to_owned(),
        name: text.to_owned(),
        description: text.to_owned(),
        enabled: true,
        query: "DeviceProcessEvents\n| where ProcessCommandLine has \"a\\b\"".to_owned(),
        schedule: Schedule { frequency: Frequency::ThreeHours, lookback: Some(720) },
        alert: Alert {
            title: text.to_owned(),
            description: text.to_owned(),
            severity: Severity::High,
            recommended_actions: text.to_owned(),
            tactics: vec![
                TacticMapping::new(Tactic::Persistence, ["T1136.001", "T1098"]),
                TacticMapping::new(Tactic::CommandAndControl, []),
            ],
            custom_details: vec![("Command line".to_owned(), "ProcessCommandLine".to_owned())],
            entities: entity::suggest(&["DeviceId", "DeviceName", "AccountSid", "SHA1", "RemoteIP"]),
            grouping: EventGrouping::SingleAlert,
        },
        actions: vec![
            Action {
                kind: ActionKind::IsolateDevice,
                columns: vec![MappedColumn::new("deviceIdColumn", "DeviceId")],
                isolation: IsolationType::Selective,
                device_groups: Vec::new(),
            },
            Action {
                kind: ActionKind::BlockFile,
                columns: vec![MappedColumn::new("sha1Column", "SHA1")],
                isolation: IsolationType::Full,
                device_groups: vec![text.to_owned()],
            },
        ],
        device_groups: vec![text.to_owned(), "Servers".to_owned()],
        excluded_from_correlation: true,
    }
}

#[test]
fn the_current_shape_keeps_everything() {
    for text in HOSTILE {
        let rule = rule(text);
        let exported = export(&rule, Shape::Current);
        assert_eq!(exported.diagnostics, []);
        let imported = import(&exported.json).unwrap();
        assert_eq!(imported.shape, Shape::Current);
        assert_eq!(imported.diagnostics, []);
        assert_eq!(imported.rule, rule);
    }
}

#[test]
fn the_legacy_shape_keeps_what_it_knows_and_names_the_rest() {
    for text in HOSTILE {
        let rule = rule(text);
        let exported = export(&rule, Shape::Legacy);
        let fields: Vec<String> =
            exported.diagnostics.iter().map(|diagnostic| format!("{:?}", diagnostic.location)).collect();
        for field in ["customDetails", "eventGroupingKind", "incidentConfiguration", "impactedAssets"] {
            assert!(fields.iter().any(|at| at.contains(field)), "{field}: {fields:?}");
        }
        assert!(!exported.diagnostics.iter().any(quarry_diagnostics::Diagnostic::is_error));
        let imported = import(&exported.json).unwrap();
        assert_eq!(imported.shape, Shape::Legacy);
        let back = imported.rule;
        assert_eq!((&back.name, &back.query, back.enabled), (&rule.name, &rule.query, true));
        assert_eq!(back.alert.title, rule.alert.title);
        assert_eq!(back.alert.recommended_actions, rule.alert.recommended_actions);
        assert_eq!(back.alert.tactics[0].techniques, rule.alert.tactics[0].techniques);
        assert_eq!(back.actions, rule.actions);
        assert_eq!(back.device_groups, rule.device_groups);
        assert_eq!(back.schedule.frequency, rule.schedule.frequency);
        assert_eq!(
            back.alert.entities,
            [
                EntityMapping {
                    kind: EntityKind::Host,
                    columns: vec![MappedColumn::new("deviceIdColumn", "DeviceId")]
                },
                EntityMapping {
                    kind: EntityKind::Account,
                    columns: vec![MappedColumn::new("sidColumn", "AccountSid")]
                },
            ]
        );
    }
}

#[test]
fn queries_travel_with_line_feeds() {
    let rule = Rule { query: "T\r\n| take 1\r| count".to_owned(), ..rule("x") };
    for shape in [Shape::Current, Shape::Legacy] {
        let json = export(&rule, shape).json;
        assert!(json.contains(r#""queryText": "T\n| take 1\n| count""#), "{json}");
    }
}

#[test]
fn an_id_is_made_of_the_name() {
    let json =
        export(&Rule { id: String::new(), name: "Ä new Rule!".to_owned(), ..rule("x") }, Shape::Current).json;
    assert!(json.contains(r#""id": "new-rule""#), "{json}");
}

#[test]
fn what_only_the_service_sets_is_passed_over() {
    let imported = import(
        r##"{"@odata.context": "x", "id": "7", "displayName": "N", "status": "autoDisabled",
        "createdBy": "someone", "createdDateTime": "2026-01-01T00:00:00Z", "lastRunDetails": null,
        "queryCondition": {"queryText": "T\r\n| count", "lastModifiedDateTime": null},
        "schedule": {"frequency": "PT24H", "lookback": null, "nextRunDateTime": "2026-01-01T00:00:00Z"},
        "detectionAction": {"alertTemplate": {"title": "t", "description": null, "severity": "High",
          "tactics": [{"tactic": "Persistence", "techniques": [{"technique": "T1136.001"}]}, {"tactic": "Magic"}],
          "entityMappings": {"@odata.type": "y", "hosts": [{"@odata.type": "z", "deviceIdColumn": "DeviceId",
          "nameColumn": null}], "ghosts": [{"nameColumn": "x"}]}}, "organizationalScope": null}}"##,
    )
    .unwrap();
    assert_eq!(imported.shape, Shape::Current);
    assert_eq!(imported.diagnostics.len(), 2, "{:?}", imported.diagnostics);
    let rule = imported.rule;
    assert!(!rule.enabled);
    assert_eq!(rule.query, "T\n| count");
    assert_eq!(rule.schedule, Schedule { frequency: Frequency::Daily, lookback: None });
    assert_eq!(rule.alert.severity, Severity::High);
    assert_eq!(rule.alert.tactics, [TacticMapping::new(Tactic::Persistence, ["T1136.001"])]);
    assert_eq!(rule.alert.entities[0].columns, [MappedColumn::new("deviceIdColumn", "DeviceId")]);
}

#[test]
fn what_is_no_rule_is_refused() {
    for text in ["", "[]", "{}", "{\"displayName\": 1}", "{\"a\": 1}", "nonsense", &"[".repeat(100_000)] {
        assert!(import(text).is_err(), "{}", &text[..text.len().min(40)]);
    }
}

#[test]
fn continuous_rules_take_few_operators() {
    use quarry_detect::assess;
    let catalog = quarry_data::Catalog::builtin();
    let errors = |query: &str| {
        let cx = quarry_plan::BindContext { catalog: &catalog, now: 0 };
        let assessment = assess(query, &cx);
        let rule = Rule {
            query: query.to_owned(),
            schedule: Schedule { frequency: Frequency::Continuous, lookback: None },
            ..rule("x")
        };
        let found = rule.validate(&assessment);
        found.into_iter().filter(|found| found.message.contains("continuous rule")).count()
    };
    assert_eq!(errors("DeviceEvents | where FileName has 'a'"), 0);
    assert_eq!(errors("DeviceEvents // all\n| where FileName in~ ('a') | summarize count() by DeviceId"), 3);
    assert_eq!(errors("DeviceEvents | join (DeviceInfo) on DeviceId"), 1);
}
