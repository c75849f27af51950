//! Scalars: exact, and with a form that is written down.

use std::ops::RangeInclusive;

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime as ChronoDateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use crate::{enterprise::credit_code, indicator::period, region::code};

/// The text of a value, or an error that says what was expected.
fn text<T: InputType>(value: &Value) -> Result<&str, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(InputValueError::custom("a string is expected")),
    }
}

/// The years that both engines can store: PostgreSQL's calendar has no year 0.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// An exact decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub rust_decimal::Decimal);

/// An exact decimal, as a string: `"70.26"`. Never a floating point number. At most 28 significant digits,
/// without exponent or thousands separators. An integer is accepted as input, too.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let given = match &value {
            // A JSON number with a fraction may have lost digits on its way here.
            Value::Number(number) if !number.is_f64() => number.to_string(),
            Value::Number(_) => {
                return Err(InputValueError::custom(
                    "give a decimal as a string, such as \"70.26\"",
                ));
            }
            other => text(other)?.to_owned(),
        };
        rust_decimal::Decimal::from_str_exact(&given)
            .map(Self)
            .map_err(|_| InputValueError::custom(format!("{given:?} is not a decimal of at most 28 digits")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day, `YYYY-MM-DD` (ISO 8601), in the time zone Asia/Shanghai.
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let given = text(&value)?;
        let day = (given.len() == 10)
            .then(|| NaiveDate::parse_from_str(given, "%Y-%m-%d").ok())
            .flatten()
            .filter(|day| YEARS.contains(&day.year()));
        day.map(Self)
            .ok_or_else(|| InputValueError::custom(format!("{given:?} is not a day YYYY-MM-DD")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub ChronoDateTime<Utc>);

/// A moment in UTC with microseconds (RFC 3339): `2025-03-01T08:00:00.000000Z`. Any offset is accepted as input.
#[Scalar(specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let given = text(&value)?;
        ChronoDateTime::parse_from_rfc3339(given)
            .ok()
            .map(|moment| Self(moment.to_utc()))
            .filter(|moment| YEARS.contains(&moment.0.year()))
            .ok_or_else(|| InputValueError::custom(format!("{given:?} is not a moment of RFC 3339")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// A period of statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(pub period::Period);

/// A period of statistics 统计期: year `2024`, half `2024-H1`, quarter `2024-Q3`, month `2024-03`, 1–2月
/// `2024-01/P2M`, fortnight from a Monday `2024-01-08/P2W`, ISO week `2024-W05`, day `2024-03-15`.
#[Scalar]
impl ScalarType for Period {
    fn parse(value: Value) -> InputValueResult<Self> {
        let given = text(&value)?;
        given
            .parse()
            .map(Self)
            .map_err(|_| InputValueError::custom(format!("{given:?} is not a period")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A statistical division code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionCode(pub String);

/// A statistical division code 统计用区划代码. Given back as 12 digits (2 province, 2 city, 2 county, 3 town,
/// 3 village, upper levels padded with zeros); 2, 4, 6, 9 or 12 digits are accepted as input.
#[Scalar]
impl ScalarType for RegionCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let given = text(&value)?;
        code::normalise(given).map(Self).ok_or_else(|| {
            InputValueError::custom(format!(
                "{given:?} is not a region code of 2, 4, 6, 9 or 12 digits"
            ))
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A unified social credit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditCode(pub String);

/// A unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters of digits and capital letters
/// without I, O, S, V, Z. Small letters and full-width digits are accepted as input and normalised; whether
/// the check characters hold is told by the issues of the mutation.
#[Scalar]
impl ScalarType for CreditCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(credit_code::normalise(text(&value)?)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
