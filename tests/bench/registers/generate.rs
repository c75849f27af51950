//! A deterministic generator of register records: the same every time, plausible, gaps included.

use chrono::{Days, NaiveDate};
use entities::ids::{EnterpriseId, RegionId};
use tributary::{
    enterprise::{
        credit_code,
        model::{ChainFact, ChainPosition, Content, Details, Location, SizeClass, SizeFact, YearFigures},
        span::Span,
    },
    platform::model::{self as platform, Content as Platform, PlatformLevel},
    project::model::{self as project, Content as Project, stage::StageChange, work::Step},
    recognition::{
        model::{self as recognition, Content as Recognition, State},
        programme::model::SubjectKind,
    },
    region::tree::Place,
    register::amount::Amount,
};

/// Numbers that look like chance and are always the same (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The chance of one record.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    /// The next number below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len() as u64);
        &of[usize::try_from(at).unwrap()]
    }

    /// A day of the years from 2015 on.
    pub(crate) fn day(&mut self, years: u64) -> NaiveDate {
        let start = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
        start + Days::new(self.below(years * 365))
    }

    /// Whether it happens, so many times of a hundred.
    pub(crate) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }
}

const WORDS: [&str; 32] = [
    "万峰", "绿建", "嘉诚", "恒信", "鼎盛", "华创", "中科", "新源", "金鹏", "天域", "博达", "宏图", "锐捷",
    "永泰", "启明", "盛世", "海川", "德润", "瑞丰", "众合", "星辰", "东升", "南方", "立信", "安泰", "凯旋",
    "飞跃", "正大", "兴隆", "佳美", "远航", "云端",
];
const TRADES: [(&str, &str); 16] = [
    ("石材", "3032"),
    ("电子", "3989"),
    ("五金", "3351"),
    ("照明", "3872"),
    ("服饰", "1811"),
    ("家具", "2110"),
    ("食品", "1399"),
    ("新材料", "2659"),
    ("机械", "3599"),
    ("模具", "3525"),
    ("软件", "6513"),
    ("生物科技", "7340"),
    ("花卉", "0143"),
    ("涂料", "2641"),
    ("医药", "2720"),
    ("智能装备", "3491"),
];

/// The 16 digits with which a code of a region begins.
fn beginning(place: Place<'_>, number: u64) -> String {
    format!("91{}{:08}", &place.code[..6], number % 100_000_000)
}

/// An enterprise of a town; every tenth has no code, every third no figures.
pub(crate) fn enterprise(place: Place<'_>, number: u64) -> Content {
    let mut chance = Chance::of(1, number);
    let short = place.name.trim_end_matches(['镇', '乡']);
    let (trade, industry) = *chance.pick(&TRADES);
    let (first, second) = (*chance.pick(&WORDS), *chance.pick(&WORDS));
    let size = *chance.pick(&[
        SizeClass::Small,
        SizeClass::Micro,
        SizeClass::Small,
        SizeClass::Medium,
    ]);
    let since = chance.day(10);
    let mut details = Details {
        locations: vec![Location {
            region: RegionId(place.id.0),
            span: Span {
                since: chance.percent(50).then_some(since),
                until: None,
            },
        }],
        sizes: vec![SizeFact { size, since: None }],
        ..Details::default()
    };
    if chance.percent(25) {
        details.other_names.push(format!("{first}{second}"));
    }
    if chance.percent(12) {
        details.above_scale.push(Span {
            since: Some(chance.day(10)),
            until: None,
        });
    }
    if chance.percent(10) {
        details.chains.push(ChainFact {
            chain: trade.to_owned(),
            position: ChainPosition::Supporting,
            span: Span::default(),
        });
    }
    if chance.percent(66) {
        details.years = (2024..=2025).map(|year| figures(year, &mut chance)).collect();
    }
    Content {
        name: format!("{short}{first}{second}{trade}有限公司"),
        credit_code: (!number.is_multiple_of(10))
            .then(|| credit_code::complete(&beginning(place, number)))
            .flatten(),
        industry: Some(industry.to_owned()),
        note: None,
        details,
    }
}

