//! Money in the API.

use async_graphql::{InputObject, SimpleObject};

use crate::{
    error::{Error, Result},
    graphql::scalars::Decimal,
    issue::Issue,
    register::amount,
};

/// An exact amount of money 金额.
#[derive(Clone, Debug, SimpleObject)]
pub struct Amount {
    /// The amount in `unit`, exactly.
    pub value: Decimal,
    /// Unit 计量单位, as it was given: 元, 万元 or 亿元.
    pub unit: String,
}

impl Amount {
    /// An amount as it is stored.
    ///
    /// # Errors
    /// Our fault, for a unit that the hub does not know.
    pub fn of(amount: &amount::Amount) -> Result<Self> {
        let value = amount.shown();
        Ok(Self {
            value: Decimal(value.ok_or_else(|| Error::internal("an amount in an unknown unit"))?),
            unit: amount.unit.clone(),
        })
    }

    /// An amount that may be missing.
    ///
    /// # Errors
    /// As [`Amount::of`].
    pub fn maybe(amount: Option<&amount::Amount>) -> Result<Option<Self>> {
        amount.map(Self::of).transpose()
    }

    /// A sum of 分, in 万元.
    ///
    /// # Errors
    /// Our fault, for a sum that no decimal holds.
    pub fn sum(scaled: i128) -> Result<Self> {
        let value = amount::Amount::in_unit(scaled, amount::DEFAULT_UNIT);
        Ok(Self {
            value: Decimal(value.ok_or_else(|| Error::internal("a sum out of range"))?),
            unit: amount::DEFAULT_UNIT.to_owned(),
        })
    }
}

/// An exact amount of money 金额.
#[derive(Clone, Debug, InputObject)]
pub struct AmountInput {
    /// The amount in `unit`: not negative, and whole 分 (0.01 元); never rounded.
    pub value: Decimal,
    /// Unit 计量单位: 元, 万元 or 亿元.
    #[graphql(default = "万元")]
    pub unit: String,
}

impl AmountInput {
    /// The amount, or none with its issues below `path`.
    pub fn read(&self, path: &[&str], issues: &mut Vec<Issue>) -> Option<amount::Amount> {
        let at = |name: &'static str| -> Vec<&str> { path.iter().copied().chain([name]).collect() };
        match amount::Amount::read(self.value.0, &self.unit, &at("value"), &at("unit")) {
            Ok(amount) => Some(amount),
            Err(found) => {
                issues.extend(found);
                None
            }
        }
    }
}
