//! Scalar functions, one file each.

mod array;
mod array_sort;
mod bag;
mod bitwise;
mod convert_units;
mod hash;
mod real;
mod series;
mod series_decompose;
mod series_fill;
mod series_filter;
mod series_fit;
mod series_fourier;
mod series_line;
mod series_map;
mod series_season;
mod series_stats;
mod series_sum;
mod series_zip;
mod set;
mod special;
mod tree;

use crate::ScalarFunction;

/// Every scalar function.
pub static TABLE: &[&ScalarFunction] = &[
    &real::ACOS,
    &array::ARRAY_CONCAT,
    &array::ARRAY_IFF,
    &array::ARRAY_INDEX_OF,
    &array::ARRAY_LENGTH,
    &array::ARRAY_REVERSE,
    &array::ARRAY_ROTATE_LEFT,
    &array::ARRAY_ROTATE_RIGHT,
    &array::ARRAY_SHIFT_LEFT,
    &array::ARRAY_SHIFT_RIGHT,
    &array::ARRAY_SLICE,
    &array_sort::ARRAY_SORT_ASC,
    &array_sort::ARRAY_SORT_DESC,
    &array::ARRAY_SPLIT,
    &array::ARRAY_SUM,
    &real::ASIN,
    &real::ATAN,
    &real::ATAN2,
    &bag::BAG_HAS_KEY,
    &bag::BAG_KEYS,
    &bag::BAG_MERGE,
    &bag::BAG_PACK,
    &bag::BAG_PACK_COLUMNS,
    &bag::BAG_REMOVE_KEYS,
    &bag::BAG_SET_KEY,
    &bag::BAG_ZIP,
    &special::BETA_CDF,
    &special::BETA_INV,
    &special::BETA_PDF,
    &bitwise::BINARY_AND,
    &bitwise::BINARY_NOT,
    &bitwise::BINARY_OR,
    &bitwise::BINARY_SHIFT_LEFT,
    &bitwise::BINARY_SHIFT_RIGHT,
    &bitwise::BINARY_XOR,
    &bitwise::BITSET_COUNT_ONES,
    &convert_units::CONVERT_ANGLE,
    &convert_units::CONVERT_ENERGY,
    &convert_units::CONVERT_FORCE,
    &convert_units::CONVERT_LENGTH,
    &convert_units::CONVERT_MASS,
    &convert_units::CONVERT_SPEED,
    &convert_units::CONVERT_TEMPERATURE,
    &convert_units::CONVERT_VOLUME,
    &real::COS,
    &real::COT,
    &real::DEGREES,
    &special::ERF,
    &special::ERFC,
    &real::EXP,
    &real::EXP10,
    &real::EXP2,
    &special::GAMMA,
    &hash::HASH,
    &hash::HASH_COMBINE,
    &hash::HASH_MANY,
    &hash::HASH_MD5,
    &hash::HASH_SHA1,
    &hash::HASH_SHA256,
    &hash::HASH_XXHASH64,
    &set::JACCARD_INDEX,
    &real::LOG,
    &real::LOG10,
    &real::LOG2,
    &special::LOGGAMMA,
    &bag::PACK_ALL,
    &bag::PACK_ARRAY,
    &real::PI,
    &real::POW,
    &real::RADIANS,
    &series_map::SERIES_ABS,
    &series_map::SERIES_ACOS,
    &series_zip::SERIES_ADD,
    &series_map::SERIES_ASIN,
    &series_map::SERIES_ATAN,
    &series_map::SERIES_CEILING,
    &series_map::SERIES_COS,
    &series_sum::SERIES_COSINE_SIMILARITY,
    &series_decompose::SERIES_DECOMPOSE,
    &series_decompose::SERIES_DECOMPOSE_ANOMALIES,
    &series_decompose::SERIES_DECOMPOSE_FORECAST,
    &series_zip::SERIES_DIVIDE,
    &series_sum::SERIES_DOT_PRODUCT,
    &series_zip::SERIES_EQUALS,
    &series_map::SERIES_EXP,
    &series_fourier::SERIES_FFT,
    &series_fill::SERIES_FILL_BACKWARD,
    &series_fill::SERIES_FILL_CONST,
    &series_fill::SERIES_FILL_FORWARD,
    &series_fill::SERIES_FILL_LINEAR,
    &series_filter::SERIES_FIR,
    &series_fit::SERIES_FIT_2LINES,
    &series_fit::SERIES_FIT_2LINES_DYNAMIC,
    &series_fit::SERIES_FIT_LINE,
    &series_fit::SERIES_FIT_LINE_DYNAMIC,
    &series_fit::SERIES_FIT_POLY,
    &series_map::SERIES_FLOOR,
    &series_zip::SERIES_GREATER,
    &series_zip::SERIES_GREATER_EQUALS,
    &series_fourier::SERIES_IFFT,
    &series_filter::SERIES_IIR,
    &series_zip::SERIES_LESS,
    &series_zip::SERIES_LESS_EQUALS,
    &series_map::SERIES_LOG,
    &series_sum::SERIES_MAGNITUDE,
    &series_zip::SERIES_MULTIPLY,
    &series_zip::SERIES_NOT_EQUALS,
    &series_decompose::SERIES_OUTLIERS,
    &series_sum::SERIES_PEARSON_CORRELATION,
    &series_decompose::SERIES_PERIODS_DETECT,
    &series_decompose::SERIES_PERIODS_VALIDATE,
    &series_zip::SERIES_POW,
    &series_sum::SERIES_PRODUCT,
    &series_decompose::SERIES_SEASONAL,
    &series_map::SERIES_SIGN,
    &series_map::SERIES_SIN,
    &series_stats::SERIES_STATS,
    &series_stats::SERIES_STATS_DYNAMIC,
    &series_zip::SERIES_SUBTRACT,
    &series_sum::SERIES_SUM,
    &series_map::SERIES_TAN,
    &set::SET_DIFFERENCE,
    &set::SET_EQUALS,
    &set::SET_HAS_ELEMENT,
    &set::SET_INTERSECT,
    &set::SET_UNION,
    &real::SIGN,
    &real::SIN,
    &real::SQRT,
    &real::TAN,
    &bag::TREEPATH,
    &special::WELCH_TEST,
    &array::ZIP,
];

/// The scalar function of a name or alias.
pub fn lookup(name: &str) -> Option<&'static ScalarFunction> {
    TABLE.iter().copied().find(|function| function.name == name || function.aliases.contains(&name))
}
