//! Windows event logs: a header, and chunks of 64 KiB that are read one by one, each for itself.

use std::sync::Arc;

use ::evtx::{EvtxChunkData, EvtxFileHeader, HeaderFlags, ParserSettings};

use crate::error::ImportError;
use crate::events::{EVENT_LIMIT, EventTables, xml};
use crate::reader::Reader;
use crate::sink::Sink;

const HEADER: usize = 4096;
const CHUNK: usize = 64 << 10;
/// A record takes this much at least, so a chunk that promises more records lies.
const SMALLEST_RECORD: usize = 28;
/// How many places of damage are named.
const PLACES: usize = 5;

/// Reads a log chunk by chunk.
#[derive(Default)]
pub(crate) struct EvtxReader {
    buffer: Vec<u8>,
    header: Option<EvtxFileHeader>,
    tables: EventTables,
    settings: Arc<ParserSettings>,
    /// Chunks so far, unused ones at the end not counted.
    chunks: u64,
    unused: u64,
    /// The numbers of the records that chunks promise: first and last.
    ranges: Vec<(u64, u64)>,
    read: u64,
    /// The numbers of the records that were read, as runs without gaps.
    runs: Vec<(u64, u64)>,
    /// What is damaged, in words.
    damage: Vec<String>,
    damaged: u64,
}

impl Reader for EvtxReader {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let size = if self.header.is_none() { HEADER } else { CHUNK };
            let missing = size.saturating_sub(self.buffer.len()).min(rest.len());
            let (part, behind) = rest.split_at(missing);
            self.buffer.extend_from_slice(part);
            rest = behind;
            if self.buffer.len() == size {
                let piece = std::mem::take(&mut self.buffer);
                self.piece(piece, sink)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let Some(header) = &self.header else {
            return Err(sink.refuse("the event log (EVTX) is cut off in its header"));
        };
        let promised = u64::from(header.chunk_count);
        let left = self.buffer.len();
        if left > 0 {
            let mut chunk = std::mem::take(&mut self.buffer);
            chunk.resize(CHUNK, 0);
            self.damage(format!("chunk {} is cut off after {left} bytes", self.chunks + self.unused));
            self.chunk(chunk, sink)?;
        }
        if self.chunks < promised {
            self.damage(format!("the file ends after {} of {promised} chunks", self.chunks));
        }
        self.tables.flush(sink)?;
        self.report(sink);
        self.tables.end(sink);
        if self.read == 0 && self.damaged > 0 {
            let first = self.damage.first().map_or("", String::as_str);
            return Err(sink.refuse(format!("no event could be read; {first}")));
        }
        self.tables.declare(sink);
        Ok(())
    }
}

impl EvtxReader {
    fn piece(&mut self, bytes: Vec<u8>, sink: &mut Sink) -> Result<(), ImportError> {
        if self.header.is_some() {
            return self.chunk(bytes, sink);
        }
        match EvtxFileHeader::from_bytes(&bytes) {
            Ok(header) => {
                if !header.validate_checksum() {
                    self.damage("the file's header does not match its checksum".to_owned());
                }
                self.header = Some(header);
                Ok(())
            }
            Err(error) => Err(sink.refuse(format!("this is no event log (EVTX): {error}"))),
        }
    }

    #[cold]
    fn damage(&mut self, what: String) {
        self.damaged += 1;
        if self.damage.len() < PLACES {
            self.damage.push(what);
        }
    }

    fn chunk(&mut self, bytes: Vec<u8>, sink: &mut Sink) -> Result<(), ImportError> {
        let number = self.chunks + self.unused;
        let place = HEADER as u64 + number * CHUNK as u64;
        let expected = self.header.as_ref().map_or(0, |header| u64::from(header.chunk_count));
        if !bytes.starts_with(b"ElfChnk\0") {
            if number >= expected && bytes.iter().all(|byte| *byte == 0) {
                self.unused += 1;
                return Ok(());
            }
            self.chunks += 1;
            self.damage(format!("chunk {number} at byte {place} does not begin as one"));
            return Ok(());
        }
        self.chunks += 1;
        let mut data = match EvtxChunkData::new(bytes, false) {
            Ok(data) => data,
            Err(error) => {
                self.damage(format!("chunk {number} at byte {place}: {error}"));
                return Ok(());
            }
        };
        if !(data.validate_header_checksum() && data.validate_data_checksum()) {
            self.damage(format!("chunk {number} at byte {place} does not match its checksum"));
        }
        let (first, last) = (data.header.first_event_record_number, data.header.last_event_record_number);
        if first <= last && last - first < (CHUNK / SMALLEST_RECORD) as u64 {
            self.ranges.push((first, last));
        }
        self.records(&mut data, number, sink)
    }

