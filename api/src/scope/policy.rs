//! The one table of rights: pure, and printed whole in a golden file that the tests compare.

use serde::{Deserialize, Serialize};

/// What a principal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// 填报: writes its region's data.
    Reporter,
    /// 审核: accepts or returns what the regions directly below submitted.
    Reviewer,
    /// Keeps the definitions and targets.
    Steward,
    /// Machine pulls.
    Exchange,
    /// Reads data and the audit trail.
    Auditor,
    /// Keeps the bureaus; has no part in the data.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Viewer,
        Self::Reporter,
        Self::Reviewer,
        Self::Steward,
        Self::Exchange,
        Self::Auditor,
        Self::Admin,
    ];
}

/// Functions of a bureau (职能). One real bureau often has several.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
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

impl Function {
    /// All functions.
    pub const ALL: [Self; 20] = [
        Self::SciTech,
        Self::IndustryIt,
        Self::DevelopmentReform,
        Self::Finance,
        Self::FinancialServices,
        Self::Commerce,
        Self::Agriculture,
        Self::CultureTourism,
        Self::MarketRegulation,
        Self::NaturalResources,
        Self::Approval,
        Self::Environment,
        Self::HumanResources,
        Self::Education,
        Self::Construction,
        Self::Transport,
        Self::Statistics,
        Self::Tax,
        Self::PartyGovOffice,
        Self::ServiceOrg,
    ];
}

/// Where a region stands, seen from the token's region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The token's own region.
    Own,
    /// Directly below it.
    Child,
    /// Further below.
    Below,
    /// Above it.
    Above,
    /// Anywhere else.
    Outside,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 5] = [Self::Own, Self::Child, Self::Below, Self::Above, Self::Outside];
}

/// What is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// The tree of divisions.
    Region,
    /// Changes of boundaries.
    Boundary,
    /// Bureaus of a region.
    Bureau,
    /// Enterprises.
    Enterprise,
    /// Personal contact of an enterprise: restricted.
    Contact,
    /// Tax of a single enterprise: restricted.
    Tax,
    /// Claims that an enterprise moved.
    Move,
    /// Institutions.
    Institution,
    /// Innovation platforms.
    Platform,
    /// Projects.
    Project,
    /// Coordination meetings.
    Meeting,
    /// Entries in programmes.
    Recognition,
    /// The ledger of problems.
    Problem,
    /// Brands and honours.
    Brand,
    /// Visits of officers.
    Visit,
    /// Contracts of cooperation and transfer.
    Contract,
    /// Plans of a region, drafts included.
    Plan,
    /// Plans once they are sealed, and their targets: published downward.
    PublishedPlan,
    /// Terms of the vocabularies, programmes among them.
    Term,
    /// Definitions of indicators.
    Indicator,
    /// Observations as their region declares them.
    Observation,
    /// Figures rolled up from observations.
    Figure,
    /// Accepted figures of indicators that are published downward.
    PublishedFigure,
}

impl Resource {
    /// All resources.
    pub const ALL: [Self; 23] = [
        Self::Region,
        Self::Boundary,
        Self::Bureau,
        Self::Enterprise,
        Self::Contact,
        Self::Tax,
        Self::Move,
        Self::Institution,
        Self::Meeting,
        Self::Recognition,
        Self::Problem,
        Self::Brand,
        Self::Visit,
        Self::Contract,
        Self::Plan,
        Self::PublishedPlan,
        Self::Term,
        Self::Platform,
        Self::Project,
        Self::Indicator,
        Self::Observation,
        Self::Figure,
        Self::PublishedFigure,
    ];

    /// The functions whose bureaus keep this register; `None` where the record itself names its
    /// function (an indicator, an observation of it) or none is needed.
    #[must_use]
    pub fn keepers(self) -> Option<&'static [Function]> {
        use Function::{
            Agriculture, Commerce, Construction, CultureTourism, DevelopmentReform, Education, Environment,
            Finance, FinancialServices, HumanResources, IndustryIt, MarketRegulation, NaturalResources,
            PartyGovOffice, SciTech, ServiceOrg, Statistics, Tax, Transport,
        };
        match self {
            Self::Tax => Some(&[Tax, Finance, Statistics]),
            Self::Institution => Some(&[
                SciTech,
                IndustryIt,
                Education,
                HumanResources,
                Agriculture,
                ServiceOrg,
            ]),
            Self::Enterprise | Self::Contact | Self::Move => Some(&[
                SciTech,
                IndustryIt,
                Commerce,
                MarketRegulation,
                Statistics,
                Agriculture,
                CultureTourism,
            ]),
            Self::Platform => Some(&[
                SciTech,
                IndustryIt,
                DevelopmentReform,
                FinancialServices,
                Agriculture,
            ]),
            Self::Project | Self::Meeting => Some(&[
                SciTech,
                IndustryIt,
                DevelopmentReform,
                Commerce,
                Agriculture,
                CultureTourism,
                NaturalResources,
                Construction,
                Transport,
                Environment,
            ]),
            Self::Plan | Self::PublishedPlan => Some(&[
                SciTech,
                IndustryIt,
                DevelopmentReform,
                Commerce,
                Agriculture,
                CultureTourism,
                NaturalResources,
                Construction,
                Transport,
                Environment,
                PartyGovOffice,
                Statistics,
            ]),
            Self::Recognition => Some(&[
                SciTech,
                IndustryIt,
                DevelopmentReform,
                Commerce,
                Agriculture,
                CultureTourism,
                MarketRegulation,
            ]),
            Self::Brand => Some(&[
                MarketRegulation,
                Commerce,
                Agriculture,
                IndustryIt,
                CultureTourism,
                SciTech,
            ]),
            Self::Contract => Some(&[SciTech, Education, IndustryIt, Agriculture, Commerce]),
            Self::Region
            | Self::Boundary
            | Self::Bureau
            | Self::Problem
            | Self::Visit
            | Self::Term
            | Self::Indicator
            | Self::Observation
            | Self::Figure
            | Self::PublishedFigure => None,
        }
    }
}

