//! Bringing the table of regions to the division tables.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use entities::{ids::RegionId, region};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::{alone, load, next_id, tell};
use crate::{
    db::Db,
    error::{Error, Result},
    region::{
        import::Division,
        tree::{Dated, History, Tree},
    },
    register::model::china_day,
};

/// What an import changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New regions.
    pub added: usize,
    /// Regions that were there as they are.
    pub unchanged: usize,
    /// Regions whose name changed.
    pub renamed: usize,
    /// Valid regions that the tables do not name; they are left alone.
    pub missing: usize,
    /// Codes of rows that say what was so before a change of boundaries; nothing comes of them.
    pub overtaken: Vec<String>,
}

/// Brings the table of regions to what was read, in one transaction; `progress` is told of every
/// region. Running it again changes nothing. A row that a recorded change of boundaries has overtaken is reported and
/// brings nothing back.
///
/// # Errors
/// When the database does not answer, or a region that is known hangs elsewhere or has another tier now: that
/// is a change of boundaries, which an import does not make. Then nothing has changed.
pub async fn import(
    db: &Db,
    divisions: &[Division],
    now: DateTime<Utc>,
    progress: impl Fn(usize),
) -> Result<Imported> {
    let transaction = db.begin().await?;
    alone(&transaction, db.engine()).await?;
    let history = Arc::new(load(&transaction).await?);
    let tree = Tree::of(&history, china_day(now));
    let mut importing = Importing {
        tree: &tree,
        history: &history,
        today: china_day(now),
        next: next_id(&transaction).await?,
        above: HashMap::new(),
        named: 0,
        imported: Imported::default(),
        fresh: Vec::new(),
        renamed: Vec::new(),
        moved: Vec::new(),
    };
    for division in divisions {
        importing.take(division);
    }
    if let Some(first) = importing.moved.first() {
        return Err(Error::BadInput(format!(
            "{} regions have another parent or tier than the database says, {first} first: boundaries are not changed by an import",
            importing.moved.len(),
        )));
    }
    let Importing {
        mut imported,
        fresh,
        renamed,
        named,
        ..
    } = importing;
    imported.missing = tree.len() - named;
    progress(divisions.len() - fresh.len());
    for (id, name) in renamed {
        rename(&transaction, id, &name).await?;
    }
    // 8 parameters a row: far below SQLite's 32,766 of one statement.
    for chunk in fresh.chunks(2_000) {
        region::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(&transaction)
            .await?;
        progress(chunk.len());
    }
    if imported.added + imported.renamed > 0 {
        tell(&transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(imported)
}

/// A region that the rows below may name as the one above them.
#[derive(Clone, Copy)]
struct Above {
    id: RegionId,
    province: RegionId,
    from: Option<NaiveDate>,
}

/// An import, row by row.
struct Importing<'a> {
    tree: &'a Tree,
    history: &'a History,
    today: NaiveDate,
    next: i64,
    /// By code; none where a change of boundaries left nobody in its place.
    above: HashMap<&'a str, Option<Above>>,
    /// How many regions of the tree the rows named.
    named: usize,
    imported: Imported,
    fresh: Vec<region::ActiveModel>,
    renamed: Vec<(RegionId, String)>,
    moved: Vec<&'a str>,
}

impl<'a> Importing<'a> {
    fn take(&mut self, division: &'a Division) {
        let code = division.code.as_str();
        let parent = division
            .parent
            .as_deref()
            .map(|parent| self.above.get(parent).copied().flatten());
        if let Some(place) = self.tree.by_code(code) {
            self.known(division, place.id, parent);
            return;
        }
        // A code that ended, or a region below one that became several: where it belongs now is not for the table to
        // say.
        let retired = self.history.last_coded(code, self.today);
        let planned = self
            .history
            .bearers(code)
            .any(|dated| dated.begins_after(self.today));
        if retired.is_some() || planned || self.ended(division) {
            self.imported.overtaken.push(code.to_owned());
            let heir = retired.and_then(|dated| {
                let found = self.history.on(dated.region.id, self.today);
                found.first().copied().filter(|_| found.len() == 1)
            });
            let above = heir.and_then(|id| self.history.get(id)).map(above);
            self.above.insert(code, above);
            return;
        }
        self.add(division, parent.flatten());
    }

    /// Whether the region above a row ended.
    fn ended(&self, division: &Division) -> bool {
        let parent = division.parent.as_deref();
        parent.is_some_and(|parent| self.above.get(parent).is_some_and(Option::is_none))
    }

    fn known(&mut self, division: &'a Division, id: RegionId, parent: Option<Option<Above>>) {
        self.named += 1;
        let Some(dated) = self.history.get(id) else {
            return;
        };
        self.above.insert(&division.code, Some(above(dated)));
        let region = &dated.region;
        let hangs_there = match (parent, self.history.parent_on(id, self.today)) {
            (None, None) => true,
            (Some(Some(parent)), Some(own)) => parent.id == own,
            _ => false,
        };
        if hangs_there && region.tier == division.tier && region.name == division.name {
            self.imported.unchanged += 1;
        } else if self.was(division, dated) {
            self.imported.overtaken.push(division.code.clone());
        } else if !hangs_there || region.tier != division.tier {
            self.moved.push(&division.code);
        } else {
            self.renamed.push((id, division.name.clone()));
            self.imported.renamed += 1;
        }
    }

    /// Whether a row says what was so before the region began by a change of boundaries.
    fn was(&self, division: &Division, now: &Dated) -> bool {
        let bearers = self.history.bearers(&division.code);
        let mut before = bearers.filter(|dated| dated.ended_before(self.today));
        let began = !self.history.predecessors(now.region.id).is_empty();
        // Of its name, or of a region above that is another since.
        began && (now.region.name == division.name || before.any(|dated| dated.region.name == division.name))
    }

    fn add(&mut self, division: &'a Division, above: Option<Above>) {
        let id = RegionId(self.next);
        self.next += 1;
        self.imported.added += 1;
        let province = above.map_or(id, |above| above.province);
        // It cannot have begun before the region above did.
        let from = above.and_then(|above| above.from);
        self.fresh.push(region::ActiveModel {
            id: Set(id),
            parent_id: Set(above.map(|above| above.id)),
            province_id: Set(province),
            tier: Set(division.tier.number()),
            code: Set(division.code.clone()),
            name: Set(division.name.clone()),
            valid_from: Set(from),
            valid_to: Set(None),
        });
        self.above
            .insert(&division.code, Some(Above { id, province, from }));
    }
}

fn above(dated: &Dated) -> Above {
    Above {
        id: dated.region.id,
        province: dated.province,
        from: dated.from,
    }
}

async fn rename(connection: &impl ConnectionTrait, id: RegionId, name: &str) -> Result<()> {
    let row = region::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    region::Entity::update(row).exec(connection).await?;
    Ok(())
}
