//! Reads a formula, and tells every place where it cannot be read.

use super::{
    DEEPEST, Expr, FURTHEST, LONGEST, MOST_OPERANDS, Operand, Operator, Shift,
    lex::{Function, Placed, Token, tokens},
};
use crate::issue::Issue;

/// Issues told of one text: what follows the twentieth is hardly worth reading.
const MOST_ISSUES: usize = 20;

/// The formula of a text.
///
/// # Errors
/// Every issue, at `["formula"]`: `FORMULA_SYNTAX` (the figures are the place, counted in characters from 1, and what
/// stands there), `FORMULA_TOO_LONG`, `FORMULA_TOO_DEEP`, `FORMULA_TOO_MANY_OPERANDS`.
pub fn parse(text: &str) -> Result<Expr, Vec<Issue>> {
    // A text of spaces is as much work as any other.
    let length = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST + 1)
        .count();
    if length > LONGEST || text.len() > 8 * LONGEST {
        return Err(vec![limit(
            "FORMULA_TOO_LONG",
            "a formula has at most 500 characters",
            "公式不得超过500个字符",
            LONGEST,
        )]);
    }
    let (tokens, issues) = tokens(text);
    let mut parser = Parser {
        end: text.chars().count() + 1,
        tokens,
        at: 0,
        level: 0,
        operands: 0,
        too_deep: false,
        issues,
    };
    let expr = parser.whole();
    parser.finish(expr)
}

/// An issue at a place of the text.
pub(super) fn syntax(place: usize, found: &str, message: &str, message_zh: &str) -> Issue {
    let message = format!("at character {place}: {message}");
    let message_zh = format!("第{place}个字符：{message_zh}");
    Issue::error(&["formula"], "FORMULA_SYNTAX", message, message_zh)
        .with([place.to_string().as_str(), found])
}

fn limit(code: &str, message: &str, message_zh: &str, most: usize) -> Issue {
    Issue::error(&["formula"], code, message, message_zh).with([most])
}

/// Reads on behind an error, with a number in place of what is wrong, to find the next one.
struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    /// The place behind the last character.
    end: usize,
    level: usize,
    operands: usize,
    too_deep: bool,
    issues: Vec<Issue>,
}

impl Parser {
    fn whole(&mut self) -> Expr {
        let expr = self.sequence();
        while let Some(token) = self.peek() {
            let (message, message_zh) = match token {
                Token::Close => ("a parenthesis is closed that was not opened", "多余的右括号"),
                _ => (
                    "a comma stands only between the arguments of a function",
                    "逗号只能用于函数参数之间",
                ),
            };
            self.wrong(message, message_zh);
            self.at += 1;
            if let Some(Token::Operator(_)) = self.peek() {
                self.at += 1;
            }
            if self
                .peek()
                .is_some_and(|token| !matches!(token, Token::Close | Token::Comma))
            {
                self.sequence();
            }
        }
        expr
    }

    fn finish(mut self, expr: Expr) -> Result<Expr, Vec<Issue>> {
        if self.operands > MOST_OPERANDS {
            self.issues.push(limit(
                "FORMULA_TOO_MANY_OPERANDS",
                "a formula names at most 30 numbers and values",
                "公式中的数字和指标合计不得超过30个",
                MOST_OPERANDS,
            ));
        }
        if self.too_deep {
            self.issues.push(limit(
                "FORMULA_TOO_DEEP",
                "parentheses, signs and functions stand at most 20 deep in each other",
                "括号、负号和函数的嵌套不得超过20层",
                DEEPEST,
            ));
        }
        if self.issues.is_empty() {
            return Ok(expr);
        }
        self.issues.truncate(MOST_ISSUES);
        Err(self.issues)
    }

    /// One expression; more of them side by side are an issue each.
    fn sequence(&mut self) -> Expr {
        let expr = self.sum();
        while self
            .peek()
            .is_some_and(|token| !matches!(token, Token::Close | Token::Comma))
        {
            self.wrong("an operator is missing before this", "此处之前缺少运算符");
            self.sum();
        }
        expr
    }

    fn sum(&mut self) -> Expr {
        let mut left = self.product();
        while let Some(operator) = self.operator(1) {
            left = Expr::binary(operator, left, self.product());
        }
        left
    }

    fn product(&mut self) -> Expr {
        let mut left = self.factor();
        while let Some(operator) = self.operator(2) {
            left = Expr::binary(operator, left, self.factor());
        }
        left
    }

    fn factor(&mut self) -> Expr {
        let Some((token, place)) = self.tokens.get(self.at).cloned() else {
            return self.missing();
        };
        if matches!(token, Token::Operator(_) | Token::Close | Token::Comma)
            && token != Token::Operator(Operator::Subtract)
        {
            return self.missing();
        }
        self.at += 1;
        match token {
            Token::Operator(_) => Expr::Negative(Box::new(self.deeper(Self::factor))),
            Token::Open => self.deeper(|parser| parser.group(place)),
            Token::Call(function) => self.deeper(|parser| parser.call(function, place)),
            Token::Number(number) => {
                self.operands += 1;
                Expr::Number(number)
            }
            Token::Code(code) => self.value(&code, Shift::None),
            Token::Bad | Token::Close | Token::Comma => Expr::nothing(),
        }
    }

