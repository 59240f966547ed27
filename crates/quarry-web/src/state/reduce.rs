//! The transitions.

use std::rc::Rc;

use super::rule::RuleExport;
use super::{
    Attached, Engine, Entry, Level, Loading, Message, NowSetting, ResultView, RunState, Shown, State, Tab,
    Theme, What,
};
use crate::protocol::{
    Arrangement, LoadOptions, Problem, ResultTableInfo, RuleCheck, RuleForm, RuleShape, TableInfo,
};

/// How many entries the import report keeps.
const MOST_IMPORTS: usize = 100;

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    EngineReady,
    EngineRestarting {
        reason: String,
        resumed: bool,
    },
    EngineFailed {
        reason: String,
    },
    LoadStarted {
        key: u32,
        name: String,
    },
    LoadProgress {
        key: u32,
        share: f64,
    },
    /// Tables were loaded or changed; `replaces` is the change whose place it takes.
    Reported {
        entry: Entry,
        replaces: Option<u32>,
    },
    Undone {
        change: u32,
    },
    /// The files of a load were read in the way that the user wants.
    Answered {
        change: u32,
        options: LoadOptions,
    },
    /// The import report of a table is to be seen.
    ShowImport {
        table: String,
    },
    Known {
        names: Vec<String>,
    },
    Attached {
        key: u32,
        name: String,
        address: Option<String>,
        /// What a database says of itself.
        kind: String,
    },
    Detached {
        address: Option<String>,
    },
    LoadFailed {
        key: u32,
        name: String,
        reason: String,
    },
    LoadCancelled {
        key: u32,
    },
    Tables {
        tables: Vec<TableInfo>,
        newest: Option<String>,
        undoable: Vec<u32>,
    },
    Checked {
        problems: Vec<Problem>,
    },
    RunStarted,
    RunProgress {
        done: f64,
        total: f64,
    },
    Finished {
        result: u32,
        tables: Vec<ResultTableInfo>,
        problems: Vec<Problem>,
        elapsed_ms: f64,
        now: String,
    },
    RunFailed {
        problems: Vec<Problem>,
    },
    RunCancelled {
        reason: String,
    },
    /// An order or filter was asked for; the header shows it at once, so that a second click goes on from
    /// there.
    Arrange {
        table: usize,
        arrangement: Arrangement,
    },
    /// The worker has arranged the rows, of which so many are shown.
    Arranged {
        table: usize,
        rows: usize,
    },
    SelectTable {
        table: usize,
    },
    SelectTab {
        tab: Tab,
    },
    SetNow {
        now: NowSetting,
    },
    SetTheme {
        theme: Theme,
    },
    OpenRule {
        open: bool,
    },
    SetRule {
        form: RuleForm,
    },
    SetShape {
        shape: RuleShape,
    },
    RuleChecked {
        check: RuleCheck,
    },
    RuleExported {
        file_name: String,
        json: String,
        problems: Vec<String>,
    },
    Toast {
        number: u32,
        text: String,
    },
    ToastGone {
        number: u32,
    },
}

