//! Institutions 机构: universities, research institutes, service organisations.

crate::table::register_table! {
    /// One institution; its name is unique in its region.
    "institution", InstitutionId {
        /// Kind code.
        kind: String,
        /// Free note.
        note: Option<String>,
    }
}
