//! Observations in the API.

mod version;

use std::sync::Arc;

use async_graphql::{
    Context, Enum, ID, InputObject, Object, SimpleObject,
    dataloader::{DataLoader, HashMapCache},
};

use super::{
    model::Row,
    repo,
    service::{self, Ask, Batch, Named},
};
use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::{DateTime, Decimal, Period, RegionCode},
    },
    indicator::{graphql::Indicator, loader::IndicatorLoader, model::AcrossSpace, unit::Unit},
    region::graphql::{Region, former_of, page_complexity, region_of},
};

pub use version::ObservationVersion;

/// Where an observation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::Status")]
pub enum ObservationStatus {
    /// 草稿: seen by its region alone.
    Draft,
    /// 已报送: put before the tier above.
    Submitted,
    /// 已审核: accepted by the tier above. What a province submits is accepted at once: no tier stands above it.
    Accepted,
    /// 已退回: returned by the tier above, with a reason in the note.
    Returned,
}

/// What became of a row of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::service::RowOutcome")]
pub enum RowOutcome {
    /// A new version is stored, or would be in a dry run.
    Written,
    /// It was stored so already: nothing to do.
    Unchanged,
    /// It is refused; the issues say why.
    Refused,
    /// It is sound, but another row was refused and the batch is all or nothing.
    Withheld,
}

/// An observation 指标数值: what a region declared for an indicator and a period.
#[derive(Clone, Debug)]
pub struct Observation(pub repo::Observation);

impl Observation {
    async fn definition(&self, ctx: &Context<'_>) -> Result<crate::indicator::edition::Indicator> {
        let loader = ctx.data_unchecked::<Arc<DataLoader<IndicatorLoader, HashMapCache>>>();
        let found = loader
            .load_one(self.0.key.indicator)
            .await
            .map_err(Error::internal)?;
        found.ok_or_else(|| Error::internal("an observation of no indicator"))
    }
}

/// An observation 指标数值: what a region declared for an indicator and a period, in its newest version.
#[Object]
impl Observation {
    /// Global id.
    pub async fn id(&self) -> ID {
        global_id::encode(Kind::Observation, self.0.head.id.0)
    }

    /// The region that declares it.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.key.region)
    }

    /// The region for which it was recorded 原地区, where that has ended and `region` answers for it; else null. By the
    /// code of this one it is named for a period of its time.
    async fn former_region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        former_of(ctx, self.0.key.region)
    }

    /// The indicator.
    async fn indicator(&self, ctx: &Context<'_>) -> Result<Indicator> {
        Ok(Indicator(Arc::new(self.definition(ctx).await?)))
    }

    /// The period 统计期.
    async fn period(&self) -> Period {
        Period(self.0.key.period)
    }

    /// The value in the unit in which it was given; null for a ratio, which has two parts.
    async fn value(&self, ctx: &Context<'_>) -> Result<Option<Decimal>> {
        let indicator = self.definition(ctx).await?;
        let value = &self.0.head.value;
        let unit = Unit::of(&value.unit).filter(|_| value.den.is_none());
        Ok(unit
            .and_then(|unit| unit.show(value.num.into(), indicator.measure.scale))
            .map(Decimal))
    }

    /// The numerator 分子 of a ratio in the unit in which it was given; null otherwise.
    async fn numerator(&self, ctx: &Context<'_>) -> Result<Option<Decimal>> {
        let indicator = self.definition(ctx).await?;
        let value = &self.0.head.value;
        let unit = Unit::of(&value.unit).filter(|_| indicator.measure.across_space == AcrossSpace::Ratio);
        Ok(unit
            .and_then(|unit| unit.show(value.num.into(), indicator.measure.scale))
            .map(Decimal))
    }

    /// The denominator 分母 of a ratio in the definition's unit; null otherwise.
    async fn denominator(&self, ctx: &Context<'_>) -> Result<Option<Decimal>> {
        let indicator = self.definition(ctx).await?;
        let (unit, den) = (indicator.units().1, self.0.head.value.den);
        let shown = unit
            .zip(den)
            .and_then(|(unit, den)| unit.show(den.into(), indicator.measure.scale));
        Ok(shown.map(Decimal))
    }

    /// The unit 计量单位 in which the value, or the numerator, was given.
    async fn unit(&self) -> &str {
        &self.0.head.value.unit
    }

    /// Where it stands.
    async fn status(&self) -> ObservationStatus {
        self.0.head.status.into()
    }

    /// Note of the writer, or the reason of the tier that returned it.
    async fn note(&self) -> Option<&str> {
        self.0.head.value.note.as_deref()
    }

    /// Version, from 1: every change of value or status makes a new one.
    async fn version(&self) -> i64 {
        self.0.head.version
    }

    /// Its versions 历史版本, the newest first. Drafts of other regions are not among them.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<ObservationVersion>> {
        let indicator = self.definition(ctx).await?;
        version::page(ctx, self.0.head.id, &indicator, first, after.as_deref()).await
    }

    /// When this version was made.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who made this version: the subject of the token.
    async fn updated_by(&self) -> &str {
        &self.0.by
    }
}

