//! What a query's result lacks to become a custom detection rule, who took it away, and how to mend it.

mod family;
mod mend;
mod report;
mod view;

use quarry_data::Type;
use quarry_diagnostics::{Diagnostic, Fix, Span};
use quarry_plan::{BindContext, OutputColumn};

pub use family::TableFamily;
use mend::mend;
use view::View;

/// What a query's result means for a detection rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The query has errors of its own, so that nothing is said about its columns.
    pub broken: bool,
    /// The tables that the result's rows come from.
    pub tables: Vec<SourceTable>,
    /// The columns of the result, in order.
    pub columns: Vec<ResultColumn>,
    /// The columns that name the event: `Timestamp`, and for most tables `DeviceId` and `ReportId`.
    pub required: Vec<RequiredColumn>,
    /// The columns that can name an impacted device, account or mailbox: those of the result, then those
    /// that the query has dropped.
    pub assets: Vec<Asset>,
    /// One fix that brings back everything that is required, when there is one.
    pub fix_all: Option<Fix>,
    /// What is wrong, each with its own fixes.
    pub diagnostics: Vec<Diagnostic>,
}

/// A table that the result's rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTable {
    pub name: String,
    pub family: TableFamily,
    /// Where the query names it.
    pub span: Span,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    pub name: String,
    pub ty: Type,
    /// The source column, as `DeviceProcessEvents.Timestamp`, while it is unchanged.
    pub source: Option<String>,
}

/// A column that a rule needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredColumn {
    pub name: String,
    pub state: ColumnState,
    /// Edits that bring this column back.
    pub fixes: Vec<Fix>,
}

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnState {
    /// In the result, as it is in the source table.
    Present,
    /// In the result under its name, but computed at this stage; nowhere when the stage is not known.
    Changed(Option<StagePlace>),
    /// This stage left it out.
    Dropped(StagePlace),
    /// No table of the query has it.
    NeverThere,
}

/// A stage of the query, by its operator's name and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePlace {
    /// `summarize`, `project`, …
    pub operator: String,
    pub span: Span,
}

/// What a column names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssetKind {
    Device,
    Account,
    Mailbox,
}

/// A column that can name an impacted asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub column: String,
    pub kind: AssetKind,
    pub state: ColumnState,
    /// Edits that bring this column back.
    pub fixes: Vec<Fix>,
}

impl ColumnState {
    pub fn is_present(&self) -> bool {
        matches!(self, Self::Present)
    }
}

impl AssetKind {
    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Account => "account",
            Self::Mailbox => "mailbox",
        }
    }
}

impl Assessment {
    /// Whether the result can carry a rule.
    pub fn is_ready(&self) -> bool {
        !self.broken && !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The names of the result's columns.
    pub fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }
}

/// Looks at the first result of a query.
pub fn assess(text: &str, cx: &BindContext<'_>) -> Assessment {
    let Some(view) = View::new(text, cx) else { return Assessment { broken: true, ..Assessment::default() } };
    let tables = view.tables(cx);
    let mut names: Vec<&'static str> = Vec::new();
    for table in &tables {
        let Some(schema) = cx.catalog.schema(&table.name) else { continue };
        names.extend(
            table
                .family
                .event_key(schema)
                .into_iter()
                .filter(|name| !names.contains(name))
                .collect::<Vec<_>>(),
        );
    }
    if names.is_empty() {
        names.push("Timestamp");
    }
    let required: Vec<RequiredColumn> = names
        .into_iter()
        .map(|name| {
            let state = view.state(name);
            let fixes =
                if state.is_present() { Vec::new() } else { mend(text, &[name], cx).into_iter().collect() };
            RequiredColumn { name: name.to_owned(), state, fixes }
        })
        .collect();
    let assets = assets(text, &view, cx);
    let fix_all = fix_all(text, &required, &assets, cx);
    let mut assessment = Assessment {
        broken: false,
        tables,
        columns: view.columns.iter().map(result_column).collect(),
        required,
        assets,
        fix_all,
        diagnostics: Vec::new(),
    };
    assessment.diagnostics = report::diagnostics(text, &assessment);
    assessment
}

/// The columns that can name an asset: those of the result, then those that a stage left out.
fn assets(text: &str, view: &View, cx: &BindContext<'_>) -> Vec<Asset> {
    let mut assets: Vec<Asset> = ASSETS
        .iter()
        .map(|(kind, column)| Asset {
            column: (*column).to_owned(),
            kind: *kind,
            state: view.state(column),
            fixes: Vec::new(),
        })
        .filter(|asset| !matches!(asset.state, ColumnState::NeverThere))
        .collect();
    assets.sort_by_key(|asset| !asset.state.is_present());
    // Only where there is none yet, a fix is worth its time.
    if let Some(first) = assets.first_mut().filter(|first| !first.state.is_present()) {
        first.fixes = mend(text, &[&first.column], cx).into_iter().collect();
    }
    assets
}

fn fix_all(text: &str, required: &[RequiredColumn], assets: &[Asset], cx: &BindContext<'_>) -> Option<Fix> {
    let missing = required.iter().filter(|column| !column.state.is_present());
    let mut wanted: Vec<&str> = missing.map(|column| column.name.as_str()).collect();
    if let Some(first) = assets.first().filter(|first| !first.state.is_present())
        && !wanted.iter().any(|name| assets.iter().any(|asset| asset.column == *name))
    {
        wanted.push(&first.column);
    }
    mend(text, &wanted, cx)
}

fn result_column(column: &OutputColumn) -> ResultColumn {
    let source = column.origins.first().map(|origin| format!("{}.{}", origin.table, origin.column));
    ResultColumn { name: column.name.to_string(), ty: column.ty, source }
}

/// The columns that can name an impacted asset, most telling first.
const ASSETS: &[(AssetKind, &str)] = &[
    (AssetKind::Device, "DeviceId"),
    (AssetKind::Device, "DeviceName"),
    (AssetKind::Device, "RemoteDeviceName"),
    (AssetKind::Account, "AccountObjectId"),
    (AssetKind::Account, "AccountSid"),
    (AssetKind::Account, "AccountUpn"),
    (AssetKind::Account, "InitiatingProcessAccountSid"),
    (AssetKind::Account, "InitiatingProcessAccountUpn"),
    (AssetKind::Account, "InitiatingProcessAccountObjectId"),
    (AssetKind::Mailbox, "RecipientEmailAddress"),
    (AssetKind::Mailbox, "SenderFromAddress"),
    (AssetKind::Mailbox, "SenderMailFromAddress"),
    (AssetKind::Mailbox, "SenderObjectId"),
    (AssetKind::Mailbox, "RecipientObjectId"),
];
