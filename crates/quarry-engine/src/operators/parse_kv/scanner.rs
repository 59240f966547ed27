//! Keys and values in a text, by delimiters or, without these, by any character between words.

use std::sync::Arc;

/// How to read a text.
pub(super) struct Scanner {
    keys: Vec<Arc<str>>,
    /// Between pairs, and between key and value; none when any character that is no letter or digit is
    /// a delimiter.
    delimiters: Option<(String, String)>,
    quotes: Vec<(String, String)>,
    escape: Option<String>,
    greedy: bool,
}

/// Some text, with quotes and escapes taken away, and where it ends.
struct Piece {
    text: String,
    end: usize,
}

impl Scanner {
    pub(super) fn new(parse: &quarry_plan::ParseKv) -> Self {
        let delimited = !parse.pair_delimiter.is_empty() && !parse.kv_delimiter.is_empty();
        Self {
            keys: parse.columns.iter().map(|(name, _)| Arc::clone(name)).collect(),
            delimiters: delimited.then(|| (parse.pair_delimiter.clone(), parse.kv_delimiter.clone())),
            quotes: parse.quotes.clone(),
            escape: parse.escape.clone().filter(|escape| !escape.is_empty()),
            greedy: parse.greedy,
        }
    }

    /// The value of each key, none where the key is not there.
    pub(super) fn values(&self, text: &str) -> Vec<Option<String>> {
        let mut values = vec![None; self.keys.len()];
        match &self.delimiters {
            Some((pair, kv)) => self.delimited(text, pair, kv, &mut values),
            None => self.free(text, &mut values),
        }
        values
    }

    fn set(&self, values: &mut [Option<String>], key: &str, value: impl FnOnce() -> String) {
        let place = self.keys.iter().position(|known| **known == *key);
        if let Some(slot) = place.and_then(|place| values.get_mut(place))
            && slot.is_none()
        {
            *slot = Some(value());
        }
    }

