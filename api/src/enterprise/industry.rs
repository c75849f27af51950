//! Industry classes of GB/T 4754-2017: sections A to T, and divisions 01 to 97 inside them. Pure.

use std::ops::RangeInclusive;

/// The divisions of each section.
const SECTIONS: [(char, RangeInclusive<u8>); 20] = [
    ('A', 1..=5),
    ('B', 6..=12),
    ('C', 13..=43),
    ('D', 44..=46),
    ('E', 47..=50),
    ('F', 51..=52),
    ('G', 53..=60),
    ('H', 61..=62),
    ('I', 63..=65),
    ('J', 66..=69),
    ('K', 70..=70),
    ('L', 71..=72),
    ('M', 73..=75),
    ('N', 76..=79),
    ('O', 80..=82),
    ('P', 83..=83),
    ('Q', 84..=85),
    ('R', 86..=90),
    ('S', 91..=96),
    ('T', 97..=97),
];

/// Whether a code names an industry: a section letter, or 2 to 4 digits whose first two are a division.
#[must_use]
pub fn is_known(code: &str) -> bool {
    section(code).is_some()
}

/// The section of a code; none where the code names no industry.
#[must_use]
pub fn section(code: &str) -> Option<char> {
    let mut characters = code.chars();
    if let (Some(letter), None) = (characters.next(), characters.next()) {
        return SECTIONS
            .iter()
            .find(|(section, _)| *section == letter)
            .map(|(section, _)| *section);
    }
    let digits = (2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    let division: u8 = digits.then(|| code[..2].parse().ok()).flatten()?;
    let found = SECTIONS
        .iter()
        .find(|(_, divisions)| divisions.contains(&division));
    found.map(|(section, _)| *section)
}

/// The beginnings of the codes that lie in a class: a section letter stands for itself and its divisions.
#[must_use]
pub fn beginnings(code: &str) -> Vec<String> {
    let section = SECTIONS
        .iter()
        .find(|(section, _)| code.len() == 1 && code.starts_with(*section));
    match section {
        Some((letter, divisions)) => {
            let divisions = divisions.clone().map(|division| format!("{division:02}"));
            std::iter::once(letter.to_string()).chain(divisions).collect()
        }
        None => vec![code.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_follow_each_other_from_1_to_97() {
        let all: Vec<u8> = SECTIONS
            .iter()
            .flat_map(|(_, divisions)| divisions.clone())
            .collect();
        assert_eq!(all, (1..=97).collect::<Vec<u8>>());
    }

    #[test]
    fn a_code_lies_in_its_section() {
        for (code, expected) in [
            ("C", Some('C')),
            ("30", Some('C')),
            ("3011", Some('C')),
            ("711", Some('L')),
        ] {
            assert_eq!(section(code), expected, "{code}");
        }
        for bad in ["", "U", "c", "00", "98", "9", "30111", "3a", "三"] {
            assert!(!is_known(bad), "{bad}");
        }
        assert_eq!(beginnings("K"), ["K", "70"]);
        assert_eq!(beginnings("301"), ["301"]);
    }
}
