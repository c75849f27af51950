//! What the writes left behind, read from the tables themselves.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::TestHub;

/// An entry of the audit trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// Who wrote.
    pub subject: String,
    /// What was done.
    pub action: String,
    /// Key of the record.
    pub record: i64,
    /// Version that it has now.
    pub version: i64,
    /// Key of the record's region.
    pub region: i64,
    /// Content before; null for a new record.
    pub before: Value,
    /// Content after.
    pub after: Value,
}

/// An entry of the change log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What was done.
    pub action: String,
    /// Key of the record.
    pub record: i64,
    /// Version that it has now.
    pub version: i64,
    /// Key of the record's region.
    pub region: i64,
}

impl TestHub {
    /// The rows of a statement, in any dialect that both engines share.
    pub async fn rows(&self, sql: &str) -> Vec<sea_orm::QueryResult> {
        let reader = self.hub.db.reader();
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        reader.query_all_raw(statement).await.unwrap()
    }

    /// Runs a statement behind the hub's back.
    pub async fn execute(&self, sql: &str) {
        self.hub.db.writer().execute_unprepared(sql).await.unwrap();
    }

    /// The audit trail of a kind of records, oldest first.
    pub async fn audited(&self, kind: &str) -> Vec<Audited> {
        let sql = format!("SELECT * FROM audit_entry WHERE kind = '{kind}' ORDER BY id");
        let json =
            |text: Option<String>| text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        let rows = self.rows(&sql).await;
        rows.iter()
            .map(|row| Audited {
                subject: row.try_get("", "subject").unwrap(),
                action: row.try_get("", "action").unwrap(),
                record: row.try_get("", "record_id").unwrap(),
                version: row.try_get("", "version").unwrap(),
                region: row.try_get("", "region_id").unwrap(),
                before: json(row.try_get("", "before").unwrap()),
                after: json(row.try_get("", "after").unwrap()),
            })
            .collect()
    }

    /// The change log of a kind of records, oldest first.
    pub async fn changed(&self, kind: &str) -> Vec<Changed> {
        let sql = format!("SELECT * FROM change_entry WHERE kind = '{kind}' ORDER BY id");
        let rows = self.rows(&sql).await;
        rows.iter()
            .map(|row| Changed {
                action: row.try_get("", "action").unwrap(),
                record: row.try_get("", "record_id").unwrap(),
                version: row.try_get("", "version").unwrap(),
                region: row.try_get("", "region_id").unwrap(),
            })
            .collect()
    }
}
