//! What the reading process says to the one that started it: frames, each after its length.

use std::io::{self, ErrorKind, Read, Write};

use rackhour_engine::excel::read::Refusal;
use rackhour_engine::excel::{Book, Sheet};
use serde::{Deserialize, Serialize};

/// The longest frame that is taken: more than the largest sheet can need.
const LONGEST: u32 = 512 << 20;

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Frame {
    /// The process has started and is of this version, which decides what frames mean.
    Ready(String),
    /// How far reading is: cells, sheets, and of how many.
    Progress(u64, u64, u64),
    /// One more sheet of the book.
    Sheet(Box<Sheet>),
    /// The book that all sheets before belong to; the last frame.
    Book(Box<Book>),
    /// Why there is no book; the last frame.
    Refused(Refusal),
    /// Reading takes more memory than it may; the last frame.
    NeedsMemory,
}

impl Frame {
    /// Writes it and sends it off.
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        to.write_all(&length.to_le_bytes())?;
        to.write_all(&bytes)?;
        to.flush()
    }

    /// Reads the next one; `None` at the end.
    ///
    /// No more memory is taken than bytes arrive, whatever length a frame claims.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        match from.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            done => done?,
        }
        let length = u32::from_le_bytes(length);
        if length > LONGEST {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::new();
        from.take(u64::from(length)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != u64::from(length) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let frame = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
        Ok(Some(frame))
    }
}
