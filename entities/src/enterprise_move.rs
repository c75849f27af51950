//! Claims that an enterprise moved 迁移.

crate::table::register_table! {
    /// One claim, made by the region to which it moved.
    "enterprise_move", MoveId {
        /// The enterprise.
        enterprise_id: EnterpriseId,
        /// Where it was when the claim was made.
        from_region_id: RegionId,
        /// Since when it is in the claiming region.
        since: Date,
        /// State of the claim.
        state: String,
    }
}
