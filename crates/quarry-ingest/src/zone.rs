use std::fmt;
use std::sync::Arc;

use quarry_data::datetime::TICKS_PER_SECOND;

/// What times mean that carry no zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: Option<Arc<str>>,
    /// The offsets: from which ticks of local time on, and seconds ahead of UTC. The first holds for all that
    /// is earlier, too.
    offsets: Arc<[(i64, i32)]>,
}

impl Zone {
    /// They are UTC.
    pub fn utc() -> Self {
        Self::offset(0)
    }

    /// So many minutes are added to UTC: 120 for UTC+2.
    pub fn offset(minutes: i32) -> Self {
        Self { name: None, offsets: Arc::new([(i64::MIN, minutes * 60)]) }
    }

    /// The zone of an offset as people write it: `+02:00`, `-5`, `UTC+5:30` or `UTC`.
    pub fn from_offset(text: &str) -> Option<Self> {
        let text = text.strip_prefix("UTC").or(text.strip_prefix("GMT")).unwrap_or(text);
        let (sign, digits) = match (text, text.strip_prefix('+'), text.strip_prefix('-')) {
            ("" | "Z" | "z", _, _) => return Some(Self::utc()),
            (_, Some(digits), _) => (1, digits),
            (_, _, Some(digits)) => (-1, digits),
            _ => return None,
        };
        let (hours, minutes) = match digits.split_once(':') {
            Some(both) => both,
            None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
            None => (digits, "0"),
        };
        let number = |text: &str, most: i32| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i32>().ok().filter(|number| digits && *number <= most)
        };
        Some(Self::offset(sign * (number(hours, 14)? * 60 + number(minutes, 59)?)))
    }

    /// A zone whose offset changes: from which ticks of local time on, in order, and seconds ahead of UTC.
    pub fn named(name: &str, offsets: &[(i64, i32)]) -> Self {
        Self { name: Some(name.into()), offsets: offsets.into() }
    }

    /// The name and the offsets; see [`Self::from_parts`].
    pub(crate) fn parts(&self) -> (Option<&str>, &[(i64, i32)]) {
        (self.name.as_deref(), &self.offsets)
    }

    /// The zone of those parts.
    pub(crate) fn from_parts(name: Option<String>, offsets: Vec<(i64, i32)>) -> Self {
        Self { name: name.map(Into::into), offsets: offsets.into() }
    }

    #[inline]
    pub(crate) fn to_utc(&self, local: i64) -> Option<i64> {
        let seconds = match &*self.offsets {
            [(_, seconds)] => *seconds,
            offsets => {
                let later = offsets.partition_point(|(from, _)| *from <= local);
                offsets.get(later.saturating_sub(1)).map_or(0, |(_, seconds)| *seconds)
            }
        };
        local.checked_sub(i64::from(seconds) * TICKS_PER_SECOND)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl fmt::Display for Zone {
    /// The name, or `UTC`, `UTC+02:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &*self.offsets) {
            (Some(name), _) => f.write_str(name),
            (None, [(_, 0)] | []) => f.write_str("UTC"),
            (None, [(_, seconds), ..]) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                let minutes = seconds.unsigned_abs() / 60;
                write!(f, "UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_of_the_local_time_holds() {
        let hour = 3600 * TICKS_PER_SECOND;
        let zone = Zone::named("Somewhere", &[(i64::MIN, 3600), (100 * hour, 7200)]);
        assert_eq!(zone.to_utc(99 * hour), Some(98 * hour));
        assert_eq!(zone.to_utc(100 * hour), Some(98 * hour));
        assert_eq!([Zone::offset(-210).to_string(), Zone::utc().to_string()], ["UTC-03:30", "UTC"]);
    }
}
