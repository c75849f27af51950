//! Use cases of counting.

use std::collections::{BTreeMap, HashMap, HashSet};

use entities::ids::RegionId;

use super::{
    fold::{self, Cell},
    model::{CountRule, CountedAs, CountedRegister, Days},
};
use crate::{
    brand, contract, enterprise,
    error::{Error, Result},
    hub::Hub,
    indicator::period::Period,
    institution,
    issue::{Issue, blocks},
    platform, project,
    recognition::{
        self,
        programme::model::{Programme, SubjectKind},
    },
    region::tree::{Place, Tree},
    register::{
        repo::members::{Asked, Cut},
        service::{bounded, names},
    },
    scope::{Scope, policy::Action},
    vocabulary::{
        model::{Stored, Vocabulary, unknown},
        service as vocabulary,
    },
};

/// The points of a rule in a province for a period: by index of depth-first order, ascending. Their sum over the indexes
/// of any subtree is the number of distinct subjects there ([`fold`]). One statement. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
#[tracing::instrument(name = "counting.points", skip_all)]
pub async fn points(
    hub: &Hub,
    tree: &Tree,
    province: Place<'_>,
    rule: &CountRule,
    period: Period,
) -> Result<Vec<(u32, i64)>> {
    Ok(fold::points(
        tree,
        &cells(hub, province, rule, period, Cut::Summed).await?,
    ))
}

/// The regions of a province that keep records in the register of a rule at all; for recognitions, also those that keep
/// enterprises. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn keeping(hub: &Hub, province: Place<'_>, rule: &CountRule) -> Result<Vec<RegionId>> {
    use crate::register::service::keeping;
    match rule.register {
        CountedRegister::Enterprise => keeping::<enterprise::model::Content>(hub, province).await,
        CountedRegister::Platform => keeping::<platform::model::Content>(hub, province).await,
        CountedRegister::Project => keeping::<project::model::Content>(hub, province).await,
        CountedRegister::Recognition => {
            let mut regions = keeping::<recognition::model::Content>(hub, province).await?;
            regions.extend(keeping::<enterprise::model::Content>(hub, province).await?);
            Ok(regions)
        }
        CountedRegister::Brand => keeping::<brand::model::Content>(hub, province).await,
        CountedRegister::Contract => keeping::<contract::model::Content>(hub, province).await,
        CountedRegister::Institution => keeping::<institution::model::Content>(hub, province).await,
    }
}

/// What a rule finds in a region.
async fn cells(hub: &Hub, place: Place<'_>, rule: &CountRule, period: Period, cut: Cut) -> Result<Vec<Cell>> {
    let days = Days {
        rule: rule.date,
        first: period.first_day(),
        last: period.last_day(),
    };
    let asked = &Asked { place, days, cut };
    /// The part of the rule, or one that chooses all.
    macro_rules! part {
        ($part:ident) => {
            &rule.$part.clone().unwrap_or_default()
        };
    }
    match rule.register {
        CountedRegister::Enterprise => enterprise::service::counted(hub, asked, part!(enterprise)).await,
        CountedRegister::Platform => platform::service::counted(hub, asked, part!(platform), rule.of).await,
        CountedRegister::Project => project::service::counted(hub, asked, part!(project)).await,
        CountedRegister::Recognition => recognition::service::counted(hub, asked, part!(recognition)).await,
        CountedRegister::Brand => brand::service::counted(hub, asked, part!(brand), rule.of).await,
        CountedRegister::Contract => contract::service::counted(hub, asked, part!(contract)).await,
        CountedRegister::Institution => institution::service::counted(hub, asked, part!(institution)).await,
    }
}

