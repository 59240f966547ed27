//! `convert_…`: one physical quantity in another unit.
//!
//! Unit names and factors are those of the service (<https://learn.microsoft.com/kusto/query/convert-length-function>
//! and its siblings), which follows the UnitsNet library. Every table gives a unit's size in the base unit.

use quarry_data::{Type, Value, ValueRef};

use crate::Kernel::Strict;
use crate::{CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

type Units = &'static [(&'static str, f64)];

/// A record that converts between the units of a table.
macro_rules! convert_function {
    ($static:ident, $name:literal, $quantity:literal, $units:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            category: Category::Math,
            summary: concat!("Converts ", $quantity, " from one unit to another."),
            signatures: &[Signature {
                params: &[
                    Param::new("value", TypeSet::REAL, "The quantity in the first unit."),
                    Param::new("from", TypeSet::STRING, "The unit that it is in."),
                    Param::new("to", TypeSet::STRING, "The unit that it shall be in."),
                ],
                result: ResultType::Fixed(Type::Real),
                kernel: Strict(|_, arguments| convert(arguments, $units)),
            }],
            notes: &["A unit that is not known gives null."],
            examples: &[
                Example::new($query, $result),
                Example::new(concat!("print ", $name, "(1.0, 'Nothing', 'Something')"), ""),
            ],
            ..ScalarFunction::BASE
        };
    };
}

convert_function!(CONVERT_ANGLE, "convert_angle", "an angle", ANGLE,
    "print convert_angle(180.0, 'Degree', 'Arcminute')" => "10800");
convert_function!(CONVERT_ENERGY, "convert_energy", "an energy", ENERGY,
    "print convert_energy(1.0, 'KilowattHour', 'Joule')" => "3600000");
convert_function!(CONVERT_FORCE, "convert_force", "a force", FORCE,
    "print convert_force(1.0, 'Kilonewton', 'Newton')" => "1000");
convert_function!(CONVERT_LENGTH, "convert_length", "a length", LENGTH,
    "print convert_length(1.0, 'Mile', 'Meter')" => "1609.34");
convert_function!(CONVERT_MASS, "convert_mass", "a mass", MASS,
    "print convert_mass(1.0, 'Tonne', 'Kilogram')" => "1000");
convert_function!(CONVERT_SPEED, "convert_speed", "a speed", SPEED,
    "print round(convert_speed(36.0, 'KilometerPerHour', 'MeterPerSecond'), 9)" => "10");
convert_function!(CONVERT_VOLUME, "convert_volume", "a volume", VOLUME,
    "print convert_volume(1.0, 'CubicMeter', 'Liter')" => "1000");

pub(super) static CONVERT_TEMPERATURE: ScalarFunction = ScalarFunction {
    name: "convert_temperature",
    category: Category::Math,
    summary: "Converts a temperature from one unit to another.",
    signatures: &[Signature {
        params: &[
            Param::new("value", TypeSet::REAL, "The temperature in the first unit."),
            Param::new("from", TypeSet::STRING, "The unit that it is in."),
            Param::new("to", TypeSet::STRING, "The unit that it shall be in."),
        ],
        result: ResultType::Fixed(Type::Real),
        kernel: Strict(temperature),
    }],
    notes: &["A unit that is not known gives null."],
    examples: &[
        Example::new("print convert_temperature(1.0, 'Kelvin', 'DegreeCelsius')", "-272.15"),
        Example::new("print convert_temperature(1.0, 'Kelvin', 'Warm')", ""),
    ],
    ..ScalarFunction::BASE
};

