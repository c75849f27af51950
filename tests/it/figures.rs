//! Figures through the API, a file per theme; definitions are made by a steward as any other.

mod compare;
mod edition;
mod formula;
pub(crate) mod kit;
mod known;
mod lineage;
mod ranking;
mod reconcile;
mod series;
mod space;
mod time;
mod visibility;