    fn delimited(&self, text: &str, pair: &str, kv: &str, values: &mut [Option<String>]) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let Some((key, value_at)) = self.key(rest, pair, kv) else {
                // No key here: go on behind the next pair delimiter.
                match rest.find(pair) {
                    Some(offset) => at += offset + pair.len(),
                    None => return,
                }
                continue;
            };
            let Some(rest) = rest.get(value_at..) else { return };
            let value = self.value(rest, pair, kv);
            at += value_at + value.end;
            self.set(values, &key, || value.text);
        }
    }

    /// A key and where its value starts, when the text begins with one.
    fn key(&self, text: &str, pair: &str, kv: &str) -> Option<(String, usize)> {
        if let Some(piece) = self.quoted(text) {
            let rest = text.get(piece.end..)?;
            let blanks = rest.len() - rest.trim_start().len();
            let behind = rest.trim_start().strip_prefix(kv)?;
            debug_assert!(behind.len() <= rest.len());
            return Some((piece.text, piece.end + blanks + kv.len()));
        }
        let offset = text.find(kv)?;
        let key = text.get(..offset)?;
        // Blanks in front of a key do not end it, even when pairs are parted by blanks.
        let skipped = key.len() - key.trim_start().len();
        if key.get(skipped..)?.contains(pair) {
            return None;
        }
        Some((key.trim().to_owned(), offset + kv.len()))
    }

    /// The value that the text begins with; its end lies behind the next pair delimiter.
    fn value(&self, text: &str, pair: &str, kv: &str) -> Piece {
        if let Some(piece) = self.quoted(text) {
            let rest = text.get(piece.end..).unwrap_or("");
            let end = rest.find(pair).map_or(text.len(), |offset| piece.end + offset + pair.len());
            return Piece { text: piece.text, end };
        }
        let mut from = 0;
        loop {
            let rest = text.get(from..).unwrap_or("");
            let Some(offset) = rest.find(pair) else {
                return Piece { text: text.trim().to_owned(), end: text.len() };
            };
            let (stop, behind) = (from + offset, from + offset + pair.len());
            let next_is_key = || text.get(behind..).is_some_and(|next| self.key(next, pair, kv).is_some());
            if self.greedy && !next_is_key() {
                from = behind;
                continue;
            }
            let value = text.get(..stop).unwrap_or("").trim().to_owned();
            return Piece { text: value, end: behind };
        }
    }

    /// The text in quotes that begins here, blanks aside.
    fn quoted(&self, text: &str) -> Option<Piece> {
        let start = text.len() - text.trim_start().len();
        let rest = text.get(start..)?;
        let (open, close) = self.quotes.iter().find(|(open, _)| rest.starts_with(open.as_str()))?;
        let mut at = start + open.len();
        let mut inside = String::new();
        loop {
            let rest = text.get(at..)?;
            if let Some(escape) = &self.escape
                && let Some(escaped) = rest.strip_prefix(escape.as_str())
                && let Some(character) = escaped.chars().next()
            {
                inside.push(character);
                at += escape.len() + character.len_utf8();
                continue;
            }
            if rest.starts_with(close.as_str()) {
                return Some(Piece { text: inside, end: at + close.len() });
            }
            let character = rest.chars().next()?;
            inside.push(character);
            at += character.len_utf8();
        }
    }

    /// A word that is a key gives the next word or quoted text as its value.
    fn free(&self, text: &str, values: &mut [Option<String>]) {
        let mut at = 0;
        while let Some((word, end)) = self.word(text, at) {
            at = end;
            if self.keys.iter().any(|key| **key == *word)
                && let Some((value, end)) = self.word(text, at)
            {
                self.set(values, &word, || value);
                at = end;
            }
        }
    }

    /// The next word or quoted text from a place on, and where it ends.
    fn word(&self, text: &str, from: usize) -> Option<(String, usize)> {
        let mut at = from;
        loop {
            let rest = text.get(at..)?;
            if self.quotes.iter().any(|(open, _)| rest.starts_with(open.as_str()))
                && let Some(piece) = self.quoted(rest)
            {
                return Some((piece.text, at + piece.end));
            }
            // A key may hold other characters than letters and digits.
            if let Some(key) = self.keys.iter().find(|key| !key.is_empty() && rest.starts_with(&***key)) {
                let end = at + key.len();
                if !text.get(end..)?.starts_with(char::is_alphanumeric) {
                    return Some((key.to_string(), end));
                }
            }
            let first = rest.chars().next()?;
            if first.is_alphanumeric() {
                let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                return Some((rest.get(..end)?.to_owned(), at + end));
            }
            at += first.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scanner;

    fn values(
        keys: &[&str],
        delimiters: Option<(&str, &str)>,
        quotes: &[(&str, &str)],
        text: &str,
    ) -> Vec<Option<String>> {
        let scanner = Scanner {
            keys: keys.iter().map(|&key| key.into()).collect(),
            delimiters: delimiters.map(|(pair, kv)| (pair.into(), kv.into())),
            quotes: quotes.iter().map(|(open, close)| ((*open).into(), (*close).into())).collect(),
            escape: Some("\\".into()),
            greedy: text.starts_with("greedy"),
        };
        scanner.values(text)
    }

    fn some(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| Some((*text).to_owned())).collect()
    }

    #[test]
    fn pairs_by_delimiters() {
        let blank = Some((" ", "="));
        assert_eq!(
            values(&["b", "a"], Some((",", ":")), &[], "a: 1, b:two words ,a:3"),
            some(&["two words", "1"])
        );
        assert_eq!(values(&["k"], blank, &[], "x k=v=w y"), some(&["v=w"]));
        assert_eq!(
            values(&["n", "c"], blank, &[], "greedy n=John Doe c=New York"),
            some(&["John Doe", "New York"])
        );
        let quotes = [("(", ")")];
        assert_eq!(values(&["e t", "s"], blank, &quotes, "s=1 (e t)=(a b)"), some(&["a b", "1"]));
        assert_eq!(values(&["f"], blank, &[("\"", "\"")], r#"f="say \"hi\"" g=2"#), some(&["say \"hi\""]));
    }

    #[test]
    fn pairs_between_words() {
        let text = "[INFO] ThreadId:45, Text: 'It \\'s up'";
        assert_eq!(values(&["Text", "ThreadId"], None, &[("'", "'")], text), some(&["It 's up", "45"]));
    }
}
