//! Files, tables, and what is done with them.

use std::rc::Rc;

use web_sys::File;

use super::Controller;
use crate::components::column_type::Preview;
use crate::platform::files::Picked;
use crate::platform::preferences;
use crate::protocol::{Change, FileReport, LoadOptions, LoadReport, Outcome, Request, Response};
use crate::state::{Action, Entry, TimeSettings, What, sentence};

/// Files that are loaded together, by name, and what was left out of them.
struct Files {
    names: Vec<String>,
    files: Vec<File>,
    left_out: Vec<FileReport>,
}

impl Controller {
    /// Loads what was dropped or picked together.
    pub(crate) fn load_files(self: &Rc<Self>, picked: Picked) {
        let mut events = Vec::new();
        for (path, file) in picked.files {
            let known =
                self.attached.borrow().iter().find(|(_, known)| **known == path).map(|(at, _)| at.clone());
            if known.is_some() || path.to_ascii_lowercase().ends_with(".mmdb") {
                self.attach_file(known, file);
            } else {
                events.push((path, file));
            }
        }
        if events.is_empty() {
            return;
        }
        let options = self.times.borrow().options();
        let (names, files) = events.into_iter().unzip();
        let left_out = picked.left_out.iter();
        let left_out = left_out.map(|(name, why)| FileReport::unread(name, Outcome::Refused, why.clone()));
        self.load(Files { names, files, left_out: left_out.collect() }, options, None);
    }

    /// Reads the files of a load again, with what the user said about times and dates; that holds for later
    /// files, too. `before` is how they were read: an answer that says the same needs no reading.
    pub(crate) fn read_again(self: &Rc<Self>, change: u32, before: &LoadOptions, options: LoadOptions) {
        let zone = |options: &LoadOptions| options.zone.clone().unwrap_or_else(|| "UTC".to_owned());
        let same = zone(before) == zone(&options) && before.day_first == options.day_first;
        let times = TimeSettings { zone: options.zone.clone(), day_first: options.day_first };
        preferences::set_times(&times);
        *self.times.borrow_mut() = times;
        if same {
            return self.dispatch.emit(Action::Answered { change, options });
        }
        match self.bridge.kept_load(change) {
            Some((Request::Load { names, .. }, files)) => {
                self.load(Files { names, files, left_out: Vec::new() }, options, Some(change));
            }
            _ => self.toast("The files are no longer at hand; drop them again."),
        }
    }

    fn load(self: &Rc<Self>, from: Files, options: LoadOptions, replaces: Option<u32>) {
        let Files { names, files, left_out } = from;
        let title = title(&names);
        let change = self.next_change();
        let request = Request::Load { change, names, options: options.clone(), replaces };
        self.start_load(change, title, request, files, move |me, mut report| {
            report.files.extend(left_out.iter().cloned());
            let what = What::Loaded { report: Rc::new(report), options: options.clone() };
            me.report(Entry { change, what }, replaces);
        });
    }

    pub(crate) fn load_sample(self: &Rc<Self>, sample: &str, title: &str, query: &str) {
        let change = self.next_change();
        let request = Request::LoadSample { change, sample: sample.to_owned() };
        self.start_load(change, title.to_owned(), request, Vec::new(), move |me, report| {
            let what = What::Loaded { report: Rc::new(report), options: LoadOptions::default() };
            me.report(Entry { change, what }, None);
        });
        if self.text().trim().is_empty() {
            self.with_editor(|editor| editor.set_text(query));
        }
    }

    /// Lets a file stand for an address, and runs the query that asked for it.
    pub(crate) fn attach(self: &Rc<Self>, address: String, file: File) {
        self.attach_file(Some(address), file);
    }

    fn attach_file(self: &Rc<Self>, address: Option<String>, file: File) {
        let name = file.name();
        let request = Request::Attach { address, name: name.clone() };
        self.start_load(self.next_change(), name, request, vec![file], |_, _| {});
    }

    pub(crate) fn detach(self: &Rc<Self>, address: Option<String>) {
        if let Some(address) = &address {
            self.attached.borrow_mut().remove(address);
        }
        self.bridge.detach(address.clone());
        self.dispatch.emit(Action::Detached { address });
        self.check_soon();
    }

    /// The name of the file that stood for an address when the query was shared.
    pub(crate) fn remembered(&self, address: &str) -> Option<String> {
        self.attached.borrow().get(address).cloned()
    }

