//! `reg query`: keys at the margin, their values indented below them.

use super::Lines;
use crate::records::Records;

#[derive(Debug, Default)]
pub(super) struct Registry {
    key: String,
}

impl Lines for Registry {
    fn line(&mut self, line: &str, out: &mut Records) {
        let text = line.trim();
        if text.starts_with("HKEY_") {
            text.clone_into(&mut self.key);
        } else if let Some((name, kind, data)) = value(text) {
            out.text("RegistryKey", &self.key)
                .text("RegistryValueName", name)
                .text("RegistryValueType", kind)
                .text("RegistryValueData", data)
                .end_row();
        } else if text.starts_with("ERROR") || text.starts_with("FEHLER") {
            out.text("RegistryKey", &self.key).text("Error", text).end_row();
        }
    }
}

/// `    Name    REG_SZ    data`; names have single spaces at most.
fn value(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find("    REG_").or(text.find("\tREG_"))?;
    let name = text.get(..at)?.trim();
    let rest = text.get(at..)?.trim();
    let (kind, data) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    Some((name, kind, data.trim()))
}
