//! What the engine's errors mean for who asks: come again later, or our fault.

use std::{fmt, time::Duration};

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::error::DatabaseError;

/// A state of the database in which the same request can be right a little later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outage {
    /// There is no room on the disk for what shall be written. Reading goes on.
    StorageFull,
    /// The file, its folder, its disk or the server takes no writes. Reading goes on.
    ReadOnly,
    /// Somebody else holds a lock, or all connections are in use.
    Busy,
    /// The database does not answer or ended the connection. A write that was being committed may be stored or not.
    Unavailable,
}

impl Outage {
    /// The stable code that clients see as `extensions.code`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::StorageFull => "STORAGE_FULL",
            Self::ReadOnly => "READ_ONLY",
            Self::Busy => "BUSY",
            Self::Unavailable => "UNAVAILABLE",
        }
    }

    /// After which time it is worth trying again.
    #[must_use]
    pub fn retry_after(self) -> Duration {
        match self {
            Self::StorageFull | Self::ReadOnly => Duration::from_secs(30),
            Self::Busy => Duration::from_secs(1),
            Self::Unavailable => Duration::from_secs(5),
        }
    }

    /// What an error of the database means; none where it is none of these.
    pub(crate) fn of(error: &DbErr) -> Option<Self> {
        match error {
            // For reading there is a connection soon, or there is no server.
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) => {
                Some(Self::Unavailable)
            }
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Self::of_driver(error),
            _ => None,
        }
    }

    /// What an error of the driver means; none where it is none of these.
    pub(super) fn of_driver(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Database(error) => Self::of_engine(error.as_ref()),
            sqlx::Error::PoolTimedOut => Some(Self::Busy),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Some(Self::Unavailable),
            _ => None,
        }
    }

    fn of_engine(error: &dyn DatabaseError) -> Option<Self> {
        let code = error.code()?;
        // SQLite's codes are numbers of any length, PostgreSQL's have five characters.
        if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
            code.parse().ok().and_then(Self::of_sqlite)
        } else {
            Self::of_postgres(&code)
        }
    }

    /// Of the extended result codes of SQLite (sqlite.org/rescode.html), the lowest byte is the primary code.
    fn of_sqlite(code: i32) -> Option<Self> {
        /// The file of the shared index of the log cannot grow: the disk is full.
        const IOERR_SHMSIZE: i32 = 4874;
        /// Writing, making durable and cutting off, refused by the file system for another reason than that it is full.
        const IOERR_WRITES: [i32; 3] = [778, 1034, 1546];
        match code {
            IOERR_SHMSIZE => Some(Self::StorageFull),
            _ if IOERR_WRITES.contains(&code) => Some(Self::ReadOnly),
            _ => match code & 0xff {
                // BUSY, LOCKED
                5 | 6 => Some(Self::Busy),
                // READONLY
                8 => Some(Self::ReadOnly),
                // FULL
                13 => Some(Self::StorageFull),
                // IOERR, CANTOPEN
                10 | 14 => Some(Self::Unavailable),
                _ => None,
            },
        }
    }

    /// The codes of PostgreSQL's appendix A.
    fn of_postgres(code: &str) -> Option<Self> {
        match code {
            "53100" => Some(Self::StorageFull),
            "25006" => Some(Self::ReadOnly),
            // Serialisation failure, deadlock, lock not available, query cancelled, out of memory or connections.
            "40001" | "40P01" | "55P03" | "57014" | "53000" | "53200" | "53300" | "53400" => Some(Self::Busy),
            // Shut down by the administrator, crashed, starting; I/O error.
            "57P01" | "57P02" | "57P03" | "57P05" | "58030" => Some(Self::Unavailable),
            // Connection exceptions.
            _ if code.starts_with("08") => Some(Self::Unavailable),
            _ => None,
        }
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StorageFull => {
                "the hub's storage is full: nothing can be written until there is room again"
            }
            Self::ReadOnly => "the hub's storage takes no writes at present",
            Self::Busy => "the hub is busy: try again in a moment",
            Self::Unavailable => {
                "the hub's database does not answer: try again, a write with the same idempotency key"
            }
        })
    }
}

/// Whether an error leaves its connection sound: the engine refused the statement and told why.
pub(super) fn is_sound(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(refused) => {
            refused.is_unique_violation()
                || refused.is_foreign_key_violation()
                || refused.is_check_violation()
                || Outage::of_driver(error) == Some(Outage::Busy)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_engines_are_told_apart() {
        for (code, expected) in [
            (5, Some(Outage::Busy)),
            (261, Some(Outage::Busy)),
            (8, Some(Outage::ReadOnly)),
            (1032, Some(Outage::ReadOnly)),
            (13, Some(Outage::StorageFull)),
            (4874, Some(Outage::StorageFull)),
            (266, Some(Outage::Unavailable)),
            (778, Some(Outage::ReadOnly)),
            (14, Some(Outage::Unavailable)),
            (19, None),
            (2067, None),
        ] {
            assert_eq!(Outage::of_sqlite(code), expected, "{code}");
        }
        for (code, expected) in [
            ("53100", Some(Outage::StorageFull)),
            ("25006", Some(Outage::ReadOnly)),
            ("55P03", Some(Outage::Busy)),
            ("57P01", Some(Outage::Unavailable)),
            ("08006", Some(Outage::Unavailable)),
            ("23505", None),
            ("22P05", None),
        ] {
            assert_eq!(Outage::of_postgres(code), expected, "{code}");
        }
    }

    #[test]
    fn a_lost_connection_and_none_to_be_had_are_unavailable() {
        let timeout = DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        assert_eq!(Outage::of(&timeout), Some(Outage::Unavailable));
        let lost = sqlx::Error::Io(std::io::ErrorKind::BrokenPipe.into());
        let lost = DbErr::Query(RuntimeErr::SqlxError(lost.into()));
        assert_eq!(Outage::of(&lost), Some(Outage::Unavailable));
    }
}
