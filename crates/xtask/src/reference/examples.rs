//! Runs the examples that give tables.

use quarry_data::{Catalog, encode};
use quarry_diagnostics::{Code, Diagnostic};
use quarry_engine::{Limits, QueryContext, QueryResult, Session, Step};

use super::html::{Element, element};

/// Rows of a result that are shown.
const MOST_ROWS: usize = 8;
/// 2026-01-31, so that the page does not depend on the day that it is built.
const NOW: i64 = 639_054_144_000_000_000;

/// A session without data, and the seed and time of every example.
pub(super) struct Runner {
    session: Session,
    context: QueryContext,
}

impl Runner {
    pub(super) fn new() -> Self {
        let limits = Limits { rows: 100_000, memory: 1 << 28 };
        Self {
            session: Session::new(Catalog::builtin()),
            context: QueryContext { now: NOW, seed: 1, limits },
        }
    }

    /// The first result table; none where there are no rows to show, and a note where Quarry does not run the
    /// query yet.
    pub(super) fn run(&mut self, query: &str) -> Result<Option<Element>, String> {
        let reasons = |diagnostics: &[Diagnostic]| {
            let messages: Vec<&str> = diagnostics.iter().map(|known| known.message.as_str()).collect();
            format!("{query}: {}", messages.join("; "))
        };
        let mut execution = match self.session.prepare(query, &self.context) {
            Ok(execution) => execution,
            Err(found) if found.iter().any(is_missing) => return Ok(Some(not_yet())),
            Err(found) => return Err(reasons(&found)),
        };
        loop {
            match execution.step(&mut || false) {
                Step::Running(_) => {}
                Step::Done(result) => return Ok(table(&result)),
                Step::Failed(diagnostic) if is_missing(&diagnostic) => return Ok(Some(not_yet())),
                Step::Failed(diagnostic) => return Err(reasons(&[diagnostic])),
            }
        }
    }
}

fn is_missing(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == Code::NotImplemented
}

fn not_yet() -> Element {
    element("p").attribute("class", "note").text("Quarry does not run it yet.")
}

fn table(result: &QueryResult) -> Option<Element> {
    let first = result.tables.first()?;
    let mut names = element("tr");
    for field in first.schema.fields() {
        names = names.child(element("th").text(&field.name));
    }
    let mut body = element("tbody");
    let mut rows = 0;
    for batch in &first.batches {
        for row in 0..batch.rows() {
            rows += 1;
            if rows > MOST_ROWS {
                continue;
            }
            let mut cells = element("tr");
            for column in batch.columns() {
                cells = cells.child(element("td").text(&encode::display(column.value(row))));
            }
            body = body.child(cells);
        }
    }
    if rows == 0 || first.schema.fields().len() > 12 {
        return None;
    }
    let grid = element("table").child(element("thead").child(names)).child(body);
    let shown = element("div").attribute("class", "result").child(grid);
    Some(if rows > MOST_ROWS {
        shown.child(element("p").text(&format!("… {} more rows", rows - MOST_ROWS)))
    } else {
        shown
    })
}
