//! The regions, the indicators and the periods of the walk.

use harness::TestHub;
use serde_json::{Value, json};

use crate::figures::kit;

/// Tiers, the lowest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    Province,
    City,
    County,
    Town,
}

/// A region of the walk.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) code: &'static str,
    /// Index of the region above.
    pub(crate) parent: Option<usize>,
    pub(crate) tier: Tier,
    /// How many towns, or what stands in for them, and how many counties, or what stands in for them, it has.
    pub(crate) collectors: [u64; 2],
}

const fn region(code: &'static str, parent: Option<usize>, tier: Tier, collectors: [u64; 2]) -> Region {
    Region {
        code,
        parent,
        tier,
        collectors,
    }
}

/// Some of Guangdong; the other towns report nothing.
pub(crate) const REGIONS: &[Region] = &[
    region("44", None, Tier::Province, [1757, 124]),
    region("4416", Some(0), Tier::City, [101, 6]),
    region("441625", Some(1), Tier::County, [21, 1]),
    region("441625100", Some(2), Tier::Town, [1, 0]),
    region("441625101", Some(2), Tier::Town, [1, 0]),
    region("441625102", Some(2), Tier::Town, [1, 0]),
    region("441621", Some(1), Tier::County, [18, 1]),
    region("441621100", Some(6), Tier::Town, [1, 0]),
    region("441621102", Some(6), Tier::Town, [1, 0]),
    // 东莞市 has no counties: it stands in for them.
    region("4419", Some(0), Tier::City, [36, 1]),
    region("441900101", Some(9), Tier::Town, [1, 0]),
    region("441900102", Some(9), Tier::Town, [1, 0]),
];

/// The rule across space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Sum,
    Ratio,
    /// With the index of the weights.
    Mean(usize),
    Min,
    Max,
    None,
}

/// The rule across time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Flow,
    Stock,
    YearToDate,
    None,
}

/// A part of a formula.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Value(usize),
    Previous(usize),
    YearAgo(usize),
    YearToDate(usize),
    Number(i128),
    Minus(&'static Term, &'static Term),
    Plus(&'static Term, &'static Term),
    Times(&'static Term, &'static Term),
    Over(&'static Term, &'static Term),
    Growth(usize),
}

/// What an indicator's figures are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Made {
    Values {
        collected_at: Tier,
        space: Space,
        time: Time,
        /// The declared figure is the headline.
        declared: bool,
    },
    Formula(&'static str, &'static Term),
}

/// An indicator of the walk.
#[derive(Debug)]
pub(crate) struct Indicator {
    pub(crate) code: &'static str,
    /// Months of its periods: 1 or 3.
    pub(crate) months: u32,
    /// Its unit is %, so its value is a hundred times the fraction.
    pub(crate) percent: bool,
    pub(crate) made: Made,
}

const fn values(code: &'static str, months: u32, collected_at: Tier, space: Space, time: Time) -> Indicator {
    Indicator {
        code,
        months,
        percent: matches!(space, Space::Ratio),
        made: Made::Values {
            collected_at,
            space,
            time,
            declared: false,
        },
    }
}

const fn formula(
    code: &'static str,
    months: u32,
    percent: bool,
    text: &'static str,
    term: &'static Term,
) -> Indicator {
    Indicator {
        code,
        months,
        percent,
        made: Made::Formula(text, term),
    }
}

/// How many of the indicators are reported: the first ones.
pub(crate) const REPORTED: usize = 12;

