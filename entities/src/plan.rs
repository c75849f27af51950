//! Plans 规划.

crate::table::register_table! {
    /// One plan in its present edition; its title is unique in its region.
    "plan", PlanId {
        /// How far it has come.
        state: String,
        /// Edition, from 1.
        edition: i32,
        /// The edition that counts; none until the first is sealed.
        edition_in_force: Option<i32>,
        /// The first year.
        from_year: Option<i32>,
        /// The last year.
        to_year: Option<i32>,
        /// When it was issued: a month or a day.
        issued: Option<String>,
        /// Free note.
        note: Option<String>,
    }
}
