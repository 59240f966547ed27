//! The columns of a file: their types, and how deeply their values lie in lists and structures.

use quarry_data::Type;

use super::footer::{Element, Logical};
use super::thrift::Malformed;

/// How deeply columns may lie in each other.
const MOST_DEPTH: u32 = 32;

/// How values are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Physical {
    Bool,
    Int32,
    Int64,
    Float,
    Double,
    Bytes,
    /// Bytes of a fixed length, also the old timestamps of 12 bytes.
    Fixed(usize),
}

/// What stored values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Bool,
    Int,
    Long,
    UnsignedInt,
    /// Up to 2^64, which only a decimal holds.
    UnsignedLong,
    Real,
    Half,
    Decimal {
        scale: u32,
    },
    /// Days since 1970.
    Date,
    /// Time since 1970 in a unit with so many digits behind the second; a local one is of a zone
    /// that the file does not name.
    Timestamp {
        unit: u32,
        local: bool,
    },
    /// Nanoseconds of a day and the day.
    Julian,
    /// Time of the day.
    Time {
        unit: u32,
    },
    Guid,
    Text,
    Json,
    /// Months, days and milliseconds.
    Interval,
}

impl Target {
    /// The type in KQL.
    pub(super) fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Long | Self::UnsignedInt => Type::Long,
            Self::Real | Self::Half => Type::Real,
            Self::UnsignedLong | Self::Decimal { .. } => Type::Decimal,
            Self::Date | Self::Timestamp { .. } | Self::Julian => Type::DateTime,
            Self::Time { .. } => Type::TimeSpan,
            Self::Guid => Type::Guid,
            Self::Text | Self::Interval => Type::String,
            Self::Json => Type::Dynamic,
        }
    }
}

/// A column as it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) physical: Physical,
    pub(super) target: Target,
    /// The definition level of values that are there.
    pub(super) definition: u8,
    /// How many lists the values lie in.
    pub(super) repetition: u8,
}

/// A node of the schema.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) repetition: Repetition,
    /// The definition level from which on it is there.
    pub(super) definition: u8,
    /// The repetition level of its own items.
    pub(super) level: u8,
    pub(super) shape: Shape,
    /// The leaves below it, by number: the first one and behind the last one.
    pub(super) leaves: (usize, usize),
}

/// How often a node may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    Once,
    Optional,
    Repeated,
}

/// What a node holds; nodes by number.
#[derive(Debug)]
pub(super) enum Shape {
    Leaf(usize),
    Group(Vec<usize>),
    /// The items of a list: a node that repeats, or what lies in it.
    List {
        repeated: usize,
        item: Option<usize>,
    },
    /// A node that repeats, with a key and a value.
    Map {
        repeated: usize,
        key: usize,
        value: usize,
    },
}

/// The columns of a file.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: Vec<Leaf>,
    /// The columns of the table.
    pub(super) fields: Vec<usize>,
}

impl Schema {
    /// Builds the tree.
    pub(super) fn build(elements: &[Element]) -> Result<Self, Malformed> {
        let mut builder = Builder { elements, at: 1, schema: Self::default() };
        let root = elements.first().ok_or("it describes no columns")?;
        for _ in 0..root.children {
            let field = builder.node(0, 0, 0)?;
            builder.schema.fields.push(field);
        }
        Ok(builder.schema)
    }

    pub(super) fn node(&self, node: usize) -> Option<&Node> {
        self.nodes.get(node)
    }

    /// The type of a column of the table.
    pub(super) fn ty(&self, node: &Node) -> Type {
        let leaf = match node.shape {
            Shape::Leaf(leaf) if node.repetition != Repetition::Repeated => self.leaves.get(leaf),
            _ => None,
        };
        leaf.map_or(Type::Dynamic, |leaf| leaf.target.ty())
    }
}

struct Builder<'a> {
    elements: &'a [Element],
    at: usize,
    schema: Schema,
}

