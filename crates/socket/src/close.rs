//! Why the server closes a connection, in the codes of the protocol.

use axum::extract::ws::{CloseFrame, Message};

use crate::Refused;

/// The frame of a close has room for 125 bytes, and two of them are the code.
const REASON_BYTES: usize = 123;

/// A code and the reason that the client reads.
#[derive(Clone, Debug)]
pub(crate) struct Close {
    pub(crate) code: u16,
    pub(crate) reason: String,
}

impl Close {
    fn new(code: u16, reason: &str) -> Self {
        let reason = reason[..reason.floor_char_boundary(REASON_BYTES)].to_owned();
        Self { code, reason }
    }

    /// The server stops.
    pub(crate) fn stopping() -> Self {
        Self::new(1001, "The server is stopping")
    }

    /// The frames are not those of a WebSocket.
    pub(crate) fn no_websocket() -> Self {
        Self::new(1002, "Not the WebSocket protocol")
    }

    /// A text that is not UTF-8.
    pub(crate) fn no_text() -> Self {
        Self::new(1007, "A text is UTF-8")
    }

    /// A message beyond the limit.
    pub(crate) fn too_big() -> Self {
        Self::new(1009, "Message too big")
    }

    /// What was said is no message of the protocol.
    pub(crate) fn no_message(why: &str) -> Self {
        Self::new(4400, why)
    }

    /// An operation before the acknowledgement.
    pub(crate) fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// The client is not let in.
    pub(crate) fn refused(Refused(why): &Refused) -> Self {
        match why.as_str() {
            "" => Self::new(4403, "Forbidden"),
            why => Self::new(4403, &format!("Forbidden: {why}")),
        }
    }

    /// The token has ended. Not 4401: clients take that as final, but come back with a new token after 4403.
    pub(crate) fn expired() -> Self {
        Self::new(4403, "Forbidden: the token has expired")
    }

    /// No admission in time.
    pub(crate) fn late() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// The id belongs to an operation that still runs.
    pub(crate) fn duplicate(id: &str) -> Self {
        Self::new(4409, &format!("Subscriber for {id} already exists"))
    }

    /// A second `connection_init`.
    pub(crate) fn again() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// The frame that says so.
    pub(crate) fn frame(self) -> Message {
        Message::Close(Some(CloseFrame {
            code: self.code,
            reason: self.reason.into(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_cut_between_characters() {
        let close = Close::duplicate(&"号".repeat(80));
        assert_eq!(close.reason, format!("Subscriber for {}", "号".repeat(36)));
        assert_eq!(Close::no_message(&"a".repeat(124)).reason.len(), REASON_BYTES);
    }

    #[test]
    fn a_refusal_may_say_why() {
        assert_eq!(Close::refused(&Refused(String::new())).reason, "Forbidden");
        assert_eq!(
            Close::refused(&Refused("no token".to_owned())).reason,
            "Forbidden: no token"
        );
    }
}
