//! The discrete Fourier transform of a series.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::series::{self, SERIES};
use crate::Kernel::Strict;
use crate::{Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const PARAMS: &[Param] = &[
    Param::new("series_real", TypeSet::DYNAMIC, "The real parts."),
    Param::new("series_imaginary", TypeSet::DYNAMIC, "The imaginary parts; 0 by default.").optional(),
];
const PARTS: ResultType = ResultType::Columns(&[("real", Type::Dynamic), ("imag", Type::Dynamic)]);

pub(super) static SERIES_FFT: ScalarFunction = ScalarFunction {
    name: "series_fft",
    summary: "Transforms a series to its frequencies, as real and imaginary parts.",
    signatures: &[Signature {
        params: PARAMS,
        result: PARTS,
        kernel: Strict(|_, arguments| transform(arguments, -1.0)),
    }],
    examples: &[Example::new(
        "print s = dynamic([1, 1, 1, 1]) | extend (re, im) = series_fft(s) | project re",
        "[4.0,0.0,0.0,0.0]",
    )],
    ..SERIES
};

pub(super) static SERIES_IFFT: ScalarFunction = ScalarFunction {
    name: "series_ifft",
    summary: "Transforms frequencies back to a series, as real and imaginary parts.",
    signatures: &[Signature {
        params: PARAMS,
        result: PARTS,
        kernel: Strict(|_, arguments| transform(arguments, 1.0)),
    }],
    examples: &[Example::new(
        "print s = dynamic([4, 0, 0, 0]) | extend (re, im) = series_ifft(s) | project re",
        "[1.0,1.0,1.0,1.0]",
    )],
    ..SERIES
};

fn transform(arguments: &[ValueRef<'_>], sign: f64) -> Value {
    let Some(mut re) = arguments.first().and_then(|series| series::reals(*series)) else {
        return Value::Null;
    };
    let mut im = match arguments.get(1) {
        None => vec![0.0; re.len()],
        Some(series) => match series::reals(*series) {
            Some(im) if im.len() == re.len() => im,
            _ => return Value::Null,
        },
    };
    if re.len().is_power_of_two() {
        radix2(&mut re, &mut im, sign);
    } else {
        (re, im) = bluestein(&re, &im, sign);
    }
    if sign > 0.0 {
        let len = re.len() as f64;
        re.iter_mut().chain(&mut im).for_each(|part| *part /= len);
    }
    let part = |numbers: Vec<f64>| Dynamic::array(numbers.into_iter().map(Dynamic::Real).collect());
    Value::Dynamic(Dynamic::array(vec![part(re), part(im)]))
}

/// Cooley and Tukey's transform in place; the length is a power of two.
fn radix2(re: &mut [f64], im: &mut [f64], sign: f64) {
    let len = re.len();
    let mut reversed = 0;
    for position in 1..len {
        let mut bit = len >> 1;
        while reversed & bit != 0 {
            reversed ^= bit;
            bit >>= 1;
        }
        reversed |= bit;
        if position < reversed {
            re.swap(position, reversed);
            im.swap(position, reversed);
        }
    }
    let mut size = 2;
    while size <= len {
        let step = sign * std::f64::consts::TAU / size as f64;
        for start in (0..len).step_by(size) {
            for offset in 0..size / 2 {
                let (sin, cos) = (step * offset as f64).sin_cos();
                let (low, high) = (start + offset, start + offset + size / 2);
                let (re_high, im_high) = (re[high] * cos - im[high] * sin, re[high] * sin + im[high] * cos);
                (re[high], im[high]) = (re[low] - re_high, im[low] - im_high);
                re[low] += re_high;
                im[low] += im_high;
            }
        }
        size *= 2;
    }
}

/// Bluestein's transform for any length: a convolution done with [`radix2`].
fn bluestein(re: &[f64], im: &[f64], sign: f64) -> (Vec<f64>, Vec<f64>) {
    let len = re.len();
    if len == 0 {
        return (Vec::new(), Vec::new());
    }
    let padded = (2 * len - 1).next_power_of_two();
    let chirp: Vec<(f64, f64)> = (0..len)
        .map(|k| {
            let square = (k as u64 * k as u64) % (2 * len as u64);
            (sign * std::f64::consts::PI * square as f64 / len as f64).sin_cos()
        })
        .collect();
    let (mut a_re, mut a_im) = (vec![0.0; padded], vec![0.0; padded]);
    let (mut b_re, mut b_im) = (vec![0.0; padded], vec![0.0; padded]);
    for (k, (sin, cos)) in chirp.iter().enumerate() {
        a_re[k] = re[k] * cos - im[k] * sin;
        a_im[k] = re[k] * sin + im[k] * cos;
        (b_re[k], b_im[k]) = (*cos, -sin);
        if k > 0 {
            (b_re[padded - k], b_im[padded - k]) = (*cos, -sin);
        }
    }
    radix2(&mut a_re, &mut a_im, -1.0);
    radix2(&mut b_re, &mut b_im, -1.0);
    for k in 0..padded {
        (a_re[k], a_im[k]) = (a_re[k] * b_re[k] - a_im[k] * b_im[k], a_re[k] * b_im[k] + a_im[k] * b_re[k]);
    }
    radix2(&mut a_re, &mut a_im, 1.0);
    let scale = padded as f64;
    chirp
        .iter()
        .enumerate()
        .map(|(k, (sin, cos))| {
            let (re, im) = (a_re[k] / scale, a_im[k] / scale);
            (re * cos - im * sin, re * sin + im * cos)
        })
        .unzip()
}
