//! What the hub leaves in its logs, and who follows them.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinHandle;
use tributary::exchange::feed;

use super::TestHub;

impl TestHub {
    /// Follows the change log from here on, until it is aborted: every later change reaches the subscribers.
    pub async fn follow(&self) -> JoinHandle<()> {
        let before = self.hub.tree();
        let following = tokio::spawn(feed::follow(Arc::clone(&self.hub)));
        // It takes its place in the log, and then a new tree.
        let begun = async {
            while Arc::ptr_eq(&before, &self.hub.tree()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), begun)
            .await
            .unwrap();
        following
    }

    /// How many entries the change log and the audit trail have: whether anything was written.
    pub async fn entries(&self) -> (i64, i64) {
        let sql = "SELECT (SELECT COUNT(*) FROM change_entry) AS changes, (SELECT COUNT(*) FROM audit_entry) AS trail";
        let reader = self.hub.db.reader();
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        let row = reader.query_one_raw(statement).await.unwrap().unwrap();
        (
            row.try_get("", "changes").unwrap(),
            row.try_get("", "trail").unwrap(),
        )
    }
}
