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

/// One indicator and period of one province, a slot for each of its regions in depth-first order.
#[derive(Clone, Debug)]
pub struct Column {
    /// Index of the province in the tree: the first slot.
    first: u32,
    versions: Vec<i64>,
    submitted: Layer,
    accepted: Layer,
}

impl Column {
    /// An empty column for the regions `first..end` of a tree.
    #[must_use]
    pub fn new(first: u32, end: u32) -> Self {
        let regions = (end - first) as usize;
        Self {
            first,
            versions: vec![0; regions],
            submitted: Layer::new(regions),
            accepted: Layer::new(regions),
        }
    }

    /// Sets the cell of a region, unless a newer version is there already: changes may be read twice and
    /// out of order.
    pub fn set(&mut self, region: u32, cell: &Cell) {
        let at = (region - self.first) as usize;
        if cell.version > self.versions[at] {
            self.versions[at] = cell.version;
            self.submitted.set(at, cell.submitted);
            self.accepted.set(at, cell.accepted);
        }
    }

    /// The cell of a region.
    #[must_use]
    pub fn get(&self, region: u32) -> Cell {
        let at = (region - self.first) as usize;
        Cell {
            version: self.versions[at],
            submitted: self.submitted.get(at),
            accepted: self.accepted.get(at),
        }
    }

    /// Bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let layer = |layer: &Layer| layer.present.len() + (layer.num.len() + layer.den.len()) * 8;
        self.versions.len() * 8 + layer(&self.submitted) + layer(&self.accepted)
    }
}
