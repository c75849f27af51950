//! Coordination meetings 协调会.

crate::table::register_table! {
    /// One meeting; its name is its title, which may come again.
    "meeting", MeetingId {
        /// The day on which it was held.
        held_on: Date,
        /// Free note.
        note: Option<String>,
    }
}
