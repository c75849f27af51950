//! What is wrong with a rule, and which codes of the vocabularies it names. Pure.

use std::collections::HashSet;

use super::{CountRule, CountedAs, CountedRegister, DateRule, PlatformTypes};
use crate::{
    enterprise::industry,
    issue::{Issue, check_name},
    register::model::{check_length, twice},
    vocabulary::model::Vocabulary,
};

/// A code that a rule names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// Path in the rule.
    pub path: Vec<String>,
    /// The vocabulary.
    pub vocabulary: Vocabulary,
    /// The code, or a family of codes.
    pub code: &'a str,
    /// Whether it names a family.
    pub family: bool,
}

impl CountRule {
    /// Every issue of the rule, but for codes that only the vocabularies can tell.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.check_parts(&mut issues);
        self.check_date(&mut issues);
        let hosted = matches!(self.register, CountedRegister::Platform | CountedRegister::Brand);
        if self.of == CountedAs::Host && !hosted {
            let message = "only platforms have hosts and brands have holders";
            issues.push(Issue::error(
                &["of"],
                "NO_HOST",
                message,
                "仅平台和品牌荣誉有依托（持有）企业",
            ));
        }
        for (path, codes) in self.lists() {
            check_length(&path, codes, &mut issues);
            let mut seen = HashSet::new();
            for (index, code) in codes.iter().enumerate() {
                if !seen.insert(code) {
                    let at = index.to_string();
                    issues.push(twice(&[path.as_slice(), &[at.as_str()]].concat()));
                }
            }
        }
        self.check_enterprises(&mut issues);
        if self.register == CountedRegister::Recognition
            && self
                .recognition
                .as_ref()
                .is_none_or(|filter| filter.programmes.is_empty())
        {
            issues.push(missing(
                &["recognition", "programmes"],
                "name a programme at least",
                "须至少指定一个认定类别",
            ));
        }
        issues
    }

    /// A part that chooses records of another register would be forgotten silently.
    fn check_parts(&self, issues: &mut Vec<Issue>) {
        use CountedRegister::{Brand, Contract, Enterprise, Institution, Platform, Project, Recognition};
        for (path, register, there) in [
            ("enterprise", Enterprise, self.enterprise.is_some()),
            ("platform", Platform, self.platform.is_some()),
            ("project", Project, self.project.is_some()),
            ("recognition", Recognition, self.recognition.is_some()),
            ("brand", Brand, self.brand.is_some()),
            ("contract", Contract, self.contract.is_some()),
            ("institution", Institution, self.institution.is_some()),
        ] {
            if there && register != self.register {
                let message = "the rule counts another register";
                issues.push(Issue::error(
                    &[path],
                    "OTHER_REGISTER",
                    message,
                    "该条件不属于所统计的名录",
                ));
            }
        }
    }

    fn check_date(&self, issues: &mut Vec<Issue>) {
        let (message, message_zh) = match (self.register, self.date) {
            (CountedRegister::Institution, DateRule::During | DateRule::UntilEnd) => (
                "institutions have no days: they are counted AT_END, as they are registered",
                "机构没有日期，只能按期末（AT_END）统计",
            ),
            (CountedRegister::Enterprise, DateRule::UntilEnd) => (
                "enterprises are counted AT_END, where they are; or DURING, when they came above scale",
                "企业按期末（AT_END）统计，或按当期上规（DURING）统计",
            ),
            (CountedRegister::Enterprise, DateRule::During)
                if self.enterprise.as_ref().and_then(|filter| filter.above_scale) != Some(true) =>
            {
                (
                    "the enterprises that are counted DURING a period are those that came above scale: say aboveScale",
                    "企业按当期统计的是新增规上企业，须同时指定aboveScale",
                )
            }
            (CountedRegister::Project, DateRule::AtEnd) => (
                "projects are counted by the stage that they reached: DURING the period, or UNTIL_END",
                "项目按达到的阶段统计：当期（DURING）或累计（UNTIL_END）",
            ),
            (CountedRegister::Project, DateRule::During)
                if self
                    .project
                    .as_ref()
                    .is_none_or(|filter| filter.stages.is_empty()) =>
            {
                let (message, message_zh) = ("name the stage that was reached", "须指定达到的阶段");
                issues.push(missing(&["project", "stages"], message, message_zh));
                return;
            }
            _ => return,
        };
        issues.push(Issue::error(&["date"], "BAD_DATE_RULE", message, message_zh));
    }

    fn check_enterprises(&self, issues: &mut Vec<Issue>) {
        let Some(filter) = &self.enterprise else { return };
        for (index, class) in filter.industries.iter().enumerate() {
            if !industry::is_known(class) {
                let message = "a section letter A to T, or 2 to 4 digits of GB/T 4754";
                let message_zh = "须为GB/T 4754门类字母A至T或2至4位数字代码";
                let path = ["enterprise", "industries", &index.to_string()];
                issues.push(Issue::error(&path, "BAD_INDUSTRY", message, message_zh).with([class]));
            }
        }
        if let Some(chain) = filter.chain.as_ref().and_then(|place| place.chain.as_ref()) {
            check_name(&["enterprise", "chain", "chain"], chain, issues);
        }
    }

    /// All lists of codes with their paths.
    fn lists(&self) -> Vec<(Vec<&'static str>, &[String])> {
        let mut lists: Vec<(Vec<&'static str>, &[String])> = Vec::new();
        if let Some(filter) = &self.enterprise {
            lists.push((vec!["enterprise", "industries"], &filter.industries));
        }
        let coded = self.coded().into_iter();
        lists.extend(coded.map(|(path, _, _, codes)| (path, codes)));
        lists
    }

    /// The lists of codes of vocabularies, and whether they name families.
    fn coded(&self) -> Vec<(Vec<&'static str>, Vocabulary, bool, &[String])> {
        let mut coded: Vec<(Vec<&'static str>, Vocabulary, bool, &[String])> = Vec::new();
        if let Some(filter) = &self.enterprise {
            let programmes = vec!["enterprise", "recognised"];
            coded.push((programmes, Vocabulary::Programme, false, &filter.recognised));
            for (name, types) in [("hosts", &filter.hosts), ("lacks", &filter.lacks)] {
                if let Some(PlatformTypes { kinds, families }) = types {
                    coded.push((
                        vec!["enterprise", name, "kinds"],
                        Vocabulary::PlatformType,
                        false,
                        kinds,
                    ));
                    coded.push((
                        vec!["enterprise", name, "families"],
                        Vocabulary::PlatformType,
                        true,
                        families,
                    ));
                }
            }
        }
        if let Some(filter) = &self.platform {
            coded.push((
                vec!["platform", "kinds"],
                Vocabulary::PlatformType,
                false,
                &filter.kinds,
            ));
            coded.push((
                vec!["platform", "families"],
                Vocabulary::PlatformType,
                true,
                &filter.families,
            ));
        }
        if let Some(filter) = &self.project {
            coded.push((
                vec!["project", "kinds"],
                Vocabulary::ProjectKind,
                false,
                &filter.kinds,
            ));
            coded.push((
                vec!["project", "stages"],
                Vocabulary::ProjectStage,
                false,
                &filter.stages,
            ));
        }
        if let Some(filter) = &self.recognition {
            let programmes = vec!["recognition", "programmes"];
            coded.push((programmes, Vocabulary::Programme, false, &filter.programmes));
        }
        if let Some(filter) = &self.brand {
            coded.push((
                vec!["brand", "kinds"],
                Vocabulary::BrandType,
                false,
                &filter.kinds,
            ));
        }
        if let Some(filter) = &self.institution {
            coded.push((
                vec!["institution", "kinds"],
                Vocabulary::InstitutionKind,
                false,
                &filter.kinds,
            ));
        }
        coded
    }

    /// The codes of vocabularies that the rule names.
    #[must_use]
    pub fn named(&self) -> Vec<Named<'_>> {
        let coded = self.coded().into_iter();
        let each = coded.flat_map(|(path, vocabulary, family, codes)| {
            codes.iter().enumerate().map(move |(index, code)| Named {
                path: path
                    .iter()
                    .map(ToString::to_string)
                    .chain([index.to_string()])
                    .collect(),
                vocabulary,
                code,
                family,
            })
        });
        each.collect()
    }
}

fn missing(path: &[&str], message: &str, message_zh: &str) -> Issue {
    Issue::error(path, "VALUE_MISSING", message, message_zh)
}
