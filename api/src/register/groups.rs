//! Groups of records by region: to which region of a tier a record is put. Pure.

use crate::region::tree::{Place, Tier};

/// Index of the region of a tier inside `root` to which a record of `place` is put, or of `root` as a whole. Where a
/// branch has no region of the tier, the nearest one above stands in, but none outside of `root`.
#[must_use]
pub fn region(root: Place<'_>, place: Place<'_>, tier: Option<Tier>) -> u32 {
    let group = tier.map_or(root, |tier| place.at_tier(tier));
    if root.contains(group) {
        group.index
    } else {
        root.index
    }
}
