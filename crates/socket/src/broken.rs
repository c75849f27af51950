//! What an error of the socket means for the client.

use tungstenite::{Error, error::ProtocolError};

use crate::close::Close;

/// The close that a client deserves whose frames cannot be read, unless the connection is lost.
pub(crate) fn close(error: axum::Error) -> Option<Close> {
    match error.into_inner().downcast_ref::<Error>()? {
        Error::Capacity(_) => Some(Close::too_big()),
        Error::Utf8(_) => Some(Close::no_text()),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(_) => Some(Close::no_websocket()),
        _ => None,
    }
}
