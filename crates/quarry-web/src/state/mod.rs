//! What the page shows, and how it changes: plain data and pure functions.

mod imports;
mod now;
mod reduce;
mod rule;
mod text;

pub use imports::{Entry, TimeSettings, What};
pub use now::NowSetting;
pub use reduce::Action;
pub use rule::{FREQUENCIES, RulePanel, SEVERITIES, TACTICS};
pub use text::{counted, group_digits, sentence, shown_duration, shown_time, visible};

use std::rc::Rc;

use crate::protocol::{Arrangement, Problem, ResultTableInfo, TableInfo};

/// Everything that the page shows, the text in the editor apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub engine: Engine,
    pub tables: Rc<Vec<TableInfo>>,
    /// The newest event time of the loaded tables, as ISO text.
    pub newest: Option<String>,
    /// Files that stand for addresses, and the database of locations.
    pub attached: Rc<Vec<Attached>>,
    pub loads: Vec<Loading>,
    /// What was loaded and changed, the last first.
    pub imports: Rc<Vec<Rc<Entry>>>,
    /// The changes that can be undone.
    pub undoable: Rc<Vec<u32>>,
    /// The entry that is to be seen, with a number that tells one wish from the next.
    pub shown_import: Option<(u32, u32)>,
    /// Names that tables are known by.
    pub known: Rc<Vec<String>>,
    pub now: NowSetting,
    /// What is wrong with the text in the editor.
    pub problems: Rc<Vec<Problem>>,
    pub run: RunState,
    pub result: Option<Rc<ResultView>>,
    pub messages: Rc<Vec<Message>>,
    pub tab: Tab,
    pub rule: RulePanel,
    pub theme: Theme,
    /// A short notice that goes away by itself; the number tells one from the next.
    pub toast: Option<(u32, String)>,
}

/// Whether queries can be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    #[default]
    Starting,
    Ready,
    /// A worker died; another one is loading the files again.
    Restarting,
    /// It does not start at all.
    Failed(String),
}

/// A file that is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// What it stands for; none for a database of locations.
    pub address: Option<String>,
    pub name: String,
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    pub key: u32,
    pub name: String,
    /// From 0 to 1.
    pub share: f64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum RunState {
    #[default]
    Idle,
    /// Rows read and rows to read, as far as they are known.
    Running { done: f64, total: f64 },
}

/// The result that the grid shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultView {
    pub result: u32,
    pub tables: Vec<ResultTableInfo>,
    pub selected: usize,
    /// How each table is shown.
    pub shown: Vec<Shown>,
    /// Counts up when the same rows come in another order.
    pub version: u32,
    pub elapsed_ms: f64,
    pub now: String,
}

/// What is shown of a result table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub arrangement: Arrangement,
    pub rows: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub level: Level,
    pub text: String,
    /// A problem of the query that ran; its offsets are those of the whole text at that time.
    pub problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Info,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Results,
    Messages,
    Import,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl State {
    /// Whether a run or a load can be cancelled.
    pub fn is_busy(&self) -> bool {
        self.run != RunState::Idle || !self.loads.is_empty()
    }

    /// The addresses that the last run missed a file for, each once.
    pub fn missing_addresses(&self) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let addresses = self.messages.iter().filter_map(|message| message.problem.as_ref()?.address.as_ref());
        for address in addresses {
            let attached = self.attached.iter().any(|file| file.address.as_ref() == Some(address));
            if !attached && !missing.contains(address) {
                missing.push(address.clone());
            }
        }
        missing
    }

    pub fn error_count(&self) -> usize {
        self.messages.iter().filter(|message| message.level == Level::Error).count()
    }
}

impl Level {
    /// Of a problem's severity name.
    pub fn of(severity: &str) -> Self {
        match severity {
            "error" => Self::Error,
            "warning" => Self::Warning,
            _ => Self::Info,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