/// Every issue of a rule: its own, and the codes that the scope does not know. Two statements at most.
///
/// # Errors
/// `FORBIDDEN` for a token that may not read terms.
pub async fn check(scope: &Scope, hub: &Hub, rule: &CountRule) -> Result<Vec<Issue>> {
    let mut issues = rule.check();
    let named = rule.named();
    let codes: Vec<&str> = named
        .iter()
        .filter(|named| !named.family)
        .map(|named| named.code)
        .collect();
    let known = if codes.is_empty() {
        Vec::new()
    } else {
        vocabulary::by_codes(scope, hub, &codes).await?
    };
    let known: HashMap<(Vocabulary, &str), &Stored> = known
        .iter()
        .map(|stored| ((stored.term.vocabulary, stored.term.code.as_str()), stored))
        .collect();
    let mut families = HashSet::new();
    if named.iter().any(|named| named.family) {
        let types = vocabulary::of(scope, hub, Vocabulary::PlatformType).await?;
        families.extend(types.into_iter().filter_map(|stored| stored.term.family));
    }
    let mut subject = None;
    for named in &named {
        let path: Vec<&str> = named.path.iter().map(String::as_str).collect();
        match known.get(&(named.vocabulary, named.code)) {
            _ if named.family && families.contains(named.code) => {}
            Some(stored) if !named.family => {
                if named.vocabulary == Vocabulary::Programme {
                    let takes = Programme::read((*stored).clone())?.attributes.subject;
                    // Enterprises are recognised where enterprises are asked for; else as the first one says.
                    let wanted = match path.first() {
                        Some(&"enterprise") => SubjectKind::Enterprise,
                        _ => *subject.get_or_insert(takes),
                    };
                    if takes != wanted {
                        issues.push(wrong_kind(&path, named.code));
                    }
                }
            }
            _ => issues.push(unknown(&path, named.code)),
        }
    }
    Ok(issues)
}

fn wrong_kind(path: &[&str], code: &str) -> Issue {
    let (message, message_zh) = (
        "the programme takes subjects of another kind",
        "该认定类别的对象类型不同",
    );
    Issue::error(path, "WRONG_SUBJECT_KIND", message, message_zh).with([code])
}

/// The counts of a region and of those directly below it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Index of the region in the tree.
    pub region: u32,
    /// How many distinct subjects there are in it and below.
    pub count: i64,
    /// Of those directly below, by index.
    pub children: Vec<(u32, i64)>,
}

/// The region in which a rule is tried: one where the token may read all that is counted.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region.
pub fn readable<'a>(scope: &'a Scope, region: Option<&str>, rule: &CountRule) -> Result<Place<'a>> {
    let mut place = scope.home();
    for resource in rule.resources() {
        place = scope.region_or_home(region, resource)?;
        scope.require(place, &[], resource, Action::Read)?;
    }
    Ok(place)
}

/// Tries a rule in a region. The issues say why it has no counts.
///
/// # Errors
/// As [`readable`]; `LIMIT_EXCEEDED` for more counts than a request may have.
#[tracing::instrument(name = "counting.preview", skip_all)]
pub async fn preview(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    rule: &CountRule,
    period: Period,
) -> Result<(u32, Option<Preview>, Vec<Issue>)> {
    let place = readable(scope, region, rule)?;
    let issues = check(scope, hub, rule).await?;
    if blocks(&issues) {
        return Ok((place.index, None, issues));
    }
    let points = points(hub, scope.tree(), place, rule, period).await?;
    let children = place
        .children()
        .map(|child| (child.index, fold::count(&points, child)));
    let preview = Preview {
        region: place.index,
        count: fold::count(&points, place),
        children: bounded(scope, hub, children.collect())?,
    };
    Ok((place.index, Some(preview), issues))
}

/// How many distinct subjects a rule counts in a region.
///
/// # Errors
/// As [`readable`].
pub async fn total(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    rule: &CountRule,
    period: Period,
) -> Result<u64> {
    let place = readable(scope, region, rule)?;
    let points = points(hub, scope.tree(), place, rule, period).await?;
    u64::try_from(fold::count(&points, place)).map_err(Error::internal)
}

/// What the subjects of a rule are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedKind {
    /// Enterprises.
    Enterprise,
    /// Platforms.
    Platform,
    /// Projects.
    Project,
    /// Brands.
    Brand,
    /// Contracts.
    Contract,
    /// Institutions.
    Institution,
    /// Regions.
    Region,
}

