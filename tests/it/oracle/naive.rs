//! Figures by their definition, from the log alone: plain and slow.

use chrono::{DateTime, Utc};

use super::{
    fraction::Fraction,
    log::{Log, Parts},
    plan::{INDICATORS, Made, REGIONS, Space, Span, Term, Tier, Time},
};

/// On what a figure is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct On {
    pub(crate) accepted: bool,
    /// From the beginning of the year, or of the period alone; as it is reported where it is none.
    pub(crate) to_date: Option<bool>,
    pub(crate) as_of: Option<DateTime<Utc>>,
}

/// A figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// In base units, or why there is none.
    pub(crate) value: Result<Fraction, &'static str>,
    /// Expected, reported, accepted, included.
    pub(crate) coverage: [u64; 4],
    /// What the region declared beside it.
    pub(crate) declared: Option<Fraction>,
}

/// The period cannot be made of what is reported.
#[derive(Debug)]
pub(crate) struct Unmade;

/// The log, read on one basis and at one moment.
struct Reader<'a> {
    log: &'a Log,
    indicator: usize,
    accepted: bool,
    as_of: Option<DateTime<Utc>>,
}

impl Reader<'_> {
    fn at(&self, region: usize, span: Span) -> Option<Parts> {
        self.log
            .counts((region, self.indicator, span), self.accepted, self.as_of)
    }

    /// What a region has for the period asked.
    fn cell(&self, region: usize, asked: Span, time: Time, to_date: bool) -> Option<Parts> {
        match time {
            Time::None => self.at(region, asked),
            Time::Flow => self.sum(region, if to_date { asked.to_date() } else { asked }),
            Time::Stock => self.last(region, asked),
            Time::YearToDate if to_date || asked.first.is_multiple_of(12) => self.end(region, asked.last),
            Time::YearToDate => {
                let (end, before) = (self.end(region, asked.last)?, self.end(region, asked.first - 1)?);
                Some((end.0 - before.0, end.1 - before.1))
            }
        }
    }

    fn months(&self) -> u32 {
        INDICATORS[self.indicator].months
    }

    fn sum(&self, region: usize, span: Span) -> Option<Parts> {
        let mut sum = (0, 0);
        let mut month = span.first;
        while month <= span.last {
            let (year, both) = (month / 12, Span::new(month / 12, 0, 2));
            let next = if self.months() == 1 && month == year * 12 && both.last <= span.last {
                let apart = || {
                    let (january, february) = (
                        self.at(region, Span::new(year, 0, 1))?,
                        self.at(region, Span::new(year, 1, 1))?,
                    );
                    Some((january.0 + february.0, january.1 + february.1))
                };
                month += 2;
                self.at(region, both).or_else(apart)?
            } else {
                let part = Span {
                    first: month,
                    last: month + self.months() - 1,
                };
                month += self.months();
                self.at(region, part)?
            };
            sum = (sum.0 + next.0, sum.1 + next.1);
        }
        Some(sum)
    }

    fn last(&self, region: usize, span: Span) -> Option<Parts> {
        let mut last = span.last;
        loop {
            let first = (last + 1)
                .checked_sub(self.months())
                .filter(|first| *first >= span.first)?;
            let both = Span::new(last / 12, 0, 2);
            let together = self.months() == 1 && last == both.last && both.first >= span.first;
            let found = self.at(region, Span { first, last });
            let found = found.or_else(|| together.then(|| self.at(region, both)).flatten());
            if found.is_some() {
                return found;
            }
            last = first.checked_sub(1)?;
        }
    }

    /// What is reported up to the end of a month.
    fn end(&self, region: usize, last: u32) -> Option<Parts> {
        let first = last + 1 - self.months();
        let both = Span::new(last / 12, 0, 2);
        let found = self.at(region, Span { first, last });
        found.or_else(|| {
            (self.months() == 1 && last == both.last)
                .then(|| self.at(region, both))
                .flatten()
        })
    }
}

