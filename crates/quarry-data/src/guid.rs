//! `guid`: 128 bits.

use std::fmt;

/// A globally unique identifier; ordered and printed as its 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(pub u128);

impl Guid {
    /// Reads 32 hexadecimal digits, with dashes at any place and braces or without.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        let text = match text {
            [b'{', inner @ .., b'}'] | [b'(', inner @ .., b')'] => inner,
            plain => plain,
        };
        let (mut bits, mut digits) = (0, 0);
        for &byte in text.iter().filter(|byte| **byte != b'-') {
            bits = bits << 4 | u128::from(char::from(byte).to_digit(16)?);
            digits += 1;
        }
        (digits == 32).then_some(Self(bits))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            bits >> 80 & 0xffff,
            bits >> 64 & 0xffff,
            bits >> 48 & 0xffff,
            bits & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Guid;

    #[test]
    fn forms_are_read_and_written() {
        let written = "74be27de-1e4e-49d9-b579-fe0b331d3642";
        for text in [
            written,
            "74BE27DE-1E4E-49D9-B579-FE0B331D3642",
            "{74be27de-1e4e-49d9-b579-fe0b331d3642}",
            "74be27de1e4e49d9b579fe0b331d3642",
        ] {
            assert_eq!(Guid::parse(text).unwrap().to_string(), written);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "74be27de",
            "74be27de-1e4e-49d9-b579-fe0b331d364",
            "74be27de-1e4e-49d9-b579xfe0b331d3642",
            "{}",
        ] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }
}
