//! The size of a GraphQL document.

mod definitions;

use crate::{
    excess::{Excess, What, within},
    lexer::{Lexer, Token},
};
use definitions::Outline;

/// What a document may be.
#[derive(Clone, Copy, Debug)]
pub struct DocumentLimits {
    /// Length, in bytes.
    pub bytes: usize,
    /// Names, values and signs.
    pub tokens: usize,
    /// Brackets of all kinds inside of each other.
    pub nesting: usize,
    /// Entries of one list that is written out.
    pub list_entries: usize,
    /// Operations and fragments.
    pub definitions: usize,
    /// Aliases.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// Fields and fragments that are selected, each fragment counted wherever it is spread, over all definitions: as
    /// often as a validation looks at them.
    pub selections: usize,
    /// Selections inside of each other, through fragments.
    pub depth: usize,
}

/// How large a document is: what [`DocumentLimits`] bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentSize {
    /// Names, values and signs.
    pub tokens: usize,
    /// Brackets inside of each other at most.
    pub nesting: usize,
    /// Entries of the longest list that is written out.
    pub list_entries: usize,
    /// Operations and fragments.
    pub definitions: usize,
    /// Aliases.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// Selections, fragments counted wherever they are spread.
    pub selections: usize,
    /// Selections inside of each other, through fragments.
    pub depth: usize,
    /// What the counting itself took, in steps of bounded work.
    pub steps: usize,
}

/// What a bracket encloses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// `{ }` of selections.
    Selections,
    /// `( )`, and `{ }` inside of it: arguments, variables, objects.
    Values,
    /// `[ ]`, with the entries so far.
    List(usize),
}

/// Counts what a document is made of, fragments as often as they are spread.
///
/// # Errors
/// The first limit that is exceeded; nothing is read beyond it.
pub fn document(text: &str, limits: &DocumentLimits) -> Result<DocumentSize, Excess> {
    within(What::Bytes, text.len(), limits.bytes)?;
    let mut reading = Reading {
        limits,
        size: DocumentSize::default(),
        open: Vec::new(),
        outline: Outline::default(),
    };
    let mut tokens = Lexer::new(text).peekable();
    let mut last = None;
    while let Some(token) = tokens.next() {
        reading.take(token, last, tokens.peek().copied())?;
        last = Some(token);
    }
    let Reading {
        mut size, outline, ..
    } = reading;
    let (selections, depth, steps) = outline.expand();
    size.steps += steps;
    within(What::Selections, selections, limits.selections)?;
    within(What::Depth, depth, limits.depth)?;
    Ok(DocumentSize {
        selections,
        depth,
        ..size
    })
}

struct Reading<'a> {
    limits: &'a DocumentLimits,
    size: DocumentSize,
    open: Vec<Bracket>,
    outline: Outline<'a>,
}

impl<'a> Reading<'a> {
    fn take(
        &mut self,
        token: Token<'a>,
        last: Option<Token<'a>>,
        next: Option<Token<'a>>,
    ) -> Result<(), Excess> {
        let (size, limits) = (&mut self.size, self.limits);
        size.steps += 1;
        size.tokens += 1;
        within(What::Tokens, size.tokens, limits.tokens)?;
        match token {
            Token::Sign(b'@') => size.directives += 1,
            Token::Sign(b'{') => self.open(match self.open.last() {
                None | Some(Bracket::Selections) => Bracket::Selections,
                Some(Bracket::Values | Bracket::List(_)) => Bracket::Values,
            }),
            Token::Sign(b'(') => self.open(Bracket::Values),
            Token::Sign(b'[') => self.open(Bracket::List(0)),
            Token::Sign(b'}' | b')' | b']') => drop(self.open.pop()),
            _ => self.count_entry(token, last),
        }
        within(What::Directives, self.size.directives, limits.directives)?;
        within(What::Nesting, self.open.len(), limits.nesting)?;
        within(What::ListEntries, self.size.list_entries, limits.list_entries)?;
        match self.open.last() {
            None => self.outline.outside(token, last),
            Some(Bracket::Selections) => self.select(token, last, next),
            Some(Bracket::Values | Bracket::List(_)) => {}
        }
        within(What::Definitions, self.outline.len(), limits.definitions)?;
        self.size.definitions = self.outline.len();
        within(What::Aliases, self.size.aliases, limits.aliases)
    }

    fn open(&mut self, bracket: Bracket) {
        if bracket == Bracket::Selections && self.open.is_empty() {
            self.outline.begin();
        }
        self.entry();
        self.open.push(bracket);
        self.size.nesting = self.size.nesting.max(self.open.len());
    }

    /// A value that stands directly in a list is an entry of it; a variable is one with its sign.
    fn count_entry(&mut self, token: Token<'a>, last: Option<Token<'a>>) {
        let of_variable = last == Some(Token::Sign(b'$'));
        if matches!(token, Token::Name(_) | Token::Other) && !of_variable || token == Token::Sign(b'$') {
            self.entry();
        }
    }

    fn entry(&mut self) {
        if let Some(Bracket::List(entries)) = self.open.last_mut() {
            *entries += 1;
            self.size.list_entries = self.size.list_entries.max(*entries);
        }
    }

    /// A token that stands directly in selections: a field, its alias, a fragment.
    fn select(&mut self, token: Token<'a>, last: Option<Token<'a>>, next: Option<Token<'a>>) {
        let depth = self.open.len();
        match (last, token) {
            (Some(Token::Spread), Token::Name("on")) => {}
            (Some(Token::Spread), Token::Name(fragment)) => self.outline.spread(fragment, depth),
            (Some(Token::Name("on")), Token::Name(_)) if self.outline.is_condition() => {}
            // The name of a directive.
            (Some(Token::Sign(b'@')), Token::Name(_)) => {}
            (_, Token::Name(_)) if next == Some(Token::Sign(b':')) => self.size.aliases += 1,
            (_, Token::Name(_)) => self.outline.select(depth),
            (_, Token::Spread) => self.outline.select(depth),
            _ => {}
        }
        self.outline.after(token, last);
    }
}

#[cfg(test)]
mod tests;
