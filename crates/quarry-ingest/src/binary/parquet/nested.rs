//! Columns in lists, maps and structures: their levels say which values belong together, and each row becomes
//! JSON.

use quarry_data::{Type, encode, json};

use super::chunk::Decoded;
use super::schema::{Node, Repetition, Schema, Shape, Target};
use crate::typed::{CodedTexts, TypedColumn};

const TORN: &str = "the levels of its columns contradict each other";
/// Bytes of JSON that one column of a row group may have.
const MOST_TEXT: usize = 1 << 30;

/// Puts rows together from the columns below one node.
pub(super) struct Assembler<'a> {
    schema: &'a Schema,
    /// The columns, from the node's first leaf on.
    columns: &'a [Decoded],
    first_leaf: usize,
    /// The next place and the next value of each column.
    cursors: Vec<(usize, usize)>,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(schema: &'a Schema, columns: &'a [Decoded], first_leaf: usize) -> Self {
        Self { schema, columns, first_leaf, cursors: vec![(0, 0); columns.len()] }
    }

    /// The JSON of `rows` rows. Where it ends early, the rest is missing and the reason is given.
    pub(super) fn rows(mut self, node: &'a Node, rows: usize) -> (TypedColumn, Option<&'static str>) {
        let mut texts = CodedTexts::default();
        let mut reason = None;
        let mut text = String::new();
        for _ in 0..rows {
            text.clear();
            if let Err(error) = self.row(node, &mut text) {
                reason = Some(error);
                break;
            }
            if texts.text_len() + text.len() > MOST_TEXT {
                reason = Some("the lists and structures take too much memory");
                break;
            }
            if text == "null" {
                texts.codes.push(0);
            } else {
                texts.push(|out| out.push_str(&text));
            }
        }
        texts.codes.resize(rows, 0);
        (TypedColumn::Texts(texts), reason)
    }

    fn row(&mut self, node: &'a Node, out: &mut String) -> Result<(), &'static str> {
        for (column, (place, _)) in self.columns.iter().zip(&self.cursors) {
            match column.repetitions.get(*place) {
                None => return Err("its values end early"),
                Some(0) => {}
                Some(_) => return Err(TORN),
            }
        }
        self.node(node, out)
    }

    fn column(&self, leaf: usize) -> Result<(usize, &'a Decoded), &'static str> {
        let at = leaf.checked_sub(self.first_leaf).ok_or(TORN)?;
        Ok((at, self.columns.get(at).ok_or(TORN)?))
    }

    /// The definition level of the next place of a leaf.
    fn definition(&self, leaf: usize) -> Result<u8, &'static str> {
        let (at, column) = self.column(leaf)?;
        let (place, _) = self.cursors.get(at).ok_or(TORN)?;
        column.definitions.get(*place).copied().ok_or(TORN)
    }

    /// Passes over the place that says that a node is missing.
    fn pass(&mut self, node: &Node) -> Result<(), &'static str> {
        for leaf in node.leaves.0..node.leaves.1 {
            if self.definition(leaf)? >= node.definition {
                return Err(TORN);
            }
            let (at, _) = self.column(leaf)?;
            self.cursors.get_mut(at).ok_or(TORN)?.0 += 1;
        }
        Ok(())
    }

    fn child(&self, node: usize) -> Result<&'a Node, &'static str> {
        self.schema.node(node).ok_or(TORN)
    }

    fn node(&mut self, node: &'a Node, out: &mut String) -> Result<(), &'static str> {
        match node.repetition {
            Repetition::Once => self.content(node, out),
            Repetition::Optional if self.definition(node.leaves.0)? < node.definition => {
                out.push_str("null");
                self.pass(node)
            }
            Repetition::Optional => self.content(node, out),
            Repetition::Repeated => self.items(node, "[]", out, |this, out| this.content(node, out)),
        }
    }

    /// Writes what a node holds, which is there.
    fn content(&mut self, node: &'a Node, out: &mut String) -> Result<(), &'static str> {
        match &node.shape {
            Shape::Leaf(leaf) => self.value(*leaf, out),
            Shape::Group(children) => {
                out.push('{');
                for (number, child) in children.iter().enumerate() {
                    let child = self.child(*child)?;
                    if number > 0 {
                        out.push(',');
                    }
                    json::write_string(&child.name, out);
                    out.push(':');
                    self.node(child, out)?;
                }
                out.push('}');
                Ok(())
            }
            Shape::List { repeated, item } => {
                let repeated = self.child(*repeated)?;
                let item = item.map(|item| self.child(item)).transpose()?;
                self.items(repeated, "[]", out, |this, out| match item {
                    Some(item) => this.node(item, out),
                    None => this.content(repeated, out),
                })
            }
            Shape::Map { repeated, key, value } => {
                let (repeated, key, value) = (self.child(*repeated)?, self.child(*key)?, self.child(*value)?);
                self.items(repeated, "{}", out, |this, out| {
                    let start = out.len();
                    this.node(key, out)?;
                    // Keys of property bags are texts.
                    if !out.get(start..).is_some_and(|key| key.starts_with('"')) {
                        let key = out.split_off(start);
                        json::write_string(&key, out);
                    }
                    out.push(':');
                    this.node(value, out)
                })
            }
        }
    }

    /// Writes the items of a node that repeats, between two brackets.
    fn items(
        &mut self,
        node: &'a Node,
        brackets: &str,
        out: &mut String,
        mut item: impl FnMut(&mut Self, &mut String) -> Result<(), &'static str>,
    ) -> Result<(), &'static str> {
        if self.definition(node.leaves.0)? < node.definition {
            out.push_str(brackets);
            return self.pass(node);
        }
        let (open, close) = brackets.split_at(1);
        out.push_str(open);
        let (first, column) = self.column(node.leaves.0)?;
        loop {
            item(self, out)?;
            let (place, _) = self.cursors.get(first).ok_or(TORN)?;
            match column.repetitions.get(*place) {
                Some(level) if *level == node.level => out.push(','),
                Some(level) if *level > node.level => return Err(TORN),
                _ => break,
            }
            if out.len() > MOST_TEXT {
                return Err("a list takes too much memory");
            }
        }
        out.push_str(close);
        Ok(())
    }

    /// Writes the next value of a leaf.
    fn value(&mut self, leaf: usize, out: &mut String) -> Result<(), &'static str> {
        let ty = self.schema.leaves.get(leaf).ok_or(TORN)?;
        if self.definition(leaf)? != ty.definition {
            return Err(TORN);
        }
        let (at, column) = self.column(leaf)?;
        let (place, value) = self.cursors.get_mut(at).ok_or(TORN)?;
        let row = *value;
        *place += 1;
        *value += 1;
        if row >= column.values.len() {
            return Err(TORN);
        }
        match &column.values {
            TypedColumn::Values(column) => {
                encode::write_json(column.value(row), out);
                // The letter at the end says that it is UTC.
                if matches!(ty.target, Target::Timestamp { local: true, .. }) && out.ends_with("Z\"") {
                    out.truncate(out.len() - 2);
                    out.push('"');
                }
            }
            TypedColumn::LocalTimes(_) => return Err(TORN),
            TypedColumn::Texts(texts) => {
                let text = texts.codes.get(row).map_or("", |code| texts.get(*code));
                if ty.target.ty() == Type::Dynamic && json::parse(text).is_ok() {
                    out.push_str(text);
                } else {
                    json::write_string(text, out);
                }
            }
        }
        Ok(())
    }
}
