//! The ledger of problems 问题台账.

crate::table::register_table! {
    /// One problem; it belongs to the region that raised it. The name is its title.
    "problem", ProblemId {
        /// State code.
        state: String,
        /// The last day for it.
        due: Option<Date>,
        /// The bureau that has it in hand.
        owner_bureau_id: Option<BureauId>,
        /// The region where it stands.
        stands_at_id: RegionId,
        /// Kind of what it is about.
        about_kind: String,
        /// Key of what it is about.
        about_id: i64,
    }
}