/// Which observations are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ObservationFilter {
    /// Of this region and all below; the token's own by default.
    pub region: Option<RegionCode>,
    /// Of these indicators, by code; of all by default.
    #[graphql(default)]
    pub indicators: Vec<String>,
    /// Of these periods; of all by default.
    #[graphql(default)]
    pub periods: Vec<Period>,
    /// Of this status. Drafts and returned values are seen by their own region alone.
    pub status: Option<ObservationStatus>,
}

/// Queries of observations.
#[derive(Debug, Default)]
pub struct ObservationQuery;

#[Object]
impl ObservationQuery {
    /// The observations of a region and all below, inside the scope of the token; what was submitted, accepted or returned
    /// last comes first, and a draft that was never submitted by the moment at which it was made. A draft over a submitted
    /// value does not move it, for nobody else knows of it.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn observations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ObservationFilter>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Observation>> {
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let given = filter.unwrap_or_default();
        let ask = Ask {
            region: given.region.map(|code| code.0),
            indicators: given.indicators,
            periods: given.periods.into_iter().map(|period| period.0).collect(),
            status: given.status.map(Into::into),
        };
        let limit = page::limit(ctx, first)?;
        let rows = service::page(&scope, &hub, &ask, page::key(after.as_deref())?, limit as u64 + 1).await?;
        let total = Total::new(move || {
            let (scope, hub, ask) = (scope.clone(), hub.clone(), ask.clone());
            async move { service::count(&scope, &hub, &ask).await }
        });
        let key = |row: &repo::Observation| (row.listed_at, row.head.id.0);
        Ok(page::connection(
            rows,
            limit,
            after.is_some(),
            total,
            key,
            Observation,
        ))
    }
}

/// A value to record. Texts are checked row by row, so that one bad row is told with its index beside the others.
#[derive(Clone, Debug, InputObject)]
pub struct ObservationInput {
    /// Region code, which must be the token's own region: 2, 4, 6, 9 or 12 digits.
    pub region: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Period, such as `2024`.
    pub period: String,
    /// The value, as a decimal; for a ratio give numerator and denominator instead.
    pub value: Option<Decimal>,
    /// Numerator 分子 of a ratio.
    pub numerator: Option<Decimal>,
    /// Denominator 分母 of a ratio.
    pub denominator: Option<Decimal>,
    /// Unit of the value or numerator, of the indicator's dimension; the definition's by default.
    pub unit: Option<String>,
    /// Unit of the denominator; the definition's by default.
    pub denominator_unit: Option<String>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
    /// The version that is changed, 0 for a new observation; another one is refused with `VERSION_CONFLICT`.
    /// Not checked where it is left out.
    pub expected_version: Option<i64>,
}

/// How a batch with a refused row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum BatchMode {
    /// Nothing is written if one row is refused.
    AllOrNothing,
    /// The other rows are written.
    RowByRow,
}

/// A batch of values of the token's own region.
#[derive(Clone, Debug, InputObject)]
pub struct RecordObservationsInput {
    /// The values, at most 5,000.
    pub rows: Vec<ObservationInput>,
    /// What happens to the others if one row is refused.
    #[graphql(default_with = "BatchMode::AllOrNothing")]
    pub mode: BatchMode,
    /// Check and tell, but write nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Put the values before the tier above at once (报送); else they are kept as drafts (草稿).
    #[graphql(default = true)]
    pub submit: bool,
    /// A text of the client's choice: the same call with the same key within a day is answered as before and
    /// writes nothing again. Another call with the same key is refused with `IDEMPOTENCY_KEY_REUSED`.
    pub idempotency_key: Option<String>,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct RecordedRow {
    /// Index of the row in the input, from 0.
    pub index: usize,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The version that is stored now; null for a refused or withheld row.
    pub version: Option<i64>,
}

/// What became of a batch.
#[derive(Debug, SimpleObject)]
pub struct RecordObservationsPayload {
    /// Rows of which a new version is stored, or would be in a dry run.
    pub written: usize,
    /// Rows that were stored so already.
    pub unchanged: usize,
    /// Rows that are refused.
    pub refused: usize,
    /// Every row with its outcome, in the order of the input.
    pub rows: Vec<RecordedRow>,
    /// Every problem of every row; the path begins with `rows` and the index.
    pub issues: Vec<Issue>,
}

/// Names an observation.
#[derive(Clone, Debug, InputObject)]
pub struct ObservationKeyInput {
    /// Region code, of a region directly below the token's.
    pub region: RegionCode,
    /// Code of the indicator.
    pub indicator: String,
    /// Period.
    pub period: Period,
    /// The version that was read; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
}

impl From<ObservationKeyInput> for Named {
    fn from(key: ObservationKeyInput) -> Self {
        Self {
            region: key.region.0,
            indicator: key.indicator,
            period: key.period.0,
            expected_version: key.expected_version,
        }
    }
}

/// Submitted values to accept.
#[derive(Clone, Debug, InputObject)]
pub struct AcceptObservationsInput {
    /// Which ones, at most 5,000.
    pub keys: Vec<ObservationKeyInput>,
}

/// Submitted values to return.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnObservationsInput {
    /// Which ones, at most 5,000.
    pub keys: Vec<ObservationKeyInput>,
    /// Why 退回原因, 1 to 2,000 characters; it becomes the note of the observation.
    pub reason: String,
}

