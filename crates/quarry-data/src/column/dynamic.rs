use std::sync::Arc;

use super::NO_ROW;
use crate::rows::places;
use crate::{Buffer, Dynamic};

/// Dynamic values, one a row. Rows may share a value through codes, so work on one is work on all.
#[derive(Clone, Debug)]
pub enum DynamicColumn {
    Dictionary { codes: Buffer<u32>, values: Arc<Vec<Dynamic>> },
    Plain(Buffer<Dynamic>),
}

/// The codes of each part, and the values that all of them share.
type Shared<'a> = (Vec<&'a Buffer<u32>>, &'a Arc<Vec<Dynamic>>);

impl DynamicColumn {
    pub fn len(&self) -> usize {
        match self {
            Self::Dictionary { codes, .. } => codes.len(),
            Self::Plain(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, row: usize) -> &Dynamic {
        match self {
            Self::Dictionary { codes, values } => &values[codes[row] as usize],
            Self::Plain(values) => &values[row],
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Dynamic> {
        (0..self.len()).map(|row| self.get(row))
    }

    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        match self {
            Self::Dictionary { codes, values } => {
                Self::Dictionary { codes: codes.slice(offset, len), values: Arc::clone(values) }
            }
            Self::Plain(values) => Self::Plain(values.slice(offset, len)),
        }
    }

    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        match self {
            Self::Dictionary { codes, values } if !rows.contains(&NO_ROW) => {
                let codes: Vec<u32> = rows.iter().map(|&row| codes[row as usize]).collect();
                Self::Dictionary { codes: codes.into(), values: Arc::clone(values) }
            }
            Self::Dictionary { .. } | Self::Plain(_) => rows
                .iter()
                .map(|&row| if row == NO_ROW { Dynamic::Null } else { self.get(row as usize).clone() })
                .collect(),
        }
    }

    /// The values of rows of the parts; stays a dictionary when all share one.
    pub(crate) fn gather(parts: &[&Self], ids: &[u32]) -> Self {
        if let Some((codes, values)) = Self::shared(parts)
            && !ids.contains(&NO_ROW)
        {
            let codes: Vec<u32> = places(ids).flatten().map(|(part, row)| codes[part][row]).collect();
            return Self::Dictionary { codes: codes.into(), values: Arc::clone(values) };
        }
        places(ids)
            .map(|place| place.map_or(Dynamic::Null, |(part, row)| parts[part].get(row).clone()))
            .collect()
    }

    /// The parts one after the other; stays a dictionary when all share one.
    #[must_use]
    pub fn concat(parts: &[&Self]) -> Self {
        match Self::shared(parts) {
            Some((codes, values)) => {
                Self::Dictionary { codes: Buffer::concat(&codes), values: Arc::clone(values) }
            }
            None => parts.iter().flat_map(|part| part.iter().cloned()).collect(),
        }
    }

    fn shared<'a>(parts: &[&'a Self]) -> Option<Shared<'a>> {
        let Some(Self::Dictionary { values, .. }) = parts.first() else { return None };
        let codes = parts.iter().map(|part| match part {
            Self::Dictionary { codes, values: other } if Arc::ptr_eq(values, other) => Some(codes),
            Self::Dictionary { .. } | Self::Plain(_) => None,
        });
        Some((codes.collect::<Option<_>>()?, values))
    }

    /// Bytes of the rows themselves; the trees are not walked.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Dictionary { codes, values } => codes.bytes() + values.len() * size_of::<Dynamic>(),
            Self::Plain(values) => values.bytes(),
        }
    }
}

impl FromIterator<Dynamic> for DynamicColumn {
    fn from_iter<I: IntoIterator<Item = Dynamic>>(values: I) -> Self {
        Self::Plain(values.into_iter().collect::<Vec<Dynamic>>().into())
    }
}
