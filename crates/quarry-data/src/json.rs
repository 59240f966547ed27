//! JSON text to [`Dynamic`] and back, as `parse_json` and `tostring` do it.

mod part;
mod read;
mod write;

pub use part::{TextCache, Wanted, parse_part};
pub use read::parse;
pub(crate) use write::{display, quoted};
pub use write::{write, write_string};

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte where reading stopped.
    pub offset: usize,
    pub message: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dynamic;

    fn rewrite(text: &str) -> Option<String> {
        parse(text).ok().map(|value| {
            let mut out = String::new();
            write(&value, &mut out);
            out
        })
    }

    #[test]
    fn values_are_read_and_written() {
        for (text, expected) in [
            (" null ", "null"),
            ("true", "true"),
            ("-0", "0"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "9223372036854776000.0"),
            ("1.50", "1.5"),
            ("1e2", "100.0"),
            ("[ 1 , [ ] , { } ]", "[1,[],{}]"),
            (r#"{ "b" : 1, "a" : "x", "b" : 2 }"#, r#"{"b":2,"a":"x"}"#),
            (r#""\u00e4\n\/\ud83d\ude00\ud83d!""#, "\"ä\\n/😀\u{fffd}!\""),
            ("\"tab\there\"", r#""tab\there""#),
            (r#""\u0001\"\\""#, r#""\u0001\"\\""#),
        ] {
            assert_eq!(rewrite(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "nul",
            "tru",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "[1,]",
            "[1",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "\"abc",
            "\"\\x\"",
            "\"\\u12g4\"",
            "1 2",
            "[1}",
            "NaN",
            "{,}",
            "\"\\",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("[1, x]").unwrap_err().offset, 4);
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(Dynamic::MAX_DEPTH)).is_ok());
        assert!(parse(&nested(Dynamic::MAX_DEPTH + 1)).is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }
}
