//! The container of Excel 97 to 2003, as far as it is looked at before anything opens it: sectors in
//! chains, of which none may run in a circle.

const HEADER: usize = 512;
/// Where the list of sectors that hold the table of chains starts in the header.
const LIST: usize = 76;
/// Numbers from here on are no sectors but marks.
const MARKS: u32 = 0xFFFF_FFFA;
/// How long an entry of the folder is, and where it says where its chain starts.
const ENTRY: usize = 128;
const START: usize = 116;

/// A container whose header can be read.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The sector after each one.
    next: Vec<u32>,
}

/// Whether every chain of sectors that something leads into comes to an end.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    Compound::open(bytes).is_some_and(|compound| compound.ends())
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match half(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut compound = Self {
            bytes,
            sector,
            next: Vec::new(),
        };
        for at in compound.tables()? {
            let table = compound.words(at);
            compound.next.extend(table);
        }
        Some(compound)
    }

    /// The sectors that hold the table: those named in the header and in the list that goes on from
    /// there. A sector named twice is a fault.
    fn tables(&self) -> Option<Vec<u32>> {
        let mut tables: Vec<u32> = words(self.bytes.get(LIST..HEADER)?).collect();
        let (mut at, mut steps) = (word(self.bytes, 68)?, 0);
        while at < MARKS {
            let mut more: Vec<u32> = self.words(at).collect();
            at = more.pop()?;
            tables.extend(more);
            steps += 1;
            if steps > self.bytes.len() / self.sector {
                return None;
            }
        }
        tables.retain(|at| *at < MARKS);
        let count = tables.len();
        (count <= self.bytes.len() / self.sector + 1).then_some(tables)
    }

    /// The words of a sector; fewer where the file ends.
    fn words(&self, sector: u32) -> impl Iterator<Item = u32> + use<'a> {
        let start = (sector as usize)
            .saturating_add(1)
            .saturating_mul(self.sector);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        words(self.bytes.get(start..end).unwrap_or_default())
    }

    fn ends(&self) -> bool {
        let mut walk = Walk {
            next: &self.next,
            known: vec![false; self.next.len()],
        };
        let Some(folder) = word(self.bytes, 48) else {
            return false;
        };
        let short = word(self.bytes, 60);
        walk.ends(folder) && short.is_none_or(|at| walk.ends(at)) && {
            let entries = self.chain(folder);
            entries
                .iter()
                .all(|sector| self.starts(*sector).all(|at| walk.ends(at)))
        }
    }

    /// A chain that comes to an end.
    fn chain(&self, from: u32) -> Vec<u32> {
        let next = |at: &u32| self.next.get(*at as usize).copied();
        std::iter::successors(Some(from), next)
            .take_while(|at| *at < MARKS)
            .collect()
    }

    /// Where the streams start that a sector of the folder lists.
    fn starts(&self, sector: u32) -> impl Iterator<Item = u32> + use<'a> {
        let words: Vec<u32> = self.words(sector).collect();
        words
            .chunks_exact(ENTRY / 4)
            .map(|entry| entry[START / 4])
            .collect::<Vec<_>>()
            .into_iter()
    }
}

/// A walk along chains, each sector once.
struct Walk<'a> {
    next: &'a [u32],
    /// Sectors from which the end is reached.
    known: Vec<bool>,
}

impl Walk<'_> {
    fn ends(&mut self, from: u32) -> bool {
        let mut path = Vec::new();
        let mut at = from as usize;
        while let Some(next) = self.next.get(at) {
            if self.known[at] {
                break;
            }
            path.push(at);
            if path.len() > self.next.len() {
                return false;
            }
            at = *next as usize;
        }
        path.into_iter().for_each(|at| self.known[at] = true);
        true
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let whole = bytes.chunks_exact(4);
    whole.filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(word.try_into().ok()?))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let half = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(half.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A container of 512 bytes per sector with this table of chains and the folder in sector 0.
    fn container(next: &[u32], list: u32) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        let mut put = |at: usize, word: u32| bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        put(30, 9);
        put(60, MARKS + 4);
        put(68, list);
        (LIST..HEADER).step_by(4).for_each(|at| put(at, u32::MAX));
        put(LIST, 1);
        bytes.resize(HEADER + 1_024, 0xFF);
        for (at, next) in next.iter().enumerate() {
            bytes[1_024 + at * 4..][..4].copy_from_slice(&next.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn chains_in_a_circle_are_told() {
        let end = MARKS + 4;
        assert!(is_sound(&container(&[end, MARKS + 3], end)));
        for circle in [vec![0], vec![1, 0], vec![1, 2, 1]] {
            assert!(!is_sound(&container(&circle, end)), "{circle:?}");
        }
        // The list of tables goes on in a sector that names itself.
        let mut list = container(&[end], 0);
        list[HEADER + 508..][..4].fill(0);
        assert!(!is_sound(&list));
        // A stream that runs in a circle, though the folder does not.
        let mut stream = container(&[end, end, 2], end);
        stream[HEADER + START..][..4].copy_from_slice(&2_u32.to_le_bytes());
        assert!(!is_sound(&stream));
    }

    #[test]
    fn what_is_cut_off_is_no_panic() {
        let whole = container(&[MARKS + 4, MARKS + 3], MARKS + 4);
        for length in 0..whole.len() {
            is_sound(&whole[..length]);
        }
    }
}
