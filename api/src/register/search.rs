//! Names as people type them: any part of one, in full width or half, with or without 有限公司. Pure.
//!
//! A name is found by any part of it because the index holds its end from each of its characters on: a part
//! of the name is the beginning of one of these ends.

/// The legal forms that people leave out, the longer ones first.
const FORMS: [&str; 6] = [
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "股份公司",
    "有限公司",
    "公司",
];

/// No end in the index is longer. Longer texts are compared by their beginning.
const LONGEST: usize = 40;

/// A name as it is compared: narrow, small, without spaces, punctuation and its legal form.
#[must_use]
pub fn normalise(name: &str) -> String {
    let narrow = name.chars().map(|character| match character {
        // Full-width forms stand 0xFEE0 above their ASCII counterparts.
        '！'..='～' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        other => other,
    });
    let plain: String = narrow
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let bare = FORMS.iter().find_map(|form| plain.strip_suffix(form));
    match bare {
        Some(bare) if !bare.is_empty() => bare.to_owned(),
        _ => plain,
    }
}

/// What is looked up in the index; none for a text that has no letter or digit.
#[must_use]
pub fn wanted(text: &str) -> Option<String> {
    let wanted: String = normalise(text).chars().take(LONGEST).collect();
    (!wanted.is_empty()).then_some(wanted)
}

/// The ends of names by which they are found, each once.
#[must_use]
pub fn parts<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut parts = Vec::new();
    for name in names {
        let name: Vec<char> = normalise(name).chars().collect();
        for from in 0..name.len() {
            parts.push(name[from..].iter().take(LONGEST).collect());
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_people_type_them() {
        assert_eq!(normalise("河源万峰石材科技有限公司"), "河源万峰石材科技");
        assert_eq!(normalise("ＴＣＬ　（东源）股份有限公司"), "tcl东源");
        assert_eq!(normalise("公司"), "公司");
        assert_eq!(wanted("（）"), None);
        assert_eq!(parts(["甲乙", "乙"]), ["乙", "甲乙"]);
    }

    proptest! {
        /// The oracle: a name contains the wanted text if and only if one of its parts begins with it.
        #[test]
        fn a_part_is_found_where_it_is(name in "[a-c科技]{0,12}", text in "[a-c科技]{1,3}") {
            let found = parts([name.as_str()]).iter().any(|part| part.starts_with(&text));
            prop_assert_eq!(found, normalise(&name).contains(&text));
        }
    }
}
