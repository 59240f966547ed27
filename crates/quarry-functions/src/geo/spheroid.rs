//! Distances on the WGS-84 spheroid, by the inverse formula of T. Vincenty, "Direct and inverse solutions of
//! geodesics on the ellipsoid with application of nested equations", Survey Review 176, 1975.

/// The half axes in meters.
const EQUATOR: f64 = 6_378_137.0;
const POLE: f64 = EQUATOR * (1.0 - FLATTENING);
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// Between points that are not nearly opposite, half a dozen rounds are enough.
const MOST_ROUNDS: u32 = 200;
const SAME: f64 = 1e-12;

/// Meters between two points in degrees; none between nearly opposite points, where the formula does not settle.
pub(crate) fn distance(from: (f64, f64), to: (f64, f64)) -> Option<f64> {
    let reduced = |latitude: f64| ((1.0 - FLATTENING) * latitude.to_radians().tan()).atan();
    let ((sin_from, cos_from), (sin_to, cos_to)) = (reduced(from.1).sin_cos(), reduced(to.1).sin_cos());
    let apart = (to.0 - from.0).to_radians();
    let mut lambda = apart;
    for _ in 0..MOST_ROUNDS {
        let (sin_lambda, cos_lambda) = lambda.sin_cos();
        let sin = (cos_to * sin_lambda).hypot(cos_from * sin_to - sin_from * cos_to * cos_lambda);
        if sin == 0.0 {
            return (cos_lambda > 0.0).then_some(0.0);
        }
        let cos = sin_from * sin_to + cos_from * cos_to * cos_lambda;
        let sigma = sin.atan2(cos);
        let sin_alpha = cos_from * cos_to * sin_lambda / sin;
        let square = 1.0 - sin_alpha * sin_alpha;
        // Along the equator there is no middle latitude.
        let middle = if square == 0.0 { 0.0 } else { cos - 2.0 * sin_from * sin_to / square };
        let c = FLATTENING / 16.0 * square * (4.0 + FLATTENING * (4.0 - 3.0 * square));
        let bend = middle + c * cos * (2.0 * middle * middle - 1.0);
        let next = apart + (1.0 - c) * FLATTENING * sin_alpha * (sigma + c * sin * bend);
        if (next - lambda).abs() < SAME {
            return Some(length(square, middle, sigma, (sin, cos)));
        }
        lambda = next;
    }
    None
}

/// The length of an arc of the auxiliary sphere.
fn length(square: f64, middle: f64, sigma: f64, (sin, cos): (f64, f64)) -> f64 {
    let u = square * (EQUATOR * EQUATOR - POLE * POLE) / (POLE * POLE);
    let a = 1.0 + u / 16384.0 * (4096.0 + u * (-768.0 + u * (320.0 - 175.0 * u)));
    let b = u / 1024.0 * (256.0 + u * (-128.0 + u * (74.0 - 47.0 * u)));
    let square = middle * middle;
    let inner =
        cos * (2.0 * square - 1.0) - b / 6.0 * middle * (4.0 * sin * sin - 3.0) * (4.0 * square - 3.0);
    POLE * a * (sigma - b * sin * (middle + b / 4.0 * inner))
}
