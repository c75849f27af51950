//! What a resolver finds in its context.

use std::sync::Arc;

use async_graphql::Context;

use crate::{error::Error, hub::Hub, scope::Scope};

/// The state of the program.
pub fn hub<'a>(ctx: &Context<'a>) -> &'a Arc<Hub> {
    ctx.data_unchecked::<Arc<Hub>>()
}

/// The scope of the request.
///
/// # Errors
/// `UNAUTHENTICATED` where no token came: introspection alone runs without.
pub fn scope<'a>(ctx: &Context<'a>) -> Result<&'a Scope, Error> {
    ctx.data_opt::<Scope>()
        .ok_or(Error::Unauthenticated("a token is needed"))
}
