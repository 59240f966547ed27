//! Digits of a double by Grisu2 (Loitsch, "Printing floating-point numbers quickly and accurately with
//! integers", 2010), with the one peculiarity that Kusto's answers show: the last digit is not moved to the
//! closest one when nine or more digits come after the point of the scaled number.

/// Powers of ten, from 10^-348 in steps of 8, as normalized 64-bit significands.
const POWERS: [u64; 87] = [
    0xfa8f_d5a0_081c_0288,
    0xbaae_e17f_a23e_bf76,
    0x8b16_fb20_3055_ac76,
    0xcf42_894a_5dce_35ea,
    0x9a6b_b0aa_5565_3b2d,
    0xe61a_cf03_3d1a_45df,
    0xab70_fe17_c79a_c6ca,
    0xff77_b1fc_bebc_dc4f,
    0xbe56_91ef_416b_d60c,
    0x8dd0_1fad_907f_fc3c,
    0xd351_5c28_3155_9a83,
    0x9d71_ac8f_ada6_c9b5,
    0xea9c_2277_23ee_8bcb,
    0xaecc_4991_4078_536d,
    0x823c_1279_5db6_ce57,
    0xc210_9436_4dfb_5637,
    0x9096_ea6f_3848_984f,
    0xd774_85cb_2582_3ac7,
    0xa086_cfcd_97bf_97f4,
    0xef34_0a98_172a_ace5,
    0xb238_67fb_2a35_b28e,
    0x84c8_d4df_d2c6_3f3b,
    0xc5dd_4427_1ad3_cdba,
    0x936b_9fce_bb25_c996,
    0xdbac_6c24_7d62_a584,
    0xa3ab_6658_0d5f_daf6,
    0xf3e2_f893_dec3_f126,
    0xb5b5_ada8_aaff_80b8,
    0x8762_5f05_6c7c_4a8b,
    0xc9bc_ff60_34c1_3053,
    0x964e_858c_91ba_2655,
    0xdff9_7724_7029_7ebd,
    0xa6df_bd9f_b8e5_b88f,
    0xf8a9_5fcf_8874_7d94,
    0xb944_7093_8fa8_9bcf,
    0x8a08_f0f8_bf0f_156b,
    0xcdb0_2555_6531_31b6,
    0x993f_e2c6_d07b_7fac,
    0xe45c_10c4_2a2b_3b06,
    0xaa24_2499_6973_92d3,
    0xfd87_b5f2_8300_ca0e,
    0xbce5_0864_9211_1aeb,
    0x8cbc_cc09_6f50_88cc,
    0xd1b7_1758_e219_652c,
    0x9c40_0000_0000_0000,
    0xe8d4_a510_0000_0000,
    0xad78_ebc5_ac62_0000,
    0x813f_3978_f894_0984,
    0xc097_ce7b_c907_15b3,
    0x8f7e_32ce_7bea_5c70,
    0xd5d2_38a4_abe9_8068,
    0x9f4f_2726_179a_2245,
    0xed63_a231_d4c4_fb27,
    0xb0de_6538_8cc8_ada8,
    0x83c7_088e_1aab_65db,
    0xc45d_1df9_4271_1d9a,
    0x924d_692c_a61b_e758,
    0xda01_ee64_1a70_8dea,
    0xa26d_a399_9aef_774a,
    0xf209_787b_b47d_6b85,
    0xb454_e4a1_79dd_1877,
    0x865b_8692_5b9b_c5c2,
    0xc835_53c5_c896_5d3d,
    0x952a_b45c_fa97_a0b3,
    0xde46_9fbd_99a0_5fe3,
    0xa59b_c234_db39_8c25,
    0xf6c6_9a72_a398_9f5c,
    0xb7dc_bf53_54e9_bece,
    0x88fc_f317_f222_41e2,
    0xcc20_ce9b_d35c_78a5,
    0x9816_5af3_7b21_53df,
    0xe2a0_b5dc_971f_303a,
    0xa8d9_d153_5ce3_b396,
    0xfb9b_7cd9_a4a7_443c,
    0xbb76_4c4c_a7a4_4410,
    0x8bab_8eef_b640_9c1a,
    0xd01f_ef10_a657_842c,
    0x9b10_a4e5_e991_3129,
    0xe710_9bfb_a19c_0c9d,
    0xac28_20d9_623b_f429,
    0x8044_4b5e_7aa7_cf85,
    0xbf21_e440_03ac_dd2d,
    0x8e67_9c2f_5e44_ff8f,
    0xd433_179d_9c8c_b841,
    0x9e19_db92_b4e3_1ba9,
    0xeb96_bf6e_badf_77d9,
    0xaf87_023b_9bf0_ee6b,
];

