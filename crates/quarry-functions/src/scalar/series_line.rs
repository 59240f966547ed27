//! Least squares: the straight line through a stretch of a series.

/// A fitted line and how well it fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) slope: f64,
    /// The height at position 0.
    begin: f64,
    /// Variance of the numbers.
    pub(super) variance: f64,
    /// Variance of what the line leaves over.
    pub(super) residual_variance: f64,
}

impl Line {
    /// The line through `numbers` at positions 0, 1, 2, …
    pub(super) fn fit(numbers: &[f64]) -> Self {
        let count = numbers.len() as f64;
        let mean_x = (count - 1.0) / 2.0;
        let mean_y = numbers.iter().sum::<f64>() / count;
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (position, number) in numbers.iter().enumerate() {
            let (x, y) = (position as f64 - mean_x, number - mean_y);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let slope = if xx > 0.0 { xy / xx } else { 0.0 };
        let begin = mean_y - slope * mean_x;
        let freedom = (count - 1.0).max(1.0);
        let residuals: f64 = numbers
            .iter()
            .enumerate()
            .map(|(position, number)| (number - begin - slope * position as f64).powi(2))
            .sum();
        Self { slope, begin, variance: yy / freedom, residual_variance: residuals / freedom }
    }

    pub(super) fn at(&self, position: f64) -> f64 {
        self.begin + self.slope * position
    }

    /// The height one position before the first: here the service counts positions from 1.
    pub(super) fn interception(&self) -> f64 {
        self.at(-1.0)
    }

    /// The share of the variance that the line explains.
    pub(super) fn r_square(&self) -> f64 {
        r_square(self.variance, self.residual_variance)
    }
}

/// One minus the share of the variance that is left over; 1 for numbers that are all the same.
pub(super) fn r_square(variance: f64, residual_variance: f64) -> f64 {
    if variance > 0.0 { 1.0 - residual_variance / variance } else { 1.0 }
}
