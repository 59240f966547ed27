//! Changes of loaded tables: another name, another type of a column.
//!
//! Columns are converted by the functions that queries use, segment by segment, so that each distinct value of
//! a dictionary is converted once.

use std::sync::Arc;

use quarry_data::{
    Batch, Catalog, Column, Datum, Dynamic, DynamicColumn, Field, Schema, StringColumn, Table, Type,
    ValueRef, encode,
};
use quarry_functions::{CallContext, CallSite, scalar};

use super::{Attachment, Host, SLICE_MS, Service, Slice};
use crate::protocol::{Change, Conversion, Envelope, Response};

/// Characters of a lost value that are shown.
const SHOWN: usize = 60;
/// Characters of a table's name.
const LONGEST_NAME: usize = 200;

/// A table on its way to another shape.
pub(super) struct Reshape {
    table: Arc<Table>,
    purpose: Purpose,
    converts: Vec<Convert>,
    /// Finished segments, and the converted columns of the one under way.
    segments: Vec<Batch>,
    columns: Vec<Column>,
}

/// What is done in the end.
enum Purpose {
    Preview,
    ChangeType { change: u32 },
    Rename { change: u32, to: Arc<str>, known: Option<Arc<Schema>> },
}

/// A column that gets another type.
struct Convert {
    position: usize,
    ty: Type,
    site: CallSite,
    figures: Conversion,
    /// Rows of the segments that are done.
    rows: usize,
}

impl Convert {
    fn new(table: &Table, position: usize, ty: Type) -> Result<Self, String> {
        let field = table.schema.fields().get(position).ok_or("there is no such column")?;
        let site = scalar::conversion(field.ty, ty)
            .ok_or_else(|| format!("'{}' is of type {} and cannot become {ty}", field.name, field.ty))?;
        let figures = Conversion {
            column: field.name.to_string(),
            from: field.ty.name().to_owned(),
            to: ty.name().to_owned(),
            ..Conversion::default()
        };
        Ok(Self { position, ty, site, figures, rows: 0 })
    }

    /// The column of a segment in the new type.
    fn convert(&mut self, column: &Column) -> Result<Column, String> {
        let rows = column.len();
        let cx = CallContext { now: 0, seed: 0, locations: None };
        let converted = self
            .site
            .call(&cx, &[Datum::Column(column.clone())], rows)
            .map_err(|_| "the conversion failed".to_owned())?
            .into_column(self.ty, rows);
        for row in (0..rows).filter(|&row| has_value(column, row)) {
            self.figures.before += 1;
            if has_value(&converted, row) {
                self.figures.after += 1;
            } else if self.figures.first_lost.is_none() {
                let text = encode::display(column.value(row)).chars().take(SHOWN).collect();
                self.figures.first_lost = Some(((self.rows + row + 1) as u64, text));
            }
        }
        self.rows += rows;
        Ok(converted)
    }
}

/// Whether there is something in the row: no null, and no empty text.
fn has_value(column: &Column, row: usize) -> bool {
    match column.value(row) {
        ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => false,
        ValueRef::String(text) => !text.is_empty(),
        _ => true,
    }
}

/// Whether no row has a value.
fn is_empty(column: &Column) -> bool {
    match column {
        Column::String(StringColumn::Dictionary { dictionary, .. }) if dictionary.text().is_empty() => true,
        Column::Dynamic(DynamicColumn::Dictionary { values, .. })
            if values.iter().all(|value| matches!(value, Dynamic::Null)) =>
        {
            true
        }
        column => (0..column.len()).all(|row| !has_value(column, row)),
    }
}

impl Reshape {
    fn new(table: &Arc<Table>, purpose: Purpose, converts: Vec<Convert>) -> Self {
        Self { table: Arc::clone(table), purpose, converts, segments: Vec::new(), columns: Vec::new() }
    }

