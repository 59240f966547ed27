//! `buildschema`: the shape that fits every value of a dynamic.

use std::sync::Arc;

use quarry_data::{Bag, Column, Datum, Dynamic, Type, ValueRef};

use super::input::grow;
use super::{Accumulator, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

pub(super) static BUILDSCHEMA: AggregateFunction = AggregateFunction {
    name: "buildschema",
    summary: "Gives the least schema that admits all values.",
    signatures: &[AggregateSignature {
        params: &[Param::new("expr", TypeSet::DYNAMIC, "The values.")],
        result: ResultType::Fixed(Type::Dynamic),
        accumulator: |_| Ok(Box::new(Schemas { shapes: Vec::new() })),
    }],
    notes: &[
        "A type is named; several types stand in an array; `indexer` describes the elements of an array.",
    ],
    examples: &[Example::new(
        "datatable(d: dynamic)[dynamic({'a': 1}), dynamic({'a': 'x', 'b': [1.5]})] | summarize s = buildschema(d) | project tostring(s)",
        "{\"a\":[\"long\",\"string\"],\"b\":{\"`indexer`\":\"double\"}}",
    )],
    naming: Naming::Prefix("schema_"),
    ..AggregateFunction::BASE
};

/// The types seen at one place.
#[derive(Clone, Default)]
struct Shape {
    scalars: Vec<&'static str>,
    properties: Option<Vec<(Arc<str>, Shape)>>,
    elements: Option<Box<Shape>>,
}

struct Schemas {
    shapes: Vec<Shape>,
}

impl Shape {
    /// The depth of a dynamic is bounded.
    fn take(&mut self, value: &Dynamic) {
        let name = match value {
            Dynamic::Null => return,
            Dynamic::Bag(bag) => return self.take_bag(bag),
            Dynamic::Array(items) => {
                let elements = self.elements.get_or_insert_default();
                for item in items.iter() {
                    elements.take(item);
                }
                return;
            }
            Dynamic::Real(_) => "double",
            scalar => crate::conversion::unwrapped(scalar).ty().map_or("null", Type::name),
        };
        if !self.scalars.contains(&name) {
            self.scalars.push(name);
        }
    }

    fn take_bag(&mut self, bag: &Bag) {
        let properties = self.properties.get_or_insert_default();
        for (key, value) in bag.entries() {
            let place = properties.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                properties.push((Arc::clone(key), Shape::default()));
                properties.len() - 1
            });
            properties[place].1.take(value);
        }
    }

    /// Whether no value was seen.
    fn is_empty(&self) -> bool {
        self.scalars.is_empty() && self.properties.is_none() && self.elements.is_none()
    }

    fn write(&self) -> Dynamic {
        let mut kinds: Vec<Dynamic> = self.scalars.iter().map(|name| Dynamic::string(*name)).collect();
        if let Some(properties) = &self.properties {
            let entries = properties.iter().map(|(key, shape)| (Arc::clone(key), shape.write()));
            kinds.push(Dynamic::bag(Bag::from_entries(entries)));
        }
        if let Some(elements) = &self.elements {
            kinds.push(Dynamic::bag(Bag::from_entries([("`indexer`".into(), elements.write())])));
        }
        match kinds.len() {
            1 => kinds.swap_remove(0),
            _ => Dynamic::array(kinds),
        }
    }
}

impl Accumulator for Schemas {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        grow(&mut self.shapes, group_count, Shape::default());
        for row in 0..groups.rows() {
            if let ValueRef::Dynamic(value) = input.value(row) {
                self.shapes[groups.id(row)].take(value);
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.shapes, group_count, Shape::default());
        let write = |shape: &Shape| if shape.is_empty() { Dynamic::Null } else { shape.write() };
        vec![Column::Dynamic(self.shapes.iter().map(write).collect())]
    }

    fn bytes(&self) -> usize {
        self.shapes.len() * size_of::<Shape>()
    }
}
