//! What page and worker say to each other: the only types that both binaries use.
//!
//! A message is JSON text, so that the embedding API can speak it too; a file goes beside a request and long
//! text beside an answer. Offsets are UTF-8 bytes of the whole editor text unless a field says otherwise.

mod report;

use serde::{Deserialize, Serialize};

pub use report::{
    Change, Conversion, FileReport, LoadOptions, LoadReport, Note, Outcome, SkippedPlace, TableMapping,
};

/// A message and what it belongs to: the answers to a request carry its number. 0 is the worker as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    pub id: u32,
    pub body: T,
}

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Reads the files beside the message, which have these names; below a folder the name begins with its
    /// path. Answered by `Progress`, then `Loaded`, `Refused` or `Cancelled`. `replaces` is an earlier change
    /// that is undone in the same step.
    Load { change: u32, names: Vec<String>, options: LoadOptions, replaces: Option<u32> },
    /// Keeps the file beside the message as it is: in place of an address, or without one as a database of
    /// locations. Answered by `Progress`, then `Attached`, `LoadFailed` or `Cancelled`.
    Attach { address: Option<String>, name: String },
    /// Takes an attached file away.
    Detach { address: Option<String> },
    /// Loads a built-in sample by its name. Answered as `Load`.
    LoadSample { change: u32, sample: String },
    /// Takes a loaded table out. Answered by `Changed` or `Refused`.
    Unload { change: u32, table: String },
    /// Gives a loaded table another name: its rows go to those of a loaded table of that name, and a known
    /// schema of that name types them. Answered by `Changed`, `Refused` or `Cancelled`.
    RenameTable { change: u32, table: String, to: String },
    /// What a conversion of a column would give. Answered by `Converted`, `Refused` or `Cancelled`.
    PreviewType { table: String, column: String, ty: String },
    /// Converts a column as `todatetime()`, `tolong()`, … do it. Answered by `Changed`, `Refused` or
    /// `Cancelled`.
    ChangeType { change: u32, table: String, column: String, ty: String },
    /// Makes the tables of a change what they were before it. Answered by `Undone` or `Refused`.
    Undo { change: u32 },
    /// Answered by `Tables`.
    Tables {},
    /// The names that tables are known by. Answered by `KnownTables`.
    KnownTables {},
    /// Checks every query block of a text. Answered by `Checked`.
    Check { text: String, clock: Clock },
    /// Answered by `Completions`. `at` is a UTF-16 offset.
    Complete { text: String, at: usize },
    /// Answered by `Hovered`. `at` is a UTF-16 offset.
    Hover { text: String, at: usize },
    /// The call around a place. Answered by `Signed`. `at` is a UTF-16 offset.
    Signature { text: String, at: usize },
    /// Gives the name at a place (UTF-16) another spelling in its query block. Answered by `Edited` or
    /// `Refused`.
    Rename { text: String, at: usize, to: String },
    /// Lays out the query block at `at` (UTF-16) anew. Answered by `Edited`.
    Format { text: String, at: usize },
    /// Runs one query block. Answered by `Progress`, then `Finished`, `Failed` or `Cancelled`.
    Run { text: String, clock: Clock },
    /// Stops what is under way, and what waits behind it.
    Cancel {},
    /// Formatted rows of a result table, in its present order. Answered by `Rows`.
    FetchRows { result: u32, table: usize, offset: usize, len: usize },
    /// The same as JSON text beside the answer `Json`.
    FetchJson { result: u32, offset: usize, len: usize },
    /// Chooses and orders the rows of a result table. Answered by `Arranged`, or `Cancelled` when a later
    /// arrangement of the table replaces it.
    Arrange { result: u32, table: usize, arrangement: Arrangement },
    /// Writes a whole result table. Answered by `ExportPart`s, then `Exported`.
    Export { result: u32, table: usize, format: ExportFormat },
    /// Forgets a result.
    Release { result: u32 },
    /// What the query lacks for a detection rule. Answered by `RuleChecked`.
    CheckRule { text: String, clock: Clock },
    /// The rule's JSON. Answered by `RuleExported`.
    ExportRule { text: String, clock: Clock, rule: RuleForm, shape: RuleShape },
}

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Response {
    /// The worker hit a defect of ours and is about to stop.
    Panicked {
        message: String,
    },
    Progress {
        done: f64,
        total: f64,
    },
    Loaded {
        report: LoadReport,
    },
    /// Tables were changed.
    Changed {
        change: Change,
    },
    Converted {
        conversion: Conversion,
    },
    Undone {
        change: u32,
    },
    /// `kind` is what a database says of itself.
    Attached {
        address: Option<String>,
        kind: String,
    },
    LoadFailed {
        reason: String,
    },
    /// `undoable` are the changes that can be undone as the tables are now.
    Tables {
        tables: Vec<TableInfo>,
        newest: Option<String>,
        undoable: Vec<u32>,
    },
    KnownTables {
        names: Vec<String>,
    },
    Checked {
        problems: Vec<Problem>,
    },
    Completions {
        from: usize,
        to: usize,
        items: Vec<CompletionItem>,
    },
    Hovered {
        hover: Option<HoverText>,
    },
    Signed {
        help: Option<SignatureText>,
    },
    Edited {
        edits: Vec<TextEdit>,
    },
    Finished {
        result: u32,
        tables: Vec<ResultTableInfo>,
        problems: Vec<Problem>,
        elapsed_ms: f64,
        now: String,
    },
    Failed {
        problems: Vec<Problem>,
    },
    Cancelled {},
    Rows {
        offset: usize,
        rows: Vec<Vec<String>>,
    },
    Json {},
    Arranged {
        rows: usize,
    },
    ExportPart {},
    Exported {},
    RuleChecked {
        check: RuleCheck,
    },
    RuleExported {
        file_name: String,
        json: String,
        problems: Vec<String>,
    },
    /// The result is no longer there, or the request makes no sense.
    Refused {
        reason: String,
    },
}

