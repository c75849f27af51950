//! Global ids: opaque to clients, unique over all kinds (Relay).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::error::{Error, Result};

/// Kinds of records that have a global id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Region.
    Region,
    /// Change of boundaries.
    BoundaryEvent,
    /// Bureau.
    Bureau,
    /// Enterprise.
    Enterprise,
    /// Claim that an enterprise moved.
    EnterpriseMove,
    /// Institution.
    Institution,
    /// Innovation platform.
    Platform,
    /// Project.
    Project,
    /// Coordination meeting.
    Meeting,
    /// Problem of the ledger.
    Problem,
    /// Brand or honour.
    Brand,
    /// Visit of officers.
    Visit,
    /// Contract.
    Contract,
    /// Entry in a programme.
    Recognition,
    /// Plan.
    Plan,
    /// Indicator.
    Indicator,
    /// Observation.
    Observation,
}

const KINDS: &[(Kind, &str)] = &[
    (Kind::Region, "Region"),
    (Kind::BoundaryEvent, "BoundaryEvent"),
    (Kind::Bureau, "Bureau"),
    (Kind::Enterprise, "Enterprise"),
    (Kind::EnterpriseMove, "EnterpriseMove"),
    (Kind::Institution, "Institution"),
    (Kind::Platform, "Platform"),
    (Kind::Project, "Project"),
    (Kind::Meeting, "Meeting"),
    (Kind::Problem, "Problem"),
    (Kind::Brand, "Brand"),
    (Kind::Visit, "Visit"),
    (Kind::Contract, "Contract"),
    (Kind::Recognition, "Recognition"),
    (Kind::Plan, "Plan"),
    (Kind::Indicator, "Indicator"),
    (Kind::Observation, "Observation"),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            KINDS
                .iter()
                .find(|(kind, _)| kind == self)
                .map_or("", |(_, name)| name),
        )
    }
}

/// The global id of a record.
#[must_use]
pub fn encode(kind: Kind, key: i64) -> async_graphql::ID {
    BASE64.encode(format!("{kind}:{key}")).into()
}

/// The kind and key of a global id.
///
/// # Errors
/// `BAD_USER_INPUT` for what is not an id of this hub.
pub fn decode(id: &str) -> Result<(Kind, i64)> {
    let parsed = || {
        let text = String::from_utf8(BASE64.decode(id).ok()?).ok()?;
        let (name, key) = text.split_once(':')?;
        let (kind, _) = KINDS.iter().find(|(_, known)| *known == name)?;
        Some((*kind, key.parse().ok()?))
    };
    parsed().ok_or_else(|| Error::BadInput(format!("{id:?} is not an id of this hub")))
}

/// The key of a global id of one kind.
///
/// # Errors
/// `BAD_USER_INPUT` for an id of another kind.
pub fn key(id: &str, kind: Kind) -> Result<i64> {
    match decode(id)? {
        (found, key) if found == kind => Ok(key),
        (found, _) => Err(Error::BadInput(format!(
            "{id:?} is the id of a {found}, not of a {kind}"
        ))),
    }
}
