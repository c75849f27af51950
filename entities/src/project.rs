//! Projects 项目.

crate::table::register_table! {
    /// One project; its name is unique in its region.
    "project", ProjectId {
        /// Kind code.
        kind: String,
        /// Stage code.
        stage: String,
        /// The day on which it entered the stage.
        stage_since: Option<Date>,
        /// Total investment in 分 (0.01 元), exactly.
        total_investment: Option<i64>,
        /// The unit in which the investment was given.
        investment_unit: Option<String>,
        /// By what the largest are found: total investment in 分, -1 where none is known.
        magnitude: i64,
        /// Free note.
        note: Option<String>,
    }
}