/// What `now()` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Clock {
    /// The newest time of the loaded data; without any, this instant, in Unix milliseconds.
    Newest { otherwise: i64 },
    /// A chosen instant, in Unix milliseconds.
    At { unix: i64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    pub name: String,
    /// The KQL type's name.
    pub ty: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableInfo {
    pub name: String,
    pub rows: usize,
    pub columns: Vec<ColumnInfo>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultTableInfo {
    pub name: String,
    pub columns: Vec<ColumnInfo>,
    pub rows: usize,
}

/// A diagnostic, flat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `error`, `warning` or `info`.
    pub severity: String,
    pub code: String,
    pub message: String,
    pub help: Option<String>,
    /// An address that a file is missing for.
    pub address: Option<String>,
    pub start: usize,
    pub end: usize,
    pub fixes: Vec<ProblemFix>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemFix {
    pub title: String,
    pub edits: Vec<TextEdit>,
}

/// Replaces a range of the editor text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionItem {
    pub label: String,
    /// What is put in, when it differs from the label.
    pub insert: Option<String>,
    /// Where the cursor goes, in UTF-16 units of what is put in.
    pub caret: usize,
    pub detail: String,
    /// `table`, `column`, `function`, `aggregate`, `operator`, `keyword`, `variable` or `value`.
    pub kind: String,
    pub doc: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoverText {
    /// UTF-16 offsets.
    pub from: usize,
    pub to: usize,
    pub title: String,
    pub text: String,
    /// The entry of the reference page, behind `#`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// The signature of a call, with the parameter that is being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureText {
    pub label: String,
    /// The part of the label that is the present parameter, in UTF-16 offsets; empty when there is none.
    pub from: usize,
    pub to: usize,
    pub text: String,
    /// How many signatures the function has.
    pub signatures: usize,
}

/// What is shown of a result table, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// Text that some cell of a row shows, whatever its case; empty for all rows.
    pub filter: String,
    /// Without it the rows are in the query's order.
    pub sort: Option<SortKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub column: usize,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// With an apostrophe before cells that a spreadsheet would run.
    CsvSafe,
    CsvExact,
    Json,
}

/// Whether a query's result can carry a detection rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCheck {
    /// The columns that a rule needs, each present or with the operator that dropped it.
    pub columns: Vec<RuleColumn>,
    /// Edits that bring the missing columns back, most fitting first.
    pub fixes: Vec<ProblemFix>,
    /// The query has errors, so nothing can be said about its columns.
    pub broken: bool,
    /// What else a rule of this query should heed.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleColumn {
    /// `Timestamp`, or the role that any of several columns can take, as `impacted asset`.
    pub name: String,
    /// The columns of the result that serve.
    pub found: Vec<String>,
    /// Why there is none: the operator's name and the place of the stage that dropped it.
    pub dropped_by: Option<DroppedBy>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedBy {
    pub operator: String,
    /// The column is still there, but no longer the source's.
    pub changed: bool,
    pub start: usize,
    pub end: usize,
}

/// What the user fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    pub title: String,
    pub description: String,
    /// `informational`, `low`, `medium` or `high`.
    pub severity: String,
    /// `PT1H`, `PT3H`, `PT12H`, `P1D` or `PT0S`.
    pub frequency: String,
    /// The MITRE ATT&CK tactic's name without blanks.
    pub tactic: String,
    /// A technique or sub-technique, as `T1136.001`; may be empty.
    pub technique: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RuleShape {
    #[default]
    Current,
    Legacy,
}
