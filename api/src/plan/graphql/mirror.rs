//! Parts of a plan that the API shows in the shape in which they are given.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;

use super::kinds::{PlanClaimKind, PlanClaimSource, PlanNature, PlanOperator};
use crate::{
    graphql::scalars::{Date, Decimal},
    indicator::graphql::Direction,
    plan::model::{
        action::{Action, Party, Step},
        claim::{Body, Claim, NamedEntity, NamedSet, TableRow},
        target::{Baseline, Target, YearTarget},
    },
};

/// A type of the API that stands for one of the model.
pub trait Mirror<M> {
    /// The type of the API.
    fn of(model: M) -> Self;
    /// That of the model.
    fn back(self) -> M;
}

impl<M, T: Mirror<M>> Mirror<Option<M>> for Option<T> {
    fn of(model: Option<M>) -> Self {
        model.map(T::of)
    }

    fn back(self) -> Option<M> {
        self.map(T::back)
    }
}

impl<M, T: Mirror<M>> Mirror<Vec<M>> for Vec<T> {
    fn of(model: Vec<M>) -> Self {
        model.into_iter().map(T::of).collect()
    }

    fn back(self) -> Vec<M> {
        self.into_iter().map(T::back).collect()
    }
}

impl Mirror<rust_decimal::Decimal> for Decimal {
    fn of(model: rust_decimal::Decimal) -> Self {
        Self(model)
    }

    fn back(self) -> rust_decimal::Decimal {
        self.0
    }
}

impl Mirror<NaiveDate> for Date {
    fn of(model: NaiveDate) -> Self {
        Self(model)
    }

    fn back(self) -> NaiveDate {
        self.0
    }
}

macro_rules! same {
    ($($ty:ty),*) => {$(
        impl Mirror<$ty> for $ty {
            fn of(model: $ty) -> Self {
                model
            }

            fn back(self) -> $ty {
                self
            }
        }
    )*};
}

same!(String, i32, bool);

macro_rules! remote {
    ($($ty:ty = $model:ty),* $(,)?) => {$(
        impl Mirror<$model> for $ty {
            fn of(model: $model) -> Self {
                model.into()
            }

            fn back(self) -> $model {
                self.into()
            }
        }
    )*};
}

remote!(
    PlanOperator = crate::plan::model::target::Operator,
    PlanNature = crate::plan::model::target::Nature,
    PlanClaimKind = crate::plan::model::claim::ClaimKind,
    PlanClaimSource = crate::plan::model::claim::Source,
    Direction = crate::indicator::model::Direction,
);

