//! The ledger of problems 问题台账: what a region raised, who has it in hand, and by when.
//!
//! - A problem belongs to the region that raised it, and *stands at* a region: at first that one, after each
//!   escalation the one above. Whoever stands there assigns and resolves it; only the raiser closes it.
//! - OPEN → ASSIGNED → RESOLVED → CLOSED. Reopened, it is ASSIGNED again; escalated, it is OPEN at the region above,
//!   and stays overdue until that one says when.
//! - Overdue is told by the hub's clock and never stored.

pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
