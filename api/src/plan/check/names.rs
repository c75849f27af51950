//! `NAME_VARIANT` and `NAME_DRIFT`: one thing has one name.

use std::collections::BTreeMap;

use entities::ids::BureauId;

use super::{Figure, Finding, Grade, Spot, book::Book};
use crate::{plan::model::action::Party, register::search::normalise};

/// The most figures of one finding of names.
const MOST_FIGURES: usize = 20;

/// What is left out at the ends of a figure's name.
const ENDS: [&str; 6] = ["数量", "情况", "项目", "总数", "个数", "数"];
const BEGINNINGS: [&str; 4] = ["新增", "累计", "全镇", "全区"];

/// The name of a figure without brackets, width, and the words that say how it is counted.
pub(super) fn core(name: &str) -> String {
    let mut depth = 0_usize;
    let bare: String = name
        .chars()
        .filter(|character| match character {
            '（' | '(' => {
                depth += 1;
                false
            }
            '）' | ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    let mut core = normalise(&bare).replace("规模以上", "规上");
    for end in ENDS {
        core = core
            .strip_suffix(end)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&core)
            .to_owned();
    }
    for beginning in BEGINNINGS {
        core = core
            .strip_prefix(beginning)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&core)
            .to_owned();
    }
    core
}

/// Whether one name is the other, or leaves out some of its characters.
pub(super) fn one_name(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() {
        (a, b)
    } else {
        (b, a)
    };
    let mut long = long.chars();
    short
        .chars()
        .all(|wanted| long.any(|character| character == wanted))
}

/// Series with several printed names, none of which is short for another.
pub(super) fn drift(book: &Book<'_>) -> Vec<Finding> {
    let mut names: BTreeMap<&str, Vec<Figure>> = BTreeMap::new();
    let details = book.details();
    for (index, target) in details.targets.iter().enumerate() {
        let figure = super::book::target_figure(index, target, target.name.clone());
        names.entry(target.series()).or_default().push(figure);
    }
    for (index, claim) in details.claims.iter().enumerate() {
        if let Some(name) = &claim.name {
            let mut figure = super::book::claim_figure(index, claim);
            figure.text.clone_from(name);
            names.entry(&claim.series).or_default().push(figure);
        }
    }
    let mut found = Vec::new();
    for (series, figures) in names {
        let cores: BTreeMap<String, Figure> = figures
            .into_iter()
            .rev()
            .map(|figure| (core(&figure.text), figure))
            .collect();
        let differ = |a: &String| cores.keys().any(|b| !one_name(a, b));
        if cores.keys().any(differ) {
            let finding = Finding::new(
                "NAME_DRIFT",
                Grade::MustBeExplained,
                series,
                "one series has several names",
                "同一指标名称不一致",
            );
            found.push(finding.with(cores.into_values().take(MOST_FIGURES)));
        }
    }
    found
}

/// Characters that tell things apart that are else named alike: 一期 and 二期, 省级 and 市级.
const TELLING: &str =
    "0123456789一二三四五六七八九十两首东南西北上下前后左右甲乙丙丁省市县区镇乡村abcdefghijklmnopqrstuvwxyz";

