//! Where a series of a region breaks: the days on which another set of regions stood behind it. Pure.

use chrono::NaiveDate;
use entities::ids::{BoundaryEventId, RegionId};

use super::{ChangeKind, Event, History, Place};

/// A day from on which another set of regions stands behind the series of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// First day of the new state.
    pub date: NaiveDate,
    /// The change of boundaries.
    pub event: BoundaryEventId,
    /// Its kind.
    pub kind: ChangeKind,
}

impl Place<'_> {
    /// The breaks of its series between two days, both included: a merge into it, a split out of it, a transfer into or
    /// out of it. What changes wholly inside of it breaks nothing, nor does another name or code.
    #[must_use]
    pub fn breaks(self, from: NaiveDate, to: NaiveDate) -> Vec<Break> {
        let history = self.tree.history();
        let events = history.events().iter();
        events
            .filter(|event| from <= event.date && event.date <= to && self.is_broken_by(history, event))
            .map(|event| Break {
                date: event.date,
                event: event.id,
                kind: event.kind,
            })
            .collect()
    }

    fn is_broken_by(self, history: &History, event: &Event) -> bool {
        let Some(eve) = event.date.pred_opt() else {
            return false;
        };
        let holds = |id: RegionId, day| {
            let chain = history.chain_on(id, day);
            chain.into_iter().any(|above| self.tree.leads_to(above, self))
        };
        event.links.iter().any(|link| {
            let reshaped = event.reshapes(*link) && self.tree.leads_to(link.successor, self);
            reshaped || holds(link.predecessor, eve) != holds(link.successor, event.date)
        })
    }
}