    /// Converts one column of one segment; false when all are done.
    fn advance(&mut self) -> Result<bool, String> {
        let Some(segment) = self.table.segments.get(self.segments.len()) else { return Ok(false) };
        if let Some(convert) = self.converts.get_mut(self.columns.len()) {
            let converted = convert.convert(segment.column(convert.position))?;
            if !matches!(self.purpose, Purpose::Preview) {
                self.columns.push(converted);
                return Ok(true);
            }
        }
        let mut columns = segment.columns().to_vec();
        for (convert, converted) in self.converts.iter().zip(self.columns.drain(..)) {
            if let Some(column) = columns.get_mut(convert.position) {
                *column = converted;
            }
        }
        self.segments.push(Batch::new(columns, segment.rows()));
        Ok(true)
    }

    /// The fields with the new types.
    fn fields(&self) -> Vec<Field> {
        let mut fields = self.table.schema.fields().to_vec();
        for convert in &self.converts {
            if let Some(field) = fields.get_mut(convert.position) {
                field.ty = convert.ty;
            }
        }
        fields
    }

    fn conversions(&mut self) -> Vec<Conversion> {
        self.converts.drain(..).map(|convert| convert.figures).collect()
    }
}

impl Service {
    /// A conversion of a column; without a number it is only tried.
    ///
    /// # Errors
    /// There is no such column, or the types do not go together.
    pub(super) fn retype(
        &self,
        change: Option<u32>,
        table: &str,
        column: &str,
        ty: &str,
    ) -> Result<Reshape, String> {
        let table = self.loaded(table)?;
        let ty = Type::from_name(ty).ok_or_else(|| format!("there is no type '{ty}'"))?;
        let position = table
            .schema
            .position(column)
            .ok_or_else(|| format!("'{}' has no column '{column}'", table.name))?;
        let convert = Convert::new(table, position, ty)?;
        let purpose = change.map_or(Purpose::Preview, |change| Purpose::ChangeType { change });
        Ok(Reshape::new(table, purpose, vec![convert]))
    }

    /// A table's move to another name.
    ///
    /// # Errors
    /// There is no such table, or the name is none.
    pub(super) fn rename_table(&self, change: u32, table: &str, to: &str) -> Result<Reshape, String> {
        let table = self.loaded(table)?;
        let to = to.trim();
        if to.is_empty() || to.chars().count() > LONGEST_NAME || to.chars().any(char::is_control) {
            return Err("this cannot be the name of a table".to_owned());
        }
        if to == &*table.name {
            return Err(format!("the table is named '{to}' already"));
        }
        let known = self.session.catalog.known_schema(to).cloned();
        let mut converts = Vec::new();
        for (position, field) in table.schema.fields().iter().enumerate() {
            let expected = known.as_ref().and_then(|known| known.fields().get(known.position(&field.name)?));
            if let Some(expected) = expected.filter(|expected| expected.ty != field.ty) {
                converts.push(Convert::new(table, position, expected.ty)?);
            }
        }
        Ok(Reshape::new(table, Purpose::Rename { change, to: to.into(), known }, converts))
    }

    fn loaded(&self, table: &str) -> Result<&Arc<Table>, String> {
        self.session.catalog.loaded_table(table).ok_or_else(|| format!("no table '{table}' is loaded"))
    }