/// All indicators, formulas after what they need.
pub(crate) const INDICATORS: &[Indicator] = &[
    values("FLOW", 1, Tier::Town, Space::Sum, Time::Flow),
    values("TO_DATE", 1, Tier::Town, Space::Sum, Time::YearToDate),
    values("STOCK", 1, Tier::Town, Space::Sum, Time::Stock),
    values("BY_COUNTY", 3, Tier::County, Space::Sum, Time::Flow),
    values("RATIO", 3, Tier::Town, Space::Ratio, Time::Flow),
    values("RATIO_TO_DATE", 1, Tier::County, Space::Ratio, Time::YearToDate),
    values("RATIO_STOCK", 1, Tier::Town, Space::Ratio, Time::Stock),
    values("MEAN", 1, Tier::Town, Space::Mean(2), Time::Stock),
    values("LEAST", 3, Tier::Town, Space::Min, Time::Stock),
    values("MOST", 3, Tier::County, Space::Max, Time::Stock),
    values("APART", 3, Tier::Town, Space::None, Time::None),
    Indicator {
        code: "OWN",
        months: 3,
        percent: false,
        made: Made::Values {
            collected_at: Tier::Town,
            space: Space::Sum,
            time: Time::Flow,
            declared: true,
        },
    },
    formula(
        "STEP",
        1,
        false,
        "FLOW - prev(FLOW)",
        &Term::Minus(&Term::Value(0), &Term::Previous(0)),
    ),
    formula("GROWTH", 1, true, "growth(FLOW)", &Term::Growth(0)),
    formula(
        "SINCE",
        1,
        false,
        "ytd(FLOW) + TO_DATE",
        &Term::Plus(&Term::YearToDate(0), &Term::Value(1)),
    ),
    formula(
        "PART",
        3,
        false,
        "RATIO * BY_COUNTY",
        &Term::Times(&Term::Value(4), &Term::Value(3)),
    ),
    formula(
        "MEANS",
        1,
        true,
        "MEAN / year_ago(STOCK)",
        &Term::Over(&Term::Value(7), &Term::YearAgo(2)),
    ),
    formula(
        "TWICE",
        1,
        false,
        "STEP * 2 - SINCE / 3",
        &Term::Minus(
            &Term::Times(&Term::Value(12), &Term::Number(2)),
            &Term::Over(&Term::Value(14), &Term::Number(3)),
        ),
    ),
    formula(
        "OWNS",
        3,
        false,
        "OWN + BY_COUNTY",
        &Term::Plus(&Term::Value(11), &Term::Value(3)),
    ),
];

/// Defines them all.
pub(crate) async fn define(hub: &TestHub) {
    for indicator in INDICATORS {
        let mut input = json!({
            "cadence": if indicator.months == 1 { "MONTH" } else { "QUARTER" },
            "unit": if indicator.percent { "%" } else { "项" },
        });
        kit::extend(&mut input, rules(indicator.made));
        kit::define(hub, indicator.code, input).await;
    }
}

fn rules(made: Made) -> Value {
    match made {
        Made::Formula(text, _) => {
            json!({ "source": "FORMULA", "formula": text, "acrossSpace": "NONE", "acrossTime": "NONE" })
        }
        Made::Values {
            collected_at,
            space,
            time,
            declared,
        } => {
            let weight = match space {
                Space::Mean(weight) => Some(INDICATORS[weight].code),
                _ => None,
            };
            let part = (space == Space::Ratio).then_some("家");
            json!({
                "collectedAt": if collected_at == Tier::Town { "TOWN" } else { "COUNTY" },
                "acrossSpace": match space {
                    Space::Sum => "SUM",
                    Space::Ratio => "RATIO",
                    Space::Mean(_) => "WEIGHTED_MEAN",
                    Space::Min => "MIN",
                    Space::Max => "MAX",
                    Space::None => "NONE",
                },
                "acrossTime": match time {
                    Time::Flow => "FLOW",
                    Time::Stock => "STOCK",
                    Time::YearToDate => "YEAR_TO_DATE",
                    Time::None => "NONE",
                },
                "weight": weight,
                "numeratorUnit": part,
                "denominatorUnit": part,
                "headline": if declared { "DECLARED" } else { "DERIVED" },
            })
        }
    }
}

/// Whole months, counted from January of the year 0, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl Span {
    /// `months` from a month on.
    pub(crate) fn new(year: u32, month0: u32, months: u32) -> Self {
        let first = year * 12 + month0;
        Self {
            first,
            last: first + months - 1,
        }
    }

    pub(crate) fn months(self) -> u32 {
        self.last - self.first + 1
    }

    pub(crate) fn year(self) -> u32 {
        self.first / 12
    }

    /// As the API has it.
    pub(crate) fn text(self) -> String {
        let (year, month0) = (self.year(), self.first % 12);
        match self.months() {
            1 => format!("{year}-{:02}", month0 + 1),
            2 => format!("{year}-01/P2M"),
            3 => format!("{year}-Q{}", month0 / 3 + 1),
            6 => format!("{year}-H{}", month0 / 6 + 1),
            _ => format!("{year}"),
        }
    }

    /// The same months of the year before.
    pub(crate) fn year_ago(self) -> Self {
        Self {
            first: self.first - 12,
            last: self.last - 12,
        }
    }

    /// The one before: of 1–2月 it is December.
    pub(crate) fn previous(self) -> Self {
        let months = if self.months() == 2 { 1 } else { self.months() };
        Self {
            first: self.first - months,
            last: self.first - 1,
        }
    }

    /// From the beginning of its year.
    pub(crate) fn to_date(self) -> Self {
        Self {
            first: self.year() * 12,
            last: self.last,
        }
    }
}