/// How many characters differ: replaced, left out or put in; none if a telling one does, or more than `most`.
fn differing(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
    if a.len() > 8 || b.len() > 8 || a.iter().chain(b).any(|character| TELLING.contains(*character)) {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = corner + usize::from(left != right);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last()
        .copied()
        .filter(|distance| (1..=most).contains(distance))
}

/// Whether two normalised names look like one that is spelled in two ways: one character of four to seven differs,
/// one or two of more.
fn is_variant(a: &[char], b: &[char]) -> bool {
    let most = match a.len().min(b.len()) {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    differing(a, b, most).is_some()
}

/// A figure with its name as it is compared.
type Spelled = (Vec<char>, Figure);

fn spelled(figure: Figure) -> Spelled {
    (normalise(&figure.text).chars().collect(), figure)
}

/// Names that are nearly one another, and bureaus that are printed under several names.
pub(super) fn variants(book: &Book<'_>) -> Vec<Finding> {
    let details = book.details();
    let mut entities: BTreeMap<&str, Spelled> = BTreeMap::new();
    for (index, entity) in details.named_entities.iter().enumerate() {
        entities.entry(&entity.name).or_insert_with(|| {
            spelled(Figure {
                spot: Spot {
                    section: entity.section.clone(),
                    quotation: entity.quotation.clone(),
                    path: vec!["namedEntities".to_owned(), index.to_string()],
                },
                text: entity.name.clone(),
            })
        });
    }
    let entities: Vec<Spelled> = entities.into_values().collect();
    let mut found = Vec::new();
    for (index, (name, figure)) in entities.iter().enumerate() {
        let like = entities[index + 1..]
            .iter()
            .filter(|(other, _)| is_variant(name, other));
        let like: Vec<Figure> = like.map(|(_, other)| other.clone()).take(MOST_FIGURES).collect();
        if !like.is_empty() {
            found.push(variant(&figure.text, [figure.clone()].into_iter().chain(like)));
        }
    }
    found.extend(bureaus(book));
    found
}

fn variant(subject: &str, figures: impl IntoIterator<Item = Figure>) -> Finding {
    Finding::new(
        "NAME_VARIANT",
        Grade::MustBeExplained,
        subject,
        "one name is spelled in several ways",
        "同一名称写法不一致",
    )
    .with(figures)
}

/// The bureaus of the actions: printed names by the bureau that bears them, each name once.
fn bureaus(book: &Book<'_>) -> Vec<Finding> {
    let mut known: BTreeMap<BureauId, BTreeMap<&str, Spelled>> = BTreeMap::new();
    let mut unknown: BTreeMap<&str, Spelled> = BTreeMap::new();
    for (index, action) in book.details().actions.iter().enumerate() {
        let parties = [
            ("leadBureaus", &action.lead),
            ("cooperatingBureaus", &action.cooperating),
        ];
        for (field, parties) in parties {
            for (at, party) in parties.iter().enumerate() {
                let names = party
                    .bureau
                    .map_or(&mut unknown, |id| known.entry(id).or_default());
                names.entry(&party.printed).or_insert_with(|| {
                    spelled(party_figure((index, field, at), action.section.as_ref(), party))
                });
            }
        }
    }
    let mut found = Vec::new();
    for (name, misprint) in unknown.values() {
        let mut printed = known.values().flat_map(BTreeMap::values);
        let like = printed.find(|(other, _)| is_variant(name, other));
        found.extend(like.map(|(_, other)| variant(&other.text, [misprint.clone(), other.clone()])));
    }
    let several = known.into_values().filter(|printed| printed.len() > 1);
    found.extend(several.map(|printed| {
        let figures: Vec<Figure> = printed.into_values().map(|(_, figure)| figure).collect();
        variant(&figures[0].text.clone(), figures)
    }));
    found
}

/// A bureau of an action.
pub(super) fn party_figure(
    (action, field, at): (usize, &str, usize),
    section: Option<&String>,
    party: &Party,
) -> Figure {
    Figure {
        spot: Spot {
            section: section.cloned(),
            quotation: Some(party.printed.clone()),
            path: vec![
                "actions".to_owned(),
                action.to_string(),
                field.to_owned(),
                at.to_string(),
            ],
        },
        text: party.printed.clone(),
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_name_with_another_character_is_a_variant() {
        let chars = |name: &str| normalise(name).chars().collect::<Vec<_>>();
        let is_variant = |a: &str, b: &str| is_variant(&chars(a), &chars(b));
        assert!(is_variant("亚历斯特", "亚力斯特"));
        assert!(is_variant("区审行政审批局", "区行政审批局"));
        for (a, b) in [
            ("广东工业大学", "广东开放大学"),
            ("工业园一期", "工业园二期"),
            ("嘉之富实业", "嘉之富"),
            ("省研究中心", "市研究中心"),
            ("绿建科技", "绿建科技有限公司"),
            ("区教育局", "区人社局"),
        ] {
            assert!(!is_variant(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_short_name_is_the_same_name() {
        let same = |a: &str, b: &str| one_name(&core(a), &core(b));
        assert!(same("规模以上工业企业数量", "规上企业"));
        assert!(same("特色产业创新人才引育数量", "新增创新人才"));
        assert!(same("特色产业总产值（文字目标）", "特色产业总产值"));
        assert!(same("成果转化情况（项）", "成果转化落地项目"));
        assert!(!same("特色产业总产值", "特色企业生产产值"));
        assert!(!same("企业研发机构数量", "工程技术研究中心"));
    }
}
