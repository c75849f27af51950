//! Contracts 合同 of cooperation 产学研 and of turning results to use 成果转化.
//!
//! - A contract belongs to the region that registers it. It is shown under the regions of its other parties, too, inside
//!   the province, and counted once: in a group by region it is put to their lowest common ancestor.
//! - A party that is registered in another region is named by its credit code. The region is looked up, and nothing of
//!   the enterprise is shown that the reader's scope does not cover.
//! - A number names one contract in the province.

pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