macro_rules! mirror {
    ($(#[$doc:meta])* $object:ident as $input:literal of $model:ident {
        $($(#[$note:meta])* $field:ident: $ty:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject, InputObject)]
        #[graphql(input_name = $input)]
        pub struct $object {
            $($(#[$note])* pub $field: $ty,)*
        }

        impl Mirror<$model> for $object {
            fn of(model: $model) -> Self {
                Self { $($field: Mirror::of(model.$field),)* }
            }

            fn back(self) -> $model {
                $model { $($field: self.$field.back(),)* }
            }
        }
    };
}

mirror! {
    /// The value 基期值 from which a target starts.
    PlanBaseline as "PlanBaselineInput" of Baseline {
        /// Year 基期年.
        year: i32,
        /// How the value is meant.
        #[graphql(default_with = "PlanOperator::Eq")]
        operator: PlanOperator,
        /// Value, in the target's `unit`.
        value: Decimal,
        /// The place in the text or the records that it rests on 依据, at most 2,000 characters.
        evidence: Option<String>,
    }
}

mirror! {
    /// The target 年度目标 of one year.
    PlanYearTarget as "PlanYearTargetInput" of YearTarget {
        /// Year; null where the plan names none. Each year once.
        year: Option<i32>,
        /// How the value is meant.
        #[graphql(default_with = "PlanOperator::Eq")]
        operator: PlanOperator,
        /// Value, in the target's `unit`; null with the operator INCREASE alone.
        value: Option<Decimal>,
        /// The upper end of a RANGE, in the target's `unit`.
        upper: Option<Decimal>,
    }
}

mirror! {
    /// A target 目标 of a plan, as it is printed and as it is read.
    PlanTarget as "PlanTargetInput" of Target {
        /// Number 编号 in the document or its digest, at most 200 characters.
        number: Option<String>,
        /// Name as printed 指标名称, 1 to 200 characters.
        name: String,
        /// Code of the indicator 指标 that it is about; an unknown one is `UNKNOWN_INDICATOR`. Null where the hub has none.
        indicator_code: Option<String>,
        /// Key of its series 序列, by which statements of one thing are compared; by default `indicatorCode`, else `name`.
        series: Option<String>,
        /// Key of the series of which it counts a part 包含于, such as all 规上企业 of the town for those of one industry.
        part_of: Option<String>,
        /// What it covers 统计范围.
        scope: Option<String>,
        /// 一级指标 under which it is printed.
        category: Option<String>,
        /// Unit as printed 原文单位; null where none is printed, which the checker tells.
        printed_unit: Option<String>,
        /// Unit 计量单位 as it is read: one of `units`, else `UNKNOWN_UNIT`; null where it is not decided.
        unit: Option<String>,
        /// What kind of a series it is 指标性质.
        nature: Option<PlanNature>,
        /// Which way is better.
        direction: Option<Direction>,
        /// The value from which it starts 基期值.
        baseline: Option<PlanBaseline>,
        /// Targets by year 年度目标.
        #[graphql(default)]
        years: Vec<PlanYearTarget>,
        /// The table 目标量化表 that quantifies it; null for a target of the text alone.
        table: Option<String>,
        /// Section 章节.
        section: Option<String>,
        /// Words by which it is found in the text 原文.
        anchor: Option<String>,
        /// Note 备注, at most 2,000 characters.
        note: Option<String>,
    }
}

mirror! {
    /// What is done in a year 分年度步骤.
    PlanStep as "PlanStepInput" of Step {
        /// Year; null where the plan names none.
        year: Option<i32>,
        /// What, at most 2,000 characters.
        text: String,
        /// The last day 完成期限; null where none is set.
        due: Option<Date>,
    }
}

mirror! {
    /// A statement of a figure 表述 in a plan, with its place.
    PlanClaim as "PlanClaimInput" of Claim {
        /// Number 编号 in a digest of the document.
        number: Option<String>,
        /// What it says.
        kind: PlanClaimKind,
        /// Where in the document it stands.
        #[graphql(default_with = "PlanClaimSource::Text")]
        source: PlanClaimSource,
        /// Section 章节.
        section: Option<String>,
        /// Words of the text 原文, at most 2,000 characters.
        quotation: Option<String>,
        /// Name of the figure as printed; null where the words name none.
        name: Option<String>,
        /// Key of the series 序列 of which it speaks: that of a target, a code of an indicator, or of its own.
        series: String,
        /// Key of the series of which it is a SHARE or a PART_OF; else `VALUE_MISSING`.
        of: Option<String>,
        /// Of a SHARE, key of the series that counts those that have it.
        counted: Option<String>,
        /// Of a SHARE, whether it is the share of those that have it not 未达到的占比.
        #[graphql(default)]
        complement: bool,
        /// How the value is meant.
        #[graphql(default_with = "PlanOperator::Eq")]
        operator: PlanOperator,
        /// Value, in `unit`; growth and shares in percent.
        value: Decimal,
        /// The upper end of a RANGE.
        upper: Option<Decimal>,
        /// Unit 计量单位: one of `units`, else `UNKNOWN_UNIT`.
        unit: Option<String>,
        /// Of a PART_OF, how many parts have this value, 1 to 1,000,000; one by default.
        count: Option<i32>,
        /// The year of which it speaks.
        year: Option<i32>,
        /// The year over which it grows; by default the plan's baseline year.
        base_year: Option<i32>,
        /// What the words say that it is: 累计 or 年.
        nature: Option<PlanNature>,
        /// What it covers 统计范围.
        scope: Option<String>,
    }
}

mirror! {
    /// A row of a table, cell by cell as it is printed.
    PlanTableRow as "PlanTableRowInput" of TableRow {
        /// The table, 1 to 200 characters.
        table: String,
        /// Number 序号 of the row; rows of one number in several tables are one indicator.
        number: Option<String>,
        /// Whether it is the head 表头 of the table.
        #[graphql(default)]
        header: bool,
        /// 一级指标 under which it is printed.
        category: Option<String>,
        /// Its cells 单元格, the empty ones included; at most 100.
        cells: Vec<String>,
    }
}

mirror! {
    /// What a section names together, such as the 特色产业.
    PlanNamedSet as "PlanNamedSetInput" of NamedSet {
        /// What they are; sections that speak of the same name the same ones.
        name: String,
        /// Section 章节.
        section: Option<String>,
        /// Words of the text 原文.
        quotation: Option<String>,
        /// The names, at most 100.
        items: Vec<String>,
        /// Whether the section names some of them only.
        #[graphql(default)]
        partial: bool,
        /// Key of the series to which each of them adds one, such as 规上企业.
        series: Option<String>,
        /// The year in which they do.
        year: Option<i32>,
    }
}

mirror! {
    /// A named enterprise, project, institution or body, as it is spelled in one place.
    PlanNamedEntity as "PlanNamedEntityInput" of NamedEntity {
        /// As spelled, 1 to 200 characters.
        name: String,
        /// Section 章节.
        section: Option<String>,
        /// Words of the text 原文.
        quotation: Option<String>,
    }
}

mirror! {
    /// A body 领导机构 that a plan sets up.
    PlanBody as "PlanBodyInput" of Body {
        /// Name, 1 to 200 characters.
        name: String,
        /// Whether it leads the plan 牵头领导.
        #[graphql(default)]
        leading: bool,
        /// The post 职务 of its head, never the name of a person.
        head_post: Option<String>,
        /// The title 称谓 that its head gets in the plan.
        head_title: Option<String>,
        /// Section 章节.
        section: Option<String>,
        /// Words of the text 原文.
        quotation: Option<String>,
    }
}

/// An action 任务/项目推进 of a plan, as it is printed.
#[derive(Clone, Debug, InputObject)]
pub struct PlanActionInput {
    /// Number 序号 as printed.
    pub number: Option<String>,
    /// Section 章节.
    pub section: Option<String>,
    /// Title 任务名称, 1 to 200 characters.
    pub title: String,
    /// What it must reach 目标要求, at most 2,000 characters.
    pub goal: Option<String>,
    /// The last day 完成期限 of all of it.
    pub due: Option<Date>,
    /// What is done when 分年度步骤; at most 100.
    #[graphql(default)]
    pub steps: Vec<PlanStep>,
    /// The bureaus that lead it 牵头部门, as printed; at most 50. One that no bureau bears, or several do, is a warning.
    #[graphql(default)]
    pub lead_bureaus: Vec<String>,
    /// The bureaus that cooperate 配合部门, as printed; at most 50. One that leads, too, is stored so, and the checker tells it.
    #[graphql(default)]
    pub cooperating_bureaus: Vec<String>,
    /// Words by which it is found in the text 原文.
    pub anchor: Option<String>,
}

impl PlanActionInput {
    /// The action.
    #[must_use]
    pub fn read(self) -> Action {
        let parties = |printed: Vec<String>| printed.into_iter().map(Party::printed).collect();
        Action {
            number: self.number,
            section: self.section,
            title: self.title,
            goal: self.goal,
            due: self.due.back(),
            steps: self.steps.back(),
            lead: parties(self.lead_bureaus),
            cooperating: parties(self.cooperating_bureaus),
            anchor: self.anchor,
        }
    }
}
