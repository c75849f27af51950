//! Bureaus 部门: the offices of a region and their functions.

crate::table::register_table! {
    /// One bureau; its name is unique in its region.
    "bureau", BureauId {
        /// Name in daily use.
        short_name: Option<String>,
        /// Functions, comma-separated codes in alphabetical order.
        functions: String,
    }
}
