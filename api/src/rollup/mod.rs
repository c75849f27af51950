//! ⑥ Figures: observations rolled up the tree, never without their coverage.
//!
//! - Pure: [`column`] (the values of one indicator and period in tree order), [`time`] (the rule across time),
//!   [`cells`] (columns put together by it), [`fold`] (the rule across space).
//! - [`lens`]: a figure of today's region for an earlier period is made of the regions of that time that it continues.
//! - [`want`] finds out what a figure is made of, [`material`] makes its value, [`figure`] is the figure; [`service`] checks
//!   the rights.
//! - [`columns`] keeps columns, [`counts`] of the registers, [`targets`] of the plans and [`definitions`] in memory, coherent with the database by the change log, of which
//!   requests that come together read the news together ([`fresh`]); [`repo`] reads what they need.
//! - [`compare`] (year on year, share of the region above), [`ranking`], [`series`], [`reconcile`] (the figures of one
//!   thing, pure part in [`difference`]) and [`lineage`] (the observations of a figure) are made of figures.
//! - [`verify`] recomputes everything, the roll-up by [`naive`], and compares.
//! - Missing is not zero; a ratio is divided after both parts are rolled up; nothing is counted twice:
//!   only the regions of the collecting tier (or what stands in for them) are added.

pub mod cells;
pub mod column;
pub mod columns;
pub mod compare;
pub mod counts;
pub mod definitions;
pub mod difference;
pub mod figure;
pub mod fold;
mod fresh;
pub mod graphql;
pub mod lens;
pub mod lineage;
pub mod loader;
pub mod material;
pub mod naive;
pub mod ranking;
pub mod reconcile;
pub mod repo;
pub mod series;
pub mod service;
mod shelf;
pub mod targets;
pub mod time;
pub mod verify;
pub mod want;
