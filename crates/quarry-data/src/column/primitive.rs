use super::NO_ROW;
use crate::rows::{place, places};
use crate::{Bitmap, BitmapBuilder, Buffer};

/// Fixed-size values with an optional validity bit a row.
#[derive(Clone, Debug)]
pub struct Primitive<T> {
    values: Buffer<T>,
    /// Set bits are values, unset bits nulls; absent when nothing is null.
    validity: Option<Bitmap>,
}

impl<T: Copy + Default> Primitive<T> {
    /// `validity` must be as long as `values`; without it nothing is null.
    pub fn new(values: impl Into<Buffer<T>>, validity: Option<Bitmap>) -> Self {
        let values = values.into();
        if let Some(bits) = &validity {
            assert_eq!(bits.len(), values.len(), "validity and values differ in length");
        }
        Self { values, validity }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The raw values; what stands at a null row has no meaning.
    #[inline]
    pub fn values(&self) -> &[T] {
        &self.values
    }

    pub fn validity(&self) -> Option<&Bitmap> {
        self.validity.as_ref()
    }

    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|bits| bits.get(row))
    }

    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        self.is_valid(row).then(|| self.values[row])
    }

    pub fn iter(&self) -> impl Iterator<Item = Option<T>> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        Self {
            values: self.values.slice(offset, len),
            validity: self.validity.as_ref().map(|bits| bits.slice(offset, len)),
        }
    }

    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        if self.validity.is_none() && !rows.contains(&NO_ROW) {
            let values: Vec<T> = rows.iter().map(|&row| self.values[row as usize]).collect();
            return Self::new(values, None);
        }
        rows.iter().map(|&row| if row == NO_ROW { None } else { self.get(row as usize) }).collect()
    }

    /// The values of rows of the parts.
    pub(crate) fn gather(parts: &[&Self], ids: &[u32]) -> Self {
        if parts.iter().all(|part| part.validity.is_none()) && !ids.contains(&NO_ROW) {
            let values: Vec<&[T]> = parts.iter().map(|part| part.values()).collect();
            let value = |&id| {
                let (part, row) = place(id);
                values[part][row]
            };
            return Self::new(ids.iter().map(value).collect::<Vec<T>>(), None);
        }
        places(ids).map(|place| place.and_then(|(part, row)| parts[part].get(row))).collect()
    }

    /// The parts one after the other; shares their buffer when they were cut from one.
    #[must_use]
    pub fn concat(parts: &[&Self]) -> Self {
        let values: Vec<&Buffer<T>> = parts.iter().map(|part| &part.values).collect();
        let bits: Vec<Option<&Bitmap>> = parts.iter().map(|part| part.validity.as_ref()).collect();
        let validity = bits.iter().any(Option::is_some).then(|| {
            Bitmap::joined(&bits).unwrap_or_else(|| {
                let mut builder = BitmapBuilder::default();
                for (part, bits) in parts.iter().zip(&bits) {
                    match bits {
                        Some(bits) => bits.iter().for_each(|bit| builder.push(bit)),
                        None => builder.extend(true, part.len()),
                    }
                }
                builder.finish()
            })
        });
        Self { values: Buffer::concat(&values), validity }
    }

    pub fn bytes(&self) -> usize {
        self.values.bytes() + self.validity.as_ref().map_or(0, |bits| bits.len() / 8)
    }
}

impl<T: Copy + Default> FromIterator<Option<T>> for Primitive<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(items: I) -> Self {
        let mut values = Vec::new();
        let mut nulls = false;
        let bits: Bitmap = items
            .into_iter()
            .map(|item| {
                values.push(item.unwrap_or_default());
                nulls |= item.is_none();
                item.is_some()
            })
            .collect();
        Self::new(values, nulls.then_some(bits))
    }
}

impl<T: Copy + Default> FromIterator<T> for Primitive<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::new(items.into_iter().collect::<Vec<T>>(), None)
    }
}
