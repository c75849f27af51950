//! Money in the registers: an exact amount, and the unit in which it was given. Pure.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    indicator::{
        model::unknown_unit,
        unit::{Dimension, Unit},
    },
    issue::Issue,
};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// 分, 0.01 元.
    pub scaled: i64,
    /// 元, 万元 or 亿元.
    pub unit: String,
}

/// 分 are 元 with two decimals.
const SCALE: u32 = 2;

/// The unit of an amount that comes without one.
pub const DEFAULT_UNIT: &str = "万元";

impl Amount {
    /// `value` in the unit `symbol`, exactly; issues name the paths of the two.
    ///
    /// # Errors
    /// Every issue: `NEGATIVE`, `NOT_EXACT`, `UNKNOWN_UNIT`, `UNIT_MISMATCH`.
    pub fn read(value: Decimal, symbol: &str, at: &[&str], unit_at: &[&str]) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        if value < Decimal::ZERO {
            let (message, message_zh) = ("an amount is not negative", "金额不得为负");
            issues.push(Issue::error(at, "NEGATIVE", message, message_zh).with([value]));
        }
        let unit = money(symbol, unit_at, &mut issues);
        let stored = unit.and_then(|unit| exact(value, unit, at, &mut issues));
        match stored {
            Some(scaled) if issues.is_empty() => Ok(Self {
                scaled,
                unit: symbol.to_owned(),
            }),
            _ => Err(issues),
        }
    }

    /// The amount in its unit; none where the hub does not know the unit.
    #[must_use]
    pub fn shown(&self) -> Option<Decimal> {
        Self::in_unit(self.scaled.into(), &self.unit)
    }

    /// 分 in a unit of money; none where it is no unit of money.
    #[must_use]
    pub fn in_unit(scaled: i128, unit: &str) -> Option<Decimal> {
        Unit::of(unit)?.show(scaled, SCALE)
    }
}

fn money(symbol: &str, path: &[&str], issues: &mut Vec<Issue>) -> Option<Unit> {
    let Some(unit) = Unit::of(symbol) else {
        issues.push(unknown_unit(path, symbol));
        return None;
    };
    if unit.dimension != Dimension::Money {
        let (message, message_zh) = (
            "an amount of money is given in 元, 万元 or 亿元",
            "金额的计量单位须为元、万元或亿元",
        );
        issues.push(Issue::error(path, "UNIT_MISMATCH", message, message_zh).with([symbol]));
        return None;
    }
    Some(unit)
}

fn exact(value: Decimal, unit: Unit, path: &[&str], issues: &mut Vec<Issue>) -> Option<i64> {
    let stored = unit.store(value, SCALE).ok();
    if stored.is_none() {
        let message = "cannot be kept exactly: whole 分 (0.01 元), and 18 digits in all";
        let message_zh = "无法精确保存：须精确到分，共18位数字";
        issues.push(Issue::error(path, "NOT_EXACT", message, message_zh).with([value]));
    }
    stored
}
