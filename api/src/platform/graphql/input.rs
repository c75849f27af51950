//! What is given of a platform.

use async_graphql::{Context, ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entities::ids::{EnterpriseId, InstitutionId, RegionId};

use super::{EvaluationResult, PlatformLevel};
use crate::{
    error::Result,
    graphql::{
        context::scope,
        global_id::{self, Kind},
        scalars::{Date, Decimal, RegionCode},
    },
    issue::Issue,
    platform::model::{Content, Details, Evaluation, Tenant},
    register::{
        graphql::{batch::UpsertPayload, list_or_old, or_old},
        model::Draft,
        service::batch::{Key, Row},
    },
    scope::Scope,
    upsert_input,
    vocabulary::graphql::PlatformKind,
};

/// The evaluation 评价 of a year.
#[derive(Clone, Debug, InputObject)]
pub struct PlatformEvaluationInput {
    /// The year that is evaluated, from 1949 to this one.
    pub year: i32,
    /// Result 评价结果.
    pub result: EvaluationResult,
    /// Score 分数, 0 to 1,000 with at most 4 decimals; left out where none is given.
    pub score: Option<Decimal>,
    /// Note 备注, at most 2,000 characters.
    pub note: Option<String>,
}

/// An enterprise 在孵企业 that is or was in a platform of incubation: by its id where it is registered, else by its
/// name.
#[derive(Clone, Debug, InputObject)]
pub struct PlatformTenantInput {
    /// Global id of the enterprise; it must lie inside the scope: else `TENANT_UNKNOWN`.
    pub enterprise: Option<ID>,
    /// Its name, 1 to 200 characters, where it is not registered.
    pub name: Option<String>,
    /// The first day 入驻日期, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
    /// Day of graduation 毕业日期, not in the future and after `since`; left out while it is in the platform.
    pub graduated_on: Option<Date>,
}

/// The content of a platform. A field that is left out stays as it is; null empties it. A list takes the place of the
/// one before.
#[derive(Clone, Debug, InputObject)]
pub struct PlatformContentInput {
    /// Other names 别名, each of 1 to 200 characters.
    pub other_names: MaybeUndefined<Vec<String>>,
    /// Level 级别 at which it is recognised.
    pub level: MaybeUndefined<PlatformLevel>,
    /// Global id of the enterprise 依托企业 that hosts it; it must lie inside the scope: else `HOST_UNKNOWN`.
    pub host: MaybeUndefined<ID>,
    /// Global id of the institution 依托机构 that hosts it; it must lie inside the scope: else `HOST_UNKNOWN`. Not
    /// beside an enterprise: else `TWO_HOSTS`.
    pub host_institution: MaybeUndefined<ID>,
    /// The other regions 共建单位 that run it together with the one that keeps it; of the same province.
    pub sponsors: MaybeUndefined<Vec<RegionCode>>,
    /// Day of establishment 成立日期, not in the future.
    pub established_on: MaybeUndefined<Date>,
    /// Evaluations 评价, each year once.
    pub evaluations: MaybeUndefined<Vec<PlatformEvaluationInput>>,
    /// Tenants 在孵企业 and those that graduated, each once, at most 2,000.
    pub tenants: MaybeUndefined<Vec<PlatformTenantInput>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new platform.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterPlatformInput {
    /// The region that keeps it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Type 平台类型: else `UNKNOWN_TERM`.
    pub kind: PlatformKind,
    /// Its content.
    #[graphql(flatten)]
    pub content: PlatformContentInput,
}

impl RegisterPlatformInput {
    /// The content of the new record.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an id of another kind.
    pub fn draft(self, scope: &Scope) -> Result<Draft<Content>> {
        let given = self.content.read(scope, Some(self.name), Some(self.kind))?;
        Ok(given.draft(None))
    }
}

/// What a platform gets.
#[derive(Clone, Debug, InputObject)]
pub struct PlatformChangeInput {
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Type 平台类型: else `UNKNOWN_TERM`.
    pub kind: Option<PlatformKind>,
    /// Its content.
    #[graphql(flatten)]
    pub content: PlatformContentInput,
}

impl PlatformChangeInput {
    /// What is given, with the ids and codes read.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an id of another kind.
    pub fn read(self, scope: &Scope) -> Result<Given> {
        self.content.read(scope, self.name, self.kind)
    }
}

/// A change of a platform. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdatePlatformInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: PlatformChangeInput,
}

/// A row of a batch of platforms.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertPlatformRow {
    /// Global id of one that is there.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name and a type.
    #[graphql(flatten)]
    pub fields: PlatformChangeInput,
}

upsert_input! {
    /// A batch of platforms.
    UpsertPlatformsInput of UpsertPlatformRow
}

