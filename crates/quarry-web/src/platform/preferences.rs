//! What the user chose for good, in the browser's own storage: settings, never data.

use web_sys::Storage;

use crate::state::TimeSettings;

const ZONE: &str = "quarry.zone";
const DAY_FIRST: &str = "quarry.day-first";

/// How times are read that leave something open, as the user said it last.
pub(crate) fn times() -> TimeSettings {
    let day_first = read(DAY_FIRST).map(|value| value == "true");
    TimeSettings { zone: read(ZONE), day_first }
}

pub(crate) fn set_times(times: &TimeSettings) {
    write(ZONE, times.zone.as_deref());
    write(DAY_FIRST, times.day_first.map(|first| if first { "true" } else { "false" }));
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// A browser that keeps nothing forgets the setting with the page.
fn write(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
