//! Plans 规划/行动方案: documents of one region with their targets, actions and claims, and the checks of them.
//!
//! - A plan is stored as it states things, contradictions included: what is wrong with the text is told by the checker
//!   (`check`), not refused at the door.
//! - What is sealed is not edited. A revision is a new edition; the earlier one is frozen and counts until the new one
//!   is sealed.
//! - Findings are computed from the content whenever they are asked for; only their explanations are stored.

pub mod check;
pub mod graphql;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
