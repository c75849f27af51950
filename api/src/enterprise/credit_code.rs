//! The unified social credit code 统一社会信用代码 (GB 32100-2015). Pure.

/// The 31 characters in the order of their values: digits and capital letters without I, O, S, V, Z.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of positions 1 to 17: powers of 3 modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the organisation code's first 8 characters (GB 11714), which stand in positions 9 to 16.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// What a code's check characters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both hold.
    Good,
    /// Position 18 fails and position 17 holds: a few early pilot codes are legal so.
    EarlyPilot,
    /// It has not 18 characters.
    Length,
    /// It has a character that no code has.
    Alphabet,
    /// Position 17 fails: the organisation code is not right.
    Organisation,
    /// Position 18 fails, and it is of no early pilot.
    Whole,
}

/// The code as it is stored: spaces at the ends off, full-width characters narrowed, letters capital.
#[must_use]
pub fn normalise(given: &str) -> String {
    given
        .trim()
        .chars()
        .map(|character| match character {
            // Full-width forms stand 0xFEE0 above their ASCII counterparts.
            '！'..='～' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// Checks a normalised code.
#[must_use]
pub fn check(code: &str) -> Verdict {
    if code.chars().count() != 18 {
        return Verdict::Length;
    }
    let value = |byte: &u8| {
        ALPHABET
            .iter()
            .position(|known| known == byte)
            .and_then(|at| u32::try_from(at).ok())
    };
    let Some(values) = code
        .bytes()
        .map(|byte| value(&byte))
        .collect::<Option<Vec<u32>>>()
    else {
        return Verdict::Alphabet;
    };
    let organisation = organisation_check(&code.as_bytes()[8..16]) == code.as_bytes()[16];
    let whole = whole_check(&values) == values[17];
    match (whole, organisation) {
        (true, true) => Verdict::Good,
        (false, true) if of_early_pilot(code) => Verdict::EarlyPilot,
        (false, true) => Verdict::Whole,
        (_, false) => Verdict::Organisation,
    }
}

/// The code that begins with these 16 characters of the alphabet, with its two check characters; none for
/// others.
#[must_use]
pub fn complete(beginning: &str) -> Option<String> {
    let mut code = beginning.as_bytes().to_vec();
    if code.len() != 16 {
        return None;
    }
    code.push(organisation_check(&code[8..16]));
    let value = |byte: &u8| u32::try_from(ALPHABET.iter().position(|known| known == byte)?).ok();
    let values = code.iter().map(value).collect::<Option<Vec<u32>>>()?;
    code.push(ALPHABET[whole_check(&values) as usize]);
    String::from_utf8(code).ok()
}

/// The value of the check character in position 18, of the 17 before it.
fn whole_check(values: &[u32]) -> u32 {
    let sum: u32 = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    (31 - sum % 31) % 31
}

/// Whether Fuzhou (3501) or Xiamen (3502) registered it, where pilot codes were given before the standard was
/// final: position 18 of some of them follows another rule.
fn of_early_pilot(code: &str) -> bool {
    ["3501", "3502"].contains(&&code[2..6])
}

/// The check character of an organisation code (GB 11714): digits count as themselves, A to Z as 10 to 35.
fn organisation_check(body: &[u8]) -> u8 {
    let value = |byte: u8| (byte as char).to_digit(36).unwrap_or_default();
    let sum: u32 = body
        .iter()
        .zip(ORGANISATION_WEIGHTS)
        .map(|(byte, weight)| value(*byte) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + u8::try_from(digit).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: [&str; 4] = [
        "91350100M000100Y43",
        "91310110666007217T",
        "9144030071526726XG",
        "91330100799655058B",
    ];

    #[test]
    fn known_codes() {
        for code in GOOD {
            assert_eq!(check(code), Verdict::Good, "{code}");
        }
        assert_eq!(check("91350100M0001TGQXM"), Verdict::EarlyPilot);
        for (bad, verdict) in [
            ("", Verdict::Length),
            ("91310110666007217", Verdict::Length),
            ("9131011066600721IT", Verdict::Alphabet),
            ("91310110666007217U9", Verdict::Length),
            ("企业", Verdict::Length),
            ("91310110666007218T", Verdict::Organisation),
            ("91310110666007217U", Verdict::Whole),
        ] {
            assert_eq!(check(bad), verdict, "{bad}");
        }
    }

    #[test]
    fn a_beginning_is_completed() {
        for code in GOOD {
            assert_eq!(complete(&code[..16]).as_deref(), Some(code));
        }
        assert_eq!(complete("9131"), None);
        assert_eq!(complete("91310110666007I1"), None);
    }

    #[test]
    fn as_real_people_give_them() {
        assert_eq!(normalise(" 9131011066600721７t "), GOOD[1]);
    }

    proptest! {
        /// The weights are powers of 3 modulo the prime 31, so no single wrong character passes as good.
        #[test]
        fn a_wrong_character_is_found(which in 0..GOOD.len(), at in 0_usize..18, other in 0_usize..31) {
            let mut code = GOOD[which].as_bytes().to_vec();
            prop_assume!(code[at] != ALPHABET[other]);
            code[at] = ALPHABET[other];
            prop_assert_ne!(check(std::str::from_utf8(&code).unwrap()), Verdict::Good);
        }
    }
}
