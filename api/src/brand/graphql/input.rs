//! Registering and changing brands.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::{BrandId, EnterpriseId};

use super::{Brand, HonourLevel};
use crate::{
    brand::model::{Content, identity, missing},
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        scalars::{Date, RegionCode},
    },
    register::{
        graphql::{batch::UpsertPayload, list_or_old, or_old},
        model::Draft,
        service::{
            batch::{Key, Row},
            write::{self, Outcome},
        },
    },
    upsert_input,
    vocabulary::graphql::BrandType,
};

/// The content of a brand. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct BrandContentInput {
    /// The enterprise 持有企业 that holds it: global id of one inside the scope. Without it the region itself holds it.
    pub holder: MaybeUndefined<ID>,
    /// The first day 授予日期 on which it is held, not in the future; left out where it is not known how long ago.
    pub awarded_on: MaybeUndefined<Date>,
    /// The last day 有效期至 on which it is held, not before `awardedOn`; left out where it does not end.
    pub valid_to: MaybeUndefined<Date>,
    /// Who gave it 授予单位, 1 to 200 characters.
    pub issuer: MaybeUndefined<String>,
    /// Number of the certificate 证书编号, 1 to 200 characters.
    pub certificate: MaybeUndefined<String>,
    /// What it is for 产品, each of 1 to 200 characters: all of them, in place of those before.
    pub products: MaybeUndefined<Vec<String>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new brand.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterBrandInput {
    /// The region that has it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Name 名称, 1 to 200 characters. The same name, type, level and holder once in a region: else `DUPLICATE`.
    pub name: String,
    /// Type 类型: a term of the vocabulary BRAND_TYPE.
    #[graphql(name = "type")]
    pub kind: BrandType,
    /// Level 级别.
    pub level: HonourLevel,
    /// Its content.
    #[graphql(flatten)]
    pub content: BrandContentInput,
}

/// What a brand gets.
#[derive(Clone, Debug, InputObject)]
pub struct BrandChangeInput {
    /// Name 名称, 1 to 200 characters.
    pub name: Option<String>,
    /// Type 类型: a term of the vocabulary BRAND_TYPE.
    #[graphql(name = "type")]
    pub kind: Option<BrandType>,
    /// Level 级别.
    pub level: Option<HonourLevel>,
    /// Its content.
    #[graphql(flatten)]
    pub content: BrandContentInput,
}

/// A change of a brand. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateBrandInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: BrandChangeInput,
}

/// A row of a batch of brands.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertBrandRow {
    /// Global id of one that is there. Left out, the brand of this name, type, level and holder.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name, a type and a level.
    #[graphql(flatten)]
    pub fields: BrandChangeInput,
}

upsert_input! {
    /// A batch of brands.
    UpsertBrandsInput of UpsertBrandRow
}

/// What is given, with the holder as a key.
#[derive(Clone, Debug)]
struct Given {
    fields: BrandChangeInput,
    holder: MaybeUndefined<EnterpriseId>,
}

impl Given {
    fn read(fields: BrandChangeInput) -> Result<Self> {
        let holder = match &fields.content.holder {
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Value(id) => {
                MaybeUndefined::Value(EnterpriseId(global_id::key(id, Kind::Enterprise)?))
            }
        };
        Ok(Self { fields, holder })
    }

    /// The record that a row without an id is about.
    fn key(&self) -> Key {
        let fields = &self.fields;
        let name = fields.name.clone().unwrap_or_default();
        match (&fields.kind, fields.level) {
            (Some(kind), Some(level)) => {
                let holder = self.holder.value().copied();
                Key::Code(identity(&kind.0, level.into(), holder, &name))
            }
            _ => Key::Name(name),
        }
    }

    fn draft(self, old: Option<&Content>) -> Draft<Content> {
        let mut issues = Vec::new();
        let mut content = old.cloned().unwrap_or_default();
        let fields = self.fields;
        if old.is_none() {
            let absent = [
                ("name", fields.name.is_none()),
                ("type", fields.kind.is_none()),
                ("level", fields.level.is_none()),
            ];
            let absent = absent.into_iter().filter(|(_, absent)| *absent);
            issues.extend(absent.map(|(path, _)| missing(path)));
        }
        content.name = fields.name.unwrap_or(content.name);
        content.kind = fields.kind.map_or(content.kind, |kind| kind.0);
        content.level = fields.level.map_or(content.level, Into::into);
        content.holder = or_old(self.holder, &content.holder);
        let given = fields.content;
        content.awarded_on = or_old(given.awarded_on.map_value(|day| day.0), &content.awarded_on);
        content.valid_to = or_old(given.valid_to.map_value(|day| day.0), &content.valid_to);
        let details = &mut content.details;
        details.issuer = or_old(given.issuer, &details.issuer);
        details.certificate = or_old(given.certificate, &details.certificate);
        details.products = list_or_old(given.products, &details.products, |product| product);
        details.note = or_old(given.note, &details.note);
        Draft {
            content: content.identified(),
            issues,
        }
    }
}

impl UpsertBrandsInput {
    async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let read = |row: UpsertBrandRow| {
            let given = Given::read(row.fields)?;
            let key = match &row.id {
                Some(id) => Key::Id(global_id::key(id, Kind::Brand)?),
                None => given.key(),
            };
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| given.clone().draft(old)),
            })
        };
        self.write(ctx, Kind::Brand, read).await
    }
}

/// The result of a change of a brand.
#[derive(Debug, SimpleObject)]
pub struct BrandPayload {
    /// The brand as it is stored now; null if an issue blocked the write.
    pub brand: Option<Brand>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((brand, issues): Outcome<Content>) -> BrandPayload {
    BrandPayload {
        brand: brand.map(Brand::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of brands.
#[derive(Debug, Default)]
pub struct BrandMutation;

#[Object]
impl BrandMutation {
    /// Registers a brand or honour 品牌荣誉 in the token's own region. Role `reporter`, a function that keeps brands.
    async fn register_brand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new brand.")] input: RegisterBrandInput,
    ) -> Result<BrandPayload> {
        let region = input.region.map(|code| code.0);
        let given = Given::read(BrandChangeInput {
            name: Some(input.name),
            kind: Some(input.kind),
            level: Some(input.level),
            content: input.content,
        })?;
        let outcome = write::register(scope(ctx)?, hub(ctx), region.as_deref(), given.draft(None));
        Ok(payload(outcome.await?))
    }

    /// Changes a brand or honour 品牌荣誉 of the token's own region. Role `reporter`, a function that keeps brands.
    async fn update_brand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateBrandInput,
    ) -> Result<BrandPayload> {
        let id = BrandId(global_id::key(&input.id, Kind::Brand)?);
        let given = Given::read(input.fields)?;
        let change = |old: &Content| given.draft(Some(old));
        let outcome = write::update(scope(ctx)?, hub(ctx), id, input.expected_version, change);
        Ok(payload(outcome.await?))
    }

    /// Registers and changes up to 1,000 brands of the token's own region in one transaction 批量登记. Role `reporter`,
    /// a function that keeps brands. A row finds its brand by `id`, else by name, type, level and holder.
    async fn upsert_brands(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertBrandsInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
