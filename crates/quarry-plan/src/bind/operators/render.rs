//! `render`: how the page shows the result; the rows stay as they are.

use quarry_syntax::ast::Render;

use super::super::Binder;
use super::super::parameters::word;
use crate::Visualization;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn render(&mut self, input: Relation, render: &'a Render) -> Relation {
        let properties = render
            .properties
            .iter()
            .map(|property| {
                let value = word(&property.value).unwrap_or_default();
                (property.name.text.clone(), value.to_owned())
            })
            .collect();
        self.visualization = Some(Visualization { chart: render.chart.text.clone(), properties });
        input
    }
}
