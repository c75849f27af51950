//! Use cases of programmes.

use std::collections::HashMap;

use super::model::{Attributes, Nature, Programme, SubjectKind};
use crate::{
    audit::write::Write,
    error::{Error, Result},
    hub::Hub,
    issue::Issue,
    scope::Scope,
    vocabulary::{
        model::{Stored, Term, Vocabulary},
        service as vocabulary,
    },
};

/// The programmes that the scope knows, in their order.
///
/// # Errors
/// `FORBIDDEN` for a token that may not read terms.
pub async fn all(scope: &Scope, hub: &Hub) -> Result<Vec<Programme>> {
    let terms = vocabulary::of(scope, hub, Vocabulary::Programme).await?;
    terms.into_iter().map(Programme::read).collect()
}

/// The programmes of a kind of subject and a nature.
///
/// # Errors
/// As [`all`].
pub async fn list(
    scope: &Scope,
    hub: &Hub,
    subject: Option<SubjectKind>,
    nature: Option<Nature>,
) -> Result<Vec<Programme>> {
    let mut programmes = all(scope, hub).await?;
    programmes.retain(|programme| {
        subject.is_none_or(|subject| programme.attributes.subject == subject)
            && nature.is_none_or(|nature| programme.attributes.nature == nature)
    });
    Ok(programmes)
}

/// The programmes of these codes, each of which the scope must know.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn named(scope: &Scope, hub: &Hub, codes: &[String]) -> Result<Vec<Programme>> {
    let mut known: HashMap<String, Programme> = HashMap::new();
    for programme in all(scope, hub).await? {
        known.insert(programme.code().to_owned(), programme);
    }
    let found = codes.iter().map(|code| {
        let found = known.get(code).cloned();
        found.ok_or_else(|| unknown(code))
    });
    found.collect()
}

fn unknown(code: &str) -> Error {
    Error::NotFound(format!("there is no programme {code}"))
}

/// The programmes of these codes that the scope of a write knows, retired ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn known<'a>(
    write: &Write<'_>,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, Programme>> {
    let known = vocabulary::Known::of(write, codes).await?;
    let programmes = known.into_terms(Vocabulary::Programme).map(|stored| {
        let programme = Programme::read(stored)?;
        Ok((programme.code().to_owned(), programme))
    });
    programmes.collect()
}

/// What a write of a programme came to.
pub type Outcome = (Option<Programme>, Vec<Issue>);

/// Defines a programme, owned by the token's region; it holds for all below. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN` without the role.
#[tracing::instrument(name = "programme.define", skip_all)]
pub async fn define(scope: &Scope, hub: &Hub, mut term: Term, attributes: &Attributes) -> Result<Outcome> {
    let issues = attributes.check(&term.code, scope.home().tier, &all(scope, hub).await?);
    term.attributes = serde_json::to_value(attributes).map_err(Error::internal)?;
    outcome(vocabulary::define(scope, hub, term, issues).await?)
}

/// Changes a programme of the token's own region: all but its code and the kind of its subjects.
///
/// # Errors
/// `NOT_FOUND` for an unknown code; `FORBIDDEN` for what the program ships or another region defined.
#[tracing::instrument(name = "programme.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    code: &str,
    expected: i64,
    change: impl FnOnce(&Programme) -> (Term, Attributes),
) -> Result<Outcome> {
    let known = all(scope, hub).await?;
    let old = known.iter().find(|programme| programme.code() == code);
    let (mut term, attributes) = change(old.ok_or_else(|| unknown(code))?);
    let issues = attributes.check(code, scope.home().tier, &known);
    term.attributes = serde_json::to_value(&attributes).map_err(Error::internal)?;
    let key = (Vocabulary::Programme, code);
    let stored = vocabulary::update(scope, hub, key, expected, |_| (term, issues));
    outcome(stored.await?)
}

fn outcome((stored, issues): (Option<Stored>, Vec<Issue>)) -> Result<Outcome> {
    Ok((stored.map(Programme::read).transpose()?, issues))
}
