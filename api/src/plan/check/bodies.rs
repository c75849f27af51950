//! `ORG_MISMATCH` and `LEAD_AND_COOPERATING`: who leads.

use std::collections::BTreeSet;

use super::{Figure, Finding, Grade, Spot, book::Book, names::party_figure};
use crate::{
    plan::model::{
        action::{Action, Party},
        claim::Body,
    },
    register::search::normalise,
};

fn figure(index: usize, body: &Body, text: String) -> Figure {
    Figure {
        spot: Spot {
            section: body.section.clone(),
            quotation: body.quotation.clone(),
            path: vec!["bodies".to_owned(), index.to_string()],
        },
        text,
    }
}

/// What a body is called by its kind; a head's title bears the same.
const KINDS: [&str; 6] = ["领导小组", "专班", "委员会", "指挥部", "办公室", "工作组"];

/// A plan with several leading bodies, and heads with the title of another body.
pub(super) fn leading(book: &Book<'_>) -> Vec<Finding> {
    let bodies = || book.details().bodies.iter().enumerate();
    let mut found = Vec::new();
    let finding = |subject: &str, message, message_zh| {
        Finding::new(
            "ORG_MISMATCH",
            Grade::MustBeExplained,
            subject,
            message,
            message_zh,
        )
    };
    let leaders: BTreeSet<String> = bodies()
        .filter(|(_, body)| body.leading)
        .map(|(_, body)| normalise(&body.name))
        .collect();
    if leaders.len() > 1 {
        let named = bodies().filter(|(_, body)| body.leading).map(|(index, body)| {
            let post = body.head_post.as_deref().map(|post| format!("（{post}）"));
            figure(index, body, format!("{}{}", body.name, post.unwrap_or_default()))
        });
        let several = finding(
            &book.content.name,
            "the plan has several leading bodies",
            "规划有多个领导机构",
        );
        found.push(several.with(named));
    }
    for (index, body) in bodies() {
        let title = body.head_title.as_deref().unwrap_or_default();
        let other = KINDS
            .iter()
            .find(|kind| title.contains(**kind) && !body.name.contains(**kind));
        if other.is_some() {
            let titled = finding(
                &body.name,
                "its head bears the title of another body",
                "负责人职务与机构名称不符",
            );
            found.push(titled.with([figure(index, body, title.to_owned())]));
        }
    }
    found
}

/// Actions in which one bureau leads and cooperates.
pub(super) fn lead_and_cooperating(book: &Book<'_>) -> Vec<Finding> {
    let actions = book.details().actions.iter().enumerate();
    actions.flat_map(|(index, action)| twice(index, action)).collect()
}

fn twice(index: usize, action: &Action) -> Vec<Finding> {
    let section = action.section.as_ref();
    let cooperating: Vec<String> = action
        .cooperating
        .iter()
        .map(|party| normalise(&party.printed))
        .collect();
    let mut found = Vec::new();
    for (at, lead) in action.lead.iter().enumerate() {
        let name = normalise(&lead.printed);
        let same = |index: usize, other: &Party| {
            let both = lead.bureau.is_some() && lead.bureau == other.bureau;
            both || cooperating[index] == name
        };
        let others = action.cooperating.iter().enumerate();
        for (other_at, other) in others.filter(|(at, other)| same(*at, other)) {
            let finding = Finding::new(
                "LEAD_AND_COOPERATING",
                Grade::MustBeZero,
                action.label(),
                format!("{} leads and cooperates", lead.printed),
                format!("{}既牵头又配合", lead.printed),
            );
            found.push(finding.with([
                party_figure((index, "leadBureaus", at), section, lead),
                party_figure((index, "cooperatingBureaus", other_at), section, other),
            ]));
        }
    }
    found
}