fn figures(year: i32, chance: &mut Chance) -> YearFigures {
    YearFigures {
        year,
        output: Some(amount(chance, 50_000)),
        revenue: Some(amount(chance, 45_000)),
        rd_expenditure: Some(amount(chance, 2_000)),
        tax: Some(amount(chance, 1_500)),
        employees: i64::try_from(5 + chance.below(600)).ok(),
        patents: i64::try_from(chance.below(12)).ok(),
        standards: None,
    }
}

/// An amount below so many 万元, in whole 万元.
pub(crate) fn amount(chance: &mut Chance, limit: u64) -> Amount {
    Amount {
        scaled: i64::try_from(chance.below(limit) * 1_000_000).unwrap(),
        unit: "万元".to_owned(),
    }
}

/// A platform of a town; every third is hosted by one of its enterprises, every tenth shared with the county.
pub(crate) fn platform(place: Place<'_>, number: u64, host: Option<EnterpriseId>) -> Platform {
    let mut chance = Chance::of(2, number);
    let kind = *chance.pick(&[
        "ENGINEERING_CENTRE",
        "MAKERSPACE",
        "INCUBATOR",
        "KEY_LABORATORY",
        "PUBLIC_SERVICE",
    ]);
    let levels = [None, Some(PlatformLevel::City), Some(PlatformLevel::Provincial)];
    let shared = place.parent().filter(|_| chance.percent(10));
    Platform {
        name: format!("{}{}平台{number}", place.name, chance.pick(&WORDS)),
        kind: kind.to_owned(),
        level: *chance.pick(&levels),
        host: host.filter(|_| kind != "MAKERSPACE" && chance.percent(33)),
        established_on: Some(chance.day(10)),
        details: platform::Details {
            sponsors: shared.map(|above| above.id).into_iter().collect(),
            ..platform::Details::default()
        },
        ..Platform::default()
    }
}

/// A project of a town, with two stages, a step of this year, and an amount; every tenth without.
pub(crate) fn project(place: Place<'_>, number: u64) -> Project {
    let mut chance = Chance::of(3, number);
    let (first, second) = (chance.day(5), chance.day(5));
    let change = |stage: &str, on| StageChange {
        stage: stage.to_owned(),
        on: Some(on),
        explanation: None,
    };
    let later = *chance.pick(&["STARTED", "PUT_INTO_PRODUCTION", "UNDER_CONSTRUCTION"]);
    let step = Step {
        year: 2026,
        title: "年度目标".to_owned(),
        due: Some(chance.day(11)),
        done_on: None,
        note: None,
    };
    Project {
        name: format!("{}{}项目{number}", place.name, chance.pick(&WORDS)),
        kind: (*chance.pick(&["INVESTMENT", "TECH_TRANSFORMATION", "PARK", "IUR"])).to_owned(),
        total_investment: chance.percent(90).then(|| amount(&mut chance, 90_000)),
        note: None,
        details: project::Details {
            stages: vec![
                change("SIGNED", first.min(second)),
                change(later, first.max(second)),
            ],
            steps: vec![step],
            ..project::Details::default()
        },
    }
}

/// The entry of an enterprise in a programme: recognised on a day, for three years.
pub(crate) fn recognition(name: &str, subject: i64, number: u64) -> Recognition {
    let mut chance = Chance::of(4, number);
    let from = chance.day(11);
    Recognition {
        name: name.to_owned(),
        programme: (*chance.pick(&["HIGH_TECH", "TECH_SME", "SPECIALIZED_NEW", "ENTERPRISE_LIBRARY"]))
            .to_owned(),
        subject_kind: SubjectKind::Enterprise,
        subject_id: subject,
        state: State::Recognised,
        valid_from: Some(from),
        valid_to: Some(from + Days::new(3 * 365)),
        details: recognition::Details::default(),
    }
}
