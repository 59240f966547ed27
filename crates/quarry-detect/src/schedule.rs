//! How often a rule runs and how far back it looks.

use serde::{Deserialize, Serialize};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// Frequency and lookback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    pub frequency: Frequency,
    /// In minutes; without it the service takes [`Frequency::default_lookback`].
    pub lookback: Option<u32>,
}

/// How often a rule runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Frequency {
    /// On each event as it arrives (near real time).
    Continuous,
    #[default]
    Hourly,
    ThreeHours,
    TwelveHours,
    Daily,
    /// Every so many minutes, 5 to 20,160 (14 days).
    Custom(u32),
}

impl Frequency {
    /// The frequencies that the portal offers by name.
    pub const FIXED: [Self; 5] =
        [Self::Continuous, Self::Hourly, Self::ThreeHours, Self::TwelveHours, Self::Daily];

    /// Minutes between two runs, 0 for continuous.
    pub fn minutes(self) -> u32 {
        match self {
            Self::Continuous => 0,
            Self::Hourly => HOUR,
            Self::ThreeHours => 3 * HOUR,
            Self::TwelveHours => 12 * HOUR,
            Self::Daily => DAY,
            Self::Custom(minutes) => minutes,
        }
    }

    /// The named frequency of so many minutes, or a custom one.
    pub fn from_minutes(minutes: u32) -> Self {
        Self::FIXED
            .into_iter()
            .find(|frequency| frequency.minutes() == minutes)
            .unwrap_or(Self::Custom(minutes))
    }

    /// How far back a run looks when the rule does not say, in minutes: four times the frequency, 30 days
    /// from a day on, nothing for continuous.
    pub fn default_lookback(self) -> u32 {
        match self.minutes() {
            0 => 0,
            minutes if minutes >= DAY => 30 * DAY,
            minutes => minutes.saturating_mul(4),
        }
    }

    /// The longest lookback, in minutes, that a custom lookback may have with this frequency.
    pub fn longest_lookback(self) -> u32 {
        match self.minutes() {
            0 => 0,
            minutes if minutes < HOUR => 48 * HOUR - 1,
            minutes if minutes < DAY => 14 * DAY,
            _ => 30 * DAY,
        }
    }

    /// The `period` of the legacy JSON; custom frequencies have none.
    pub fn legacy_period(self) -> Option<&'static str> {
        match self {
            Self::Continuous => Some("0"),
            Self::Hourly => Some("1H"),
            Self::ThreeHours => Some("3H"),
            Self::TwelveHours => Some("12H"),
            Self::Daily => Some("24H"),
            Self::Custom(minutes) => Self::FIXED
                .into_iter()
                .find(|frequency| frequency.minutes() == minutes)
                .and_then(Self::legacy_period),
        }
    }

    /// The frequency of a legacy `period`.
    pub fn from_legacy_period(period: &str) -> Option<Self> {
        Self::FIXED.into_iter().find(|frequency| frequency.legacy_period() == Some(period))
    }

    /// The frequency of an ISO 8601 duration in days, hours and minutes, as `PT1H` or `P1D`.
    pub fn from_iso(text: &str) -> Option<Self> {
        minutes_of_iso(text).map(Self::from_minutes)
    }
}

/// Minutes as an ISO 8601 duration: `PT5M`, `PT1H`, `P1D`, and `PT0S` for none.
pub(crate) fn iso_of_minutes(minutes: u32) -> String {
    if minutes == 0 {
        return "PT0S".to_owned();
    }
    let (days, hours, rest) = (minutes / DAY, minutes % DAY / HOUR, minutes % HOUR);
    let mut text = "P".to_owned();
    let part = |amount: u32, unit: &str| if amount == 0 { String::new() } else { format!("{amount}{unit}") };
    text.push_str(&part(days, "D"));
    if hours + rest > 0 {
        text.push('T');
        text.push_str(&part(hours, "H"));
        text.push_str(&part(rest, "M"));
    }
    text
}

/// Reads an ISO 8601 duration in days, hours, minutes and whole minutes of seconds.
pub(crate) fn minutes_of_iso(text: &str) -> Option<u32> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut total: u64 = 0;
    let mut seen = false;
    for (part, units) in [(date, &[('W', 7 * DAY), ('D', DAY)][..]), (time, &[('H', HOUR), ('M', 1)][..])] {
        let mut digits = String::new();
        for c in part.chars() {
            if c.is_ascii_digit() && digits.len() < 9 {
                digits.push(c);
                continue;
            }
            let amount: u64 = digits.parse().ok()?;
            digits.clear();
            seen = true;
            match units.iter().find(|unit| unit.0 == c) {
                Some((_, minutes)) => total += amount * u64::from(*minutes),
                None if c == 'S' && amount.is_multiple_of(60) => total += amount / 60,
                None => return None,
            }
        }
        if !digits.is_empty() {
            return None;
        }
    }
    if seen { u32::try_from(total).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Frequency, iso_of_minutes, minutes_of_iso};

    #[test]
    fn durations_survive_printing_and_reading() {
        for minutes in [0, 1, 5, 59, 60, 61, 180, 1439, 1440, 1441, 1500, 20_160, 43_200] {
            assert_eq!(minutes_of_iso(&iso_of_minutes(minutes)), Some(minutes));
        }
        assert_eq!(iso_of_minutes(1440), "P1D");
        assert_eq!(iso_of_minutes(90), "PT1H30M");
        assert_eq!(minutes_of_iso("PT24H"), Some(1440));
        assert_eq!(minutes_of_iso("P1W"), Some(10_080));
        for wrong in ["", "P", "PT", "1H", "P1H", "PT1", "PT1S", "P-1D", "PT99999999999H"] {
            assert_eq!(minutes_of_iso(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_named_frequencies_have_a_legacy_period() {
        assert_eq!(Frequency::from_minutes(720).legacy_period(), Some("12H"));
        assert_eq!(Frequency::Custom(60).legacy_period(), Some("1H"));
        assert_eq!(Frequency::Custom(30).legacy_period(), None);
        assert_eq!(Frequency::from_legacy_period("24H"), Some(Frequency::Daily));
        assert_eq!(Frequency::from_iso("PT3H"), Some(Frequency::ThreeHours));
    }
}
