//! The input of a change of boundaries.

use async_graphql::InputObject;

use super::BoundaryChangeKind;
use crate::{
    graphql::scalars::{Date, RegionCode},
    region::boundary::model::{Begun, Change, Child},
};

/// A change of boundaries 区划变更.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeBoundaryInput {
    /// Kind 变更类型.
    pub kind: BoundaryChangeKind,
    /// First day of the new state 生效日期; at most one year ahead.
    pub date: Date,
    /// Codes of the regions that end 原地区, as they are on the day before: several in a merge, else one.
    pub regions: Vec<RegionCode>,
    /// The regions that begin 新地区: several in a split, else one.
    pub successors: Vec<NewRegionInput>,
    /// Regions directly below that begin anew, too. In a split each one below must be put to a part; else it follows as
    /// it is where it is not named here.
    #[graphql(default)]
    pub children: Vec<ChildRegionInput>,
    /// The document that orders it 批准文件: 1 to 500 characters.
    pub basis: String,
    /// Remark 备注.
    pub note: Option<String>,
}

/// A region that begins.
#[derive(Clone, Debug, InputObject)]
pub struct NewRegionInput {
    /// Its code: 2, 4, 6, 9 or 12 digits. A merge, a split and another code name it; else it stays. A code that ends with
    /// this change may be used on.
    pub code: Option<String>,
    /// Its name. A rename, a merge and a split name it; else it stays.
    pub name: Option<String>,
    /// Code of the region above. A transfer names it; it may be named in a split, and must be in a merge of regions that
    /// stand below several.
    pub parent: Option<RegionCode>,
}

/// A region directly below one that ends.
#[derive(Clone, Debug, InputObject)]
pub struct ChildRegionInput {
    /// Its code on the day before.
    pub region: RegionCode,
    /// Code of the new region below which it stands from then on; may be left out where only one begins.
    pub into: Option<RegionCode>,
    /// Its new code: 2, 4, 6, 9 or 12 digits; the old one where it is left out.
    pub code: Option<String>,
}

impl From<ChangeBoundaryInput> for Change {
    fn from(given: ChangeBoundaryInput) -> Self {
        let begun = |begun: NewRegionInput| Begun {
            code: begun.code,
            name: begun.name,
            parent: begun.parent.map(|code| code.0),
        };
        let child = |child: ChildRegionInput| Child {
            region: child.region.0,
            into: child.into.map(|code| code.0),
            code: child.code,
        };
        Self {
            kind: given.kind.into(),
            date: given.date.0,
            regions: given.regions.into_iter().map(|code| code.0).collect(),
            successors: given.successors.into_iter().map(begun).collect(),
            children: given.children.into_iter().map(child).collect(),
            basis: given.basis,
            note: given.note,
        }
    }
}
