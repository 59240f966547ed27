//! `net localgroup NAME`: the members stand between a line of dashes and the closing sentence. The words are in
//! the language of the system, so only the layout counts.

use super::Lines;
use crate::records::Records;

#[derive(Debug, Default)]
pub(super) struct Groups {
    group: String,
    comment: String,
    place: Place,
    /// The last line below the dashes; the closing sentence is no member.
    waiting: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// In front of a group's name.
    #[default]
    Name,
    /// In its head.
    Head,
    Members,
}

impl Lines for Groups {
    fn line(&mut self, line: &str, out: &mut Records) {
        let text = line.trim();
        let is_rule = text.len() > 20 && text.bytes().all(|byte| byte == b'-');
        match self.place {
            _ if is_rule => self.place = Place::Members,
            Place::Name if !text.is_empty() => {
                (self.group, self.place) = (value(line).unwrap_or(text).to_owned(), Place::Head);
                self.comment.clear();
            }
            Place::Head if self.comment.is_empty() => {
                value(line).unwrap_or_default().clone_into(&mut self.comment);
            }
            Place::Name | Place::Head => {}
            Place::Members if text.is_empty() => self.end(out),
            Place::Members if closes(text) => {
                self.flush(out);
                self.place = Place::Name;
            }
            Place::Members => {
                self.flush(out);
                self.waiting = Some(text.to_owned());
            }
        }
    }

    fn end(&mut self, out: &mut Records) {
        self.flush(out);
        self.place = Place::Name;
    }
}

impl Groups {
    fn flush(&mut self, out: &mut Records) {
        if let Some(member) = self.waiting.take() {
            let (domain, name) = member.split_once('\\').unwrap_or(("", &member));
            out.text("Group", &self.group)
                .text("Member", &member)
                .text("AccountDomain", domain)
                .text("AccountName", name)
                .text("Comment", &self.comment)
                .end_row();
        }
    }
}

/// What stands behind the label, which a wide gap follows.
fn value(line: &str) -> Option<&str> {
    let line = line.trim();
    let gap = line.find("  ").or(line.find('\t'))?;
    line.get(gap..).map(str::trim)
}

/// `The command completed successfully.`: a sentence of several words; names of accounts have no full stop.
fn closes(text: &str) -> bool {
    text.ends_with('.') && text.split(' ').count() > 2
}
