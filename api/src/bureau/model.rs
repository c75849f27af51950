//! What a bureau is, and its rules. Pure.

use std::collections::BTreeMap;

use entities::ids::BureauId;
use serde::{Deserialize, Serialize};

use crate::{
    code::to_text,
    error::Result,
    issue::{Issue, check_name},
    register::model::check_length,
    scope::policy::Function,
};

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Official name, unique in its region.
    pub name: String,
    /// Name in daily use.
    pub short_name: Option<String>,
    /// Other names under which documents have it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Functions.
    pub functions: Vec<Function>,
}

/// A bureau in a record of another register: as a client named it, until the rules have found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// Key.
    Id(BureauId),
    /// Any of its names; never stored.
    Name(String),
}

impl Reference {
    /// The key, once it is known.
    #[must_use]
    pub fn id(&self) -> Option<BureauId> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Name(_) => None,
        }
    }
}

/// The issue of a reference to no bureau.
#[must_use]
pub fn unknown(path: &[&str], name: &str) -> Issue {
    let message = "no bureau of the region or of a region above is known so";
    let message_zh = "本地区及上级地区没有该部门";
    Issue::error(path, "BUREAU_UNKNOWN", message, message_zh).with((!name.is_empty()).then_some(name))
}

/// The issue of a name that several bureaus of one region bear.
#[must_use]
pub fn ambiguous<'a>(path: &[&str], name: &'a str, bearers: impl Iterator<Item = &'a str>) -> Issue {
    let message = "several bureaus of one region bear this name: name one by its id";
    let message_zh = "同一地区有多个部门使用该名称，请用id指明";
    Issue::error(path, "BUREAU_AMBIGUOUS", message, message_zh).with([name].into_iter().chain(bearers))
}

/// The issue of a bureau that a list names twice, perhaps by two of its names.
#[must_use]
pub fn twice(path: &[&str], name: &str) -> Issue {
    let (message, message_zh) = (
        "this bureau stands in the list already",
        "该部门已在列表中，仅保留一次",
    );
    Issue::warning(path, "TWICE", message, message_zh).with([name])
}

impl Content {
    /// All its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [Some(&self.name), self.short_name.as_ref()];
        names
            .into_iter()
            .flatten()
            .chain(&self.aliases)
            .map(String::as_str)
    }

    /// The same with its functions as they are stored: in the alphabetical order of their codes, each once.
    ///
    /// # Errors
    /// Our fault, where a function has no code.
    pub fn tidy(self) -> Result<Self> {
        let coded = self
            .functions
            .into_iter()
            .map(|function| Ok((to_text(&function)?, function)));
        let functions = coded
            .collect::<Result<BTreeMap<String, Function>>>()?
            .into_values()
            .collect();
        Ok(Self { functions, ..self })
    }

    /// Every issue of the content.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        if let Some(short_name) = &self.short_name {
            check_name(&["shortName"], short_name, &mut issues);
        }
        check_length(&["aliases"], &self.aliases, &mut issues);
        for (index, alias) in self.aliases.iter().enumerate() {
            check_name(&["aliases", &index.to_string()], alias, &mut issues);
        }
        if self.functions.is_empty() {
            issues.push(Issue::warning(
                &["functions"],
                "FUNCTIONS_MISSING",
                "a bureau without a function keeps no register and no indicator",
                "未填写职能的部门不对应任何登记或指标",
            ));
        }
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_in_order_and_once() {
        let functions = vec![
            Function::SciTech,
            Function::Commerce,
            Function::SciTech,
            Function::IndustryIt,
        ];
        let content = Content {
            name: "鹤山市科工商务局".to_owned(),
            short_name: None,
            aliases: Vec::new(),
            functions,
        };
        let tidy = content.tidy().unwrap();
        assert_eq!(
            tidy.functions,
            [Function::Commerce, Function::IndustryIt, Function::SciTech]
        );
        assert!(tidy.check().is_empty());
    }
}
