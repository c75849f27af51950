//! Tenants of platforms in the API.

use async_graphql::{Context, Object};

use crate::{
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::scalars::Date,
    platform::model::Tenant,
    register::graphql::record::maybe_record_of,
};

/// An enterprise that is or was in a platform of incubation.
#[derive(Clone, Debug)]
pub struct PlatformTenant(pub Tenant);

/// An enterprise 在孵企业 that is or was in a platform of incubation.
#[Object]
impl PlatformTenant {
    /// The enterprise; null where it is not registered, or lies outside of the scope.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        maybe_record_of::<enterprise::model::Content>(ctx, self.0.enterprise).await
    }

    /// Its name as it was given; null where it is registered.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The first day 入驻日期; null where it is not known how long ago.
    async fn since(&self) -> Option<Date> {
        self.0.since.map(Date)
    }

    /// Day of graduation 毕业日期: the first one on which it was in the platform no more; null while it is.
    async fn graduated_on(&self) -> Option<Date> {
        self.0.graduated_on.map(Date)
    }
}
