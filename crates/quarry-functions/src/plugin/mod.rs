//! Plugins: what `evaluate` calls.

mod activity;
mod outside;
mod patterns;
mod rows;

use crate::{Example, Param};

/// A plugin's name, signature and documentation; binder and engine give it its meaning.
#[derive(Debug)]
pub struct Plugin {
    pub name: &'static str,
    pub summary: &'static str,
    pub signatures: &'static [&'static [Param]],
    pub examples: &'static [Example],
    pub implemented: bool,
}

/// Every plugin.
pub static TABLE: &[&Plugin] = &[
    &activity::ACTIVE_USERS_COUNT,
    &activity::ACTIVITY_COUNTS_METRICS,
    &activity::ACTIVITY_ENGAGEMENT,
    &activity::ACTIVITY_METRICS,
    &outside::AI_CHAT_COMPLETION,
    &outside::AI_CHAT_COMPLETION_PROMPT,
    &outside::AI_EMBED_TEXT,
    &outside::AI_EMBEDDINGS,
    &patterns::AUTOCLUSTER,
    &outside::AZURE_DIGITAL_TWINS_QUERY_REQUEST,
    &rows::BAG_UNPACK,
    &patterns::BASKET,
    &outside::COSMOSDB_SQL_REQUEST,
    &outside::CSHARP,
    &outside::DAX_REQUEST,
    &activity::DCOUNT_INTERSECT,
    &patterns::DIFFPATTERNS,
    &rows::ESTIMATE_ROWS_COUNT,
    &outside::EXECUTE_QUERY,
    &outside::EXECUTE_SHOW_COMMAND,
    &outside::EXTERNAL_DATATABLE,
    &activity::FUNNEL_SEQUENCE,
    &activity::FUNNEL_SEQUENCE_COMPLETION,
    &rows::GEO_LINE_LOOKUP,
    &rows::GEO_POLYGON_LOOKUP,
    &outside::HTTP_REQUEST,
    &outside::HTTP_REQUEST_POST,
    &rows::IDENTITY,
    &rows::IDENTITY_V3,
    &outside::INFER_STORAGE_SCHEMA,
    &outside::INFER_STORAGE_SCHEMA_WITH_SUGGESTIONS,
    &rows::IPV4_LOOKUP,
    &rows::IPV6_LOOKUP,
    &outside::MYSQL_REQUEST,
    &rows::NARROW,
    &activity::NEW_ACTIVITY_METRICS,
    &rows::PIVOT,
    &outside::POSTGRESQL_REQUEST,
    &rows::PREVIEW,
    &outside::PYTHON,
    &outside::R,
    &activity::ROLLING_PERCENTILE,
    &rows::ROWS_NEAR,
    &activity::SEQUENCE_DETECT,
    &activity::SESSION_COUNT,
    &activity::SLIDING_WINDOW_COUNTS,
    &outside::SQL_REQUEST,
];

/// The plugin of a name.
pub fn lookup(name: &str) -> Option<&'static Plugin> {
    TABLE.iter().copied().find(|plugin| plugin.name == name)
}
