//! Targets of plans by indicator, region and year.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use entities::ids::{IndicatorId, PlanId, RegionId};
use rust_decimal::Decimal;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    code::{from_text, to_text},
    db::{Db, column},
    error::{Error, Result},
    indicator::unit::Unit,
    plan::model::{
        Content, Measured,
        target::{Operator, Target, YearTarget},
    },
    region::tree::Place,
};

/// The most decimals of a stored figure.
const MOST_DECIMALS: u32 = 12;

/// The rows of a plan's targets: those of its present edition, of which `counts_from` is set once it is sealed; and
/// those of the edition in force while the next one is a draft.
pub(super) fn rows(content: &Content) -> Vec<Value> {
    let details = &content.details;
    let counts = content.counts_from().filter(|_| content.state.is_sealed());
    let mut rows = of_edition(&details.targets, &details.indicators, counts);
    if let Some(earlier) = details.in_force.as_ref().filter(|_| counts.is_none()) {
        rows.extend(of_edition(
            &earlier.targets,
            &earlier.indicators,
            Some(earlier.counts_from),
        ));
    }
    rows
}

/// Where an edition states one indicator and year several times, the first of the table counts, else the first.
fn of_edition(
    targets: &[Target],
    indicators: &BTreeMap<String, Measured>,
    counts_from: Option<NaiveDate>,
) -> Vec<Value> {
    let mut ordered: Vec<&Target> = targets.iter().collect();
    ordered.sort_by_key(|target| target.table.is_none());
    let mut counted = HashSet::new();
    let mut rows = Vec::new();
    for target in ordered {
        let code = target.indicator_code.as_ref();
        let Some(measured) = code.and_then(|code| indicators.get(code)) else {
            continue;
        };
        for year in &target.years {
            let counts = year.value.is_some() && counted.insert((measured.id, year.year));
            let mut row = row(target, year, *measured);
            row["counts_from"] = json!(counts_from.filter(|_| counts));
            rows.push(row);
        }
    }
    rows
}

fn row(target: &Target, year: &YearTarget, measured: Measured) -> Value {
    let unit = target.read_unit();
    let base = |value: Option<Decimal>| value?.checked_mul(unit?.factor()).map(|value| value.normalize());
    let (num, upper) = (base(year.value), base(year.upper));
    let baseline = target.baseline.as_ref();
    let baseline_num = base(baseline.map(|baseline| baseline.value));
    let decimals = [num, upper, baseline_num]
        .into_iter()
        .flatten()
        .map(|value| value.scale());
    let scale = decimals
        .max()
        .unwrap_or_default()
        .max(measured.scale)
        .min(MOST_DECIMALS);
    let scaled = |value: Option<Decimal>| {
        let value = value?;
        let shift = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
        i64::try_from(value.mantissa().checked_mul(shift)?).ok()
    };
    json!({
        "indicator_id": measured.id.0,
        "year": year.year,
        "operator": to_text(&year.operator).unwrap_or_default(),
        "num": scaled(num),
        "upper": scaled(upper),
        "scale": scale,
        "baseline_year": baseline.map(|baseline| baseline.year),
        "baseline_num": scaled(baseline_num),
    })
}

/// A target that counts, in base units.
#[derive(Clone, Debug)]
pub struct Row {
    /// The plan.
    pub plan: PlanId,
    /// The region of the plan.
    pub region: RegionId,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The year.
    pub year: i32,
    /// From when it counts.
    pub counts_from: NaiveDate,
    /// How the value is meant.
    pub operator: Operator,
    /// The value.
    pub num: i64,
    /// The upper end of a range.
    pub upper: Option<i64>,
    /// How many decimals the numbers have.
    pub scale: u32,
    /// The year and value from which it starts.
    pub baseline: Option<(i32, i64)>,
}

impl Row {
    /// A number of the row in a unit.
    ///
    /// # Errors
    /// Our fault, for one that no decimal holds.
    pub fn shown(&self, number: i64, unit: Unit) -> Result<Decimal> {
        let shown = unit.show(number.into(), self.scale);
        shown.ok_or_else(|| Error::internal("a target that no decimal holds"))
    }
}

/// Which targets are read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these regions; of the whole province where there are none.
    pub regions: Vec<RegionId>,
    /// Of these indicators; of all where there are none.
    pub indicators: Vec<IndicatorId>,
    /// Of these years; of all where there are none.
    pub years: Vec<i32>,
}

/// The targets that count in a province, one statement. Of two plans for one region, indicator and year the later
/// counts.
///
/// # Errors
/// When the database does not answer.
pub async fn in_force(db: &Db, province: Place<'_>, wanted: &Wanted) -> Result<Vec<Row>> {
    let engine = db.engine();
    let mut place = 1;
    let mut values = vec![province.province().id.0.into()];
    let mut conditions = String::new();
    let mut among = |column: &str, keys: Vec<i64>| {
        if !keys.is_empty() {
            place += 1;
            let postgres = format!(
                " AND {column} IN (SELECT (k #>> '{{}}')::bigint FROM jsonb_array_elements(${place}::jsonb) k)"
            );
            let sqlite = format!(" AND {column} IN (SELECT value FROM json_each(?))");
            conditions.push_str(engine.pick(&sqlite, &postgres));
            values.push(json!(keys).to_string().into());
        }
    };
    among("region_id", wanted.regions.iter().map(|id| id.0).collect());
    among("indicator_id", wanted.indicators.iter().map(|id| id.0).collect());
    among("year", wanted.years.iter().map(|year| i64::from(*year)).collect());
    let sql = format!(
        "SELECT record_id, region_id, indicator_id, year, counts_from, operator, num, upper, scale, baseline_year,
                baseline_num
         FROM plan_target
         WHERE province_id = {} AND counts_from IS NOT NULL AND year IS NOT NULL AND num IS NOT NULL{conditions}
         ORDER BY region_id, indicator_id, year, counts_from DESC, record_id DESC",
        engine.pick("?", "$1")
    );
    let mut rows: Vec<Row> = Vec::new();
    for row in db.reader().query_all_raw(engine.statement(sql, values)).await? {
        let row = read(&row)?;
        let same =
            |last: &Row| (last.region, last.indicator, last.year) == (row.region, row.indicator, row.year);
        if !rows.last().is_some_and(same) {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn read(row: &sea_orm::QueryResult) -> Result<Row> {
    let operator: String = column(row, "operator")?;
    let (year, scale): (i32, i32) = (column(row, "year")?, column(row, "scale")?);
    let baseline_year: Option<i32> = column(row, "baseline_year")?;
    Ok(Row {
        plan: PlanId(column(row, "record_id")?),
        region: RegionId(column(row, "region_id")?),
        indicator: IndicatorId(column(row, "indicator_id")?),
        year,
        counts_from: column(row, "counts_from")?,
        operator: from_text(&operator)?,
        num: column(row, "num")?,
        upper: column(row, "upper")?,
        scale: u32::try_from(scale).map_err(Error::internal)?,
        baseline: baseline_year.zip(column(row, "baseline_num")?),
    })
}
