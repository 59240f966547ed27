//! Custom detection rules: what a query must return to become one, the rule itself, and its JSON.
//!
//! [`assess`] says which columns a rule needs, which operator dropped or changed each, and how to mend the
//! query. [`Rule::suggest`] drafts a rule from that, [`Rule::validate`] checks it against the query's
//! result, [`export`] and [`import`] speak the two JSON shapes of Microsoft Graph.
//!
//! Invariant: a rule's query text has LF line ends, in the rule and in its JSON.

pub mod action;
mod assess;
mod checks;
pub mod entity;
mod export;
mod import;
mod pairs;
mod rule;
mod schedule;
mod slug;
mod suggest;
mod tactic;
mod template;

pub use action::{Action, ActionKind, IsolationType};
pub use assess::{
    Assessment, Asset, AssetKind, ColumnState, RequiredColumn, ResultColumn, SourceTable, StagePlace,
    TableFamily, assess,
};
pub use entity::{EntityKind, EntityMapping, MappedColumn};
pub use export::{Export, Shape, export};
pub use import::{Imported, import};
pub use rule::{Alert, EventGrouping, Rule, Severity};
pub use schedule::{Frequency, Schedule};
pub use slug::slug;
pub use tactic::{Tactic, TacticMapping, TechniqueMapping};
pub use template::placeholders;
