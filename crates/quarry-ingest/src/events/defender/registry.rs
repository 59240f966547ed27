//! The registry: Sysmon 12 to 14.

use super::{Event, Records, account, initiator};
use crate::block::Kind;

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    let target = event.data("TargetObject");
    let (key, value) = target.rsplit_once('\\').unwrap_or((target, ""));
    match (event.id, event.data("EventType")) {
        (13, _) => {
            out.text("ActionType", "RegistryValueSet");
            full(out, "RegistryKey", key);
            let data = event.data("Details");
            out.text("RegistryValueName", value)
                .text("RegistryValueData", data)
                .text("RegistryValueType", value_type(data));
        }
        (14, _) => {
            out.text("ActionType", "RegistryKeyRenamed");
            full(out, "PreviousRegistryKey", target);
            full(out, "RegistryKey", event.data("NewName"));
        }
        (_, "DeleteValue") => {
            out.text("ActionType", "RegistryValueDeleted");
            full(out, "RegistryKey", key);
            out.text("RegistryValueName", value);
        }
        (_, kind) => {
            let deleted = kind == "DeleteKey";
            out.text("ActionType", if deleted { "RegistryKeyDeleted" } else { "RegistryKeyCreated" });
            full(out, "RegistryKey", target);
        }
    }
    initiator(out, event.data("Image"), event.data("ProcessId"));
    account(out, "InitiatingProcess", event.data("User"));
}

/// Sysmon shortens the names of the hives.
fn full(out: &mut Records, column: &str, key: &str) {
    const HIVES: [(&str, &str); 6] = [
        ("HKLM", "HKEY_LOCAL_MACHINE"),
        ("HKU", "HKEY_USERS"),
        ("HKCR", "HKEY_CLASSES_ROOT"),
        ("HKCU", "HKEY_CURRENT_USER"),
        ("\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"),
        ("\\REGISTRY\\USER", "HKEY_USERS"),
    ];
    out.write(column, Kind::Text, |text| {
        for (short, long) in HIVES {
            if let Some(rest) = key.strip_prefix(short)
                && (rest.is_empty() || rest.starts_with('\\'))
            {
                text.push_str(long);
                return text.push_str(rest);
            }
        }
        text.push_str(key);
    });
}

/// Sysmon shows the type of a value only in how it writes the value.
fn value_type(data: &str) -> &'static str {
    match data {
        "Binary Data" => "Binary",
        "" => "",
        _ if data.starts_with("DWORD (") => "Dword",
        _ if data.starts_with("QWORD (") => "Qword",
        _ => "String",
    }
}
