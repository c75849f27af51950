//! What a bureau has on its desk. Pure.

/// Dated work on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Done on that day or before.
    pub done: u64,
    /// Not done.
    pub open: u64,
    /// Late: open after the day on which it was due, or done after it.
    pub late: u64,
}

/// The work of a bureau.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Projects that it leads.
    pub leads: u64,
    /// Projects in which it cooperates.
    pub cooperates: u64,
    /// Steps of the projects that it leads.
    pub steps: Tally,
    /// Decisions of meetings that it owns.
    pub decisions: Tally,
}