fn convert(arguments: &[ValueRef<'_>], units: Units) -> Value {
    let size = |unit: &str| units.iter().find(|(name, _)| *name == unit).map(|(_, size)| *size);
    let [value, ValueRef::String(from), ValueRef::String(to)] = arguments else { return Value::Null };
    match (value.as_real(), size(from), size(to)) {
        (Some(value), Some(from), Some(to)) => Value::Real(value * from / to),
        _ => Value::Null,
    }
}

/// A unit of temperature: kelvin = (value + shift) * scale.
fn temperature_unit(name: &str) -> Option<(f64, f64)> {
    Some(match name {
        "Kelvin" => (0.0, 1.0),
        "MillidegreeCelsius" => (273_150.0, 0.001),
        "DegreeCelsius" => (273.15, 1.0),
        "DegreeDelisle" => (-559.725, -2.0 / 3.0),
        "DegreeFahrenheit" => (459.67, 5.0 / 9.0),
        "DegreeNewton" => (273.15 * 33.0 / 100.0, 100.0 / 33.0),
        "DegreeRankine" => (0.0, 5.0 / 9.0),
        "DegreeReaumur" => (273.15 * 4.0 / 5.0, 5.0 / 4.0),
        "DegreeRoemer" => (273.15 * 21.0 / 40.0 - 7.5, 40.0 / 21.0),
        "SolarTemperature" => (0.0, 5778.0),
        _ => return None,
    })
}

fn temperature(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [value, ValueRef::String(from), ValueRef::String(to)] = arguments else { return Value::Null };
    match (value.as_real(), temperature_unit(from), temperature_unit(to)) {
        (Some(value), Some((from_shift, from_scale)), Some((to_shift, to_scale))) => {
            Value::Real((value + from_shift) * from_scale / to_scale - to_shift)
        }
        _ => Value::Null,
    }
}

const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// In radians.
const ANGLE: Units = &[
    ("Arcminute", DEGREE / 60.0),
    ("Arcsecond", DEGREE / 3600.0),
    ("Centiradian", 1e-2),
    ("Deciradian", 1e-1),
    ("Degree", DEGREE),
    ("Gradian", DEGREE * 0.9),
    ("Microdegree", DEGREE * 1e-6),
    ("Microradian", 1e-6),
    ("Millidegree", DEGREE * 1e-3),
    ("Milliradian", 1e-3),
    ("Nanodegree", DEGREE * 1e-9),
    ("Nanoradian", 1e-9),
    ("NatoMil", DEGREE * 9.0 / 160.0),
    ("Radian", 1.0),
    ("Revolution", DEGREE * 360.0),
];

const BTU: f64 = 1_055.055_852_62;
const CALORIE: f64 = 4.184;
const ELECTRON_VOLT: f64 = 1.602_176_565e-19;
const WATT_HOUR: f64 = 3600.0;

/// In joules.
const ENERGY: Units = &[
    ("BritishThermalUnit", BTU),
    ("Calorie", CALORIE),
    ("DecathermEc", 100_000.0 * BTU * 10.0),
    ("DecathermImperial", 1.055_055_852_570_35e9),
    ("DecathermUs", 1.054_804e9),
    ("ElectronVolt", ELECTRON_VOLT),
    ("Erg", 1e-7),
    ("FootPound", 1.355_817_948),
    ("GigabritishThermalUnit", BTU * 1e9),
    ("GigaelectronVolt", ELECTRON_VOLT * 1e9),
    ("Gigajoule", 1e9),
    ("GigawattDay", WATT_HOUR * 24e9),
    ("GigawattHour", WATT_HOUR * 1e9),
    ("HorsepowerHour", 2.684_519_537_696_173e6),
    ("Joule", 1.0),
    ("KilobritishThermalUnit", BTU * 1e3),
    ("Kilocalorie", CALORIE * 1e3),
    ("KiloelectronVolt", ELECTRON_VOLT * 1e3),
    ("Kilojoule", 1e3),
    ("KilowattDay", WATT_HOUR * 24e3),
    ("KilowattHour", WATT_HOUR * 1e3),
    ("MegabritishThermalUnit", BTU * 1e6),
    ("Megacalorie", CALORIE * 1e6),
    ("MegaelectronVolt", ELECTRON_VOLT * 1e6),
    ("Megajoule", 1e6),
    ("MegawattDay", WATT_HOUR * 24e6),
    ("MegawattHour", WATT_HOUR * 1e6),
    ("Millijoule", 1e-3),
    ("TeraelectronVolt", ELECTRON_VOLT * 1e12),
    ("TerawattDay", WATT_HOUR * 24e12),
    ("TerawattHour", WATT_HOUR * 1e12),
    ("ThermEc", 100_000.0 * BTU),
    ("ThermImperial", 1.055_055_852_570_35e8),
    ("ThermUs", 1.054_804e8),
    ("WattDay", WATT_HOUR * 24.0),
    ("WattHour", WATT_HOUR),
];

const KILOGRAM_FORCE: f64 = 9.80665;
const POUND_FORCE: f64 = 4.448_221_615_260_5;

/// In newtons.
const FORCE: Units = &[
    ("Decanewton", 10.0),
    ("Dyn", 1e-5),
    ("KilogramForce", KILOGRAM_FORCE),
    ("Kilonewton", 1e3),
    ("KiloPond", KILOGRAM_FORCE),
    ("KilopoundForce", POUND_FORCE * 1e3),
    ("Meganewton", 1e6),
    ("Micronewton", 1e-6),
    ("Millinewton", 1e-3),
    ("Newton", 1.0),
    ("OunceForce", POUND_FORCE / 16.0),
    ("Poundal", 0.138_254_954_376),
    ("PoundForce", POUND_FORCE),
    ("ShortTonForce", POUND_FORCE * 2000.0),
    ("TonneForce", KILOGRAM_FORCE * 1e3),
];

const FOOT: f64 = 0.3048;
const INCH: f64 = 0.0254;
const PARSEC: f64 = 3.085_677_581_28e16;
const LIGHT_YEAR: f64 = 9.460_730_472_58e15;

/// In meters.
const LENGTH: Units = &[
    ("Angstrom", 1e-10),
    ("AstronomicalUnit", 1.495_978_707e11),
    ("Centimeter", 1e-2),
    ("Chain", 20.1168),
    ("DataMile", 1828.8),
    ("Decameter", 10.0),
    ("Decimeter", 1e-1),
    ("DtpPica", INCH / 6.0),
    ("DtpPoint", INCH / 72.0),
    ("Fathom", 1.8288),
    ("Foot", FOOT),
    ("Hand", 0.1016),
    ("Hectometer", 100.0),
    ("Inch", INCH),
    ("KilolightYear", LIGHT_YEAR * 1e3),
    ("Kilometer", 1e3),
    ("Kiloparsec", PARSEC * 1e3),
    ("LightYear", LIGHT_YEAR),
    ("MegalightYear", LIGHT_YEAR * 1e6),
    ("Megaparsec", PARSEC * 1e6),
    ("Meter", 1.0),
    ("Microinch", INCH * 1e-6),
    ("Micrometer", 1e-6),
    ("Mil", INCH / 1000.0),
    ("Mile", 1609.34),
    ("Millimeter", 1e-3),
    ("Nanometer", 1e-9),
    ("NauticalMile", 1852.0),
    ("Parsec", PARSEC),
    ("PrinterPica", INCH / 6.022_5),
    ("PrinterPoint", INCH / 72.27),
    ("Shackle", 27.432),
    ("SolarRadius", 6.955_1e8),
    ("Twip", INCH / 1440.0),
    ("UsSurveyFoot", 1200.0 / 3937.0),
    ("Yard", 0.9144),
];

const POUND: f64 = 0.453_592_37;

/// In kilograms.
const MASS: Units = &[
    ("Centigram", 1e-5),
    ("Decagram", 1e-2),
    ("Decigram", 1e-4),
    ("EarthMass", 5.972_2e24),
    ("Grain", POUND / 7000.0),
    ("Gram", 1e-3),
    ("Hectogram", 0.1),
    ("Kilogram", 1.0),
    ("Kilopound", POUND * 1e3),
    ("Kilotonne", 1e6),
    ("LongHundredweight", POUND * 112.0),
    ("LongTon", POUND * 2240.0),
    ("Megapound", POUND * 1e6),
    ("Megatonne", 1e9),
    ("Microgram", 1e-9),
    ("Milligram", 1e-6),
    ("Nanogram", 1e-12),
    ("Ounce", POUND / 16.0),
    ("Pound", POUND),
    ("ShortHundredweight", POUND * 100.0),
    ("ShortTon", POUND * 2000.0),
    ("Slug", 14.593_902_937_206_364),
    ("SolarMass", 1.988_55e30),
    ("Stone", POUND * 14.0),
    ("Tonne", 1e3),
];

const KNOT: f64 = 1852.0 / 3600.0;
const US_SURVEY_FOOT: f64 = 1200.0 / 3937.0;

/// In meters a second.
const SPEED: Units = &[
    ("CentimeterPerHour", 1e-2 / 3600.0),
    ("CentimeterPerMinute", 1e-2 / 60.0),
    ("CentimeterPerSecond", 1e-2),
    ("DecimeterPerMinute", 1e-1 / 60.0),
    ("DecimeterPerSecond", 1e-1),
    ("FootPerHour", FOOT / 3600.0),
    ("FootPerMinute", FOOT / 60.0),
    ("FootPerSecond", FOOT),
    ("InchPerHour", INCH / 3600.0),
    ("InchPerMinute", INCH / 60.0),
    ("InchPerSecond", INCH),
    ("KilometerPerHour", 1e3 / 3600.0),
    ("KilometerPerMinute", 1e3 / 60.0),
    ("KilometerPerSecond", 1e3),
    ("Knot", KNOT),
    ("MeterPerHour", 1.0 / 3600.0),
    ("MeterPerMinute", 1.0 / 60.0),
    ("MeterPerSecond", 1.0),
    ("MicrometerPerMinute", 1e-6 / 60.0),
    ("MicrometerPerSecond", 1e-6),
    ("MilePerHour", 0.447_04),
    ("MillimeterPerHour", 1e-3 / 3600.0),
    ("MillimeterPerMinute", 1e-3 / 60.0),
    ("MillimeterPerSecond", 1e-3),
    ("NanometerPerMinute", 1e-9 / 60.0),
    ("NanometerPerSecond", 1e-9),
    ("UsSurveyFootPerHour", US_SURVEY_FOOT / 3600.0),
    ("UsSurveyFootPerMinute", US_SURVEY_FOOT / 60.0),
    ("UsSurveyFootPerSecond", US_SURVEY_FOOT),
    ("YardPerHour", 0.9144 / 3600.0),
    ("YardPerMinute", 0.9144 / 60.0),
    ("YardPerSecond", 0.9144),
];

const CUBIC_FOOT: f64 = FOOT * FOOT * FOOT;
const CUBIC_INCH: f64 = INCH * INCH * INCH;
const IMPERIAL_GALLON: f64 = 4.546_09e-3;
const US_GALLON: f64 = 231.0 * CUBIC_INCH;

/// In cubic meters.
const VOLUME: Units = &[
    ("AcreFoot", 1.0 / 0.000_810_714),
    ("AuTablespoon", 2e-5),
    ("Centiliter", 1e-5),
    ("CubicCentimeter", 1e-6),
    ("CubicDecimeter", 1e-3),
    ("CubicFoot", CUBIC_FOOT),
    ("CubicHectometer", 1e6),
    ("CubicInch", CUBIC_INCH),
    ("CubicKilometer", 1e9),
    ("CubicMeter", 1.0),
    ("CubicMicrometer", 1e-18),
    ("CubicMile", 4.168_181_825_440_58e9),
    ("CubicMillimeter", 1e-9),
    ("CubicYard", CUBIC_FOOT * 27.0),
    ("Decaliter", 1e-2),
    ("DecausGallon", US_GALLON * 10.0),
    ("Deciliter", 1e-4),
    ("DeciusGallon", US_GALLON / 10.0),
    ("HectocubicFoot", CUBIC_FOOT * 100.0),
    ("HectocubicMeter", 100.0),
    ("Hectoliter", 0.1),
    ("HectousGallon", US_GALLON * 100.0),
    ("ImperialBeerBarrel", IMPERIAL_GALLON * 36.0),
    ("ImperialGallon", IMPERIAL_GALLON),
    ("ImperialOunce", IMPERIAL_GALLON / 160.0),
    ("ImperialPint", IMPERIAL_GALLON / 8.0),
    ("KilocubicFoot", CUBIC_FOOT * 1e3),
    ("KilocubicMeter", 1e3),
    ("KiloimperialGallon", IMPERIAL_GALLON * 1e3),
    ("Kiloliter", 1.0),
    ("KilousGallon", US_GALLON * 1e3),
    ("Liter", 1e-3),
    ("MegacubicFoot", CUBIC_FOOT * 1e6),
    ("MegaimperialGallon", IMPERIAL_GALLON * 1e6),
    ("Megaliter", 1e3),
    ("MegausGallon", US_GALLON * 1e6),
    ("MetricCup", 2.5e-4),
    ("MetricTeaspoon", 5e-6),
    ("Microliter", 1e-9),
    ("Milliliter", 1e-6),
    ("OilBarrel", US_GALLON * 42.0),
    ("UkTablespoon", 1.5e-5),
    ("UsBeerBarrel", US_GALLON * 31.0),
    ("UsCustomaryCup", US_GALLON / 16.0),
    ("UsGallon", US_GALLON),
    ("UsLegalCup", 2.4e-4),
    ("UsOunce", US_GALLON / 128.0),
    ("UsPint", US_GALLON / 8.0),
    ("UsQuart", US_GALLON / 4.0),
    ("UsTablespoon", US_GALLON / 256.0),
    ("UsTeaspoon", US_GALLON / 768.0),
];
