//! Regular expressions in the RE2 flavour that Kusto speaks, on the `regex` crate.
//!
//! Differences are translated: `\d`, `\w`, `\s` and `\b` know ASCII only, `\Q…\E` quotes, a brace that is no
//! repetition and a bracket or `&&` in a class stand for themselves. Look-around and back-references do not
//! exist in RE2 and are refused.

use regex::{Regex, RegexBuilder};

use super::Texts;
use super::needle::{Bounds, Needle};
use crate::CallError;

/// Bytes of a pattern.
const PATTERN_LIMIT: usize = 16_384;
/// Bytes of a compiled pattern.
const COMPILED_LIMIT: usize = 1 << 20;

/// A compiled regex with the text that every match must contain.
pub(crate) struct Compiled {
    pub(crate) regex: Regex,
    required: Option<Needle>,
}

/// Compiles the pattern that the argument at `position` gives.
pub(crate) fn compile(pattern: &str, position: usize) -> Result<Compiled, CallError> {
    let regex = build(&translate(pattern, position)?, position)?;
    Ok(Compiled { regex, required: required(pattern) })
}

/// Compiles a pattern between two others, as `trim` needs it.
pub(crate) fn compile_within(
    before: &str,
    pattern: &str,
    after: &str,
    position: usize,
) -> Result<Regex, CallError> {
    build(&format!("{before}(?:{}){after}", translate(pattern, position)?), position)
}

fn build(translated: &str, position: usize) -> Result<Regex, CallError> {
    RegexBuilder::new(translated).size_limit(COMPILED_LIMIT).dfa_size_limit(8 << 20).build().map_err(
        |error| {
            let message = match error {
                regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
                other => last_line(&other.to_string()),
            };
            CallError::Argument { position, message }
        },
    )
}

/// The reason in the message of the `regex` crate, which draws a picture above it.
fn last_line(message: &str) -> String {
    let reason = message.lines().last().unwrap_or(message).trim();
    format!("the regular expression is not valid: {}", reason.strip_prefix("error: ").unwrap_or(reason))
}

impl Compiled {
    /// False when a text that every match contains is not there; costs less than the regex.
    pub(crate) fn may_match(&self, text: &str) -> bool {
        self.required.as_ref().is_none_or(|needle| needle.is_in(text))
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.regex.is_match(text)
    }
}

impl Compiled {
    /// Marks the rows that contain what every match contains; row `i` is `text[offsets[i]..offsets[i + 1]]`.
    pub(crate) fn mark_possible(&self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        match &self.required {
            Some(needle) => needle.mark(text, offsets, marks),
            None => marks.fill(true),
        }
    }
}

impl Texts for Compiled {
    fn test(&mut self, text: &str) -> bool {
        self.is_match(text)
    }

    fn mark(&mut self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        self.mark_possible(text, offsets, marks);
        for (row, mark) in marks.iter_mut().enumerate() {
            *mark = *mark && self.regex.is_match(super::rows::row(text, offsets, row));
        }
    }
}

/// The pattern as the `regex` crate wants it.
fn translate(pattern: &str, position: usize) -> Result<String, CallError> {
    if pattern.len() > PATTERN_LIMIT {
        let message = format!("a regular expression may have {PATTERN_LIMIT} bytes");
        return Err(CallError::Argument { position, message });
    }
    let unsupported = |what: &str| CallError::UnsupportedRegex {
        position,
        message: format!("{what} are not part of KQL's regular expressions"),
    };
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = escape(tail, &mut out, false, &unsupported)?,
            '[' => rest = class(tail, &mut out, &unsupported)?,
            '(' => {
                if ["?=", "?!", "?<=", "?<!"].iter().any(|look| tail.starts_with(look)) {
                    return Err(unsupported("look-arounds"));
                }
                out.push('(');
                rest = tail;
            }
            '{' => {
                out.push_str(if is_repetition(tail) { "{" } else { "\\{" });
                rest = tail;
            }
            other => {
                out.push(other);
                rest = tail;
            }
        }
    }
    Ok(out)
}

/// Whether `{` followed by this repeats what stands before it.
fn is_repetition(after_brace: &str) -> bool {
    let Some((inside, _)) = after_brace.split_once('}') else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match inside.split_once(',') {
        Some((least, most)) => !least.is_empty() && digits(least) && digits(most),
        None => !inside.is_empty() && digits(inside),
    }
}

/// Translates what follows a backslash; gives the rest.
fn escape<'a>(
    after: &'a str,
    out: &mut String,
    in_class: bool,
    unsupported: &dyn Fn(&str) -> CallError,
) -> Result<&'a str, CallError> {
    let Some(c) = after.chars().next() else {
        out.push('\\');
        return Ok(after);
    };
    let rest = &after[c.len_utf8()..];
    let (inner, negated) = match c {
        'd' | 'D' => ("0-9", c == 'D'),
        'w' | 'W' => ("0-9A-Za-z_", c == 'W'),
        's' | 'S' => (r"\t\n\x0c\r ", c == 'S'),
        'b' if !in_class => {
            out.push_str(r"(?-u:\b)");
            return Ok(rest);
        }
        'Q' => {
            let (quoted, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(quoted));
            return Ok(rest);
        }
        'E' => return Ok(rest),
        '1'..='9' => return Err(unsupported("back-references")),
        '<' | '>' => {
            out.push(c);
            return Ok(rest);
        }
        _ => {
            out.push('\\');
            out.push(c);
            return Ok(rest);
        }
    };
    match (in_class, negated) {
        (true, false) => out.push_str(inner),
        (_, true) => {
            out.push_str("[^");
            out.push_str(inner);
            out.push(']');
        }
        (false, false) => {
            out.push('[');
            out.push_str(inner);
            out.push(']');
        }
    }
    Ok(rest)
}

