//! What a query's result lacks to become a custom detection rule, who took it away, and how to mend it.

mod family;
mod trail;

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_plan::{BindContext, OutputColumn};

pub use family::TableFamily;
use trail::{Trail, spoken};

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

/// A stage of the query.
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

/// Columns that can name an impacted asset, by "Create custom detection rules in Microsoft Defender XDR".
const ASSETS: [(AssetKind, &[&str]); 3] = [
    (AssetKind::Device, &["DeviceId", "DeviceName", "RemoteDeviceName"]),
    (
        AssetKind::Account,
        &[
            "AccountObjectId",
            "AccountSid",
            "AccountUpn",
            "InitiatingProcessAccountSid",
            "InitiatingProcessAccountUpn",
            "InitiatingProcessAccountObjectId",
        ],
    ),
    (
        AssetKind::Mailbox,
        &[
            "RecipientEmailAddress",
            "SenderFromAddress",
            "SenderMailFromAddress",
            "SenderObjectId",
            "RecipientObjectId",
        ],
    ),
];

/// Looks at the first result of a query.
pub fn assess(text: &str, cx: &BindContext<'_>) -> Assessment {
    let parsed = quarry_syntax::parse(text);
    let bound = quarry_plan::bind(&parsed.query, cx);
    if parsed.diagnostics.iter().chain(&bound.diagnostics).any(Diagnostic::is_error) {
        return Assessment { broken: true, ..Assessment::default() };
    }
    let Some(result) = bound.results.first() else { return Assessment::default() };
    let trail = Trail::new(text, result);
    let tables = source_tables(&trail, cx);
    let required = required_columns(&trail, &tables, cx);
    let assets = assets(&trail);
    let fix_all = trail.fix(&wanted(&required, &assets));
    let diagnostics = diagnose(&trail, &required, &assets);
    let columns = result.columns.iter().map(result_column).collect();
    Assessment { broken: false, tables, columns, required, assets, fix_all, diagnostics }
}

fn source_tables(trail: &Trail<'_>, cx: &BindContext<'_>) -> Vec<SourceTable> {
    let mut tables: Vec<SourceTable> = Vec::new();
    for origin in trail.scopes().flat_map(|column| column.origins.iter()) {
        if tables.iter().any(|known| known.name == *origin.table) {
            continue;
        }
        if let Some(schema) = cx.catalog.schema(&origin.table) {
            let family = TableFamily::of(&origin.table, schema);
            tables.push(SourceTable { name: origin.table.to_string(), family, span: origin.span });
        }
    }
    tables
}

/// The event keys of all tables; a query without a table lacks at least the time.
fn required_columns(trail: &Trail<'_>, tables: &[SourceTable], cx: &BindContext<'_>) -> Vec<RequiredColumn> {
    let mut names: Vec<&'static str> = Vec::new();
    for table in tables {
        let Some(schema) = cx.catalog.schema(&table.name) else { continue };
        for name in table.family.event_key(schema) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        names.push("Timestamp");
    }
    let column = |name: &'static str| RequiredColumn {
        name: name.to_owned(),
        state: trail.state(name),
        fixes: trail.fix(&[name]).into_iter().collect(),
    };
    names.into_iter().map(column).map(without_needless_fixes).collect()
}

fn without_needless_fixes(mut column: RequiredColumn) -> RequiredColumn {
    if !matches!(column.state, ColumnState::Dropped(_)) {
        column.fixes.clear();
    }
    column
}

fn assets(trail: &Trail<'_>) -> Vec<Asset> {
    let mut assets: Vec<Asset> = Vec::new();
    for (kind, names) in ASSETS {
        for &name in names {
            let state = trail.state(name);
            let fixes = match state {
                ColumnState::NeverThere => continue,
                ColumnState::Dropped(_) => trail.fix(&[name]).into_iter().collect(),
                ColumnState::Present | ColumnState::Changed(_) => Vec::new(),
            };
            assets.push(Asset { column: name.to_owned(), kind, state, fixes });
        }
    }
    assets.sort_by_key(|asset| !asset.state.is_present());
    assets
}

/// The dropped columns that a rule cannot do without: the event key, and one asset when there is none.
fn wanted<'a>(required: &'a [RequiredColumn], assets: &'a [Asset]) -> Vec<&'a str> {
    let dropped = |state: &ColumnState| matches!(state, ColumnState::Dropped(_));
    let mut names: Vec<&str> =
        required.iter().filter(|column| dropped(&column.state)).map(|column| column.name.as_str()).collect();
    let has_asset =
        assets.iter().any(|asset| asset.state.is_present() || names.contains(&asset.column.as_str()));
    if !has_asset && let Some(asset) = assets.iter().find(|asset| dropped(&asset.state)) {
        names.push(&asset.column);
    }
    names
}

/// One message for each stage that took columns away or changed them, and one for what never was there.
fn diagnose(trail: &Trail<'_>, required: &[RequiredColumn], assets: &[Asset]) -> Vec<Diagnostic> {
    let mut losses: Vec<(Option<&StagePlace>, Code, Vec<&str>)> = Vec::new();
    for column in required {
        let (place, code) = match &column.state {
            ColumnState::Present => continue,
            ColumnState::Dropped(place) => (Some(place), Code::RuleColumnMissing),
            ColumnState::Changed(place) => (place.as_ref(), Code::RuleColumnChanged),
            ColumnState::NeverThere => (None, Code::RuleColumnMissing),
        };
        match losses.iter_mut().find(|(known, kind, _)| *known == place && *kind == code) {
            Some((_, _, names)) => names.push(&column.name),
            None => losses.push((place, code, vec![&column.name])),
        }
    }
    let mut found: Vec<Diagnostic> =
        losses.into_iter().map(|(place, code, names)| loss(trail, place, code, &names)).collect();
    if !assets.iter().any(|asset| asset.state.is_present()) {
        found.push(no_asset(assets));
    }
    found
}

fn loss(trail: &Trail<'_>, place: Option<&StagePlace>, code: Code, names: &[&str]) -> Diagnostic {
    let listed = spoken(names);
    let span = place.map_or(Span::at(0), |place| place.span);
    let message = match (place, code) {
        (Some(place), Code::RuleColumnChanged) => format!("'{}' changes {listed}", place.operator),
        (Some(place), _) => format!("'{}' drops {listed}", place.operator),
        (None, Code::RuleColumnChanged) => format!("{listed} is computed"),
        (None, _) => format!("no table of the query has {listed}"),
    };
    let help = "a detection rule needs the columns that name the event, as they are in the source table";
    let diagnostic = Diagnostic::error(code, span, message).help(help);
    match trail.fix(names).filter(|_| code == Code::RuleColumnMissing && place.is_some()) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}

fn no_asset(assets: &[Asset]) -> Diagnostic {
    let place = assets.iter().find_map(|asset| match &asset.state {
        ColumnState::Dropped(place) | ColumnState::Changed(Some(place)) => Some(place.span),
        ColumnState::Present | ColumnState::Changed(None) | ColumnState::NeverThere => None,
    });
    let message = "no column names a device, an account or a mailbox";
    let diagnostic = Diagnostic::error(Code::RuleAssetMissing, place.unwrap_or_default(), message);
    match assets.iter().find_map(|asset| asset.fixes.first()) {
        Some(fix) => diagnostic.fix(fix.clone()),
        None => diagnostic,
    }
}

fn result_column(column: &OutputColumn) -> ResultColumn {
    let source = column.origins.first().map(|origin| format!("{}.{}", origin.table, origin.column));
    ResultColumn { name: column.name.to_string(), ty: column.ty, source }
}
