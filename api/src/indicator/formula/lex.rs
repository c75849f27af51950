//! Cuts the text of a formula into tokens.

use rust_decimal::Decimal;

use super::{Operator, parse::syntax};
use crate::issue::Issue;

/// Longest code of an indicator.
const LONGEST_CODE: usize = 64;

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number(Decimal),
    Code(String),
    Call(Function),
    Operator(Operator),
    Open,
    Close,
    Comma,
    /// What could not be read: its issue has been told, and it may stand for a value.
    Bad,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Previous,
    YearAgo,
    YearToDate,
    PerCapita,
    Growth,
}

impl Function {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "prev" => Self::Previous,
            "year_ago" => Self::YearAgo,
            "ytd" => Self::YearToDate,
            "per_capita" => Self::PerCapita,
            "growth" => Self::Growth,
            _ => return None,
        })
    }

    /// How it is called.
    pub(super) fn usage(self) -> &'static str {
        match self {
            Self::Previous => "prev(CODE), prev(CODE, N)",
            Self::YearAgo => "year_ago(CODE), year_ago(CODE, N)",
            Self::YearToDate => "ytd(CODE)",
            Self::PerCapita => "per_capita(CODE, POPULATION)",
            Self::Growth => "growth(CODE)",
        }
    }
}

/// A token and where it begins: the number of its first character, from 1.
pub(super) type Placed = (Token, usize);

/// The tokens of a text, and the issues of what is none.
pub(super) fn tokens(text: &str) -> (Vec<Placed>, Vec<Issue>) {
    let characters: Vec<char> = text.chars().map(plain).collect();
    let (mut found, mut issues) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(&first) = characters.get(at) {
        let rest = &characters[at..];
        let length = match first {
            first if first.is_whitespace() => 1,
            first if sign(first).is_some() => 1,
            first if first.is_ascii_digit() => run(rest, |c| c.is_ascii_digit() || c == '.'),
            first if is_word(first) => run(rest, is_word),
            _ => run(rest, |c| !c.is_whitespace() && !is_word(c) && sign(c).is_none()),
        };
        let piece: String = rest.iter().take(length).collect();
        if !first.is_whitespace() {
            let token = sign(first).map_or_else(|| read(&piece), Ok);
            found.push((
                token.unwrap_or_else(|(message, message_zh)| {
                    issues.push(syntax(at + 1, &piece, message, message_zh));
                    Token::Bad
                }),
                at + 1,
            ));
        }
        at += length;
    }
    (found, issues)
}

/// The plain character of a full-width one, and of the signs of arithmetic that keyboards offer.
fn plain(character: char) -> char {
    match character {
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '！'..='～' => u32::from(character)
            .checked_sub(0xFEE0)
            .and_then(char::from_u32)
            .unwrap_or(character),
        other => other,
    }
}

fn sign(character: char) -> Option<Token> {
    Some(match character {
        '+' => Token::Operator(Operator::Add),
        '-' => Token::Operator(Operator::Subtract),
        '*' => Token::Operator(Operator::Multiply),
        '/' => Token::Operator(Operator::Divide),
        '(' => Token::Open,
        ')' => Token::Close,
        ',' => Token::Comma,
        _ => return None,
    })
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// How many characters from the first on are such ones; the first is one of them in any case.
fn run(characters: &[char], such: impl Fn(char) -> bool) -> usize {
    let more = characters.iter().skip(1);
    1 + more.take_while(|character| such(**character)).count()
}

type Reason = (&'static str, &'static str);

fn read(piece: &str) -> Result<Token, Reason> {
    let first = piece.chars().next().unwrap_or_default();
    if first.is_ascii_digit() {
        return number(piece);
    }
    if !is_word(first) {
        return Err(("no character of a formula", "公式中不能使用该字符"));
    }
    if let Some(function) = Function::of(piece) {
        return Ok(Token::Call(function));
    }
    if !first.is_ascii_uppercase() || piece.contains(|c: char| c.is_ascii_lowercase()) {
        return Err((
            "a code has capital letters, digits and underscores; the functions are prev, year_ago, ytd, per_capita and growth",
            "指标代码由大写字母、数字和下划线组成；函数仅有 prev、year_ago、ytd、per_capita、growth",
        ));
    }
    if piece.len() > LONGEST_CODE {
        return Err(("a code has at most 64 characters", "指标代码不得超过64个字符"));
    }
    Ok(Token::Code(piece.to_owned()))
}

fn number(piece: &str) -> Result<Token, Reason> {
    let well_formed = match piece.split_once('.') {
        Some((_, decimals)) => !decimals.is_empty() && !decimals.contains('.'),
        None => true,
    };
    if !well_formed {
        return Err((
            "a number has digits, and a point with digits after it",
            "数字格式不正确",
        ));
    }
    Decimal::from_str_exact(piece)
        .map(|number| Token::Number(number.normalize()))
        .map_err(|_| ("a number has at most 28 digits", "数字不得超过28位"))
}