    fn value(&mut self, code: &str, shift: Shift) -> Expr {
        self.operands += 1;
        Expr::Value(Operand::new(code, shift))
    }

    fn group(&mut self, opened: usize) -> Expr {
        let expr = self.sequence();
        match self.peek() {
            Some(Token::Close) => self.at += 1,
            Some(_) => {} // A comma, which `whole` tells.
            None => self.unclosed(opened),
        }
        expr
    }

    fn call(&mut self, function: Function, place: usize) -> Expr {
        let usage = function.usage();
        let (message, message_zh) = (format!("write {usage}"), format!("应写作 {usage}"));
        if self.peek() != Some(&Token::Open) {
            self.tell(place, usage, &message, &message_zh);
            return Expr::nothing();
        }
        let opened = self.place();
        let Some(arguments) = self.arguments() else {
            self.unclosed(opened);
            return Expr::nothing();
        };
        let read = self.apply(function, &arguments);
        read.unwrap_or_else(|| {
            // What could not even be cut into tokens has been told.
            if !arguments.contains(&Token::Bad) {
                self.tell(place, usage, &message, &message_zh);
            }
            Expr::nothing()
        })
    }

    fn apply(&mut self, function: Function, arguments: &[Token]) -> Option<Expr> {
        Some(match (function, arguments) {
            (Function::Previous, [Token::Code(code)]) => self.value(code, Shift::Previous(1)),
            (Function::YearAgo, [Token::Code(code)]) => self.value(code, Shift::YearAgo(1)),
            (Function::YearToDate, [Token::Code(code)]) => self.value(code, Shift::YearToDate),
            (Function::Previous, [Token::Code(code), Token::Comma, n]) => {
                let shift = Shift::Previous(n.steps()?);
                self.value(code, shift)
            }
            (Function::YearAgo, [Token::Code(code), Token::Comma, n]) => {
                let shift = Shift::YearAgo(n.steps()?);
                self.value(code, shift)
            }
            (Function::PerCapita, [Token::Code(code), Token::Comma, Token::Code(population)]) => {
                let (value, population) =
                    (self.value(code, Shift::None), self.value(population, Shift::None));
                Expr::binary(Operator::Divide, value, population)
            }
            (Function::Growth, [Token::Code(code)]) => {
                self.operands += 2;
                Expr::Growth(code.clone())
            }
            _ => return None,
        })
    }

    /// The tokens between the parenthesis at hand and its end; none where it is not closed.
    fn arguments(&mut self) -> Option<Vec<Token>> {
        let mut found = Vec::new();
        let mut open = 0_usize;
        while let Some((token, _)) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Open => open += 1,
                Token::Close => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Some(found.split_off(1));
            }
            found.push(token.clone());
        }
        None
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if self.level == DEEPEST {
            self.too_deep = true;
            self.at = self.tokens.len();
            return Expr::nothing();
        }
        self.level += 1;
        let expr = read(self);
        self.level -= 1;
        expr
    }

    fn operator(&mut self, rank: u8) -> Option<Operator> {
        match self.peek() {
            Some(Token::Operator(operator)) if operator.rank() == rank => {
                let operator = *operator;
                self.at += 1;
                Some(operator)
            }
            _ => None,
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(_, place)| *place)
    }

    fn missing(&mut self) -> Expr {
        self.wrong(
            "a number, a code, a function or a parenthesis is missing",
            "缺少数字、指标代码、函数或括号",
        );
        Expr::nothing()
    }

    fn unclosed(&mut self, opened: usize) {
        self.tell(opened, "(", "the parenthesis is not closed", "括号未闭合");
    }

    fn wrong(&mut self, message: &str, message_zh: &str) {
        let found = self.peek().map(Token::to_string).unwrap_or_default();
        self.tell(self.place(), &found, message, message_zh);
    }

    fn tell(&mut self, place: usize, found: &str, message: &str, message_zh: &str) {
        // Behind what is too deep nothing is read, so nothing is missing there.
        if !self.too_deep {
            self.issues.push(syntax(place, found, message, message_zh));
        }
    }
}

impl Expr {
    /// What stands in for something that could not be read; the issue keeps it from leaving the parser.
    fn nothing() -> Self {
        Self::Number(rust_decimal::Decimal::ZERO)
    }
}

impl Token {
    /// The N of a shift.
    fn steps(&self) -> Option<u8> {
        let Self::Number(number) = self else {
            return None;
        };
        let steps = u8::try_from(*number).ok()?;
        (number.is_integer() && (1..=FURTHEST).contains(&steps)).then_some(steps)
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Code(code) => f.write_str(code),
            Self::Call(function) => f.write_str(function.usage()),
            Self::Operator(operator) => write!(f, "{}", operator.symbol()),
            Self::Open => f.write_str("("),
            Self::Close => f.write_str(")"),
            Self::Comma => f.write_str(","),
            Self::Bad => Ok(()),
        }
    }
}
