//! Visits of officers 走访.

crate::table::register_table! {
    /// One visit of an enterprise. The name is made of the enterprise's and the day.
    "visit", VisitId {
        /// The enterprise.
        enterprise_id: EnterpriseId,
        /// The day.
        visited_on: Date,
        /// The bureau that visited.
        bureau_id: Option<BureauId>,
    }
}
