//! What an innovation platform is, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::EnterpriseId;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::model::check_come,
};

/// Type 类型 of an innovation platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlatformKind {
    /// 工程技术研究中心: engineering research centre (also 工程研究中心, 工程中心).
    EngineeringCentre,
    /// 重点实验室: key laboratory.
    KeyLaboratory,
    /// 企业技术中心: technology centre of an enterprise.
    EnterpriseTechCentre,
    /// 新型研发机构: new-type R&D institution.
    NewRdInstitution,
    /// 技术创新中心: technology innovation centre.
    TechInnovationCentre,
    /// 制造业创新中心: manufacturing innovation centre.
    MfgInnovationCentre,
    /// 产业技术研究院: industrial technology institute (also 产业技术中心).
    IndustryTechInstitute,
    /// 企业研究院: research institute of an enterprise.
    EnterpriseResearchInstitute,
    /// 产业创新联盟: industrial innovation alliance (also 产学研创新联盟, 创新联合体).
    IndustryInnovationAlliance,
    /// 产业共性技术研发基地: base for R&D of an industry's generic technology.
    GenericRdBase,
    /// 公共创新服务平台: public innovation service platform.
    PublicService,
    /// 产业类创新服务平台: innovation service platform of an industry.
    IndustryService,
    /// 资源共享平台: platform that shares information or resources of science and technology.
    Sharing,
    /// 科技成果转化平台: platform for turning results to use (also 技术交易中心).
    Transfer,
    /// 众创空间: makerspace, the first step of incubation.
    Makerspace,
    /// 孵化器: incubator of technology enterprises, the second step of incubation.
    Incubator,
    /// 加速器: accelerator, the third step of incubation.
    Accelerator,
    /// 专业园区: specialised park, the fourth step of incubation.
    SpecializedPark,
    /// 双创综合体: innovation and entrepreneurship complex 创新创业综合体.
    DualInnovationComplex,
    /// 创客社区: maker community (also 创新创业社区).
    MakerCommunity,
    /// 院士工作站: academician's workstation.
    AcademicianStation,
    /// 博士后科研工作站: postdoctoral research workstation.
    PostdocStation,
    /// 博士后创新实践基地: postdoctoral innovation practice base.
    PostdocBase,
    /// 博士工作站: workstation of doctors.
    PhdStation,
    /// 科技特派员工作站: workstation of science and technology commissioners.
    CommissionerStation,
    /// 省科学院企业工作站: enterprise workstation of the provincial academy of sciences.
    CasEnterpriseStation,
    /// 重大科技设施: major science facility (国家野外科学观测研究站, 联合创新基地).
    ScienceFacility,
    /// 共性工厂: shared factory.
    SharedFactory,
    /// 金融服务平台: financial service platform.
    FinancePlatform,
}

/// Level 级别 at which a platform is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlatformLevel {
    /// 国家级: national.
    National,
    /// 省级: provincial.
    Provincial,
    /// 市级: of a city.
    City,
    /// 县（区）级: of a county or district.
    County,
    /// 镇级: of a town.
    Town,
}

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name, unique in its region.
    pub name: String,
    /// Type.
    pub kind: PlatformKind,
    /// Level, once recognised.
    pub level: Option<PlatformLevel>,
    /// The enterprise that hosts it, if one does.
    pub host: Option<EnterpriseId>,
    /// Day of establishment.
    pub established_on: Option<NaiveDate>,
    /// Note.
    pub note: Option<String>,
}

impl Content {
    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_come(&["establishedOn"], self.established_on, today, &mut issues);
        issues
    }
}

/// The issue of a host that is no enterprise inside the scope.
#[must_use]
pub fn host_unknown() -> Issue {
    Issue::error(
        &["host"],
        "HOST_UNKNOWN",
        "no such enterprise is registered inside the scope of the token",
        "权限范围内没有登记该依托企业",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            name: "糖巢创客社区".to_owned(),
            kind: PlatformKind::MakerCommunity,
            level: Some(PlatformLevel::County),
            host: Some(EnterpriseId(i64::MAX)),
            established_on: NaiveDate::from_ymd_opt(2025, 11, 2),
            note: None,
        }
    }

    #[test]
    fn json_keeps_the_content_exactly() {
        let json = serde_json::to_value(content()).unwrap();
        assert_eq!(json["kind"], "MAKER_COMMUNITY");
        assert_eq!(json["host"], "9223372036854775807");
        assert_eq!(serde_json::from_value::<Content>(json).unwrap(), content());
    }

    #[test]
    fn none_is_established_tomorrow() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 11, day).unwrap();
        assert!(content().check(day(2)).is_empty());
        assert_eq!(content().check(day(1))[0].code, "IN_THE_FUTURE");
    }
}
