//! Time zones: `datetime_utc_to_local`, `datetime_local_to_utc`, `datetime_list_timezones`, by the IANA time
//! zone database.

use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use quarry_data::datetime::{TICKS_PER_SECOND, UNIX_EPOCH, checked};
use quarry_data::{Dynamic, Type, Value, ValueRef, catalog};

use super::declare::{constant_text, prepared, sig};
use crate::Kernel::{Prepared, Scalar};
use crate::kernel::Prepared as Kernel;
use crate::{Argument, CallError, Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::DateTime, ..ScalarFunction::BASE };
const ZONE: Param =
    Param::new("timezone", TypeSet::STRING, "A zone of the IANA database, such as Europe/Paris.");

/// The database that comes with the program.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

pub(super) static DATETIME_UTC_TO_LOCAL: ScalarFunction = ScalarFunction {
    name: "datetime_utc_to_local",
    summary: "Converts a datetime of UTC to that of a time zone.",
    signatures: &[sig(
        &[Param::new("from", TypeSet::DATETIME, "The datetime in UTC."), ZONE],
        Type::DateTime,
        Prepared(|_, arguments| converter(arguments, to_local)),
    )],
    notes: &["A zone that is unknown gives null, or an error when it is a constant."],
    examples: &[
        Example::new(
            "print datetime_utc_to_local(datetime(2026-07-01 12:00), 'Europe/Berlin')",
            "2026-07-01T14:00:00.0000000Z",
        ),
        Example::new(
            "print datetime_utc_to_local(datetime(2026-12-01 12:00), 'US/Pacific')",
            "2026-12-01T04:00:00.0000000Z",
        ),
        Example::new("print datetime_utc_to_local(datetime(null), 'Europe/Berlin')", ""),
        Example::new(
            "print z = dynamic(['nowhere']) | project datetime_utc_to_local(now(), tostring(z[0]))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static DATETIME_LOCAL_TO_UTC: ScalarFunction = ScalarFunction {
    name: "datetime_local_to_utc",
    summary: "Converts a datetime of a time zone to UTC.",
    signatures: &[sig(
        &[Param::new("from", TypeSet::DATETIME, "The datetime in the zone."), ZONE],
        Type::DateTime,
        Prepared(|_, arguments| converter(arguments, to_utc)),
    )],
    notes: &[
        "A local time that clocks skip or show twice is read with the offset that holds after the change.",
        "A zone that is unknown gives null, or an error when it is a constant.",
    ],
    examples: &[
        Example::new(
            "print datetime_local_to_utc(datetime(2026-07-01 14:00), 'Europe/Berlin')",
            "2026-07-01T12:00:00.0000000Z",
        ),
        Example::new(
            "print datetime_local_to_utc(datetime(2026-03-29 02:30), 'Europe/Berlin')",
            "2026-03-29T00:30:00.0000000Z",
        ),
        Example::new("print datetime_local_to_utc(datetime(null), 'Europe/Berlin')", ""),
    ],
    ..BASE
};

pub(super) static DATETIME_LIST_TIMEZONES: ScalarFunction = ScalarFunction {
    name: "datetime_list_timezones",
    summary: "Gives the names of all time zones, sorted.",
    signatures: &[sig(&[], Type::Dynamic, Scalar(|_, _| Value::Dynamic(Dynamic::array(names()))))],
    examples: &[Example::new("print datetime_list_timezones() has 'Asia/Tokyo'", "true")],
    ..BASE
};

fn names() -> Vec<Dynamic> {
    let mut names: Vec<String> = ZONES.available().map(|name| name.to_string()).collect();
    names.sort_unstable();
    names.into_iter().map(Dynamic::string).collect()
}

/// The offsets of a zone by local time: from which ticks on, and seconds ahead of UTC, as
/// `datetime_local_to_utc` uses them, for the years 1900 to 2100. None for a name that the IANA database lacks.
pub fn zone_offsets(name: &str) -> Option<Vec<(i64, i32)>> {
    let zone = ZONES.get(name).ok()?;
    let start = civil::date(1900, 1, 1).to_zoned(TimeZone::UTC).ok()?.timestamp();
    let end = civil::date(2101, 1, 1).to_zoned(TimeZone::UTC).ok()?.timestamp();
    let mut before = zone.to_offset(start).seconds();
    let mut offsets = vec![(i64::MIN, before)];
    for change in zone.following(start).take_while(|change| change.timestamp() < end) {
        let after = change.offset().seconds();
        // Of a local time that clocks skip or show twice, the offset after the change holds.
        let local = change.timestamp().as_second() + i64::from(before.min(after));
        offsets.push((UNIX_EPOCH + local * TICKS_PER_SECOND, after));
        before = after;
    }
    Some(offsets)
}

/// A conversion of ticks; a constant zone is looked up once, another one when it changes.
fn converter(
    arguments: &[Argument],
    convert: fn(i64, &TimeZone) -> Option<i64>,
) -> Result<Box<dyn Kernel>, CallError> {
    let constant = constant_text(arguments, 1);
    if let Some(name) = &constant
        && ZONES.get(name).is_err()
    {
        let known: Vec<String> = ZONES.available().map(|name| name.to_string()).collect();
        let near = catalog::suggest(name, known.iter().map(String::as_str));
        let hint = near.map(|near| format!(", did you mean '{near}'?")).unwrap_or_default();
        let message = format!("there is no time zone '{name}'{hint}");
        return Err(CallError::Argument { position: 1, message });
    }
    let mut last: Option<(String, Option<TimeZone>)> = None;
    prepared(move |values| {
        let [ValueRef::DateTime(ticks), ValueRef::String(name)] = values else { return Value::Null };
        if last.as_ref().is_none_or(|(known, _)| known != name) {
            last = Some(((*name).to_owned(), ZONES.get(name).ok()));
        }
        let zone = last.as_ref().and_then(|(_, zone)| zone.as_ref());
        zone.and_then(|zone| convert(*ticks, zone)).and_then(checked).map_or(Value::Null, Value::DateTime)
    })
}

fn to_local(ticks: i64, zone: &TimeZone) -> Option<i64> {
    let seconds = (ticks - UNIX_EPOCH).div_euclid(TICKS_PER_SECOND);
    let offset = zone.to_offset(jiff::Timestamp::from_second(seconds).ok()?);
    ticks.checked_add(i64::from(offset.seconds()) * TICKS_PER_SECOND)
}

fn to_utc(ticks: i64, zone: &TimeZone) -> Option<i64> {
    let seconds = (ticks - UNIX_EPOCH).div_euclid(TICKS_PER_SECOND);
    // The local time as if it were UTC, to take it apart.
    let local: civil::DateTime =
        jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(seconds).ok()?);
    let offset = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { after, .. } | AmbiguousOffset::Fold { after, .. } => after,
    };
    ticks.checked_sub(i64::from(offset.seconds()) * TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_by_local_time_are_those_of_the_function() {
        for name in ["Europe/Berlin", "America/New_York", "Asia/Calcutta", "Australia/Lord_Howe"] {
            let zone = ZONES.get(name).expect("known");
            let offsets = zone_offsets(name).expect("known");
            let hours =
                (0..24 * 366).map(|hour| UNIX_EPOCH + (54 * 365 * 24 + hour) * 3600 * TICKS_PER_SECOND);
            for local in hours.flat_map(|hour| [hour - 1, hour, hour + 1800 * TICKS_PER_SECOND]) {
                let at = offsets.partition_point(|(from, _)| *from <= local) - 1;
                let utc = local - i64::from(offsets[at].1) * TICKS_PER_SECOND;
                assert_eq!(Some(utc), to_utc(local, &zone), "{name} {local}");
            }
        }
    }
}
