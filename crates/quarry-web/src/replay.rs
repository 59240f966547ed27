//! What a new worker has to be asked so that it has the tables that an earlier one had.

use std::collections::BTreeSet;

use crate::protocol::Request;

/// Which of the requests, oldest first, still matter. Each comes with the tables that it put rows into.
pub fn needed<'a>(log: impl DoubleEndedIterator<Item = (&'a Request, &'a [String])>) -> Vec<bool> {
    // Backwards: rows that go into a table which is taken out later need not be read.
    let mut out: BTreeSet<&str> = BTreeSet::new();
    let mut needed: Vec<(bool, &Request, &[String])> = Vec::new();
    for (request, tables) in log.rev() {
        let needs = match request {
            Request::Unload { table, .. } => {
                out.insert(table);
                true
            }
            Request::RenameTable { table, to, .. } => {
                let goes = out.contains(to.as_str());
                if goes {
                    out.insert(table);
                } else {
                    out.remove(table.as_str());
                }
                !goes
            }
            Request::ChangeType { table, .. } => !out.contains(table.as_str()),
            Request::Load { .. } | Request::LoadSample { .. } => {
                !tables.iter().all(|table| out.contains(table.as_str()))
            }
            _ => true,
        };
        needed.push((needs, request, tables));
    }
    // Forwards: what is not there need not be taken out.
    let mut there: BTreeSet<&str> = BTreeSet::new();
    let mut kept = Vec::with_capacity(needed.len());
    for (needs, request, tables) in needed.into_iter().rev() {
        kept.push(match request {
            Request::Unload { table, .. } => there.remove(table.as_str()),
            Request::RenameTable { table, to, .. } if needs => {
                there.remove(table.as_str());
                there.insert(to);
                true
            }
            _ => {
                there.extend(tables.iter().filter(|_| needs).map(String::as_str));
                needs
            }
        });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::LoadOptions;

    fn load(change: u32, tables: &[&str]) -> (Request, Vec<String>) {
        let options = LoadOptions::default();
        let request = Request::Load { change, names: Vec::new(), options, replaces: None };
        (request, tables.iter().map(|table| (*table).to_owned()).collect())
    }

    fn rename(table: &str, to: &str) -> (Request, Vec<String>) {
        (Request::RenameTable { change: 0, table: table.to_owned(), to: to.to_owned() }, vec![to.to_owned()])
    }

    fn unload(table: &str) -> (Request, Vec<String>) {
        (Request::Unload { change: 0, table: table.to_owned() }, Vec::new())
    }

    fn check(log: &[(Request, Vec<String>)], expected: &[bool]) {
        let found = needed(log.iter().map(|(request, tables)| (request, tables.as_slice())));
        assert_eq!(found, expected, "{log:?}");
    }

    #[test]
    fn what_was_taken_out_is_not_read_again() {
        check(&[load(1, &["A"]), unload("A")], &[false, false]);
        check(&[load(1, &["A", "B"]), unload("A")], &[true, true]);
        check(&[load(1, &["A"]), unload("A"), load(2, &["A"])], &[false, false, true]);
        check(&[load(1, &["A"]), rename("A", "B"), unload("B")], &[false, false, false]);
        check(&[load(1, &["A"]), rename("A", "B"), unload("A")], &[true, true, false]);
        check(
            &[load(1, &["A"]), rename("A", "B"), load(2, &["A"]), unload("A")],
            &[true, true, false, false],
        );
    }
}
