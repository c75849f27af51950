//! Units of measure.

use async_graphql::Object;

use crate::{graphql::scalars::Decimal, indicator::unit};

/// A unit of measure 计量单位.
#[derive(Clone, Copy, Debug)]
pub struct Unit(pub unit::Unit);

/// A unit of measure 计量单位 that the hub converts exactly.
#[Object]
impl Unit {
    /// Symbol, as it is given with a value.
    async fn symbol(&self) -> &str {
        self.0.symbol
    }

    /// What it measures, as the symbol of its base unit: only units with one base are converted into each other.
    async fn base(&self) -> &str {
        unit::UNITS
            .iter()
            .find(|unit| unit.dimension == self.0.dimension)
            .map_or("", |unit| unit.symbol)
    }

    /// How many times the unit named by `base` it is, exactly.
    async fn factor(&self) -> Decimal {
        let base = unit::UNITS
            .iter()
            .find(|unit| unit.dimension == self.0.dimension)
            .map(|base| base.factor());
        Decimal(base.map_or(self.0.factor(), |base| self.0.factor() / base))
    }
}
