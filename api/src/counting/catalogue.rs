//! What the registers can count of the shipped indicators.

use serde::{Deserialize, Serialize};

use super::model::CountRule;
use crate::error::{Error, Result};

const RULES: &str = include_str!("../../data/catalogue/counting.json");

/// How an indicator is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counted {
    /// Code of the indicator.
    pub code: String,
    /// What is counted.
    pub counting: CountRule,
    /// Why so, and what of it is a judgement.
    pub note: String,
}

/// The rules.
///
/// # Errors
/// Never for those of a release: a test checks them.
pub fn rules() -> Result<Vec<Counted>> {
    serde_json::from_str(RULES).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vocabulary::{install, model::Vocabulary};

    #[test]
    fn every_rule_is_sound_and_its_codes_are_shipped() {
        let terms = install::terms().unwrap();
        let shipped: HashSet<(Vocabulary, &str)> = terms
            .iter()
            .map(|term| (term.vocabulary, term.code.as_str()))
            .collect();
        let families: HashSet<&str> = terms.iter().filter_map(|term| term.family.as_deref()).collect();
        let indicators = include_str!("../../data/catalogue/indicators.json");
        let indicators: Vec<serde_json::Value> = serde_json::from_str(indicators).unwrap();
        let mut seen = HashSet::new();
        let rules = rules().unwrap();
        assert!(rules.len() > 10);
        for counted in &rules {
            assert!(seen.insert(&counted.code), "{} stands twice", counted.code);
            let known = indicators
                .iter()
                .any(|indicator| indicator["code"] == counted.code.as_str());
            assert!(known, "{}", counted.code);
            assert!(!counted.note.is_empty(), "{}", counted.code);
            for rule in std::iter::once(&counted.counting) {
                assert_eq!(rule.check(), [], "{}", counted.code);
                for named in rule.named() {
                    let there = if named.family {
                        families.contains(named.code)
                    } else {
                        shipped.contains(&(named.vocabulary, named.code))
                    };
                    assert!(there, "{}: {}", counted.code, named.code);
                }
            }
        }
    }
}
