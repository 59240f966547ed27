//! `systeminfo`, `ipconfig`: a name and a value a line, in sections. Further values of a name stand indented below.

use super::Lines;
use crate::records::Records;

#[derive(Debug, Default)]
pub(super) struct Pairs {
    section: String,
    name: String,
}

impl Lines for Pairs {
    fn line(&mut self, line: &str, out: &mut Records) {
        let text = line.trim();
        if text.is_empty() || text.bytes().all(|byte| byte == b'-') {
            return;
        }
        let indented = line.starts_with([' ', '\t']);
        match pair(text) {
            Some((_, "")) | None if !indented => {
                text.trim_end_matches(':').clone_into(&mut self.section);
                self.name.clear();
            }
            Some((name, value)) => {
                name.clone_into(&mut self.name);
                self.push(value, out);
            }
            None => self.push(text, out),
        }
    }
}

impl Pairs {
    fn push(&self, value: &str, out: &mut Records) {
        out.text("Section", &self.section).text("Name", &self.name).text("Value", value).end_row();
    }
}

/// `Host Name:   PC` and `IPv4 Address. . . . : 10.0.0.5`; a colon inside of a value follows no space or dot.
fn pair(text: &str) -> Option<(&str, &str)> {
    let at = text.find(": ").or(text.strip_suffix(':').map(str::len))?;
    let (name, value) = (text.get(..at)?, text.get(at + 1..)?);
    Some((name.trim_end_matches([' ', '.']), value.trim()))
}
