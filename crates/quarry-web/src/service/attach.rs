//! Files that are kept as they are: in place of an address, or as a database of locations.

use quarry_data::catalog;
use quarry_engine::Locations;

use super::run::REPORT_MS;
use super::source::{Piece, Source};
use super::{Attachment, Host, SLICE_MS, Service, Slice};
use crate::protocol::{Envelope, Response};

/// Bytes of a file that is kept as it is.
const MOST_BYTES: u64 = 512 << 20;

/// A file under way.
pub(super) struct Attach {
    address: Option<String>,
    name: String,
    source: Box<dyn Source>,
    bytes: Vec<u8>,
    reported: f64,
}

impl Attach {
    pub(super) fn new(address: Option<String>, name: String, source: Box<dyn Source>) -> Self {
        Self { address, name, source, bytes: Vec::new(), reported: f64::MIN }
    }

    fn progress(&self) -> Response {
        Response::Progress { done: self.bytes.len() as f64, total: self.source.size() as f64 }
    }

    /// Takes the next piece; none when there are no more.
    fn read(&mut self) -> Result<Option<Slice>, String> {
        if self.source.size() > MOST_BYTES {
            return Err(format!("the file is larger than {} MiB", MOST_BYTES >> 20));
        }
        match self.source.next()? {
            Piece::Bytes(piece) => {
                self.bytes.extend(piece);
                Ok(Some(Slice::Unfinished))
            }
            Piece::Waiting => Ok(Some(Slice::Waiting)),
            Piece::End => Ok(None),
        }
    }
}

impl Service {
    pub(super) fn step_attach(&mut self, host: &mut dyn Host, id: u32, attach: &mut Attach) -> Slice {
        let began = host.clock_ms();
        let outcome = loop {
            match attach.read() {
                Ok(Some(Slice::Unfinished)) if host.clock_ms() - began < SLICE_MS => {}
                outcome => break outcome,
            }
        };
        let body = match outcome {
            Ok(Some(slice)) => {
                if began - attach.reported >= REPORT_MS {
                    attach.reported = began;
                    host.send(Envelope { id, body: attach.progress() }, Attachment::None);
                }
                return slice;
            }
            Ok(None) => self.keep_file(attach),
            Err(reason) => Response::LoadFailed { reason },
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }

    fn keep_file(&mut self, attach: &mut Attach) -> Response {
        let bytes = std::mem::take(&mut attach.bytes).into();
        let file = catalog::Attachment { file_name: attach.name.clone(), bytes };
        let address = attach.address.take();
        let mut kind = String::new();
        match &address {
            Some(address) => self.session.catalog.attach(address.as_str(), file),
            None => {
                match Locations::open(&file) {
                    Ok(locations) => locations.kind().clone_into(&mut kind),
                    Err(reason) => return Response::LoadFailed { reason },
                }
                self.session.catalog.set_locations(Some(file));
            }
        }
        Response::Attached { address, kind }
    }

    /// Takes away the file of an address, or without one the database of locations.
    pub(super) fn detach(&mut self, address: Option<&str>) {
        match address {
            Some(address) => drop(self.session.catalog.detach(address)),
            None => self.session.catalog.set_locations(None),
        }
    }
}
