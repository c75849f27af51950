//! `me`.

use async_graphql::{Context, Object};

use crate::{
    error::Result,
    graphql::{context::scope, scalars::DateTime},
    region::graphql::Region,
    scope::{
        Scope,
        graphql::{Function, Role},
    },
};

/// The caller, as the token tells.
#[derive(Debug)]
pub struct Me(Scope);

/// The caller, as the token tells.
#[Object]
impl Me {
    /// Subject 主体: the person or client program that the token names.
    async fn subject(&self) -> &str {
        &self.0.principal().subject
    }

    /// The token's region: it reads this one and all below, and writes this one alone.
    async fn region(&self) -> Region {
        Region::of(&self.0, self.0.home())
    }

    /// Functions 职能 of the caller's bureau.
    async fn functions(&self) -> Vec<Function> {
        self.0
            .principal()
            .functions
            .iter()
            .copied()
            .map(Into::into)
            .collect()
    }

    /// Roles 角色.
    async fn roles(&self) -> Vec<Role> {
        self.0.principal().roles.iter().copied().map(Into::into).collect()
    }

    /// When the token ends.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.principal().expires_at)
    }
}

/// Queries about the caller.
#[derive(Debug, Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// The caller, as the token tells.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        Ok(Me(scope(ctx)?.clone()))
    }
}
