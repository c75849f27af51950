//! Types and levels of innovation platforms in the API.

use async_graphql::Enum;

/// Type 类型 of an innovation platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::platform::model::PlatformKind")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::platform::model::PlatformLevel")]
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
