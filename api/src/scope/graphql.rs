//! Functions and roles in the API.

use async_graphql::Enum;

/// Function 职能 of a bureau. One real bureau often has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::scope::policy::Function")]
pub enum Function {
    /// 科技: science and technology.
    SciTech,
    /// 工信: industry and information technology.
    IndustryIt,
    /// 发改: development and reform.
    DevelopmentReform,
    /// 财政: public finance.
    Finance,
    /// 金融: financial services.
    FinancialServices,
    /// 商务: commerce and investment promotion.
    Commerce,
    /// 农业农村: agriculture and rural affairs.
    Agriculture,
    /// 文旅: culture and tourism.
    CultureTourism,
    /// 市场监管: market regulation.
    MarketRegulation,
    /// 自然资源: land, planning and natural resources.
    NaturalResources,
    /// 行政审批: administrative approval.
    Approval,
    /// 生态环境: environment.
    Environment,
    /// 人社: human resources and social security.
    HumanResources,
    /// 教育: education.
    Education,
    /// 住建城管: housing, construction and city management.
    Construction,
    /// 交通: transport.
    Transport,
    /// 统计: statistics.
    Statistics,
    /// 税务: tax.
    Tax,
    /// 党政综合: party and government offices.
    PartyGovOffice,
    /// 服务机构: service organisations beside the bureaus.
    ServiceOrg,
}

/// Role 角色 of a token: what it is for. A token may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::scope::policy::Role")]
pub enum Role {
    /// 查看: reads its region and all below.
    Viewer,
    /// 填报: writes the data of its own region, of the functions of its bureau.
    Reporter,
    /// 审核: accepts or returns what the regions directly below submitted.
    Reviewer,
    /// 指标管理: keeps the definitions and targets.
    Steward,
    /// 数据交换: machine pulls.
    Exchange,
    /// 审计: reads data and the audit trail.
    Auditor,
    /// 系统管理: keeps the bureaus; has no part in the data.
    Admin,
}
