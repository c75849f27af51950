//! The media type of a response, as the client accepts it (GraphQL over HTTP).

use axum::http::{HeaderMap, header};

/// The two media types of a GraphQL response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the request could be executed.
    Response,
    /// `application/json`: 200 for every well-formed request, for clients from before.
    Json,
}

impl Media {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The type that the client likes best; JSON where it does not say. `None` where it accepts neither.
pub(super) fn accepted(headers: &HeaderMap) -> Option<Media> {
    let accept = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>();
    if accept.is_empty() {
        return Some(Media::Json);
    }
    let mut best: Option<(u16, Media)> = None;
    for range in accept.iter().flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "application/graphql-response+json" => Media::Response,
            "application/json" | "application/*" | "*/*" | "" => Media::Json,
            _ => continue,
        };
        let quality = parts
            .find_map(|parameter| parameter.strip_prefix("q="))
            .map_or(1000, thousandths);
        // Among equals the first one stands.
        if quality > 0 && best.is_none_or(|(best, _)| quality > best) {
            best = Some((quality, media));
        }
    }
    best.map(|(_, media)| media)
}

/// A quality of RFC 9110 (0, 0.5, 1.000) in thousandths.
fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let fraction = format!("{fraction:0<3}");
    match (
        whole,
        fraction.get(..3).and_then(|digits| digits.parse::<u16>().ok()),
    ) {
        ("0", Some(thousandths)) => thousandths,
        ("1", _) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_best_liked_type_is_chosen() {
        for (accept, expected) in [
            ("application/graphql-response+json", Some(Media::Response)),
            (
                "application/json, application/graphql-response+json;q=0.9",
                Some(Media::Json),
            ),
            (
                "application/json;q=0.4, application/graphql-response+json;q=0.9",
                Some(Media::Response),
            ),
            ("*/*", Some(Media::Json)),
            ("text/html", None),
            ("application/json;q=0", None),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(accepted(&headers), expected, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()), Some(Media::Json));
    }
}
