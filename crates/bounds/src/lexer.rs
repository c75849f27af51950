//! The tokens of a GraphQL document (specification, 2.1), without copying and without judging them.

/// A token, as far as counting needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A name or keyword.
    Name(&'a str),
    /// One of the signs `! $ & ( ) : = @ [ ] { | }`.
    Sign(u8),
    /// Three points.
    Spread,
    /// A number, a text, or anything that is none of these.
    Other,
}

/// Reads the tokens of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Goes on as long as the bytes are such.
    fn skip_while(&mut self, such: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| !such(*byte)).unwrap_or(rest.len());
    }

    /// Passes over what stands between tokens: white space, commas, comments, the mark of byte order.
    fn skip_ignored(&mut self) {
        loop {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
            let rest = self.rest();
            if rest.starts_with(b"#") {
                self.skip_while(|byte| !matches!(byte, b'\n' | b'\r'));
            } else if rest.starts_with("\u{feff}".as_bytes()) {
                self.at += '\u{feff}'.len_utf8();
            } else {
                return;
            }
        }
    }

    /// Passes over a text in quotes, which may lack its end.
    fn skip_text(&mut self) {
        let (quote, escape): (&[u8], &[u8]) = match self.rest() {
            rest if rest.starts_with(b"\"\"\"") => (b"\"\"\"", b"\\\"\"\""),
            _ => (b"\"", b"\\"),
        };
        self.at += quote.len();
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return;
            } else if rest.starts_with(quote) {
                self.at += quote.len();
                return;
            } else if quote.len() == 1 && matches!(rest[0], b'\n' | b'\r') {
                // It ends with its line, and the parser will say that its end is missing.
                return;
            } else if rest.starts_with(escape) {
                // Of a text in single quotes the escaped character goes with it.
                self.at += escape.len() + usize::from(quote.len() == 1 && rest.len() > 1);
            } else {
                self.at += 1;
            }
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_ignored();
        let (rest, from) = (self.rest(), self.at);
        let token = match *rest.first()? {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                self.skip_while(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                Token::Name(&self.text[from..self.at])
            }
            b'.' if rest.starts_with(b"...") => {
                self.at += 3;
                Token::Spread
            }
            sign @ (b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|'
            | b'}') => {
                self.at += 1;
                Token::Sign(sign)
            }
            b'"' => {
                self.skip_text();
                Token::Other
            }
            b'-' | b'0'..=b'9' => {
                self.skip_while(|byte| matches!(byte, b'-' | b'+' | b'.') || byte.is_ascii_alphanumeric());
                Token::Other
            }
            _ => {
                self.at += 1;
                Token::Other
            }
        };
        Some(token)
    }
}
