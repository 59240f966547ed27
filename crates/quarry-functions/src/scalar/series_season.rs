//! Periods of a series and its parts: trend, season and what is left.
//!
//! The service documents what these functions give, not how it finds periods; here a period is a local
//! maximum of the autocorrelation of the detrended series.

use super::series_line::Line;

/// How the trend of a series is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    Average,
    LineFit,
    None,
}

/// The parts of a series; they add up to it.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) seasonal: Vec<f64>,
    pub(super) trend: Vec<f64>,
    pub(super) residual: Vec<f64>,
}

impl Parts {
    /// Season and trend: what the series is expected to be.
    pub(super) fn baseline(&self) -> Vec<f64> {
        self.seasonal.iter().zip(&self.trend).map(|(season, trend)| season + trend).collect()
    }
}

impl Trend {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "avg" => Some(Self::Average),
            "linefit" => Some(Self::LineFit),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// The trend over `len` points, learned from `known`.
    fn values(self, known: &[f64], len: usize) -> Vec<f64> {
        match self {
            Self::Average => vec![mean(known); len],
            Self::LineFit => {
                let line = Line::fit(known);
                (0..len).map(|position| line.at(position as f64)).collect()
            }
            Self::None => vec![0.0; len],
        }
    }
}

/// Takes a series apart. The last `test_points` are not learned from. A period below 2 means no season.
pub(super) fn decompose(numbers: &[f64], period: usize, trend: Trend, test_points: usize) -> Parts {
    let learned = &numbers[..numbers.len().saturating_sub(test_points)];
    let seasonal = if period < 2 || learned.len() < period {
        vec![0.0; numbers.len()]
    } else {
        season(learned, period, numbers.len())
    };
    // The season comes first; the trend is that of what it leaves.
    let flat: Vec<f64> = learned.iter().zip(&seasonal).map(|(number, season)| number - season).collect();
    let trend_values = trend.values(&flat, numbers.len());
    let residual = (0..numbers.len())
        .map(|position| numbers[position] - seasonal[position] - trend_values[position])
        .collect();
    Parts { seasonal, trend: trend_values, residual }
}

/// The median of each phase of the period, over `len` points.
fn season(learned: &[f64], period: usize, len: usize) -> Vec<f64> {
    let phases: Vec<f64> = (0..period)
        .map(|phase| median(learned.iter().skip(phase).step_by(period).copied().collect()))
        .collect();
    (0..len).map(|position| phases[position % period]).collect()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match (numbers.get(middle), middle.checked_sub(1).and_then(|below| numbers.get(below))) {
        (Some(upper), Some(lower)) if numbers.len().is_multiple_of(2) => (lower + upper) / 2.0,
        (Some(number), _) => *number,
        (None, _) => 0.0,
    }
}

/// A period has at least so many points.
const SHORTEST: usize = 4;

/// The strongest periods between `min` and `max`, best first, with their scores between 0 and 1.
pub(super) fn periods(numbers: &[f64], min: f64, max: f64, count: usize) -> Vec<(usize, f64)> {
    let flat = detrended(numbers);
    let correlations = autocorrelation(&flat);
    let at = |lag: usize| correlations[lag];
    let mut found: Vec<(usize, f64)> = (SHORTEST..correlations.len().saturating_sub(1))
        .filter(|lag| (min..=max).contains(&(*lag as f64)))
        .filter(|&lag| at(lag) > 0.0 && at(lag) > at(lag - 1) && at(lag) >= at(lag + 1))
        .map(|lag| (lag, at(lag).min(1.0)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut kept: Vec<(usize, f64)> = Vec::new();
    for (lag, score) in found {
        if kept.len() == count {
            break;
        }
        if kept.is_empty() || repeats_besides(&flat, lag, &kept) {
            kept.push((lag, score));
        }
    }
    kept
}

/// Whether a series repeats with a period also when the seasons of the known ones are taken away. A multiple
/// of the period has it in its own season, so that one stays.
fn repeats_besides(flat: &[f64], lag: usize, known: &[(usize, f64)]) -> bool {
    let mut left = flat.to_vec();
    for (period, _) in known.iter().filter(|(period, _)| !period.is_multiple_of(lag)) {
        let season = season(&left, *period, left.len());
        left.iter_mut().zip(season).for_each(|(number, season)| *number -= season);
        // The season had its share of the line that was taken away.
        left = detrended(&left);
    }
    // What is left may be nothing but the rounding of the sums.
    if power(&left) <= power(flat) * 1e-20 {
        return false;
    }
    let at = |lag: usize| correlation(&left, lag);
    let all_pairs = (left.len() - lag) as f64 / left.len() as f64;
    at(lag) * all_pairs > noise(left.len()) && at(lag) > at(lag - 1) && at(lag) >= at(lag + 1)
}

/// How well a period fits, from 0 to 1; what noise may give as well counts as nothing.
pub(super) fn score(numbers: &[f64], period: f64) -> f64 {
    if period < SHORTEST as f64 || period.fract() != 0.0 {
        return 0.0;
    }
    let score = autocorrelation(&detrended(numbers)).get(period as usize).copied().unwrap_or(0.0);
    if score > noise(numbers.len()) { score.min(1.0) } else { 0.0 }
}

/// The autocorrelation that 19 of 20 series without any period stay below.
fn noise(len: usize) -> f64 {
    2.0 / (len as f64).sqrt()
}

fn detrended(numbers: &[f64]) -> Vec<f64> {
    let line = Line::fit(numbers);
    numbers.iter().enumerate().map(|(position, number)| number - line.at(position as f64)).collect()
}

/// The autocorrelation of a detrended series for lags up to half its length.
fn autocorrelation(flat: &[f64]) -> Vec<f64> {
    if flat.len() < SHORTEST {
        return Vec::new();
    }
    (0..=flat.len() / 2).map(|lag| correlation(flat, lag)).collect()
}

fn power(flat: &[f64]) -> f64 {
    flat.iter().map(|number| number * number).sum::<f64>() / flat.len() as f64
}

/// The estimate is unbiased, so that long periods are not put behind short ones.
fn correlation(flat: &[f64], lag: usize) -> f64 {
    let power = power(flat);
    let sum: f64 = flat.iter().zip(&flat[lag..]).map(|(a, b)| a * b).sum();
    if power > 0.0 { sum / (flat.len() - lag) as f64 / power } else { 0.0 }
}

fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 }
}
