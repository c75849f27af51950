//! Tributary's tables, one a file: shape only, no rules.
//!
//! Every table that holds a region's data carries `province_id` beside `region_id`, so that one
//! province's queries can name the province (and the tables can be distributed by it one day).

pub mod audit_entry;
pub mod boundary_event;
pub mod boundary_link;
pub mod brand;
pub mod bureau;
pub mod change_entry;
pub mod contract;
pub mod enterprise;
pub mod enterprise_move;
pub mod idempotency;
pub mod ids;
pub mod indicator;
pub mod institution;
pub mod meeting;
pub mod observation;
pub mod observation_version;
pub mod plan;
pub mod plan_edition;
pub mod platform;
pub mod problem;
pub mod project;
pub mod recognition;
pub mod region;
pub mod scoped;
mod table;
pub mod term;
pub mod visit;
pub mod write_probe;
