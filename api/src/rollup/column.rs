//! A column: what every region of a province declared for one indicator and period. Pure.

/// A value as stored: an integer of base units, and the denominator of a ratio beside its numerator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Value, or numerator.
    pub num: i64,
    /// Denominator; 0 where the indicator is no ratio.
    pub den: i64,
}

/// What one region's observation counts as, on each basis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Version of the observation; 0 where there is none.
    pub version: i64,
    /// Submitted or accepted.
    pub submitted: Option<Parts>,
    /// Accepted by the tier above.
    pub accepted: Option<Parts>,
}

/// Which observations a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Submitted or accepted.
    Submitted,
    /// Accepted by the tier above.
    Accepted,
}

impl Cell {
    /// What counts on a basis.
    #[must_use]
    pub fn on(&self, basis: Basis) -> Option<Parts> {
        match basis {
            Basis::Submitted => self.submitted,
            Basis::Accepted => self.accepted,
        }
    }
}

impl Cell {
    /// The cell after one more version, as the heads of observations are kept: a draft leaves what counts alone, a
    /// return takes the submitted value back to the accepted one.
    #[must_use]
    pub fn after(self, version: i64, status: &str, parts: Option<Parts>) -> Self {
        let (submitted, accepted) = match status {
            "SUBMITTED" => (parts, self.accepted),
            "ACCEPTED" => (parts, parts),
            "RETURNED" => (self.accepted, self.accepted),
            _ => (self.submitted, self.accepted),
        };
        Self {
            version,
            submitted,
            accepted,
        }
    }
}

/// The values of one basis, dense in tree order.
#[derive(Clone, Debug, Default)]
struct Layer {
    present: Vec<bool>,
    num: Vec<i64>,
    /// Empty until a ratio's denominator comes.
    den: Vec<i64>,
}

impl Layer {
    fn new(regions: usize) -> Self {
        Self {
            present: vec![false; regions],
            num: vec![0; regions],
            den: Vec::new(),
        }
    }

    fn set(&mut self, at: usize, parts: Option<Parts>) {
        let Parts { num, den } = parts.unwrap_or_default();
        self.present[at] = parts.is_some();
        self.num[at] = num;
        if den != 0 && self.den.is_empty() {
            self.den = vec![0; self.num.len()];
        }
        if let Some(slot) = self.den.get_mut(at) {
            *slot = den;
        }
    }

    fn get(&self, at: usize) -> Option<Parts> {
        self.present[at].then(|| Parts {
            num: self.num[at],
            den: self.den.get(at).copied().unwrap_or(0),
        })
    }
}

impl PartialEq for Column {
    /// Whether every slot has the same cell: a denominator may be there or not yet.
    fn eq(&self, other: &Self) -> bool {
        self.versions == other.versions
            && (0_u32..)
                .take(self.versions.len())
                .all(|slot| self.get(slot) == other.get(slot))
    }
}

/// One indicator and period of one province, a slot for each of its regions.
#[derive(Clone, Debug)]
pub struct Column {
    versions: Vec<i64>,
    submitted: Layer,
    accepted: Layer,
}

impl Column {
    /// An empty column.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        Self {
            versions: vec![0; slots],
            submitted: Layer::new(slots),
            accepted: Layer::new(slots),
        }
    }

    /// Sets the cell of a slot, unless a newer version is there already: what is loaded and what changed meanwhile
    /// may come in any order.
    pub fn set(&mut self, slot: u32, cell: &Cell) {
        let at = slot as usize;
        if cell.version > self.versions[at] {
            self.versions[at] = cell.version;
            self.submitted.set(at, cell.submitted);
            self.accepted.set(at, cell.accepted);
        }
    }

    /// The cell of a slot.
    #[must_use]
    pub fn get(&self, slot: u32) -> Cell {
        let at = slot as usize;
        Cell {
            version: self.versions[at],
            submitted: self.submitted.get(at),
            accepted: self.accepted.get(at),
        }
    }

    /// What counts on a basis in a slot.
    #[must_use]
    pub fn on(&self, slot: u32, basis: Basis) -> Option<Parts> {
        match basis {
            Basis::Submitted => self.submitted.get(slot as usize),
            Basis::Accepted => self.accepted.get(slot as usize),
        }
    }

    /// Takes what another column knows newer.
    pub fn merge(&mut self, other: &Self) {
        for slot in (0_u32..).take(other.versions.len()) {
            self.set(slot, &other.get(slot));
        }
    }

    /// Bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let layer = |layer: &Layer| layer.present.len() + (layer.num.len() + layer.den.len()) * 8;
        self.versions.len() * 8 + layer(&self.submitted) + layer(&self.accepted)
    }
}