impl State {
    /// The state after an action.
    #[must_use]
    pub fn after(mut self, action: Action) -> Self {
        match action {
            Action::EngineReady => self.engine = Engine::Ready,
            Action::EngineRestarting { reason, resumed } => self.restart(reason, resumed),
            Action::EngineFailed { reason } => self.engine = Engine::Failed(reason),
            Action::LoadStarted { key, name } => self.loads.push(Loading { key, name, share: 0.0 }),
            Action::LoadProgress { key, share } => {
                if let Some(load) = self.loads.iter_mut().find(|load| load.key == key) {
                    load.share = share;
                }
            }
            Action::Reported { entry, replaces } => self.reported(entry, replaces),
            Action::Undone { change } => {
                Rc::make_mut(&mut self.imports).retain(|entry| entry.change != change);
            }
            Action::Answered { change, options } => self.answered(change, options),
            Action::ShowImport { table } => {
                self.tab = Tab::Import;
                let entry = self.imports.iter().find(|entry| entry.concerns(&table));
                let change = entry.map(|entry| entry.change);
                self.show_import(change);
            }
            Action::Known { names } => self.known = Rc::new(names),
            Action::Attached { key, name, address, kind } => {
                self.end_load(key);
                self.say(
                    Level::Info,
                    match &address {
                        Some(address) => format!("{name} → {address}"),
                        None => format!("{name} → locations of addresses ({kind})"),
                    },
                );
                self.detach(address.as_ref());
                Rc::make_mut(&mut self.attached).push(Attached { address, name });
            }
            Action::Detached { address } => self.detach(address.as_ref()),
            Action::LoadFailed { key, name, reason } => {
                self.end_load(key);
                self.say(Level::Error, format!("{name}: {reason}"));
                self.tab = Tab::Messages;
            }
            Action::LoadCancelled { key } => self.end_load(key),
            Action::Tables { tables, newest, undoable } => {
                self.tables = Rc::new(tables);
                self.newest = newest;
                self.undoable = Rc::new(undoable);
            }
            Action::Checked { problems } => self.problems = Rc::new(problems),
            Action::RunStarted => {
                self.run = RunState::Running { done: 0.0, total: 0.0 };
                self.messages = Rc::default();
            }
            Action::RunProgress { done, total } => {
                if self.run != RunState::Idle {
                    self.run = RunState::Running { done, total };
                }
            }
            Action::Finished { result, tables, problems, elapsed_ms, now } => {
                self.run = RunState::Idle;
                self.tab = Tab::Results;
                self.tell(problems);
                let shown = |table: &ResultTableInfo| Shown { rows: table.rows, ..Shown::default() };
                let shown = tables.iter().map(shown).collect();
                let view = ResultView { result, tables, selected: 0, shown, version: 0, elapsed_ms, now };
                self.result = Some(Rc::new(view));
            }
            Action::RunFailed { problems } => {
                self.run = RunState::Idle;
                self.tab = Tab::Messages;
                self.tell(problems);
            }
            Action::RunCancelled { reason } => {
                self.run = RunState::Idle;
                self.say(Level::Info, reason);
                self.tab = Tab::Messages;
            }
            Action::Arrange { table, arrangement } => self.change_result(|view| {
                if let Some(shown) = view.shown.get_mut(table) {
                    shown.arrangement = arrangement;
                }
            }),
            Action::Arranged { table, rows } => self.change_result(|view| {
                view.version += 1;
                if let Some(shown) = view.shown.get_mut(table) {
                    shown.rows = rows;
                }
            }),
            Action::SelectTable { table } => self.change_result(|view| {
                view.selected = table;
                view.version += 1;
            }),
            Action::SelectTab { tab } => self.tab = tab,
            Action::SetNow { now } => self.now = now,
            Action::SetTheme { theme } => self.theme = theme,
            Action::OpenRule { open } => self.rule.open = open,
            Action::SetRule { form } => {
                self.rule.form = form;
                self.rule.export = None;
            }
            Action::SetShape { shape } => {
                self.rule.shape = shape;
                self.rule.export = None;
            }
            Action::RuleChecked { check } => {
                if self.rule.check.as_deref() != Some(&check) {
                    self.rule.export = None;
                }
                self.rule.check = Some(Rc::new(check));
            }
            Action::RuleExported { file_name, json, problems } => {
                self.rule.export = Some(Rc::new(RuleExport { file_name, json, problems }));
            }
            Action::Toast { number, text } => self.toast = Some((number, text)),
            Action::ToastGone { number } => {
                if self.toast.as_ref().is_some_and(|(shown, _)| *shown == number) {
                    self.toast = None;
                }
            }
        }
        self
    }

    /// A dead worker takes its results and what it was doing along; text and settings stay.
    fn restart(&mut self, reason: String, resumed: bool) {
        self.engine = Engine::Restarting;
        if !resumed {
            self.run = RunState::Idle;
            self.loads.clear();
        }
        self.result = None;
        self.say(Level::Warning, reason);
        self.tab = Tab::Messages;
    }

    /// The import report shows by itself when something was lost, and the user is asked or has answered.
    fn reported(&mut self, entry: Entry, replaces: Option<u32>) {
        self.end_load(entry.change);
        if entry.is_loud() || entry.asks() || replaces.is_some() {
            self.tab = Tab::Import;
            self.show_import(Some(entry.change));
        }
        let imports = Rc::make_mut(&mut self.imports);
        imports.retain(|entry| Some(entry.change) != replaces);
        imports.insert(0, Rc::new(entry));
        imports.truncate(MOST_IMPORTS);
    }