/// The result of accepting.
#[derive(Debug, SimpleObject)]
pub struct AcceptObservationsPayload {
    /// How many were accepted.
    pub accepted: usize,
    /// The accepted observations.
    pub observations: Vec<Observation>,
    /// Which ones could not be accepted, and why; the path begins with `keys` and the index.
    pub issues: Vec<Issue>,
}

/// The result of returning.
#[derive(Debug, SimpleObject)]
pub struct ReturnObservationsPayload {
    /// How many were returned.
    pub returned: usize,
    /// The returned observations.
    pub observations: Vec<Observation>,
    /// Which ones could not be returned, and why; the path begins with `keys` and the index.
    pub issues: Vec<Issue>,
}

/// Mutations of observations.
#[derive(Debug, Default)]
pub struct ObservationMutation;

#[Object]
impl ObservationMutation {
    /// Records up to 5,000 values of the token's own region. Role `reporter` and the function of each indicator.
    async fn record_observations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: RecordObservationsInput,
    ) -> Result<RecordObservationsPayload> {
        let batch = Batch {
            rows: input.rows.into_iter().map(row).collect(),
            all_or_nothing: input.mode == BatchMode::AllOrNothing,
            dry_run: input.dry_run,
            submit: input.submit,
        };
        let recorded =
            service::record(scope(ctx)?, hub(ctx), &batch, input.idempotency_key.as_deref()).await?;
        let count = |outcome| {
            recorded
                .rows
                .iter()
                .filter(|(found, _)| *found == outcome)
                .count()
        };
        let rows = recorded.rows.iter().enumerate();
        Ok(RecordObservationsPayload {
            written: count(service::RowOutcome::Written),
            unchanged: count(service::RowOutcome::Unchanged),
            refused: count(service::RowOutcome::Refused),
            rows: rows
                .map(|(index, (outcome, version))| RecordedRow {
                    index,
                    outcome: (*outcome).into(),
                    version: *version,
                })
                .collect(),
            issues: issue::wrap(recorded.issues),
        })
    }

    /// Accepts 审核通过 what the regions directly below submitted. Role `reviewer` and the function of each indicator.
    async fn accept_observations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which values.")] input: AcceptObservationsInput,
    ) -> Result<AcceptObservationsPayload> {
        let named: Vec<Named> = input.keys.into_iter().map(Into::into).collect();
        let (decided, issues) = service::decide(scope(ctx)?, hub(ctx), &named, None).await?;
        Ok(AcceptObservationsPayload {
            accepted: decided.len(),
            observations: decided.into_iter().map(Observation).collect(),
            issues: issue::wrap(issues),
        })
    }

    /// Returns 退回 with a reason what the regions directly below submitted. Role `reviewer` and the function of
    /// each indicator.
    async fn return_observations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which values, and why.")] input: ReturnObservationsInput,
    ) -> Result<ReturnObservationsPayload> {
        let named: Vec<Named> = input.keys.into_iter().map(Into::into).collect();
        let (decided, issues) = service::decide(scope(ctx)?, hub(ctx), &named, Some(&input.reason)).await?;
        Ok(ReturnObservationsPayload {
            returned: decided.len(),
            observations: decided.into_iter().map(Observation).collect(),
            issues: issue::wrap(issues),
        })
    }
}

fn row(input: ObservationInput) -> Row {
    Row {
        region: input.region,
        indicator: input.indicator,
        period: input.period,
        value: input.value.map(|value| value.0),
        numerator: input.numerator.map(|value| value.0),
        denominator: input.denominator.map(|value| value.0),
        unit: input.unit,
        denominator_unit: input.denominator_unit,
        note: input.note,
        expected_version: input.expected_version,
    }
}

/// A subscriber's event.
#[derive(Clone, Debug, SimpleObject)]
pub struct ObservationAccepted {
    /// The accepted observation.
    pub observation: Observation,
}
