//! What must not stop the hub or lose anything: hostile documents, and a database that fails.

mod documents;
mod events;
mod restore;
mod storage;
mod variables;