    fn answered(&mut self, change: u32, answer: LoadOptions) {
        let imports = Rc::make_mut(&mut self.imports);
        if let Some(entry) = imports.iter_mut().find(|entry| entry.change == change)
            && let What::Loaded { options, .. } = &mut Rc::make_mut(entry).what
        {
            *options = answer;
        }
    }

    fn show_import(&mut self, change: Option<u32>) {
        let wish = self.shown_import.map_or(0, |(_, wish)| wish + 1);
        self.shown_import = change.map(|change| (change, wish));
    }

    fn detach(&mut self, address: Option<&String>) {
        Rc::make_mut(&mut self.attached).retain(|file| file.address.as_ref() != address);
    }

    fn end_load(&mut self, key: u32) {
        self.loads.retain(|load| load.key != key);
    }

    fn say(&mut self, level: Level, text: String) {
        Rc::make_mut(&mut self.messages).push(Message { level, text, problem: None });
    }

    fn tell(&mut self, problems: Vec<Problem>) {
        let messages = Rc::make_mut(&mut self.messages);
        for problem in problems {
            let level = Level::of(&problem.severity);
            messages.push(Message { level, text: problem.message.clone(), problem: Some(problem) });
        }
    }

    fn change_result(&mut self, change: impl FnOnce(&mut ResultView)) {
        if let Some(result) = &mut self.result {
            change(Rc::make_mut(result));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{FileReport, LoadReport, Outcome};

    #[test]
    fn a_restart_keeps_settings_and_drops_results() {
        let state = State { now: NowSetting::Real, ..State::default() }
            .after(Action::RunStarted)
            .after(Action::EngineRestarting { reason: "stopped".to_owned(), resumed: false });
        assert_eq!(
            (&state.run, &state.now, &state.engine),
            (&RunState::Idle, &NowSetting::Real, &Engine::Restarting)
        );
        assert!(state.result.is_none());
        assert_eq!(state.messages.len(), 1);
    }

    #[test]
    fn late_progress_does_not_revive_a_run() {
        let state = State::default()
            .after(Action::RunStarted)
            .after(Action::RunCancelled { reason: "cancelled".to_owned() })
            .after(Action::RunProgress { done: 1.0, total: 2.0 });
        assert_eq!(state.run, RunState::Idle);
    }

    fn loaded(change: u32, outcome: Outcome) -> Entry {
        let file = FileReport { name: "a.csv".to_owned(), outcome, ..FileReport::default() };
        let report = Rc::new(LoadReport { change, files: vec![file] });
        Entry { change, what: What::Loaded { report, options: LoadOptions::default() } }
    }

    #[test]
    fn the_report_shows_by_itself_when_something_is_lost() {
        let quiet =
            State::default().after(Action::Reported { entry: loaded(1, Outcome::All), replaces: None });
        assert_eq!((quiet.tab, quiet.shown_import, quiet.imports.len()), (Tab::Results, None, 1));
        let loud = quiet.after(Action::Reported { entry: loaded(2, Outcome::Some), replaces: None });
        assert_eq!((loud.tab, loud.shown_import), (Tab::Import, Some((2, 0))));
        let again = loud.after(Action::Reported { entry: loaded(3, Outcome::All), replaces: Some(2) });
        let changes: Vec<u32> = again.imports.iter().map(|entry| entry.change).collect();
        assert_eq!((changes, again.shown_import), (vec![3, 1], Some((3, 1))));
        assert_eq!(again.after(Action::Undone { change: 1 }).imports.len(), 1);
    }

    #[test]
    fn loads_end_one_by_one() {
        let state = State::default()
            .after(Action::LoadStarted { key: 1, name: "a.csv".to_owned() })
            .after(Action::LoadStarted { key: 2, name: "b.csv".to_owned() })
            .after(Action::LoadFailed { key: 1, name: "a.csv".to_owned(), reason: "empty".to_owned() });
        assert_eq!(state.loads.iter().map(|load| load.key).collect::<Vec<_>>(), [2]);
        assert_eq!(state.error_count(), 1);
    }
}
