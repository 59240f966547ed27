//! Well-known text, as in `POINT (1 2)`.

use quarry_data::{Bag, Dynamic};

use super::shape::geometry;

/// The geometry of a text as GeoJSON; none when it is not valid.
pub(crate) fn parse(text: &str) -> Option<Dynamic> {
    let mut reader = Reader { rest: text.trim() };
    let tree = reader.geometry(0)?;
    reader.rest.trim().is_empty().then_some(tree)
}

/// Collections in collections.
const DEPTH: usize = 16;

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn geometry(&mut self, depth: usize) -> Option<Dynamic> {
        let name = self.word().to_ascii_uppercase();
        let kind = match name.as_str() {
            "POINT" => {
                self.sign('(')?;
                let point = self.position()?;
                self.sign(')')?;
                return Some(geometry("Point", point));
            }
            "MULTIPOINT" => return Some(geometry("MultiPoint", self.points()?)),
            "LINESTRING" => ("LineString", 1),
            "POLYGON" => ("Polygon", 2),
            "MULTILINESTRING" => ("MultiLineString", 2),
            "MULTIPOLYGON" => ("MultiPolygon", 3),
            "GEOMETRYCOLLECTION" if depth < DEPTH => return self.collection(depth),
            _ => return None,
        };
        Some(geometry(kind.0, self.nested(kind.1)?))
    }

    fn collection(&mut self, depth: usize) -> Option<Dynamic> {
        self.sign('(')?;
        let mut items = vec![self.geometry(depth + 1)?];
        while self.sign(',').is_some() {
            items.push(self.geometry(depth + 1)?);
        }
        self.sign(')')?;
        Some(Dynamic::bag(Bag::from_entries([
            ("type".into(), Dynamic::string("GeometryCollection")),
            ("geometries".into(), Dynamic::array(items)),
        ])))
    }

    /// Points, each in parentheses of its own or not.
    fn points(&mut self) -> Option<Dynamic> {
        self.sign('(')?;
        let mut items = Vec::new();
        loop {
            let inner = self.sign('(').is_some();
            items.push(self.position()?);
            if inner {
                self.sign(')')?;
            }
            if self.sign(',').is_none() {
                break;
            }
        }
        self.sign(')')?;
        Some(Dynamic::array(items))
    }

    /// Positions under so many parentheses.
    fn nested(&mut self, depth: usize) -> Option<Dynamic> {
        if depth == 0 {
            return self.position();
        }
        self.sign('(')?;
        let mut items = vec![self.nested(depth - 1)?];
        while self.sign(',').is_some() {
            items.push(self.nested(depth - 1)?);
        }
        self.sign(')')?;
        Some(Dynamic::array(items))
    }

    /// Two numbers; a third, the height, is dropped.
    fn position(&mut self) -> Option<Dynamic> {
        let position = Dynamic::array(vec![self.number()?, self.number()?]);
        while self.number().is_some() {}
        Some(position)
    }

    fn number(&mut self) -> Option<Dynamic> {
        let text = self.rest.trim_start();
        let end =
            text.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let value = match number.parse::<i64>() {
            Ok(whole) => Dynamic::Long(whole),
            Err(_) => Dynamic::Real(number.parse().ok()?),
        };
        self.rest = rest;
        Some(value)
    }

    fn word(&mut self) -> &str {
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.rest = rest;
        word
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(sign)?;
        Some(())
    }
}
