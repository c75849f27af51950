//! Disagreements in the API.

use async_graphql::SimpleObject;

use super::{compare::FigureComparison, figure::Figure};

/// Two figures of one thing of a region that are compared 对账差异.
#[derive(Debug, SimpleObject)]
pub struct Disagreement {
    /// The figure, with its region, its indicator and its coverage: a missing region is often the reason.
    pub figure: Figure,
    /// The two values and their difference.
    pub comparison: FigureComparison,
}
