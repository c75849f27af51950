//! Entries 认定/入库 of subjects in programmes.

crate::table::register_table! {
    /// One entry; it bears the name that its subject had when it was entered.
    "recognition", RecognitionId {
        /// Code of the programme.
        programme: String,
        /// Kind of the subject.
        subject_kind: String,
        /// Key of the subject.
        subject_id: i64,
        /// State.
        state: String,
        /// The first day of validity.
        valid_from: Option<Date>,
        /// The last day of validity.
        valid_to: Option<Date>,
    }
}
