//! Rows of the database as they are.

use std::collections::HashMap;

use harness::TestHub;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use tributary::indicator::unit::Unit;

use super::Kept;

/// All regions.
pub(crate) struct Atlas {
    regions: HashMap<i64, Region>,
    children: HashMap<i64, Vec<i64>>,
}

/// A region.
pub(crate) struct Region {
    pub(crate) code: String,
    pub(crate) tier: i16,
    parent: Option<i64>,
}

async fn query(hub: &TestHub, sql: &str) -> Vec<QueryResult> {
    let db = hub.hub.db.reader();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.unwrap()
}

impl Atlas {
    pub(crate) async fn load(hub: &TestHub) -> Self {
        let mut atlas = Self {
            regions: HashMap::new(),
            children: HashMap::new(),
        };
        let sql = "SELECT id, parent_id, tier, code FROM region WHERE valid_to IS NULL ORDER BY code";
        for row in query(hub, sql).await {
            let id: i64 = row.try_get("", "id").unwrap();
            let region = Region {
                code: row.try_get("", "code").unwrap(),
                tier: row.try_get("", "tier").unwrap(),
                parent: row.try_get("", "parent_id").unwrap(),
            };
            if let Some(parent) = region.parent {
                atlas.children.entry(parent).or_default().push(id);
            }
            atlas.regions.insert(id, region);
        }
        atlas
    }

    /// The region of a code, whose zeros at the end may be left out.
    pub(crate) fn by_code(&self, code: &str) -> i64 {
        let code = format!("{code:0<12}");
        let mut found = self.regions.iter().filter(|(_, region)| region.code == code);
        *found.next().unwrap().0
    }

    pub(crate) fn region(&self, id: i64) -> &Region {
        &self.regions[&id]
    }

    /// A region and all below it, in the order of their codes.
    pub(crate) fn subtree(&self, id: i64) -> Vec<i64> {
        let mut all = vec![id];
        for child in self.children.get(&id).into_iter().flatten() {
            all.extend(self.subtree(*child));
        }
        all.sort_by_key(|id| &self.regions[id].code);
        all
    }

    /// The towns of a region; where a branch has none, the last region of it.
    pub(crate) fn reporters(&self, id: i64) -> Vec<i64> {
        match self.children.get(&id) {
            Some(children) => children.iter().flat_map(|child| self.reporters(*child)).collect(),
            None => vec![id],
        }
    }
}

/// The indicators of these codes, in their order.
pub(crate) async fn indicators(hub: &TestHub, codes: &[String]) -> Vec<Kept> {
    let sql = format!(
        "SELECT id, code, unit, scale FROM indicator WHERE code IN ('{}')",
        codes.join("', '")
    );
    let mut kept: Vec<Kept> = query(hub, &sql)
        .await
        .iter()
        .map(|row| Kept {
            id: row.try_get("", "id").unwrap(),
            code: row.try_get("", "code").unwrap(),
            unit: Unit::of(&row.try_get::<String>("", "unit").unwrap()).unwrap(),
            scale: row
                .try_get::<i16>("", "scale")
                .map(u32::try_from)
                .unwrap()
                .unwrap(),
        })
        .collect();
    kept.sort_by_key(|kept| codes.iter().position(|code| *code == kept.code));
    assert_eq!(kept.len(), codes.len());
    kept
}

/// What is submitted and accepted of an indicator, a period and a region.
pub(crate) struct Values(HashMap<(i64, String), HashMap<i64, Value>>);

type Value = (Option<i64>, Option<i64>);

impl Values {
    /// The observations of a province whose periods begin with a text.
    pub(crate) async fn load(hub: &TestHub, province: i64, kept: &[Kept], years: &str) -> Self {
        let ids: Vec<String> = kept.iter().map(|kept| kept.id.to_string()).collect();
        let sql = format!(
            "SELECT indicator_id, period, region_id, submitted_num, accepted_num FROM observation
             WHERE province_id = {province} AND indicator_id IN ({}) AND period LIKE '{years}%'",
            ids.join(", ")
        );
        let mut values = Self(HashMap::new());
        for row in query(hub, &sql).await {
            let of = (
                row.try_get("", "indicator_id").unwrap(),
                row.try_get("", "period").unwrap(),
            );
            let value = (
                row.try_get("", "submitted_num").unwrap(),
                row.try_get("", "accepted_num").unwrap(),
            );
            let regions = values.0.entry(of).or_default();
            regions.insert(row.try_get("", "region_id").unwrap(), value);
        }
        values
    }

    fn get(&self, indicator: i64, period: &str, region: i64) -> Value {
        let regions = self.0.get(&(indicator, period.to_owned()));
        let value = regions.and_then(|regions| regions.get(&region));
        value.copied().unwrap_or_default()
    }

    pub(crate) fn reported(&self, indicator: i64, period: &str, region: i64) -> bool {
        self.get(indicator, period, region).0.is_some()
    }

    pub(crate) fn accepted(&self, indicator: i64, period: &str, region: i64) -> Option<i128> {
        self.get(indicator, period, region).1.map(i128::from)
    }
}

/// The targets of a year's indicator, by region.
pub(crate) async fn targets(hub: &TestHub, indicator: i64, year: i32) -> HashMap<i64, i128> {
    let sql =
        format!("SELECT region_id, num FROM plan_target WHERE indicator_id = {indicator} AND year = {year}");
    let target = |row: &QueryResult| {
        let num: i64 = row.try_get("", "num").unwrap();
        (row.try_get("", "region_id").unwrap(), num.into())
    };
    query(hub, &sql).await.iter().map(target).collect()
}