/// A subject that a rule counts.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its key.
    pub id: i64,
    /// What it is.
    pub kind: CountedKind,
    /// Its name.
    pub name: String,
    /// Where it is present inside the region, by index of the tree, ascending.
    pub regions: Vec<u32>,
}

/// The subjects that a rule counts in a region, in the order of their keys, one more than `limit` if there are more: the
/// lineage of a counted figure.
///
/// # Errors
/// As [`readable`].
#[tracing::instrument(name = "counting.members", skip_all)]
pub async fn members(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    rule: &CountRule,
    period: Period,
    (after, limit): (Option<i64>, usize),
) -> Result<Vec<Member>> {
    let place = readable(scope, region, rule)?;
    let cut = Cut::Page(after.unwrap_or(i64::MIN), limit + 1);
    let mut subjects: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for cell in cells(hub, place, rule, period, cut).await? {
        if let (Some(subject), Some(place)) = (cell.subject, scope.tree().by_id(cell.region)) {
            subjects.entry(subject).or_default().push(place.index);
        }
    }
    let kind = kind(scope, hub, rule).await?;
    let ids: Vec<i64> = subjects.keys().copied().collect();
    let mut names = named(scope, hub, kind, &ids).await?;
    let member = |(id, mut regions): (i64, Vec<u32>)| {
        regions.sort_unstable();
        Member {
            id,
            kind,
            name: names.remove(&id).unwrap_or_default(),
            regions,
        }
    };
    Ok(subjects.into_iter().map(member).collect())
}

async fn named(scope: &Scope, hub: &Hub, kind: CountedKind, ids: &[i64]) -> Result<HashMap<i64, String>> {
    match kind {
        CountedKind::Enterprise => names::<enterprise::model::Content>(hub, ids).await,
        CountedKind::Platform => names::<platform::model::Content>(hub, ids).await,
        CountedKind::Project => names::<project::model::Content>(hub, ids).await,
        CountedKind::Brand => names::<brand::model::Content>(hub, ids).await,
        CountedKind::Contract => names::<contract::model::Content>(hub, ids).await,
        CountedKind::Institution => names::<institution::model::Content>(hub, ids).await,
        CountedKind::Region => {
            let places = ids.iter().filter_map(|id| scope.tree().by_id((*id).into()));
            Ok(places.map(|place| (place.id.0, place.name.clone())).collect())
        }
    }
}

/// What the subjects of a rule are: of recognitions the vocabulary tells it.
async fn kind(scope: &Scope, hub: &Hub, rule: &CountRule) -> Result<CountedKind> {
    if rule.of == CountedAs::Host {
        return Ok(CountedKind::Enterprise);
    }
    Ok(match rule.register {
        CountedRegister::Enterprise => CountedKind::Enterprise,
        CountedRegister::Platform => CountedKind::Platform,
        CountedRegister::Project => CountedKind::Project,
        CountedRegister::Brand => CountedKind::Brand,
        CountedRegister::Contract => CountedKind::Contract,
        CountedRegister::Institution => CountedKind::Institution,
        CountedRegister::Recognition => {
            let programmes = rule
                .recognition
                .as_ref()
                .map(|filter| filter.programmes.as_slice());
            let first = programmes.and_then(<[String]>::first).map_or("", String::as_str);
            let found = vocabulary::by_codes(scope, hub, &[first]).await?;
            let mut found = found.into_iter();
            let programme = found.find(|stored| stored.term.vocabulary == Vocabulary::Programme);
            match programme
                .map(Programme::read)
                .transpose()?
                .map(|programme| programme.attributes.subject)
            {
                Some(SubjectKind::Platform) => CountedKind::Platform,
                Some(SubjectKind::Project) => CountedKind::Project,
                Some(SubjectKind::Region) => CountedKind::Region,
                Some(SubjectKind::Enterprise) | None => CountedKind::Enterprise,
            }
        }
    })
}