fn lies_in(region: usize, place: usize) -> bool {
    region == place
        || REGIONS[region]
            .parent
            .is_some_and(|parent| lies_in(parent, place))
}

/// The regions of the walk below a place that report: 东莞市 stands in for its counties.
fn collectors(place: usize, tier: Tier) -> Vec<usize> {
    let collects = |region: usize| {
        let of = &REGIONS[region];
        of.tier == tier || (tier == Tier::County && of.code == "4419")
    };
    (0..REGIONS.len())
        .filter(|region| lies_in(*region, place) && collects(*region))
        .collect()
}

/// The figure of a place.
pub(crate) fn figure(
    log: &Log,
    indicator: usize,
    place: usize,
    asked: Span,
    on: On,
) -> Result<Figure, Unmade> {
    match INDICATORS[indicator].made {
        Made::Formula(_, term) => Ok(computed(log, term, place, asked, on)),
        Made::Values {
            collected_at,
            space,
            time,
            declared,
        } => {
            let months = INDICATORS[indicator].months;
            let own_cadence = if months == 1 {
                asked.months() <= 2
            } else {
                asked.months() == months
            };
            let made = if time == Time::None {
                own_cadence
            } else {
                asked.months() != 2 || months == 1
            };
            if !made || asked.months() < months {
                return Err(Unmade);
            }
            let to_date = on.to_date.unwrap_or(time == Time::YearToDate);
            let read = |indicator: usize, accepted: bool| Reader {
                log,
                indicator,
                accepted,
                as_of: on.as_of,
            };
            let cell =
                |region: usize, accepted: bool| read(indicator, accepted).cell(region, asked, time, to_date);
            let all = collectors(place, collected_at);
            let own = all == [place]
                && REGIONS[place].collectors[usize::from(collected_at == Tier::County)] == 1
                && (REGIONS[place].tier >= collected_at || REGIONS[place].code == "4419");
            let weight = |region: usize| match space {
                Space::Mean(weight) if !own => read(weight, on.accepted)
                    .cell(region, asked, Time::Stock, false)
                    .map(|(weight, _)| weight),
                _ => Some(1),
            };
            let has = |accepted: bool| {
                all.iter()
                    .filter(|region| cell(**region, accepted).is_some())
                    .count() as u64
            };
            let counted: Vec<(Parts, i128)> = all
                .iter()
                .filter_map(|region| Some((cell(*region, on.accepted)?, weight(*region)?)))
                .collect();
            let expected = REGIONS[place].collectors[usize::from(collected_at == Tier::County)];
            let coverage = [expected, has(false), has(true), counted.len() as u64];
            let beside = (!own).then(|| cell(place, on.accepted)).flatten();
            let beside = beside.and_then(|parts| single(parts, space).ok());
            let value = match (declared && !own, expected, counted.is_empty()) {
                (true, ..) => beside.ok_or("NOTHING_REPORTED"),
                (_, 0, _) => Err("BELOW_COLLECTION"),
                _ if space == Space::None && !own => Err("NOT_ADDITIVE"),
                (.., true) => Err("NOTHING_REPORTED"),
                _ if own => single(counted[0].0, space),
                _ => rolled_up(&counted, space),
            };
            Ok(Figure {
                value,
                coverage,
                declared: beside,
            })
        }
    }
}

/// What one region has for itself.
fn single((num, den): Parts, space: Space) -> Result<Fraction, &'static str> {
    match space {
        Space::Ratio => Fraction::new(num, den).ok_or("ZERO_DENOMINATOR"),
        _ => Ok(Fraction::whole(num)),
    }
}

