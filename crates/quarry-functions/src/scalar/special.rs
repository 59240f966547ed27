//! The functions of statistics that have no closed form: gamma, beta, error function, Welch's test.

use quarry_data::{Type, Value, ValueRef};

use crate::Kernel::{RealToReal, Strict};
use crate::{CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const REAL: ResultType = ResultType::Fixed(Type::Real);
const NUMBER: &[Param] = &[Param::new("number", TypeSet::NUMBER, "Any number.")];
const ALPHA: Param = Param::new("alpha", TypeSet::NUMBER, "The first shape of the distribution, above zero.");
const BETA: Param = Param::new("beta", TypeSet::NUMBER, "The second shape of the distribution, above zero.");

const BASE: ScalarFunction = ScalarFunction { category: Category::Math, ..ScalarFunction::BASE };

pub(super) static BETA_CDF: ScalarFunction = ScalarFunction {
    name: "beta_cdf",
    summary: "Gives the share of the beta distribution that lies at or below x.",
    signatures: &[Signature {
        params: &[Param::new("x", TypeSet::NUMBER, "A value between 0 and 1."), ALPHA, BETA],
        result: REAL,
        kernel: Strict(beta_cdf),
    }],
    notes: &["Outside the valid ranges the result is NaN."],
    examples: &[
        Example::new("print round(beta_cdf(0.5, 2, 2), 6)", "0.5"),
        Example::new("print beta_cdf(1.5, 2, 2)", "NaN"),
    ],
    ..BASE
};

pub(super) static BETA_INV: ScalarFunction = ScalarFunction {
    name: "beta_inv",
    summary: "Gives the x at which the beta distribution reaches a probability.",
    signatures: &[Signature {
        params: &[Param::new("probability", TypeSet::NUMBER, "A value between 0 and 1."), ALPHA, BETA],
        result: REAL,
        kernel: Strict(beta_inv),
    }],
    notes: &["For what is no probability the result is null, outside the other valid ranges NaN."],
    examples: &[
        Example::new("print round(beta_inv(0.5, 2, 2), 9)", "0.5"),
        Example::new("print beta_inv(1.5, 2, 2)", ""),
        Example::new("print beta_inv(0.1, double(-1), 20)", "NaN"),
        Example::new("print round(beta_inv(0.1, 10, 20), 9)", "0.226415022"),
    ],
    ..BASE
};

pub(super) static BETA_PDF: ScalarFunction = ScalarFunction {
    name: "beta_pdf",
    summary: "Gives the density of the beta distribution at x.",
    signatures: &[Signature {
        params: &[Param::new("x", TypeSet::NUMBER, "A value between 0 and 1."), ALPHA, BETA],
        result: REAL,
        kernel: Strict(beta_pdf),
    }],
    notes: &["Outside the valid ranges the result is NaN."],
    examples: &[
        Example::new("print round(beta_pdf(0.5, 2, 2), 9)", "1.5"),
        Example::new("print beta_pdf(-10, 2, 2)", "NaN"),
    ],
    ..BASE
};

pub(super) static ERF: ScalarFunction = ScalarFunction {
    name: "erf",
    summary: "Gives the error function of a number.",
    signatures: &[Signature { params: NUMBER, result: REAL, kernel: RealToReal(libm::erf) }],
    examples: &[Example::new("print erf(0)", "0"), Example::new("print round(erf(1), 6)", "0.842701")],
    ..BASE
};

pub(super) static ERFC: ScalarFunction = ScalarFunction {
    name: "erfc",
    summary: "Gives one minus the error function, exact for large numbers too.",
    signatures: &[Signature { params: NUMBER, result: REAL, kernel: RealToReal(libm::erfc) }],
    examples: &[Example::new("print erfc(0)", "1"), Example::new("print round(erfc(1), 6)", "0.157299")],
    ..BASE
};

pub(super) static GAMMA: ScalarFunction = ScalarFunction {
    name: "gamma",
    summary: "Gives the gamma function, which extends the factorial: gamma(n) is (n - 1)!.",
    signatures: &[Signature { params: NUMBER, result: REAL, kernel: RealToReal(libm::tgamma) }],
    examples: &[Example::new("print gamma(5)", "24"), Example::new("print gamma(real(null))", "")],
    ..BASE
};

pub(super) static LOGGAMMA: ScalarFunction = ScalarFunction {
    name: "loggamma",
    summary: "Gives the natural logarithm of the absolute value of the gamma function.",
    signatures: &[Signature { params: NUMBER, result: REAL, kernel: RealToReal(libm::lgamma) }],
    examples: &[
        Example::new("print round(loggamma(5), 6)", "3.178054"),
        Example::new("print loggamma(1)", "0"),
    ],
    ..BASE
};

pub(super) static WELCH_TEST: ScalarFunction = ScalarFunction {
    name: "welch_test",
    summary: "Gives the two-sided p-value of Welch's t-test for two samples.",
    signatures: &[Signature {
        params: &[
            Param::new("mean1", TypeSet::NUMBER, "The mean of the first sample."),
            Param::new("variance1", TypeSet::NUMBER, "The variance of the first sample."),
            Param::new("count1", TypeSet::NUMBER, "The size of the first sample, above one."),
            Param::new("mean2", TypeSet::NUMBER, "The mean of the second sample."),
            Param::new("variance2", TypeSet::NUMBER, "The variance of the second sample."),
            Param::new("count2", TypeSet::NUMBER, "The size of the second sample, above one."),
        ],
        result: REAL,
        kernel: Strict(welch_test),
    }],
    examples: &[Example::new("print welch_test(1, 2, 10, 1, 3, 12)", "1")],
    ..BASE
};

fn reals<const N: usize>(arguments: &[ValueRef<'_>]) -> Option<[f64; N]> {
    let mut out = [0.0; N];
    for (slot, value) in out.iter_mut().zip(arguments) {
        *slot = match value {
            ValueRef::Decimal(decimal) => decimal.to_real(),
            other => other.as_real()?,
        };
    }
    Some(out)
}

/// The three numbers, or none where the distribution is not defined.
fn beta_arguments(arguments: &[ValueRef<'_>]) -> Option<[f64; 3]> {
    reals::<3>(arguments).filter(|[x, alpha, beta]| (0.0..=1.0).contains(x) && *alpha > 0.0 && *beta > 0.0)
}

fn beta_cdf(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    Value::Real(beta_arguments(arguments).map_or(f64::NAN, |[x, alpha, beta]| puruspe::betai(alpha, beta, x)))
}

fn beta_inv(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some([p, alpha, beta]) = reals::<3>(arguments) else { return Value::Null };
    if !(0.0..=1.0).contains(&p) {
        return Value::Null;
    }
    if alpha <= 0.0 || beta <= 0.0 {
        return Value::Real(f64::NAN);
    }
    Value::Real(puruspe::invbetai(p, alpha, beta))
}

fn beta_pdf(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    Value::Real(beta_arguments(arguments).map_or(f64::NAN, |[x, alpha, beta]| {
        let log_beta = libm::lgamma(alpha) + libm::lgamma(beta) - libm::lgamma(alpha + beta);
        ((alpha - 1.0) * x.ln() + (beta - 1.0) * (1.0 - x).ln() - log_beta).exp()
    }))
}

fn welch_test(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some([mean1, variance1, count1, mean2, variance2, count2]) = reals::<6>(arguments) else {
        return Value::Null;
    };
    let (error1, error2) = (variance1 / count1, variance2 / count2);
    let t = (mean1 - mean2) / (error1 + error2).sqrt();
    let freedom =
        (error1 + error2).powi(2) / (error1.powi(2) / (count1 - 1.0) + error2.powi(2) / (count2 - 1.0));
    Value::Real(if freedom > 0.0 && t.is_finite() {
        puruspe::betai(freedom / 2.0, 0.5, freedom / (freedom + t * t))
    } else {
        f64::NAN
    })
}
