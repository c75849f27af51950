//! Brands and honours 品牌荣誉: geographical indications, time-honoured brands, awards and the like.
//!
//! - A brand is held by an enterprise, or by the region itself (区域公用品牌).
//! - The same brand may be held by several: it is one brand in the groups, and a record for each holder. The same
//!   holder has it once.
//! - It is valid from the day of its award to its last day; a day that is not known bounds nothing.

pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
