//! What a contract is, and its rules. Pure.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entities::ids::{EnterpriseId, ProjectId, RegionId};
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    issue::{Issue, check_name, check_note},
    register::{amount::Amount, model::check_come},
};

/// Kind 类型 of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContractKind {
    /// 产学研合作: cooperation of industry, universities and research.
    #[default]
    Iur,
    /// 成果转化: turning results to use.
    Transfer,
}

impl ContractKind {
    /// As the table has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Iur => "IUR",
            Self::Transfer => "TRANSFER",
        }
    }
}

/// Kind of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyKind {
    /// 企业: an enterprise of the register.
    Enterprise,
    /// 企业（未登记）: an enterprise that the register does not have.
    EnterpriseByName,
    /// 高校: a university.
    University,
    /// 科研院所: a research institute.
    Institute,
    /// 政府部门: a government or bureau.
    Government,
    /// 其他: anyone else.
    Other,
}

/// A party of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Kind.
    pub kind: PartyKind,
    /// Name, as the contract has it.
    pub name: Option<String>,
    /// The enterprise of the register.
    pub enterprise: Option<EnterpriseId>,
    /// The credit code by which the writer named it.
    pub credit_code: Option<String>,
    /// Where it is, as the writer says.
    pub region: Option<RegionId>,
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Title, unique in its region.
    pub name: String,
    /// 合同编号.
    pub number: Option<String>,
    /// Kind.
    pub kind: ContractKind,
    /// The day on which it was signed.
    pub signed_on: NaiveDate,
    /// The last day on which it holds.
    pub valid_to: Option<NaiveDate>,
    /// Amount.
    pub amount: Option<Amount>,
    /// The project to which it belongs.
    pub project: Option<ProjectId>,
    /// Note.
    pub note: Option<String>,
    /// Parties.
    #[serde(serialize_with = "told")]
    pub parties: Vec<Party>,
    /// The other regions of its parties inside the province, in ascending order of their keys. Not in the trail, whose
    /// readers need not know where an enterprise outside of their scope is registered.
    #[serde(skip)]
    pub shared_with: Vec<RegionId>,
}

/// The parties as the trail has them: an enterprise that was named by its code has no other key there, for it may lie
/// outside of the reader's scope.
fn told<S: Serializer>(parties: &[Party], serializer: S) -> Result<S::Ok, S::Error> {
    let told = |party: &Party| Party {
        enterprise: party.enterprise.filter(|_| party.credit_code.is_none()),
        ..party.clone()
    };
    serializer.collect_seq(parties.iter().map(told))
}

impl Content {
    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        if let Some(number) = &self.number {
            check_name(&["number"], number, &mut issues);
        }
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_come(&["signedOn"], Some(self.signed_on), today, &mut issues);
        if self.signed_on.year() < 1949 {
            let (message, message_zh) = ("a year from 1949 on", "年份不得早于1949年");
            let issue = Issue::error(&["signedOn"], "BAD_YEAR", message, message_zh);
            issues.push(issue.with([self.signed_on]));
        }
        if let Some(to) = self.valid_to.filter(|to| *to < self.signed_on) {
            let (message, message_zh) = ("it cannot end before it was signed", "有效期不得早于签订日期");
            let issue = Issue::error(&["validTo"], "ENDS_BEFORE_IT_BEGINS", message, message_zh);
            issues.push(issue.with([self.signed_on, to]));
        }
        self.check_parties(&mut issues);
        issues
    }

    fn check_parties(&self, issues: &mut Vec<Issue>) {
        let parties = self.parties.len();
        if !(2..=50).contains(&parties) {
            let (message, message_zh) = ("2 to 50 parties", "合同方须为2至50个");
            issues.push(Issue::error(&["parties"], "PARTIES", message, message_zh).with([parties]));
        }
        let mut seen = HashSet::new();
        for (index, party) in self.parties.iter().enumerate() {
            let at = index.to_string();
            if let Some(name) = &party.name {
                check_name(&["parties", &at, "name"], name, issues);
            }
            let who = match party.enterprise {
                Some(enterprise) => (None, Some(enterprise)),
                None => (party.name.as_deref(), None),
            };
            // One that is not found has an issue already.
            if who != (None, None) && !seen.insert(who) {
                let (message, message_zh) = ("stands twice in the list", "列表中重复");
                issues.push(Issue::error(&["parties", &at], "TWICE", message, message_zh));
            }
        }
    }
}

/// The issue of a party that names no one, or two at once.
#[must_use]
pub fn party_unclear(index: usize) -> Issue {
    let message = "a party is an enterprise by its id, or by its credit code, or a name with its kind";
    let message_zh = "合同方须为企业（id或统一社会信用代码），或名称加类别";
    let path = ["parties", &index.to_string()];
    Issue::error(&path, "PARTY_UNCLEAR", message, message_zh)
}

/// The issue of a party of an unknown region.
#[must_use]
pub fn region_unknown(index: usize, code: &str) -> Issue {
    let path = ["parties", &index.to_string(), "region"];
    let (message, message_zh) = ("there is no region of this code", "没有该区划代码的地区");
    Issue::error(&path, "UNKNOWN_REGION", message, message_zh).with([code])
}

/// The issue of a party that is no enterprise of the register.
#[must_use]
pub fn enterprise_unknown(index: usize, field: &str) -> Issue {
    let message = "no such enterprise is registered: name it with the kind ENTERPRISE_BY_NAME";
    let message_zh = "没有登记该企业，可按名称填写（ENTERPRISE_BY_NAME）";
    let path = ["parties", &index.to_string(), field];
    Issue::error(&path, "ENTERPRISE_UNKNOWN", message, message_zh)
}

/// The issue of a project that is not inside the scope.
#[must_use]
pub fn project_unknown() -> Issue {
    let message = "no such project is registered inside the scope of the token";
    Issue::error(
        &["project"],
        "PROJECT_UNKNOWN",
        message,
        "权限范围内没有登记该项目",
    )
}

/// The issue of a number that another contract of the province bears.
#[must_use]
pub fn number_taken(number: &str) -> Issue {
    let message = "another contract of the province bears this number: it would be counted twice";
    let message_zh = "本省已登记该编号的合同，重复登记将被重复统计";
    Issue::error(&["number"], "CONTRACT_NUMBER_TAKEN", message, message_zh).with([number])
}

/// The issue of a new row that lacks what every contract has.
#[must_use]
pub fn missing(path: &str) -> Issue {
    let message = "a new contract has a name, a kind and the day on which it was signed";
    let message_zh = "新增合同须填写名称、类型和签订日期";
    Issue::error(&[path], "FIELD_MISSING", message, message_zh)
}
