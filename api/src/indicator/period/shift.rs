//! Neighbours of a period. Pure.
use super::Period;
impl Period {
    /// The period before.
    #[must_use]
    pub fn previous(self, n: u32) -> Option<Self> {
        match self {
            Self::Year(y) => Some(Self::Year(y - i32::try_from(n).ok()?)),
            _ => None,
        }
    }
    /// A year ago.
    #[must_use]
    pub fn year_ago(self, n: u32) -> Option<Self> {
        match self {
            Self::Year(y) => Some(Self::Year(y - i32::try_from(n).ok()?)),
            Self::Month(y, m) => Some(Self::Month(y - i32::try_from(n).ok()?, m)),
            _ => None,
        }
    }
}
