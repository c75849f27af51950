//! The cells of a figure: columns of reported periods, put together by the rule across time. Pure.

use std::sync::Arc;

use super::{
    column::{Basis, Column},
    time::{Recipe, Wide},
};
use crate::indicator::period::Period;

/// What every slot of a province has for one indicator and one period asked for.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    recipe: Arc<Recipe>,
    columns: Arc<[(Period, Arc<Column>)]>,
}

impl Cells {
    /// Cells by a recipe and the columns of its periods.
    #[must_use]
    pub fn new(recipe: Arc<Recipe>, columns: impl IntoIterator<Item = (Period, Arc<Column>)>) -> Self {
        Self {
            recipe,
            columns: columns.into_iter().collect(),
        }
    }

    /// What counts on a basis in a slot; none where what the recipe needs is not there.
    #[must_use]
    pub fn on(&self, slot: u32, basis: Basis) -> Option<Wide> {
        match self.columns.as_ref() {
            // Most figures are of one reported period.
            [(_, column)] => column.on(slot, basis).map(Wide::from),
            columns => self.recipe.fold(|period| {
                let found = columns.iter().find(|(of, _)| *of == period);
                found?.1.on(slot, basis).map(Wide::from)
            }),
        }
    }

    /// The version of the observation that a slot has of a reported period; 0 where there is none.
    #[must_use]
    pub fn version(&self, slot: u32, period: Period) -> i64 {
        let found = self.columns.iter().find(|(of, _)| *of == period);
        found.map_or(0, |(_, column)| column.get(slot).version)
    }

    /// The reported periods that a slot's value is made of, as they add up or are taken.
    #[must_use]
    pub fn periods(&self, slot: u32, basis: Basis) -> Vec<Period> {
        self.recipe.used(|period| {
            let found = self.columns.iter().find(|(of, _)| *of == period);
            found.is_some_and(|(_, column)| column.on(slot, basis).is_some())
        })
    }
}