    pub(super) fn step_reshape(&mut self, host: &mut dyn Host, id: u32, reshape: &mut Reshape) -> Slice {
        let began = host.clock_ms();
        let body = loop {
            match reshape.advance() {
                Ok(true) if host.clock_ms() - began < SLICE_MS => {}
                Ok(true) => return Slice::Unfinished,
                Ok(false) => break self.reshaped(reshape),
                Err(reason) => break Response::Refused { reason },
            }
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }

    fn reshaped(&mut self, reshape: &mut Reshape) -> Response {
        // Something else may have changed the table meanwhile.
        let now = self.session.catalog.loaded_table(&reshape.table.name);
        if !now.is_some_and(|now| Arc::ptr_eq(now, &reshape.table)) {
            return Response::Refused { reason: format!("'{}' was changed meanwhile", reshape.table.name) };
        }
        let fields = reshape.fields();
        let segments = std::mem::take(&mut reshape.segments);
        let name = Arc::clone(&reshape.table.name);
        match &reshape.purpose {
            Purpose::Preview => {
                Response::Converted { conversion: reshape.conversions().pop().unwrap_or_default() }
            }
            &Purpose::ChangeType { change } => {
                let table =
                    Table { name: Arc::clone(&name), schema: Arc::new(Schema::new(fields)), segments };
                let rows = table.rows() as u64;
                self.change(change, &[Arc::clone(&name)], |catalog| catalog.load(table));
                let conversions = reshape.conversions();
                let table = name.to_string();
                Response::Changed { change: Change { change, table, rows, conversions, ..Change::default() } }
            }
            Purpose::Rename { change, to, known } => {
                let (change, to) = (*change, Arc::clone(to));
                let mut table =
                    Table { name: Arc::clone(&to), schema: Arc::new(Schema::new(fields)), segments };
                let mut done =
                    Change { change, table: to.to_string(), rows: table.rows() as u64, ..Change::default() };
                let former = self.session.catalog.known_schema(&name);
                done.columns_removed = drop_empty(&mut table, former, known.as_ref());
                done.columns_added = add_missing(&mut table, known.as_ref());
                done.appended = self.session.catalog.loaded_table(&to).is_some();
                done.conversions = reshape.conversions();
                self.change(change, &[Arc::clone(&name), to], |catalog| move_to(table, &name, catalog));
                Response::Changed { change: done }
            }
        }
    }
}

/// Puts the table in place of the one with the former name.
fn move_to(table: Table, former: &str, catalog: &mut Catalog) {
    let table = match catalog.loaded_table(&table.name) {
        Some(there) => quarry_ingest::append(there, table),
        None => table,
    };
    catalog.unload(former);
    catalog.load(table);
}

/// Takes out the empty columns that the table has for the sake of its former name alone, and names them.
fn drop_empty(table: &mut Table, former: Option<&Arc<Schema>>, known: Option<&Arc<Schema>>) -> Vec<String> {
    let Some(former) = former else { return Vec::new() };
    let has = |schema: &Schema, field: &Field| schema.position(&field.name).is_some();
    let goes = |(position, field): &(usize, &Field)| {
        has(former, field)
            && !known.is_some_and(|known| has(known, field))
            && table.segments.iter().all(|segment| is_empty(segment.column(*position)))
    };
    let fields = table.schema.fields();
    let going: Vec<usize> = fields.iter().enumerate().filter(goes).map(|(position, _)| position).collect();
    let names = going.iter().filter_map(|&position| Some(fields.get(position)?.name.to_string())).collect();
    let staying: Vec<usize> = (0..fields.len()).filter(|position| !going.contains(position)).collect();
    let kept = staying.iter().filter_map(|&position| fields.get(position).cloned()).collect();
    table.segments = table.segments.iter().map(|segment| segment.project(&staying)).collect();
    table.schema = Arc::new(Schema::new(kept));
    names
}

/// Adds the columns of the known schema that the table lacks, without values, and names them.
fn add_missing(table: &mut Table, known: Option<&Arc<Schema>>) -> Vec<String> {
    let Some(known) = known else { return Vec::new() };
    let missing: Vec<&Field> =
        known.fields().iter().filter(|field| table.schema.position(&field.name).is_none()).collect();
    let most = table.segments.iter().map(Batch::rows).max().unwrap_or(0);
    let empty: Vec<Column> = missing.iter().map(|field| Column::missing(field.ty, most)).collect();
    let mut fields = table.schema.fields().to_vec();
    fields.extend(missing.iter().map(|field| (*field).clone()));
    let widened = table.segments.iter().map(|segment| {
        let mut columns = segment.columns().to_vec();
        columns.extend(empty.iter().map(|column| column.slice(0, segment.rows())));
        Batch::new(columns, segment.rows())
    });
    table.segments = widened.collect();
    table.schema = Arc::new(Schema::new(fields));
    missing.iter().map(|field| field.name.to_string()).collect()
}