fn rolled_up(counted: &[(Parts, i128)], space: Space) -> Result<Fraction, &'static str> {
    let numbers = || counted.iter().map(|((num, _), _)| *num);
    match space {
        Space::Sum | Space::None => Ok(Fraction::whole(numbers().sum())),
        Space::Min => Ok(Fraction::whole(numbers().min().unwrap())),
        Space::Max => Ok(Fraction::whole(numbers().max().unwrap())),
        Space::Ratio => {
            let below = counted.iter().map(|((_, den), _)| *den).sum();
            Fraction::new(numbers().sum(), below).ok_or("ZERO_DENOMINATOR")
        }
        Space::Mean(_) => {
            let weighed = counted.iter().map(|((num, _), weight)| num * weight).sum();
            let weights = counted.iter().map(|(_, weight)| *weight).sum();
            Fraction::new(weighed, weights).ok_or("ZERO_DENOMINATOR")
        }
    }
}

/// A formula's figure: the reason of the first operand without a value; as complete as the least complete operand.
fn computed(log: &Log, term: &Term, place: usize, asked: Span, on: On) -> Figure {
    let mut least: Option<[u64; 4]> = None;
    let value = evaluate(
        term,
        &mut |indicator, span, to_date| {
            let on = On { to_date, ..on };
            figure(log, indicator, place, span, on).map_or(Err("NO_SUCH_PERIOD"), |figure| figure.value)
        },
        asked,
    );
    each_operand(term, asked, &mut |indicator, span, to_date| {
        let on = On { to_date, ..on };
        if let Ok(Figure { coverage, .. }) = figure(log, indicator, place, span, on) {
            let part = |coverage: [u64; 4]| (coverage[3], coverage[0].max(1));
            let less = least.is_none_or(|least| {
                let ((a, of_a), (b, of_b)) = (part(coverage), part(least));
                a * of_b < b * of_a
            });
            if less {
                least = Some(coverage);
            }
        }
    });
    Figure {
        value,
        coverage: least.unwrap_or_default(),
        declared: None,
    }
}

type Operand<'a, T> = &'a mut dyn FnMut(usize, Span, Option<bool>) -> T;

fn evaluate(
    term: &Term,
    operand: Operand<'_, Result<Fraction, &'static str>>,
    asked: Span,
) -> Result<Fraction, &'static str> {
    match term {
        Term::Number(number) => Ok(Fraction::whole(*number)),
        Term::Value(of) => operand(*of, asked, None),
        Term::Previous(of) => operand(*of, asked.previous(), None),
        Term::YearAgo(of) => operand(*of, asked.year_ago(), None),
        Term::YearToDate(of) => operand(*of, asked, Some(true)),
        Term::Growth(of) => {
            let (now, then) = (operand(*of, asked, None)?, operand(*of, asked.year_ago(), None)?);
            now.minus(then).over(then).ok_or("ZERO_DENOMINATOR")
        }
        Term::Minus(a, b) => Ok(evaluate(a, operand, asked)?.minus(evaluate(b, operand, asked)?)),
        Term::Plus(a, b) => Ok(evaluate(a, operand, asked)?.plus(evaluate(b, operand, asked)?)),
        Term::Times(a, b) => Ok(evaluate(a, operand, asked)?.times(evaluate(b, operand, asked)?)),
        Term::Over(a, b) => {
            let (a, b) = (evaluate(a, operand, asked)?, evaluate(b, operand, asked)?);
            a.over(b).ok_or("ZERO_DENOMINATOR")
        }
    }
}

fn each_operand(term: &Term, asked: Span, see: Operand<'_, ()>) {
    match term {
        Term::Number(_) => {}
        Term::Value(of) => see(*of, asked, None),
        Term::Previous(of) => see(*of, asked.previous(), None),
        Term::YearAgo(of) => see(*of, asked.year_ago(), None),
        Term::YearToDate(of) => see(*of, asked, Some(true)),
        Term::Growth(of) => {
            see(*of, asked, None);
            see(*of, asked.year_ago(), None);
        }
        Term::Minus(a, b) | Term::Plus(a, b) | Term::Times(a, b) | Term::Over(a, b) => {
            each_operand(a, asked, see);
            each_operand(b, asked, see);
        }
    }
}