    /// Reads the records of a chunk; those that can't be read are counted.
    fn records(&mut self, data: &mut EvtxChunkData, number: u64, sink: &mut Sink) -> Result<(), ImportError> {
        let first_id = data.header.first_event_record_id;
        // Numbers count the file's records, identifiers those of the log that it was cut from.
        let shift = data.header.first_event_record_number.wrapping_sub(first_id);
        let mut without_names;
        let data = match data.parse(Arc::clone(&self.settings)) {
            Ok(_) => data,
            Err(error) => {
                self.damage(format!("chunk {number}: {error}"));
                // The names stand in the records too, where they are used first.
                let mut bytes = std::mem::take(&mut data.data);
                if let Some(offsets) = bytes.get_mut(128..384) {
                    offsets.fill(0);
                }
                match EvtxChunkData::new(bytes, false) {
                    Ok(data) => without_names = data,
                    Err(_) => return Ok(()),
                }
                &mut without_names
            }
        };
        let Ok(mut chunk) = data.parse(Arc::clone(&self.settings)) else { return Ok(()) };
        let mut next = first_id;
        for record in chunk.iter() {
            let (id, read) = match record {
                Ok(record) => (record.event_record_id, record.into_xml().map_err(|error| error.to_string())),
                Err(error) => (next, Err(error.to_string())),
            };
            next = id.saturating_add(1);
            let pushed = read.and_then(|record| self.push(&record.data));
            if pushed.is_ok() {
                self.note_read(id.wrapping_add(shift));
            }
            if let Err(reason) = pushed {
                let reason: String = reason.chars().take(200).collect();
                sink.report.skip(id, None, format!("chunk {number}: {reason}"));
            }
            if self.tables.is_full() {
                self.tables.flush(sink)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) -> Result<(), String> {
        if text.len() > EVENT_LIMIT {
            return Err("the event is larger than 16 MiB".to_owned());
        }
        let event = xml::read(text)?;
        // Every event that Windows writes has its time; zeros over a part of a record take it away.
        if event.time.is_empty() {
            return Err("a part of the record is overwritten".to_owned());
        }
        self.tables.push(&event);
        self.read += 1;
        Ok(())
    }

    fn note_read(&mut self, number: u64) {
        match self.runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => self.runs.push((number, number)),
        }
    }

    /// Says what is damaged, and how many records the log promises beyond those that were read.
    fn report(&mut self, sink: &mut Sink) {
        if self.damaged > 0 {
            let more = if self.damaged > self.damage.len() as u64 { "; …" } else { "" };
            let places = self.damage.join("; ");
            sink.report_damage(&format!("the log is damaged in {} places: {places}{more}", self.damaged));
        }
        let promised = self.promised();
        if let Some(next) = self.absurd_number() {
            sink.report_damage(&format!(
                "the file's header speaks of record {next}, which is more than the file can hold"
            ));
        }
        if promised > self.read {
            let gaps = self.gaps();
            let (read, missing) = (self.read, promised - self.read);
            sink.report.rows_missing += missing.saturating_sub(sink.report.rows_skipped);
            sink.report_damage(&format!(
                "the log promises {promised} records and {read} were read: {missing} are missing{gaps}"
            ));
        }
    }

    /// The number behind the last record, if the file's header can be relied on.
    fn next_number(&self) -> Option<u64> {
        let next = self.sure_number()?;
        let most = self.last_number();
        (next > most && next - most <= self.room()).then_some(next)
    }

    /// How many records the chunks of the header can hold, and one chunk more.
    fn room(&self) -> u64 {
        let chunks = self.header.as_ref().map_or(0, |header| u64::from(header.chunk_count));
        (chunks + 1) * (CHUNK / SMALLEST_RECORD) as u64
    }

    /// The number behind the last record by a header that is whole and up to date.
    fn sure_number(&self) -> Option<u64> {
        let header = self.header.as_ref()?;
        let sure = header.validate_checksum() && !header.flags.contains(HeaderFlags::DIRTY);
        sure.then_some(header.next_record_id)
    }

    /// What the header says instead of a number that can be.
    fn absurd_number(&self) -> Option<u64> {
        let most = self.last_number().saturating_add(self.room());
        self.sure_number().filter(|next| *next > most && !self.ranges.is_empty())
    }

    fn last_number(&self) -> u64 {
        self.ranges.iter().map(|range| range.1).max().unwrap_or(0)
    }

    /// How many records there should be: from the first to the last that any header speaks of.
    fn promised(&mut self) -> u64 {
        self.ranges.sort_unstable();
        let next = self.next_number();
        let first = self.ranges.first().map(|range| range.0).or(next.map(|_| 1));
        let last = self.ranges.iter().map(|range| range.1).max();
        let last = next.map(|next| next - 1).or(last);
        match (first, last) {
            (Some(first), Some(last)) if last >= first => {
                let whole = last - first + 1;
                // Chunks of another age of the log may lie in between, far away in their numbers.
                let most = (self.chunks + 1) * (CHUNK / SMALLEST_RECORD) as u64;
                let own = self.ranges.iter().map(|range| range.1 - range.0 + 1).sum();
                if whole <= most { whole } else { own }
            }
            _ => 0,
        }
    }

    /// The first numbers that no record had, in words.
    fn gaps(&mut self) -> String {
        self.runs.sort_unstable();
        let mut expected = self.ranges.first().map_or(1, |range| range.0);
        let mut gaps = Vec::new();
        let end = self.next_number().or(self.ranges.iter().map(|range| range.1.saturating_add(1)).max());
        for &(first, last) in self.runs.iter().chain(end.map(|end| (end, end)).iter()) {
            if first > expected {
                gaps.push(match first - 1 {
                    only if only == expected => only.to_string(),
                    before => format!("{expected} to {before}"),
                });
            }
            expected = expected.max(last.saturating_add(1));
        }
        let more = if gaps.len() > PLACES { ", …" } else { "" };
        gaps.truncate(PLACES);
        if gaps.is_empty() { String::new() } else { format!(", the numbers {}{more}", gaps.join(", ")) }
    }
}