impl Builder<'_> {
    /// Reads a node and what lies below it, and gives its number.
    fn node(&mut self, definition: u8, level: u8, depth: u32) -> Result<usize, Malformed> {
        if depth > MOST_DEPTH {
            return Err("columns lie too deep in each other");
        }
        let elements = self.elements;
        let element = elements.get(self.at).ok_or("the description of the columns is cut off")?;
        self.at += 1;
        let repetition = match element.repetition {
            1 => Repetition::Optional,
            2 => Repetition::Repeated,
            _ => Repetition::Once,
        };
        let definition = definition + u8::from(repetition != Repetition::Once);
        let level = level + u8::from(repetition == Repetition::Repeated);
        let first = self.schema.leaves.len();
        let shape = if element.children == 0 {
            let physical = physical(element)?;
            let target = target(element, physical);
            self.schema.leaves.push(Leaf { physical, target, definition, repetition: level });
            Shape::Leaf(first)
        } else {
            let mut children = Vec::new();
            for _ in 0..element.children {
                children.push(self.node(definition, level, depth + 1)?);
            }
            self.shape(element, children)
        };
        let leaves = (first, self.schema.leaves.len());
        let name = element.name.clone();
        self.schema.nodes.push(Node { name, repetition, definition, level, shape, leaves });
        Ok(self.schema.nodes.len() - 1)
    }

    /// Recognises lists and maps, also as old writers wrote them.
    fn shape(&self, element: &Element, children: Vec<usize>) -> Shape {
        let is_list = element.logical == Some(Logical::List) || element.converted == Some(3);
        let is_map = element.logical == Some(Logical::Map) || matches!(element.converted, Some(1 | 2));
        let [repeated] = *children else { return Shape::Group(children) };
        let Some(node) = self.schema.node(repeated).filter(|node| node.repetition == Repetition::Repeated)
        else {
            return Shape::Group(children);
        };
        match &node.shape {
            Shape::Group(pair) if is_map => match **pair {
                [key, value] => Shape::Map { repeated, key, value },
                _ => Shape::Group(children),
            },
            Shape::Group(only) if is_list => {
                let own = node.name == "array" || node.name == format!("{}_tuple", element.name);
                let item = match **only {
                    [item] if !own => Some(item),
                    _ => None,
                };
                Shape::List { repeated, item }
            }
            _ if is_list => Shape::List { repeated, item: None },
            _ => Shape::Group(children),
        }
    }
}

fn physical(element: &Element) -> Result<Physical, Malformed> {
    Ok(match element.physical {
        Some(0) => Physical::Bool,
        Some(1) => Physical::Int32,
        Some(2) => Physical::Int64,
        Some(3) => Physical::Fixed(12),
        Some(4) => Physical::Float,
        Some(5) => Physical::Double,
        Some(6) => Physical::Bytes,
        Some(7) => Physical::Fixed(element.length),
        Some(_) => return Err("a column has an unknown type"),
        None => return Err("a group has no columns"),
    })
}

fn target(element: &Element, physical: Physical) -> Target {
    let logical = element.logical.or_else(|| old_logical(element));
    let scale = |scale: i64| u32::try_from(scale).unwrap_or(0);
    match (physical, logical) {
        (Physical::Bool, _) => Target::Bool,
        (Physical::Float | Physical::Double, _) => Target::Real,
        (Physical::Int32 | Physical::Int64, Some(Logical::Date)) => Target::Date,
        (Physical::Int32 | Physical::Int64, Some(Logical::Time { unit })) => Target::Time { unit },
        (Physical::Int32 | Physical::Int64, Some(Logical::Timestamp { utc, unit })) => {
            Target::Timestamp { unit, local: !utc }
        }
        (Physical::Int32, Some(Logical::Integer { bits: 32.., signed: false })) => Target::UnsignedInt,
        (Physical::Int64, Some(Logical::Integer { signed: false, .. })) => Target::UnsignedLong,
        (_, Some(Logical::Decimal { scale: digits })) => Target::Decimal { scale: scale(digits) },
        (Physical::Int32, _) => Target::Int,
        (Physical::Int64, _) => Target::Long,
        (Physical::Fixed(16), Some(Logical::Uuid)) => Target::Guid,
        (Physical::Fixed(2), Some(Logical::Half)) => Target::Half,
        (Physical::Fixed(12), _) if element.physical == Some(3) => Target::Julian,
        (Physical::Fixed(12), _) if element.converted == Some(21) => Target::Interval,
        (_, Some(Logical::Json)) => Target::Json,
        (Physical::Bytes | Physical::Fixed(_), _) => Target::Text,
    }
}

/// What the older of the two kinds of annotations means.
fn old_logical(element: &Element) -> Option<Logical> {
    Some(match element.converted? {
        0 | 4 => Logical::Text,
        5 => Logical::Decimal { scale: element.scale },
        6 => Logical::Date,
        7 => Logical::Time { unit: 3 },
        8 => Logical::Time { unit: 6 },
        9 => Logical::Timestamp { utc: true, unit: 3 },
        10 => Logical::Timestamp { utc: true, unit: 6 },
        number @ 11..=14 => Logical::Integer { bits: 8 << (number - 11), signed: false },
        number @ 15..=18 => Logical::Integer { bits: 8 << (number - 15), signed: true },
        19 => Logical::Json,
        _ => return None,
    })
}
