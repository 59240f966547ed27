use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::JsonError;
use super::read::Reader;
use crate::{Bag, Dynamic};

/// Which parts of a JSON text are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The whole value; the properties do not matter then.
    pub all: bool,
    pub properties: Vec<(Arc<str>, Wanted)>,
}

impl Wanted {
    pub fn everything() -> Self {
        Self { all: true, properties: Vec::new() }
    }

    /// Wants also what another wants.
    pub fn add(&mut self, other: &Self) {
        self.all |= other.all;
        for (name, wanted) in &other.properties {
            self.property(name).add(wanted);
        }
    }

    /// The part for a property, which is added when it was not wanted before.
    pub fn property(&mut self, name: &Arc<str>) -> &mut Self {
        let place = self.properties.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.properties.push((Arc::clone(name), Self::default()));
            self.properties.len() - 1
        });
        &mut self.properties[place].1
    }
}

/// Texts that were read lately: the values of a property repeat, and sharing one costs less than copying it.
#[derive(Clone, Debug)]
pub struct TextCache {
    texts: Vec<Option<Arc<str>>>,
}

/// Places of a cache.
const CACHED: usize = 256;
/// The longest text that is looked up.
const CACHED_BYTES: usize = 40;

impl Default for TextCache {
    fn default() -> Self {
        Self { texts: vec![None; CACHED] }
    }
}

impl TextCache {
    fn get(&mut self, text: &str) -> Arc<str> {
        if text.len() > CACHED_BYTES {
            return text.into();
        }
        let place = FxBuildHasher.hash_one(text) as usize % CACHED;
        match &self.texts[place] {
            Some(known) if **known == *text => Arc::clone(known),
            _ => Arc::clone(self.texts[place].insert(text.into())),
        }
    }
}

/// Reads one JSON value like [`super::parse`], but keeps only what is wanted of it. The rest is checked and
/// skipped, and property bags lack it.
pub fn parse_part(text: &str, wanted: &Wanted, cache: &mut TextCache) -> Result<Dynamic, JsonError> {
    let mut reader = Reader::new(text);
    reader.blanks();
    let value = reader.part(wanted, cache, 0)?;
    reader.end()?;
    Ok(value)
}

impl Reader<'_> {
    fn part(&mut self, wanted: &Wanted, cache: &mut TextCache, depth: usize) -> Result<Dynamic, JsonError> {
        if wanted.all {
            return match self.peek() {
                Some(b'"') => Ok(Dynamic::String(cache.get(self.string()?))),
                _ => self.value(depth),
            };
        }
        if self.peek() != Some(b'{') {
            self.skip(depth)?;
            return Ok(Dynamic::Null);
        }
        self.enter(depth)?;
        let mut bag = Bag::default();
        if self.eat(b'}') {
            return Ok(Dynamic::bag(bag));
        }
        loop {
            let found = {
                let name = self.name()?;
                wanted.properties.iter().find(|(known, _)| **known == *name)
            };
            self.colon()?;
            match found {
                Some((name, wanted)) => bag.insert(Arc::clone(name), self.part(wanted, cache, depth + 1)?),
                None => self.skip(depth + 1)?,
            }
            if self.ends(b'}')? {
                return Ok(Dynamic::bag(bag));
            }
        }
    }

    /// Checks a value and passes over it.
    fn skip(&mut self, depth: usize) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => {
                self.enter(depth)?;
                if self.eat(b'}') {
                    return Ok(());
                }
                loop {
                    self.blanks();
                    if self.peek() != Some(b'"') {
                        return self.fail("a property name in quotes is expected");
                    }
                    self.skip_string()?;
                    self.colon()?;
                    self.skip(depth + 1)?;
                    if self.ends(b'}')? {
                        return Ok(());
                    }
                }
            }
            Some(b'[') => {
                self.enter(depth)?;
                if self.eat(b']') {
                    return Ok(());
                }
                loop {
                    self.blanks();
                    self.skip(depth + 1)?;
                    if self.ends(b']')? {
                        return Ok(());
                    }
                }
            }
            Some(b'-' | b'0'..=b'9') => self.number_text().map(|_| ()),
            _ => self.value(depth).map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TextCache, Wanted, parse_part};
    use crate::json::{parse, write};

    fn part(text: &str, paths: &[&str]) -> Option<String> {
        let mut wanted = Wanted::default();
        for path in paths {
            let mut place = &mut wanted;
            for name in path.split('.') {
                place = place.property(&name.into());
            }
            place.all = true;
        }
        let value = parse_part(text, &wanted, &mut TextCache::default()).ok()?;
        let mut out = String::new();
        write(&value, &mut out);
        Some(out)
    }

    #[test]
    fn only_wanted_parts_are_kept() {
        let text = r#"{"a": [1, {"x": "\u0041\""}], "b": {"c": 1.5, "d": {"e": "é"}}, "a": true, "f": -2e3}"#;
        assert_eq!(part(text, &["a", "b.d.e"]).as_deref(), Some(r#"{"a":true,"b":{"d":{"e":"é"}}}"#));
        assert_eq!(part(text, &["b.c.z"]).as_deref(), Some(r#"{"b":{"c":null}}"#));
        assert_eq!(part("[1]", &["a"]).as_deref(), Some("null"));
    }

    #[test]
    fn what_is_skipped_is_checked_too() {
        for text in [r#"{"a":1,"b":}"#, r#"{"b":[1,]}"#, r#"{"b":"\x"}"#, r#"{"b":01}"#, "{} x", r#"{"b":"x"#]
        {
            assert!(parse(text).is_err(), "{text}");
            assert_eq!(part(text, &["a"]), None, "{text}");
        }
        assert_eq!(part(&"[".repeat(500), &["a"]), None);
    }
}