/// `f · 2^e`.
#[derive(Clone, Copy)]
struct Float {
    f: u64,
    e: i32,
}

/// Up to 17 decimal digits.
pub(super) struct Digits {
    bytes: [u8; 20],
    len: usize,
}

impl Digits {
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("digits are ASCII")
    }

    /// Leading zeros do not count.
    fn push(&mut self, digit: u64) {
        if digit != 0 || self.len > 0 {
            self.bytes[self.len] = b'0' + digit as u8;
            self.len += 1;
        }
    }

    /// Lowers the last digit as long as that comes closer to the number: `rest` and `wanted` are the
    /// distances of the digits and of the number from the upper boundary.
    fn approach(&mut self, width: u64, mut rest: u64, step: u64, wanted: u64) {
        while rest < wanted
            && width - rest >= step
            && (rest + step < wanted || wanted - rest > rest + step - wanted)
        {
            self.bytes[self.len - 1] -= 1;
            rest += step;
        }
    }
}

impl Float {
    fn normalized(self) -> Self {
        let shift = self.f.leading_zeros();
        Self { f: self.f << shift, e: self.e - shift as i32 }
    }

    fn times(self, other: Self) -> Self {
        let product = u128::from(self.f) * u128::from(other.f) + (1 << 63);
        Self { f: (product >> 64) as u64, e: self.e + other.e + 64 }
    }
}

/// The digits of a finite number above zero, and the power of ten that they count.
pub(super) fn digits(value: f64) -> (Digits, i32) {
    const HIDDEN: u64 = 1 << 52;
    let bits = value.to_bits();
    let (biased, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & (HIDDEN - 1));
    let (f, e) = if biased == 0 { (fraction, -1074) } else { (fraction | HIDDEN, biased - 1075) };
    let upper = Float { f: (f << 1) + 1, e: e - 1 }.normalized();
    let lower =
        if f == HIDDEN { Float { f: (f << 2) - 1, e: e - 2 } } else { Float { f: (f << 1) - 1, e: e - 1 } };
    let lower = Float { f: lower.f << (lower.e - upper.e), e: upper.e };

    let (power, exponent) = power_for(upper.e);
    let number = Float { f, e }.normalized().times(power);
    let upper = upper.times(power);
    let upper = Float { f: upper.f - 1, e: upper.e };
    let lower = lower.times(power).f + 1;
    generate(upper, upper.f - number.f, upper.f - lower, exponent)
}

/// A cached power that brings a number of the binary exponent into reach, and its negated exponent.
fn power_for(e: i32) -> (Float, i32) {
    let wanted = (f64::from(-61 - e) * std::f64::consts::LOG10_2 + 347.0).ceil() as i32;
    let index = (wanted >> 3) + 1;
    let exponent = -348 + index * 8;
    let binary = ((exponent * 217_706) >> 16) - 63;
    (Float { f: POWERS[index as usize], e: binary }, -exponent)
}

/// Digits from the upper boundary down until what is left lies within `width`.
fn generate(upper: Float, wanted: u64, width: u64, exponent: i32) -> (Digits, i32) {
    let point = upper.e.unsigned_abs();
    let one = 1_u64 << point;
    let (mut whole, mut part) = (upper.f >> point, upper.f & (one - 1));
    let mut digits = Digits { bytes: [0; 20], len: 0 };
    for place in (0..10).rev() {
        let weight = 10_u64.pow(place);
        digits.push(whole / weight);
        whole %= weight;
        let rest = (whole << point) + part;
        if rest <= width && digits.len > 0 {
            digits.approach(width, rest, weight << point, wanted);
            return (digits, exponent + place as i32);
        }
    }
    let mut width = width;
    for place in 1.. {
        part *= 10;
        width *= 10;
        digits.push(part >> point);
        part &= one - 1;
        if part < width {
            let wanted = if place < 9 { wanted.wrapping_mul(10_u64.pow(place)) } else { 0 };
            digits.approach(width, part, one, wanted);
            return (digits, exponent - place as i32);
        }
    }
    unreachable!("the width outgrows what is left within 20 places")
}
