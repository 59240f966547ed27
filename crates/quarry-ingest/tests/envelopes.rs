//! Answers of query services, in every shape that they have.

use quarry_data::{Catalog, Type, encode};
use quarry_ingest::{ImportOptions, Imported, Importer, import_bytes};

fn import(text: &str, cut: usize) -> Imported {
    let options = ImportOptions { file_name: "answer.json".to_owned(), ..ImportOptions::default() };
    let mut importer = Importer::new(options, &Catalog::empty());
    // Spaces in front, so that the cut falls behind the part by which the format is told.
    importer.feed(" ".repeat(65_536 - cut).as_bytes()).expect("spaces are readable");
    importer.feed(text.get(..cut).unwrap_or("").as_bytes()).expect("the beginning is readable");
    importer.feed(text.get(cut..).unwrap_or("").as_bytes()).expect("the rest is readable");
    importer.finish().expect("the file is readable")
}

#[track_caller]
fn check(text: &str, types: &[Type], rows: &[&[&str]]) {
    let begins =
        ["esults\"", "ables\"", "FrameType\""].iter().find_map(|key| Some(text.find(key)? + key.len()));
    for cut in (begins.expect("an answer")..text.len()).step_by(17) {
        let imported = import(text, cut);
        let [table] = imported.tables.as_slice() else { panic!("{} tables", imported.tables.len()) };
        assert_eq!(table.schema.types(), types);
        let found: Vec<Vec<String>> = table
            .segments
            .iter()
            .flat_map(|segment| {
                (0..segment.rows())
                    .map(|row| {
                        segment.columns().iter().map(|column| encode::display(column.value(row))).collect()
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(found, rows, "cut at {cut}");
    }
}

const TIME: &str = "2024-03-26T09:39:50.7688641Z";

#[test]
fn our_own_answers_come_back() {
    check(
        r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"t","type":"datetime"},{"name":"s","type":"timespan"},
           {"name":"d","type":"dynamic"},{"name":"r","type":"real"},{"name":"x","type":"string"}],
           "rows":[["2024-03-26T09:39:50.7688641Z","01:00:00",{"a":[1]},"NaN","007"],[null,null,null,1.5,""]]}]}"#,
        &[Type::DateTime, Type::TimeSpan, Type::Dynamic, Type::Real, Type::String],
        &[&[TIME, "01:00:00", r#"{"a":[1]}"#, "NaN", "007"], &["", "", "", "1.5", ""]],
    );
}

#[test]
fn hunting_answers_are_typed_by_their_schema() {
    check(
        r#"{"@odata.context":"x","schema":[{"name":"Timestamp","type":"DateTime"},{"name":"Id","type":"String"},{"name":"Ok","type":"SByte"}],
           "results":[{"Timestamp":"2024-03-26T09:39:50.7688641Z","Id":"1","Ok":1},{"Id":"2","Timestamp":null}]}"#,
        &[Type::DateTime, Type::String, Type::Bool],
        &[&[TIME, "1", "true"], &["", "2", ""]],
    );
    check(
        r#"{"Stats":{"ExecutionTime":0.1},"Schema":[{"Name":"A","Type":"Int64"}],"Results":[{"A":5}]}"#,
        &[Type::Long],
        &[&["5"]],
    );
}

#[test]
fn kusto_answers_show_their_results_only() {
    check(
        r#"{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"A","DataType":"Int32","ColumnType":"int"},{"ColumnName":"B","ColumnType":"dynamic"}],"Rows":[[1,"{\"x\":1}"],[2,null]]},
            {"TableName":"Table_1","Columns":[{"ColumnName":"Status"}],"Rows":[["ok"]]},
            {"TableName":"Table_2","Columns":[{"ColumnName":"Ordinal"}],"Rows":[[0]]}]}"#,
        &[Type::Int, Type::Dynamic],
        &[&["1", r#"{"x":1}"#], &["2", ""]],
    );
    check(
        r#"{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"A","ColumnType":"long"}],"Rows":[[5]]},
            {"TableName":"Table_1","Columns":[{"ColumnName":"Value","ColumnType":"string"}],"Rows":[["{}"]]},
            {"TableName":"Table_2","Columns":[{"ColumnName":"Timestamp","ColumnType":"datetime"}],"Rows":[]},
            {"TableName":"Table_3","Columns":[{"ColumnName":"Ordinal"},{"ColumnName":"Kind"},{"ColumnName":"Name"}],
             "Rows":[[0,"QueryResult","PrimaryResult"],[1,"QueryProperties","@ExtendedProperties"],[2,"QueryStatus","QueryStatus"]]}]}"#,
        &[Type::Long],
        &[&["5"]],
    );
    check(
        r#"[{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"},
            {"FrameType":"DataTable","TableId":0,"TableKind":"QueryProperties","TableName":"@ExtendedProperties","Columns":[{"ColumnName":"Key","ColumnType":"string"}],"Rows":[["x"]]},
            {"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":[{"ColumnName":"A","ColumnType":"long"}],"Rows":[[7],[8]]},
            {"FrameType":"DataSetCompletion","HasErrors":false}]"#,
        &[Type::Long],
        &[&["7"], &["8"]],
    );
}

