//! The definitions of a document: what each selects by itself, and with the fragments that it spreads.

use std::collections::HashMap;

use crate::lexer::Token;

/// The definitions in their order.
#[derive(Default)]
pub(super) struct Outline<'a> {
    definitions: Vec<Definition<'a>>,
    /// Index of a fragment by its name; the first of two of one name.
    fragments: HashMap<&'a str, usize>,
    /// The name of the fragment whose head was read.
    named: Option<&'a str>,
    /// An `... on` was read, and the name of its type comes next.
    condition: bool,
}

#[derive(Default)]
struct Definition<'a> {
    /// Fields, inline fragments and spreads that stand in it.
    selections: usize,
    /// Its own braces inside of each other.
    depth: usize,
    /// The fragments that it spreads, and at which depth.
    spreads: Vec<(&'a str, usize)>,
}

/// Selections and depth of a definition with all that it spreads.
#[derive(Clone, Copy, Default)]
struct Whole {
    selections: usize,
    depth: usize,
}

#[derive(Clone, Copy)]
enum State {
    Unknown,
    /// It is being computed: a spread of it closes a circle, which the parser's library tells, and adds nothing.
    Open,
    Known(Whole),
}

impl<'a> Outline<'a> {
    pub(super) fn len(&self) -> usize {
        self.definitions.len()
    }

    /// A token outside of all brackets: the head of a definition.
    pub(super) fn outside(&mut self, token: Token<'a>, last: Option<Token<'a>>) {
        if let (Some(Token::Name("fragment")), Token::Name(name), None) = (last, token, self.named) {
            self.named = Some(name);
        }
    }

    /// The braces of a definition begin.
    pub(super) fn begin(&mut self) {
        if let Some(name) = self.named.take() {
            self.fragments.entry(name).or_insert(self.definitions.len());
        }
        self.definitions.push(Definition::default());
    }

    /// A field, an inline fragment or a spread, at so many braces.
    pub(super) fn select(&mut self, depth: usize) {
        if let Some(definition) = self.definitions.last_mut() {
            definition.selections += 1;
            definition.depth = definition.depth.max(depth);
        }
    }

    /// A fragment is spread.
    pub(super) fn spread(&mut self, fragment: &'a str, depth: usize) {
        if let Some(definition) = self.definitions.last_mut() {
            definition.spreads.push((fragment, depth));
        }
    }

    /// Whether the next name is that of a type.
    pub(super) fn is_condition(&self) -> bool {
        self.condition
    }

    /// Remembers whether the name of a type comes next.
    pub(super) fn after(&mut self, token: Token<'a>, last: Option<Token<'a>>) {
        self.condition = (last, token) == (Some(Token::Spread), Token::Name("on"));
    }

    /// Selections of all definitions, the greatest depth, and the steps that it took: each definition is computed once.
    pub(super) fn expand(&self) -> (usize, usize, usize) {
        let mut states = vec![State::Unknown; self.definitions.len()];
        let (mut all, mut steps) = (Whole::default(), 0_usize);
        for index in 0..self.definitions.len() {
            let whole = self.whole(index, &mut states, &mut steps);
            all.selections = all.selections.saturating_add(whole.selections);
            all.depth = all.depth.max(whole.depth);
        }
        (all.selections, all.depth, steps)
    }

    /// One definition with all below it. The stack is our own, as deep as fragments spread each other.
    fn whole(&self, root: usize, states: &mut [State], steps: &mut usize) -> Whole {
        let mut stack = vec![root];
        while let Some(&index) = stack.last() {
            *steps += 1;
            if let State::Known(_) = states[index] {
                stack.pop();
                continue;
            }
            let first = !matches!(states[index], State::Open);
            states[index] = State::Open;
            if first {
                let unknown = self
                    .spread_by(index)
                    .filter(|(fragment, _)| matches!(states[*fragment], State::Unknown));
                let before = stack.len();
                stack.extend(unknown.map(|(fragment, _)| fragment));
                *steps += self.definitions[index].spreads.len();
                if stack.len() > before {
                    continue;
                }
            }
            *steps += self.definitions[index].spreads.len();
            states[index] = State::Known(self.sum(index, states));
            stack.pop();
        }
        match states[root] {
            State::Known(whole) => whole,
            State::Unknown | State::Open => Whole::default(),
        }
    }

    /// The fragments that a definition spreads, as far as there are such.
    fn spread_by(&self, index: usize) -> impl Iterator<Item = (usize, usize)> {
        let spreads = self.definitions[index].spreads.iter();
        spreads.filter_map(|(name, depth)| Some((*self.fragments.get(name)?, *depth)))
    }

    fn sum(&self, index: usize, states: &[State]) -> Whole {
        let own = &self.definitions[index];
        let mut whole = Whole {
            selections: own.selections,
            depth: own.depth,
        };
        for (fragment, depth) in self.spread_by(index) {
            if let State::Known(spread) = states[fragment] {
                whole.selections = whole.selections.saturating_add(spread.selections);
                whole.depth = whole.depth.max(depth.saturating_add(spread.depth));
            }
        }
        whole
    }
}
