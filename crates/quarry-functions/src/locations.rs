//! Where addresses are: a database in MaxMind's format that the user brings along.
//!
//! GeoLite2 and GeoIP2 databases of countries or cities have what is asked for; so have others that keep to
//! their names, such as those of DB-IP.

use std::net::IpAddr;
use std::sync::Arc;

use maxminddb::{PathElement, Reader, path};
use quarry_data::catalog::Attachment;
use quarry_data::{Bag, Dynamic};

/// An open database.
pub struct Locations {
    reader: Reader<Arc<[u8]>>,
}

impl std::fmt::Debug for Locations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Locations({})", self.kind())
    }
}

impl Locations {
    /// Opens a database.
    ///
    /// # Errors
    /// The bytes are no database in MaxMind's format, with the reason.
    pub fn open(file: &Attachment) -> Result<Self, String> {
        let reader = Reader::from_source(Arc::clone(&file.bytes))
            .map_err(|_| "the file is no database in MaxMind's format".to_owned())?;
        Ok(Self { reader })
    }

    /// What the database says that it is, as `GeoLite2-City`.
    pub fn kind(&self) -> &str {
        &self.reader.metadata().database_type
    }

    /// Country, state, city and coordinates, as far as they are known. Nothing for addresses that are not in
    /// the database.
    pub(crate) fn find(&self, address: IpAddr) -> Option<Dynamic> {
        let found = self.reader.lookup(address).ok().filter(|found| found.has_data())?;
        let name = |path: &[PathElement<'_>]| {
            let name = found.decode_path::<&str>(path).ok().flatten().filter(|name| !name.is_empty())?;
            Some(Dynamic::string(name))
        };
        let place =
            |path: &[PathElement<'_>]| found.decode_path::<f64>(path).ok().flatten().map(Dynamic::Real);
        let properties = [
            ("country", name(&path!["country", "names", "en"])),
            ("state", name(&path!["subdivisions", 0, "names", "en"])),
            ("city", name(&path!["city", "names", "en"])),
            ("latitude", place(&path!["location", "latitude"])),
            ("longitude", place(&path!["location", "longitude"])),
        ];
        let known = properties.into_iter().filter_map(|(key, value)| Some((Arc::from(key), value?)));
        let bag = Bag::from_entries(known);
        (!bag.is_empty()).then(|| Dynamic::bag(bag))
    }
}