#[test]
fn progressive_answers_append_and_replace() {
    check(
        r#"[{"FrameType":"DataSetHeader","IsProgressive":true},
            {"FrameType":"TableHeader","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":[{"ColumnName":"A","ColumnType":"long"}]},
            {"FrameType":"TableFragment","TableId":1,"TableFragmentType":"DataAppend","Rows":[[1]]},
            {"FrameType":"TableFragment","TableId":1,"TableFragmentType":"DataReplace","Rows":[[2]]},
            {"FrameType":"TableFragment","TableId":1,"TableFragmentType":"DataAppend","Rows":[[3]]},
            {"FrameType":"TableCompletion","TableId":1,"RowCount":2},{"FrameType":"DataSetCompletion"}]"#,
        &[Type::Long],
        &[&["2"], &["3"]],
    );
}

#[test]
fn broken_answers_say_where_they_break() {
    let text =
        r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"}],"rows":[[1],[2],[3"#;
    let imported = import(text, 60);
    assert_eq!(imported.tables[0].rows(), 2);
    assert!(imported.report.diagnostics[0].message.contains("breaks off"));
    let text = r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"}],"rows":[[1]]}]} and more"#;
    assert!(import(text, 60).report.diagnostics[0].message.contains("not read"));
}

#[test]
fn streamed_events_go_to_the_tables_that_they_name() {
    let event = |table: &str, properties: &str| {
        format!(
            r#"{{"time":"2024-03-26T09:40:00Z","tenantId":"t","operationName":"Publish","category":"AdvancedHunting-{table}","properties":{properties}}}"#
        )
    };
    let events = [
        event("DeviceInfo", r#"{"Timestamp":"2024-03-26T09:39:50.7688641Z","DeviceId":"007"}"#),
        event("DeviceEvents", r#"{"ActionType":"DriverLoad","DeviceId":"1","AdditionalFields":"{\"a\":1}"}"#),
        event("DeviceInfo", r#"{"DeviceId":"8"}"#),
    ];
    let lines = events.join("\n");
    let message = format!(r#"{{"records":[{}]}}"#, events.join(","));
    let messages = events.iter().map(|event| format!("{{\"records\":[{event}]}}\n")).collect();
    for text in [lines, message, messages] {
        let options = ImportOptions { file_name: "PT1H.json".to_owned(), ..ImportOptions::default() };
        let imported = import_bytes(text.as_bytes(), options, &Catalog::builtin()).expect("readable");
        let found: Vec<(&str, usize)> =
            imported.tables.iter().map(|table| (&*table.name, table.rows())).collect();
        assert_eq!(found, [("DeviceInfo", 2), ("DeviceEvents", 1)]);
        let fields = imported.tables[0].schema.fields();
        assert_eq!((&*fields[0].name, fields[0].ty), ("Timestamp", Type::DateTime));
        assert_eq!((&*fields[1].name, fields[1].ty), ("DeviceId", Type::String));
        assert!(imported.report.diagnostics.is_empty(), "{:?}", imported.report.diagnostics);
    }
}

#[test]
fn an_answer_that_the_service_did_not_finish_is_told() {
    let report = |text: &str| import(text, text.len() / 2).report;
    let open = r#"[{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"},
        {"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","Columns":[{"ColumnName":"A","ColumnType":"long"}],"Rows":[[7]]}]"#;
    let partial = r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"}],"rows":[[1]]}],
        "error":{"code":"PartialError","message":"The results are too large."}}"#;
    for (text, told) in [(open, "no frame that ends it"), (partial, "(The results are too large.)")] {
        let report = report(text);
        assert_eq!(report.rows_read, 1);
        let messages: Vec<&str> = report.diagnostics.iter().map(|told| told.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(told)), "{messages:?}");
    }
}