/// What is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read what is submitted or accepted.
    Read,
    /// Read drafts and returned values.
    ReadDraft,
    /// Create or change.
    Write,
    /// Accept or return what was submitted.
    Decide,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::Read, Self::ReadDraft, Self::Write, Self::Decide];
}

impl Action {
    /// The action on a resource, in words for a message.
    #[must_use]
    pub fn of(self, resource: Resource) -> String {
        let verb = match self {
            Self::Read => "read",
            Self::ReadDraft => "read drafts of",
            Self::Write => "write",
            Self::Decide => "accept or return",
        };
        let what = match resource {
            Resource::Region => "the tree",
            Resource::Boundary => "changes of boundaries",
            Resource::Bureau => "bureaus",
            Resource::Enterprise => "enterprises",
            Resource::Contact => "the contact of enterprises",
            Resource::Tax => "the tax of single enterprises",
            Resource::Move => "moves of enterprises",
            Resource::Institution => "institutions",
            Resource::Meeting => "meetings",
            Resource::Recognition => "recognitions",
            Resource::Problem => "problems",
            Resource::Brand => "brands",
            Resource::Visit => "visits",
            Resource::Contract => "contracts",
            Resource::Plan => "plans",
            Resource::PublishedPlan => "published plans",
            Resource::Term => "terms of the vocabularies",
            Resource::Platform => "platforms",
            Resource::Project => "projects",
            Resource::Indicator => "indicators",
            Resource::Observation => "observations",
            Resource::Figure => "figures",
            Resource::PublishedFigure => "published figures",
        };
        format!("{verb} {what}")
    }
}

/// Whether `role` may do `action` to a `resource` of a region that stands in `relation` to its own.
/// `function` says whether the token holds a function that the record asks for.
///
/// Reading goes down the tree; definitions and the names of regions above are read too. Writing is
/// for the exact region and function. An upper tier never writes below: it decides on what the tier
/// directly below submitted. All that is not allowed here is denied.
#[must_use]
pub fn allows(role: Role, relation: Relation, function: bool, resource: Resource, action: Action) -> bool {
    use Relation::{Above, Below, Child, Own};
    let down = matches!(relation, Own | Child | Below);
    let reads_data = role != Role::Admin;
    match (action, resource) {
        (Action::Read, Resource::Region | Resource::Indicator | Resource::Term) => down || relation == Above,
        // What an upper tier has sealed it has published to those below.
        (Action::Read, Resource::PublishedPlan) => reads_data && (down || relation == Above),
        // Restricted: for those who keep the enterprise and who decide on what it reports, not for lookers-on.
        (Action::Read, Resource::Contact) => {
            matches!(role, Role::Reporter | Role::Reviewer) && matches!(relation, Own | Child) && function
        }
        (Action::Read, Resource::Tax) => {
            matches!(role, Role::Reporter | Role::Reviewer | Role::Auditor) && down && function
        }
        // What an upper tier publishes downward: a town with a target "above the city's average" must see that.
        (Action::Read, Resource::PublishedFigure) => reads_data && (down || relation == Above),
        // Boundaries are public, as the tree is; who changes them stands strictly above all that change.
        (Action::Read, Resource::Bureau | Resource::Boundary) => down,
        (Action::Read, _) => reads_data && down,
        (Action::ReadDraft, Resource::Observation) => {
            relation == Own
                && matches!(
                    role,
                    Role::Viewer | Role::Reporter | Role::Reviewer | Role::Auditor
                )
        }
        (
            Action::Write,
            Resource::Enterprise
            | Resource::Move
            | Resource::Institution
            | Resource::Platform
            | Resource::Project
            | Resource::Meeting
            | Resource::Recognition
            | Resource::Brand
            | Resource::Contract
            | Resource::Observation,
        ) => role == Role::Reporter && relation == Own && function,
        // Whoever keeps the region's targets, too.
        (Action::Write, Resource::Plan) => {
            matches!(role, Role::Reporter | Role::Steward) && relation == Own && function
        }
        // A region above puts its seal to what a region below has sealed.
        (Action::Decide, Resource::Plan) => {
            role == Role::Reviewer && matches!(relation, Child | Below) && function
        }
        // Whoever finds a problem raises it, and whoever visits tells of it, whatever the bureau.
        (Action::Write, Resource::Problem | Resource::Visit) => role == Role::Reporter && relation == Own,
        // Where it stands is checked beside this: at its own region, or further up after an escalation.
        (Action::Decide, Resource::Problem) => matches!(role, Role::Reporter | Role::Reviewer) && down,
        // The region of the programme's tier recognises what a region below nominated, never its own.
        (Action::Decide, Resource::Recognition) => {
            role == Role::Reviewer && matches!(relation, Child | Below) && function
        }
        (Action::Write, Resource::Boundary) => role == Role::Steward && matches!(relation, Child | Below),
        (Action::Write, Resource::Term) => role == Role::Steward && relation == Own,
        // Whoever has the enterprise lets it go; a reviewer of a region above both sides decides, too.
        (Action::Decide, Resource::Move) => match role {
            Role::Reporter => relation == Own && function,
            Role::Reviewer => matches!(relation, Child | Below) && function,
            _ => false,
        },
        (Action::Write, Resource::Indicator) => role == Role::Steward && relation == Own && function,
        (Action::Write, Resource::Bureau) => role == Role::Admin && down,
        (Action::Decide, Resource::Observation) => role == Role::Reviewer && relation == Child && function,
        _ => false,
    }
}