    /// Sends a request with files, and shows how far it is; `loaded` hears the report.
    fn start_load(
        self: &Rc<Self>,
        key: u32,
        name: String,
        request: Request,
        files: Vec<File>,
        loaded: impl Fn(&Rc<Self>, LoadReport) + 'static,
    ) {
        self.dispatch.emit(Action::LoadStarted { key, name: name.clone() });
        let me = Rc::clone(self);
        self.bridge.load(request, files, move |answer, _| {
            let name = name.clone();
            me.dispatch.emit(match answer {
                Response::Progress { done, total } => {
                    Action::LoadProgress { key, share: if total > 0.0 { done / total } else { 0.0 } }
                }
                Response::Loaded { report } => return loaded(&me, report),
                Response::Attached { address, kind } => {
                    if let Some(address) = &address {
                        me.attached.borrow_mut().insert(address.clone(), name.clone());
                    }
                    me.dispatch.emit(Action::Attached { key, name, address, kind });
                    me.check_soon();
                    return me.run_again();
                }
                Response::LoadFailed { reason } | Response::Refused { reason } => {
                    Action::LoadFailed { key, name, reason }
                }
                _ => Action::LoadCancelled { key },
            });
        });
    }

    // --- tables

    pub(crate) fn unload(self: &Rc<Self>, table: String) {
        let change = self.next_change();
        let request = Request::Unload { change, table: table.clone() };
        self.ask_change(request, move |change| Entry {
            change: change.change,
            what: What::Removed { table: table.clone() },
        });
    }

    pub(crate) fn rename_table(self: &Rc<Self>, table: String, to: String) {
        let change = self.next_change();
        let request = Request::RenameTable { change, table: table.clone(), to };
        self.ask_change(request, move |change| {
            let from = table.clone();
            Entry { change: change.change, what: What::Renamed { from, change } }
        });
    }

    /// Answers what a conversion of a column would give.
    pub(crate) fn preview_type(&self, preview: Preview) {
        let Preview { table, column, ty, done } = preview;
        self.bridge.ask(Request::PreviewType { table, column, ty }, move |answer, _| match answer {
            Response::Converted { conversion } => done.emit(Ok(conversion)),
            Response::Refused { reason } => done.emit(Err(sentence(&reason))),
            _ => done.emit(Err("Cancelled.".to_owned())),
        });
    }

    pub(crate) fn change_type(self: &Rc<Self>, table: String, column: String, ty: String) {
        let change = self.next_change();
        let request = Request::ChangeType { change, table, column, ty };
        self.ask_change(request, |change| Entry { change: change.change, what: What::Retyped { change } });
    }

    pub(crate) fn undo(self: &Rc<Self>, change: u32) {
        let me = Rc::clone(self);
        self.bridge.ask(Request::Undo { change }, move |answer, _| match answer {
            Response::Undone { change } => {
                me.dispatch.emit(Action::Undone { change });
                me.tables_changed();
                me.toast("Undone.");
            }
            Response::Refused { reason } => me.toast(&sentence(&reason)),
            _ => {}
        });
    }

    fn ask_change(self: &Rc<Self>, request: Request, entry: impl Fn(Change) -> Entry + 'static) {
        let me = Rc::clone(self);
        self.bridge.ask(request, move |answer, _| match answer {
            Response::Changed { change } => me.report(entry(change), None),
            Response::Refused { reason } => me.toast(&sentence(&reason)),
            _ => {}
        });
    }

    fn report(self: &Rc<Self>, entry: Entry, replaces: Option<u32>) {
        self.toast(&sentence(&entry.headline()));
        self.dispatch.emit(Action::Reported { entry, replaces });
        self.tables_changed();
    }

    fn tables_changed(self: &Rc<Self>) {
        self.refresh_tables();
        self.check_soon();
    }

    pub(super) fn refresh_tables(self: &Rc<Self>) {
        let me = Rc::clone(self);
        self.bridge.ask(Request::Tables {}, move |answer, _| {
            if let Response::Tables { tables, newest, undoable } = answer {
                me.dispatch.emit(Action::Tables { tables, newest, undoable });
            }
        });
    }

    pub(super) fn ask_known_tables(self: &Rc<Self>) {
        let me = Rc::clone(self);
        self.bridge.ask(Request::KnownTables {}, move |answer, _| {
            if let Response::KnownTables { names } = answer {
                me.dispatch.emit(Action::Known { names });
            }
        });
    }

    fn next_change(&self) -> u32 {
        let change = self.changes.get() + 1;
        self.changes.set(change);
        change
    }
}

/// What a load is called while it is under way.
fn title(names: &[String]) -> String {
    match names {
        [only] => only.clone(),
        names => {
            let folder = names.first().and_then(|name| name.split_once('/')).map(|(folder, _)| folder);
            let common = folder.filter(|folder| {
                names.iter().all(|name| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
            });
            match common {
                Some(folder) => format!("{folder} ({} files)", names.len()),
                None => format!("{} files", names.len()),
            }
        }
    }
}