/// Translates a character class after its `[`; gives the rest.
fn class<'a>(
    after: &'a str,
    out: &mut String,
    unsupported: &dyn Fn(&str) -> CallError,
) -> Result<&'a str, CallError> {
    out.push('[');
    let mut rest = after;
    if let Some(tail) = rest.strip_prefix('^') {
        out.push('^');
        rest = tail;
    }
    if let Some(tail) = rest.strip_prefix(']') {
        out.push_str("\\]");
        rest = tail;
    }
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        match c {
            ']' => {
                out.push(']');
                return Ok(tail);
            }
            '\\' => rest = escape(tail, out, true, unsupported)?,
            '[' => match tail.strip_prefix(':').and_then(|name| name.split_once(":]")) {
                Some((name, tail)) => {
                    out.push_str("[:");
                    out.push_str(name);
                    out.push_str(":]");
                    rest = tail;
                }
                None => {
                    out.push_str("\\[");
                    rest = tail;
                }
            },
            '&' | '~' => {
                out.push('\\');
                out.push(c);
                rest = tail;
            }
            '-' if tail.starts_with('-') => {
                out.push_str("\\-");
                rest = tail;
            }
            other => {
                out.push(other);
                rest = tail;
            }
        }
    }
    Ok(rest)
}

/// The longest text of at least two bytes that every match contains, found without understanding more than
/// the top level of the pattern.
fn required(pattern: &str) -> Option<Needle> {
    let (body, insensitive) = match pattern.strip_prefix("(?i)") {
        Some(body) => (body, true),
        None => (pattern, false),
    };
    if body.contains("(?") && body.replace("(?:", "").replace("(?P<", "").contains("(?") {
        return None;
    }
    let literal = longest_run(body)?;
    // Case-insensitive matching of the regex crate folds a few letters outside ASCII into ASCII ones.
    let risky = insensitive && literal.contains(['k', 'K', 's', 'S']);
    (literal.len() >= 2 && !risky).then(|| Needle::new(&literal, !insensitive, Bounds::NONE))
}

fn longest_run(body: &str) -> Option<String> {
    let (mut best, mut run) = (String::new(), String::new());
    let mut depth = 0usize;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        let mut literal = None;
        match c {
            '|' if depth == 0 => return None,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '[' => skip_class(&mut chars),
            '\\' => match chars.next() {
                Some('Q' | 'E') => return None,
                Some('x' | 'p' | 'P' | '0') => return None,
                Some(escaped) if !escaped.is_ascii_alphanumeric() => literal = Some(escaped),
                _ => {}
            },
            '.' | '^' | '$' | '{' | '}' | '*' | '+' | '?' => {}
            other => literal = Some(other),
        }
        let optional = matches!(chars.peek(), Some('*' | '?' | '{'));
        match literal {
            Some(literal) if depth == 0 && !optional => run.push(literal),
            _ => keep_longer(&mut best, &mut run),
        }
        if chars.peek() == Some(&'{') {
            while chars.next().is_some_and(|c| c != '}') {}
        }
        if chars.peek() == Some(&'+') {
            keep_longer(&mut best, &mut run);
        }
    }
    keep_longer(&mut best, &mut run);
    Some(best)
}

fn keep_longer(best: &mut String, run: &mut String) {
    if run.len() > best.len() {
        std::mem::swap(best, run);
    }
    run.clear();
}

fn skip_class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    if chars.peek() == Some(&'^') {
        chars.next();
    }
    if chars.peek() == Some(&']') {
        chars.next();
    }
    while let Some(c) = chars.next() {
        match c {
            ']' => return,
            '\\' => {
                chars.next();
            }
            '[' if chars.peek() == Some(&':') => while chars.next().is_some_and(|c| c != ']') {},
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> bool {
        compile(pattern, 1).ok().is_some_and(|regex| regex.is_match(text))
    }

    #[test]
    fn re2_differences_are_translated() {
        assert!(found(r"^\d{4}-\d{2}$", "2020-01"));
        assert!(!found(r"^\d$", "٣"));
        assert!(found(r"a{b}", "a{b}"));
        assert!(found(r"[[a]+$", "[a["));
        assert!(found(r"[a&&b]", "&"));
        assert!(found(r"\Qa.b\E", "xa.bx"));
        assert!(!found(r"\Qa.b\E", "axb"));
        assert!(found(r"[^\w]", "-"));
        assert!(found(r"[[:alpha:]]+", "x"));
        assert!(found(r"\bnet\b", "a net."));
        assert!(found(r"[]a]", "]"));
    }

    #[test]
    fn look_around_is_refused() {
        assert!(matches!(compile(r"(?=a)b", 1), Err(CallError::UnsupportedRegex { .. })));
        assert!(matches!(compile(r"(a)\1", 1), Err(CallError::UnsupportedRegex { .. })));
        assert!(matches!(compile(r"(", 1), Err(CallError::Argument { .. })));
    }

    #[test]
    fn required_text_never_hides_a_match() {
        let run = |pattern: &str| longest_run(pattern);
        assert_eq!(run(r"net1?\.exe").as_deref(), Some(".exe"));
        assert_eq!(run(r"(abc)?de"), Some("de".to_owned()));
        assert_eq!(run(r"ab+c"), Some("ab".to_owned()));
        assert_eq!(run(r"ab{0}cd"), Some("cd".to_owned()));
        assert_eq!(run(r"a|b"), None);
        assert!(found(r"(?i)Net\s+User", "NET  USER"));
        assert!(found(r"power[sS]hell", "powerShell"));
    }
}
