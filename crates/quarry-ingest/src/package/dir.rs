//! `dir`: files of a folder, or of several.

use super::Lines;
use crate::events::file_name;
use crate::records::Records;

#[derive(Debug, Default)]
pub(super) struct Dir {
    /// The user whose folder it is.
    user: String,
    folder: String,
}

impl Dir {
    /// The listing of `USER_TempDirFiles.txt`.
    pub(super) fn of(path: &str) -> Self {
        let name = file_name(path);
        let user = name.rsplit_once('_').map_or("", |(user, _)| user);
        Self { user: user.to_owned(), folder: String::new() }
    }
}

impl Lines for Dir {
    fn line(&mut self, line: &str, out: &mut Records) {
        let text = line.trim();
        if text.is_empty() {
            return;
        }
        // ` Directory of C:\Temp`, in the language of the system.
        if line.starts_with(' ') {
            if let Some(at) = text.find(":\\").filter(|at| *at > 0) {
                text.get(at - 1..).unwrap_or("").clone_into(&mut self.folder);
            }
            return;
        }
        out.text("User", &self.user).text("FolderPath", &self.folder);
        match entry(text) {
            Some((time, "<DIR>", name)) => {
                out.text("Modified", &time).text("Kind", "Folder").text("FileName", name)
            }
            Some((time, size, name)) => {
                let size: String = size.chars().filter(char::is_ascii_digit).collect();
                out.text("Modified", &time)
                    .text("Kind", "File")
                    .text("FileName", name)
                    .text("FileSize", &size)
            }
            None => out.text("FileName", text),
        };
        out.end_row();
    }
}

/// `03/13/2024  03:40 PM    1,234 name`: the time, the size and the name.
fn entry(text: &str) -> Option<(String, &str, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (date, rest) = text.split_once(' ')?;
    let (clock, rest) = rest.trim_start().split_once(' ')?;
    let rest = rest.trim_start();
    let (half, rest) = match rest.get(..2) {
        Some(half @ ("AM" | "PM")) => (half, rest.get(2..)?.trim_start()),
        _ => ("", rest),
    };
    let (size, name) = rest.split_once(' ')?;
    (clock.contains(':')).then(|| (format!("{date} {clock} {half}").trim_end().to_owned(), size, name.trim()))
}
