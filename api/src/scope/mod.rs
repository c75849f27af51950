//! ③ Principal → [`Scope`]: the region subtree, functions and actions of one request.
//!
//! A scope is made once for a request, from its principal and the tree of that moment, and is the
//! first parameter of every service.

pub mod graphql;
pub mod policy;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use chrono::{DateTime, NaiveDate, Utc};
use entities::ids::RegionId;

use crate::{
    auth::Principal,
    code::to_text,
    error::{Error, Result},
    region::tree::{Bearer, Place, Tree},
};
use policy::{Action, Function, Relation, Resource};

/// What one request may see and do.
#[derive(Clone, Debug)]
pub struct Scope {
    principal: Arc<Principal>,
    tree: Arc<Tree>,
    home: u32,
    request_id: Arc<str>,
    /// Figures that the request has asked for so far.
    figures: Arc<AtomicUsize>,
    /// The moment whose knowledge the request's figures have, once they were asked for.
    known_at: Arc<Mutex<Option<DateTime<Utc>>>>,
    /// How often the request has written.
    writes: Arc<AtomicUsize>,
}

impl Scope {
    /// The scope of a principal in a tree.
    ///
    /// # Errors
    /// `FORBIDDEN` when the token's region is not in the tree.
    pub fn new(principal: Arc<Principal>, tree: Arc<Tree>, request_id: Arc<str>) -> Result<Self> {
        let home = tree
            .by_code(&principal.region)
            .ok_or_else(|| Error::Forbidden("the token's region is not in the region tree".to_owned()))?
            .index;
        Ok(Self {
            principal,
            tree,
            home,
            request_id,
            figures: Arc::default(),
            known_at: Arc::default(),
            writes: Arc::default(),
        })
    }

    /// The moment up to which the request's figures know all, once it has asked for one.
    #[must_use]
    pub fn known_at(&self) -> Option<DateTime<Utc>> {
        *self.known()
    }

    /// The request's figures know all up to this moment.
    pub fn know(&self, known_at: DateTime<Utc>) {
        *self.known() = Some(known_at);
    }

    /// The request has written: figures that it asks for from now on look again.
    pub fn wrote(&self) {
        *self.known() = None;
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the request has written: what was loaded before a write is not what is asked for after it.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::Relaxed)
    }

    fn known(&self) -> MutexGuard<'_, Option<DateTime<Utc>>> {
        self.known_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes another tree, for a scope that outlives a change of boundaries.
    ///
    /// # Errors
    /// `FORBIDDEN` when the token's region is not in that tree any more.
    pub fn renew(&mut self, tree: Arc<Tree>) -> Result<()> {
        if !Arc::ptr_eq(&self.tree, &tree) {
            let (principal, request) = (Arc::clone(&self.principal), Arc::clone(&self.request_id));
            *self = Self::new(principal, tree, request)?;
        }
        Ok(())
    }

    /// Who is asking.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Id of the request, for the log and the audit trail.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The tree that this request sees from its beginning to its end.
    #[must_use]
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// The token's own region.
    #[must_use]
    pub fn home(&self) -> Place<'_> {
        self.tree.at(self.home)
    }

    /// Whether a region is the token's own or below it.
    #[must_use]
    pub fn sees(&self, region: RegionId) -> bool {
        self.tree
            .by_id(region)
            .is_some_and(|place| self.home().contains(place))
    }

    /// Counts figures against the limit of one request, over all its fields.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED`.
    pub fn spend_figures(&self, asked: usize, limit: usize) -> Result<()> {
        let before = self.figures.fetch_add(asked, Ordering::Relaxed);
        let all = before.saturating_add(asked);
        if all > limit {
            return Err(Error::LimitExceeded(format!(
                "{all} figures are asked for; one request may have {limit}"
            )));
        }
        Ok(())
    }

    /// Where a region stands, seen from the token's.
    #[must_use]
    pub fn relation(&self, place: Place<'_>) -> Relation {
        let home = self.home();
        if place.index == home.index {
            Relation::Own
        } else if place.parent_index() == Some(home.index) {
            Relation::Child
        } else if home.contains(place) {
            Relation::Below
        } else if place.contains(home) {
            Relation::Above
        } else {
            Relation::Outside
        }
    }

    /// Whether the token may do this to a record of `place` that asks for one of `functions`.
    #[must_use]
    pub fn allows(
        &self,
        place: Place<'_>,
        functions: &[Function],
        resource: Resource,
        action: Action,
    ) -> bool {
        let relation = self.relation(place);
        let held = functions
            .iter()
            .any(|function| self.principal.functions.contains(function));
        self.principal
            .roles
            .iter()
            .any(|role| policy::allows(*role, relation, held, resource, action))
    }

    /// As [`Scope::allows`], as an error that names what is missing.
    ///
    /// # Errors
    /// `FORBIDDEN`.
    pub fn require(
        &self,
        place: Place<'_>,
        functions: &[Function],
        resource: Resource,
        action: Action,
    ) -> Result<()> {
        if self.allows(place, functions, resource, action) {
            return Ok(());
        }
        let codes = |functions: &[Function]| {
            functions
                .iter()
                .filter_map(|function| to_text(function).ok())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let roles = self
            .principal
            .roles
            .iter()
            .filter_map(|role| to_text(role).ok())
            .collect::<Vec<_>>()
            .join(", ");
        let needed = if functions.is_empty() {
            String::new()
        } else {
            format!("; it asks for {}", codes(functions))
        };
        Err(Error::Forbidden(format!(
            "this token (region {}, roles {roles}) may not {} of region {}{needed}",
            self.home().code,
            action.of(resource),
            place.code,
        )))
    }

    /// The region of a code, if this token may read `resource` there.
    ///
    /// # Errors
    /// `NOT_FOUND` for a code that is in no tree (the tree is public), `FORBIDDEN` outside of the scope.
    pub fn region(&self, code: &str, resource: Resource) -> Result<Place<'_>> {
        let place = self
            .tree
            .by_code(code)
            .ok_or_else(|| Error::NotFound(format!("there is no region of the code {code}")))?;
        self.require(place, &[], resource, Action::Read)?;
        Ok(place)
    }

    /// The region that bore a code on a day, with the place that answers for it, if this token may read `resource`
    /// there: what was recorded before a change of boundaries is named by the codes of its time.
    ///
    /// # Errors
    /// As [`Scope::region`].
    pub fn region_on(&self, code: &str, day: Option<NaiveDate>, resource: Resource) -> Result<Bearer<'_>> {
        let bearer = self.tree.bearer(code, day);
        let bearer =
            bearer.ok_or_else(|| Error::NotFound(format!("there is no region of the code {code}")))?;
        self.require(bearer.place, &[], resource, Action::Read)?;
        Ok(bearer)
    }

    /// The region of a code, or the token's own where none is named.
    ///
    /// # Errors
    /// As [`Scope::region`].
    pub fn region_or_home(&self, code: Option<&str>, resource: Resource) -> Result<Place<'_>> {
        match code {
            Some(code) => self.region(code, resource),
            None => {
                self.require(self.home(), &[], resource, Action::Read)?;
                Ok(self.home())
            }
        }
    }
}
