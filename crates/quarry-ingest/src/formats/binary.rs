//! Which readers open the formats of the feature `binary-formats`, with it and without.

#[cfg(not(feature = "binary-formats"))]
pub(super) use absent::*;
#[cfg(feature = "binary-formats")]
pub(super) use present::*;

#[cfg(feature = "binary-formats")]
mod present {
    use crate::binary::evtx::EvtxReader;
    use crate::binary::parquet::ParquetReader;
    use crate::binary::xlsx::XlsxReader;
    use crate::error::ImportError;
    use crate::formats::Head;
    use crate::reader::Reader;
    use crate::sink::Sink;

    pub(in crate::formats) fn evtx(_: &Head) -> Box<dyn Reader> {
        Box::new(EvtxReader::default())
    }

    pub(in crate::formats) fn parquet(_: &Head) -> Box<dyn Reader> {
        Box::new(ParquetReader::default())
    }

    pub(in crate::formats) fn xlsx(_: &Head) -> Box<dyn Reader> {
        Box::new(XlsxReader::default())
    }

    /// Reads a workbook that was taken for a plain zip.
    pub(in crate::formats) fn workbook(bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        XlsxReader::read(bytes, sink)
    }
}

#[cfg(not(feature = "binary-formats"))]
mod absent {
    use crate::error::ImportError;
    use crate::formats::Head;
    use crate::reader::Reader;
    use crate::sink::Sink;

    /// Stands in for a reader that this build does not have.
    struct Absent {
        what: &'static str,
    }

    impl Reader for Absent {
        fn feed(&mut self, _: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
            Err(ImportError::needing_binary_formats(&sink.options.file_name, self.what))
        }

        fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
            self.feed(&[], sink)
        }
    }

    pub(in crate::formats) fn evtx(_: &Head) -> Box<dyn Reader> {
        Box::new(Absent { what: "a Windows event log (EVTX)" })
    }

    pub(in crate::formats) fn parquet(_: &Head) -> Box<dyn Reader> {
        Box::new(Absent { what: "a Parquet file" })
    }

    pub(in crate::formats) fn xlsx(_: &Head) -> Box<dyn Reader> {
        Box::new(Absent { what: "an Excel workbook" })
    }

    pub(in crate::formats) fn workbook(_: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        Absent { what: "an Excel workbook" }.finish(sink)
    }
}
