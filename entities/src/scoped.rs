//! What a table must say about itself so that its reads can be filtered to a scope.

use sea_orm::EntityTrait;

/// A table whose rows belong to one region of one province.
pub trait Scoped: EntityTrait {
    /// The column with the id of the province above the row's region.
    fn province() -> Self::Column;
    /// The column with the id of the region that owns the row.
    fn region() -> Self::Column;
}

macro_rules! scoped {
    ($($table:ident),*) => {$(
        impl Scoped for crate::$table::Entity {
            fn province() -> Self::Column {
                crate::$table::Column::ProvinceId
            }
            fn region() -> Self::Column {
                crate::$table::Column::RegionId
            }
        }
    )*};
}

scoped!(
    audit_entry,
    boundary_event,
    brand,
    bureau,
    change_entry,
    contract,
    enterprise,
    enterprise_move,
    institution,
    meeting,
    observation,
    plan,
    plan_edition,
    platform,
    problem,
    project,
    recognition,
    visit
);