impl UpsertPlatformsInput {
    /// Writes the batch.
    ///
    /// # Errors
    /// `FORBIDDEN`, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
    pub async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let scope = scope(ctx)?;
        let read = |row: UpsertPlatformRow| {
            let key = match &row.id {
                Some(id) => Key::Id(global_id::key(id, Kind::Platform)?),
                None => Key::Name(row.fields.name.clone().unwrap_or_default()),
            };
            let given = row.fields.read(scope)?;
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| given.draft(old)),
            })
        };
        self.write(ctx, Kind::Platform, read).await
    }
}

/// What is given of a platform, with the ids and codes read.
#[derive(Clone, Debug)]
pub struct Given {
    name: Option<String>,
    kind: Option<String>,
    other_names: MaybeUndefined<Vec<String>>,
    level: MaybeUndefined<PlatformLevel>,
    host: MaybeUndefined<EnterpriseId>,
    host_institution: MaybeUndefined<InstitutionId>,
    sponsors: MaybeUndefined<Vec<RegionId>>,
    established_on: MaybeUndefined<NaiveDate>,
    evaluations: MaybeUndefined<Vec<Evaluation>>,
    tenants: MaybeUndefined<Vec<Tenant>>,
    note: MaybeUndefined<String>,
    issues: Vec<Issue>,
}

impl Given {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(&self, old: Option<&Content>) -> Draft<Content> {
        let given = self.clone();
        let old = old.cloned().unwrap_or_default();
        let details = old.details;
        let content = Content {
            name: given.name.unwrap_or(old.name),
            kind: given.kind.unwrap_or(old.kind),
            level: or_old(given.level.map_value(Into::into), &old.level),
            host: or_old(given.host, &old.host),
            host_institution: or_old(given.host_institution, &old.host_institution),
            established_on: or_old(given.established_on, &old.established_on),
            note: or_old(given.note, &old.note),
            details: Details {
                other_names: list_or_old(given.other_names, &details.other_names, |name| name),
                sponsors: list_or_old(given.sponsors, &details.sponsors, |region| region),
                evaluations: list_or_old(given.evaluations, &details.evaluations, |evaluation| evaluation),
                tenants: list_or_old(given.tenants, &details.tenants, |tenant| tenant),
            },
        };
        Draft {
            content,
            issues: given.issues,
        }
    }
}

impl PlatformContentInput {
    fn read(self, scope: &Scope, name: Option<String>, kind: Option<PlatformKind>) -> Result<Given> {
        let mut issues = Vec::new();
        let evaluation = |given: PlatformEvaluationInput| Evaluation {
            year: given.year,
            result: given.result.into(),
            score: given.score.map(|score| score.0),
            note: given.note,
        };
        let evaluations = self.evaluations;
        let tenants = self
            .tenants
            .map_value(|given| given.into_iter().map(tenant).collect());
        Ok(Given {
            name,
            kind: kind.map(|kind| kind.0),
            other_names: self.other_names,
            level: self.level,
            host: self.host.map_value(|id| enterprise(&id)).transpose()?,
            host_institution: self
                .host_institution
                .map_value(|id| institution(&id))
                .transpose()?,
            sponsors: self
                .sponsors
                .map_value(|given| regions(scope, given, &mut issues)),
            established_on: self.established_on.map_value(|day| day.0),
            evaluations: evaluations.map_value(|given| given.into_iter().map(evaluation).collect()),
            tenants: tenants.transpose()?,
            note: self.note,
            issues,
        })
    }
}

/// The enterprise of a global id.
pub(super) fn enterprise(id: &ID) -> Result<EnterpriseId> {
    global_id::key(id, Kind::Enterprise).map(EnterpriseId)
}

/// The institution of a global id.
pub(super) fn institution(id: &ID) -> Result<InstitutionId> {
    global_id::key(id, Kind::Institution).map(InstitutionId)
}

fn tenant(given: PlatformTenantInput) -> Result<Tenant> {
    Ok(Tenant {
        enterprise: given.enterprise.as_ref().map(enterprise).transpose()?,
        name: given.name,
        since: given.since.map(|day| day.0),
        graduated_on: given.graduated_on.map(|day| day.0),
    })
}

fn regions(scope: &Scope, given: Vec<RegionCode>, issues: &mut Vec<Issue>) -> Vec<RegionId> {
    let mut regions = Vec::with_capacity(given.len());
    for (index, code) in given.into_iter().enumerate() {
        if let Some(place) = scope.tree().by_code(&code.0) {
            regions.push(place.id);
        } else {
            let (message, message_zh) = ("there is no region of this code", "没有该区划代码的地区");
            let path = ["sponsors", &index.to_string()];
            issues.push(Issue::error(&path, "UNKNOWN_REGION", message, message_zh).with([code.0]));
        }
    }
    regions
}
