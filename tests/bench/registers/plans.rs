//! The plans of the statements that a request runs.

use std::sync::Mutex;

use harness::TestHub;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

static SEEN: Mutex<Option<Vec<Statement>>> = Mutex::new(None);

/// Sees every statement from now on.
pub(crate) fn watch(hub: &TestHub) {
    hub.hub.db.observe(|statement| {
        if let Some(seen) = SEEN.lock().unwrap().as_mut() {
            seen.push(statement.clone());
        }
    });
}

/// Begins to keep what is run.
pub(crate) fn begin() {
    *SEEN.lock().unwrap() = Some(Vec::new());
}

/// What was run since.
pub(crate) fn end() -> Vec<Statement> {
    SEEN.lock().unwrap().take().unwrap_or_default()
}

/// Prints the plan of each statement.
pub(crate) async fn explain(hub: &TestHub, statements: &[Statement]) {
    println!("    {} statements", statements.len());
    let db = hub.hub.db.reader();
    for statement in statements {
        let (word, column) = match statement.db_backend {
            DbBackend::Postgres => ("EXPLAIN (ANALYZE, TIMING OFF)", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN", "detail"),
        };
        let mut asked = statement.clone();
        asked.sql = format!("{word} {}", statement.sql);
        for row in db.query_all_raw(asked).await.unwrap() {
            let text: String = row.try_get("", column).unwrap();
            let short: String = text.chars().take(200).collect();
            println!("      {short}");
        }
    }
}
