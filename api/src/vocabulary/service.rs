//! Use cases of vocabularies.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::ids::TermId;

use super::{
    model::{Stored, Term, Vocabulary, unknown},
    repo,
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    register::model::china_day,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The terms of a vocabulary that the scope knows, in their order.
///
/// # Errors
/// `FORBIDDEN` for a token that may not read terms.
#[tracing::instrument(name = "vocabulary.of", skip_all)]
pub async fn of(scope: &Scope, hub: &Hub, vocabulary: Vocabulary) -> Result<Vec<Stored>> {
    scope.require(scope.home(), &[], Resource::Term, Action::Read)?;
    repo::of(scope, hub.db.reader(), vocabulary).await
}

/// The terms of these codes in any vocabulary that the scope knows.
///
/// # Errors
/// When the database does not answer.
pub async fn by_codes(scope: &Scope, hub: &Hub, codes: &[&str]) -> Result<Vec<Stored>> {
    repo::by_codes(scope, hub.db.reader(), codes).await
}

/// Terms that a write looks at.
#[derive(Debug)]
pub struct Known {
    terms: HashMap<(Vocabulary, String), Stored>,
    today: NaiveDate,
}

impl Known {
    /// Those of these codes, whatever the vocabulary: one statement for a whole batch.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(write: &Write<'_>, codes: impl IntoIterator<Item = &str>) -> Result<Self> {
        let mut codes: Vec<&str> = codes.into_iter().collect();
        codes.sort_unstable();
        codes.dedup();
        let found = if codes.is_empty() {
            Vec::new()
        } else {
            repo::by_codes(write.scope(), write.connection(), &codes).await?
        };
        let key = |stored: &Stored| (stored.term.vocabulary, stored.term.code.clone());
        Ok(Self {
            terms: found.into_iter().map(|stored| (key(&stored), stored)).collect(),
            today: china_day(write.at()),
        })
    }

    /// The term of a code, retired or not.
    #[must_use]
    pub fn get(&self, vocabulary: Vocabulary, code: &str) -> Option<&Term> {
        let found = self.terms.get(&(vocabulary, code.to_owned()));
        found.map(|stored| &stored.term)
    }

    /// The terms of one vocabulary, retired ones included.
    pub fn into_terms(self, vocabulary: Vocabulary) -> impl Iterator<Item = Stored> {
        let terms = self.terms.into_iter();
        terms.filter_map(move |((of, _), stored)| (of == vocabulary).then_some(stored))
    }

    /// Adds the issue of a code that names no term; of one that is retired, unless the record had it before.
    pub fn check(
        &self,
        path: &[&str],
        vocabulary: Vocabulary,
        code: &str,
        before: Option<&str>,
        issues: &mut Vec<Issue>,
    ) {
        let in_use = self.get(vocabulary, code).is_some_and(|term| {
            before == Some(code) || term.retired_on.is_none_or(|retired| self.today < retired)
        });
        if !in_use {
            issues.push(unknown(path, code));
        }
    }
}

/// What a write of a term came to.
pub type Outcome = (Option<Stored>, Vec<Issue>);

/// Defines a term, owned by the token's region; it holds for all below. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN` without the role.
#[tracing::instrument(name = "vocabulary.define", skip_all)]
pub async fn define(scope: &Scope, hub: &Hub, term: Term, mut issues: Vec<Issue>) -> Result<Outcome> {
    let home = scope.home();
    scope.require(home, &[], Resource::Term, Action::Write)?;
    issues.extend(term.check());
    let mut write = Write::begin(scope, hub).await?;
    let province = home.province().id;
    if repo::taken(write.connection(), province, &term).await? {
        issues.push(code_taken(&term.code));
    }
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let id = TermId(hub.ids.next(write.at()));
    let owner = Some((province, home.id));
    if repo::insert(write.connection(), [(id, term.clone())], owner, write.at()).await? == 0 {
        issues.push(code_taken(&term.code));
        return Ok((None, issues));
    }
    write.note(Act::Created, "term", id.0, 1, home, None, Some(&term))?;
    write.commit(hub).await?;
    let stored = Stored {
        id,
        owner: Some(home.id),
        version: 1,
        term,
    };
    Ok((Some(stored), issues))
}

fn code_taken(code: &str) -> Issue {
    let message = "this code is defined already";
    Issue::error(&["code"], "CODE_TAKEN", message, "该代码已被使用").with([code])
}

/// Changes a term of the token's own region: its names, order, attributes and retirement, never its code.
///
/// # Errors
/// `NOT_FOUND` for an unknown code; `FORBIDDEN` for what the program ships or another region defined.
#[tracing::instrument(name = "vocabulary.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    (vocabulary, code): (Vocabulary, &str),
    expected: i64,
    change: impl FnOnce(&Term) -> (Term, Vec<Issue>),
) -> Result<Outcome> {
    let home = scope.home();
    scope.require(home, &[], Resource::Term, Action::Write)?;
    let mut write = Write::begin(scope, hub).await?;
    let known = Known::of(&write, [code]).await?;
    let stored = known.terms.get(&(vocabulary, code.to_owned()));
    let stored = stored.ok_or_else(|| Error::NotFound(format!("there is no term {code}")))?;
    if !stored.owner.is_some_and(|owner| home.answers_for(owner)) {
        return Err(Error::Forbidden(format!(
            "the term {code} is not of region {}: who defined it changes it",
            home.code
        )));
    }
    let (term, mut issues) = change(&stored.term);
    issues.extend(term.check());
    if stored.version != expected {
        issues.push(Issue::version_conflict(expected, stored.version));
    }
    if blocks(&issues) {
        return Ok((None, issues));
    }
    if !repo::update(write.connection(), stored, &term, write.at()).await? {
        issues.push(Issue::version_conflict(stored.version, stored.version + 1));
        return Ok((None, issues));
    }
    let version = stored.version + 1;
    write.note(
        Act::Updated,
        "term",
        stored.id.0,
        version,
        home,
        Some(&stored.term),
        Some(&term),
    )?;
    write.commit(hub).await?;
    let changed = Stored {
        version,
        term,
        ..stored.clone()
    };
    Ok((Some(changed), issues))
}
