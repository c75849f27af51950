//! What came back from the hub.

use axum::{
    body::{Body, to_bytes},
    http::{Response, StatusCode},
};
use serde_json::Value;

/// A GraphQL response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status of HTTP.
    pub status: StatusCode,
    /// The whole body.
    pub body: Value,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(response: Response<Body>) -> Self {
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Self {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// The data; a test that asks for it expects no error.
    #[must_use]
    pub fn data(&self) -> &Value {
        assert_eq!(self.body.get("errors"), None, "{}", self.body);
        &self.body["data"]
    }

    /// The value at a JSON pointer below `data`.
    #[must_use]
    pub fn at(&self, pointer: &str) -> &Value {
        self.data()
            .pointer(pointer)
            .unwrap_or_else(|| panic!("no {pointer} in {}", self.body))
    }

    /// The codes of the errors, in their order.
    #[must_use]
    pub fn error_codes(&self) -> Vec<&str> {
        let errors = self.body["errors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        errors
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("no code"))
            .collect()
    }

    /// The codes and paths of the issues of the one mutation that was called, sorted.
    #[must_use]
    pub fn issues(&self) -> Vec<(String, String)> {
        let payload = self.data().as_object().unwrap().values().next().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut issues: Vec<_> = payload["issues"]
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| {
                let path: Vec<_> = issue["path"].as_array().unwrap().iter().map(text).collect();
                (text(&issue["code"]), path.join("."))
            })
            .collect();
        issues.sort();
        issues
    }
}
