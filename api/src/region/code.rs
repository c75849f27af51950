//! The statistical division code 统计用区划代码.

/// The canonical 12 digits of a code given as 2, 4, 6, 9 or 12 digits: upper levels are padded with zeros.
/// `None` for anything else.
#[must_use]
pub fn normalise(code: &str) -> Option<String> {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    (digits && matches!(code.len(), 2 | 4 | 6 | 9 | 12)).then(|| format!("{code:0<12}"))
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn only_whole_levels_are_codes() {
        assert_eq!(normalise("44").as_deref(), Some("440000000000"));
        assert_eq!(normalise("441625100").as_deref(), Some("441625100000"));
        assert_eq!(normalise("441625100000").as_deref(), Some("441625100000"));
        for bad in ["", "4", "441", "44162", "44x6", "4416251000001", "４４"] {
            assert_eq!(normalise(bad), None, "{bad}");
        }
    }
}
