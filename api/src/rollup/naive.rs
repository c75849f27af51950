//! Rolling up as a person would, from rows and with recursion: slow, and the judge of [`fold`](super::fold) in its
//! property tests and in [`verify`](super::verify). Pure.

use std::collections::HashMap;

use entities::ids::RegionId;

use super::{
    column::{Basis, Cell, Parts},
    fold::Total,
};
use crate::{
    indicator::model::AcrossSpace,
    region::tree::{Place, Tier},
};

/// What the regions have, by their keys.
pub type Rows = HashMap<i64, Cell>;

/// The regions below a place that report what is collected at `tier`, with what they have: a region of the tier reports
/// its own; a region above asks those below it; where nothing below reaches the tier, it reports its own.
#[must_use]
pub fn listed(place: Place<'_>, tier: Tier, rows: &Rows) -> Vec<(RegionId, Cell)> {
    if place.tier > tier {
        return Vec::new();
    }
    let below: Vec<Place<'_>> = place.children().filter(|child| child.tier <= tier).collect();
    if place.tier < tier && !below.is_empty() {
        return below
            .into_iter()
            .flat_map(|child| listed(child, tier, rows))
            .collect();
    }
    vec![(place.id, rows.get(&place.id.0).copied().unwrap_or_default())]
}

/// What a figure adds up to. Weights are not known here: a weighted mean is not judged.
#[must_use]
pub fn total(across: AcrossSpace, cells: &[(RegionId, Cell)], basis: Basis) -> Total {
    let counted: Vec<Parts> = cells.iter().filter_map(|(_, cell)| cell.on(basis)).collect();
    let values = || counted.iter().map(|parts| i128::from(parts.num));
    let num = match across {
        AcrossSpace::Min => values().min().unwrap_or_default(),
        AcrossSpace::Max => values().max().unwrap_or_default(),
        _ => values().sum(),
    };
    let den = match across {
        AcrossSpace::Min | AcrossSpace::Max => 0,
        _ => counted.iter().map(|parts| i128::from(parts.den)).sum(),
    };
    Total {
        num,
        den,
        included: counted.len(),
        expected: cells.len(),
        reported: cells.iter().filter(|(_, cell)| cell.submitted.is_some()).count(),
        accepted: cells.iter().filter(|(_, cell)| cell.accepted.is_some()).count(),
        overflow: false,
    }
}
