//! The rules of the house that can be read off the text: see ARCHITECTURE.md, "Rules, stated as absences".

mod source;

use std::fs;

use source::{
    PURE, Source, is_database, is_pure, is_repo, is_resolver, program, repository, root, rust, without,
};

const LONGEST: usize = 500;

/// The aggregates: folders of one shape.
const AGGREGATES: &[&str] = &[
    "bureau",
    "enterprise",
    "institution",
    "platform",
    "project",
    "meeting",
    "problem",
    "brand",
    "visit",
    "contract",
    "plan",
    "recognition",
    "indicator",
    "indicator/observation",
    "region",
    "region/boundary",
];

#[test]
fn the_database_is_named_in_repo_alone() {
    let others = || program().filter(|file| !is_repo(file) && file.place() != Some("audit/write.rs"));
    without(
        others(),
        &["sea_orm::", "use sea_orm", "sqlx::"],
        "sea_orm stays in repo.rs",
    );
    let entities = others().map(|file| Source {
        text: file.text.replace("entities::ids::", ""),
        ..file
    });
    without(
        entities,
        &["entities::"],
        "tables stay in repo.rs; the ids may go anywhere",
    );
    // The rule would be empty if the repos did not name them, either.
    let repos: Vec<_> = program().filter(is_repo).collect();
    assert!(
        repos.len() > 8
            && repos
                .iter()
                .filter(|file| file.text.contains("entities::"))
                .count()
                > 5
    );
}

#[test]
fn queries_start_at_the_scope() {
    let others = program().filter(|file| !file.place().is_some_and(is_database));
    let starts = ["::find()", "::find_by_id("];
    without(others, &starts, "a query starts at within(place) or shared()");
    let others = program().filter(|file| !is_repo(file));
    without(
        others,
        &["update_many(", "delete_many(", "delete_by_id("],
        "rows are changed in repo.rs",
    );
    let others = program().filter(|file| !is_repo(file) && file.place() != Some("clock.rs"));
    without(
        others,
        &["clippy::disallowed_methods"],
        "a banned call has its place",
    );
}

#[test]
fn sql_of_one_engine_stays_in_repo() {
    let others = program().filter(|file| !is_repo(file));
    let words = [
        "Engine::Sqlite",
        "Engine::Postgres",
        "DbBackend",
        "json_each",
        "jsonb_",
        "pg_advisory",
        "SELECT ",
    ];
    // The command line and the demo choose an engine by its URL, never by its dialect.
    without(others, &words, "SQL stays in repo.rs");
}

#[test]
fn rules_are_pure() {
    let pure: Vec<_> = program().filter(is_pure).collect();
    let models = pure.iter().filter(|file| file.is("model.rs")).count();
    assert!(models >= 6, "{models} models");
    for place in PURE {
        assert!(
            pure.iter().any(|file| file.place() == Some(place)),
            "{place} is gone"
        );
    }
    let words = [
        "axum",
        "async_graphql",
        "sea_orm",
        "tokio",
        "sqlx",
        "hub::",
        "db::",
        "repo::",
        "service::",
        "async fn",
    ];
    without(
        pure,
        &words,
        "rules know nothing of the web, the API, the database or the runtime",
    );
}

#[test]
fn resolvers_parse_call_and_wrap() {
    let resolvers = program().filter(is_resolver);
    let words = [
        ".db.",
        ".db)",
        "Write::begin",
        ".require(",
        ".allows(",
        ".region_or_home(",
        "policy::allows",
        "sea_orm",
    ];
    without(
        resolvers,
        &words,
        "a resolver touches no database, checks no right, holds no rule",
    );
}

#[test]
fn a_service_calls_no_other_aggregates_repo() {
    let services: Vec<_> = program()
        .filter(|file| file.is("service.rs") || file.path.contains("/service/"))
        .collect();
    assert!(services.len() >= AGGREGATES.len(), "{} services", services.len());
    let mut broken = Vec::new();
    for file in &services {
        for (line, code) in file.code() {
            // Its own is `repo::…` or `super::repo`: a path of another begins with that one's name.
            let named = AGGREGATES
                .iter()
                .map(|aggregate| aggregate.rsplit('/').next().unwrap());
            if named
                .into_iter()
                .any(|name| code.contains(&format!("{name}::repo")))
            {
                broken.push(format!("{}:{line}: {code}", file.path));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "a service calls another's service, never its repo:\n{}",
        broken.join("\n")
    );
}

#[test]
fn some_things_have_one_owner() {
    let beside =
        |owner: &'static str| program().filter(move |file| !file.place().unwrap().starts_with(owner));
    without(
        beside("clock.rs"),
        &["Utc::now", "Local::now", "SystemTime::now"],
        "only clock.rs reads the clock",
    );
    without(
        beside("auth/"),
        &["jsonwebtoken::", "use jsonwebtoken"],
        "only auth/ reads tokens",
    );
    let loaders = ["DataLoader::new", "DataLoader::with_cache"];
    without(
        beside("graphql/schema.rs"),
        &loaders,
        "loaders are made for one request, in one place",
    );
    let routes = beside("http/").filter(|file| !file.place().unwrap().starts_with("cli/"));
    without(routes, &["axum::"], "only http/ speaks HTTP");
    for (owner, word) in [
        ("clock.rs", "Utc::now"),
        ("auth/verify.rs", "jsonwebtoken"),
        ("graphql/schema.rs", loaders[1]),
    ] {
        let owner = program().find(|file| file.place() == Some(owner)).unwrap();
        assert!(owner.text.contains(word), "{} has no {word}", owner.path);
    }
}

#[test]
fn aggregates_have_one_shape() {
    for aggregate in AGGREGATES {
        for file in ["mod.rs", "graphql.rs", "service.rs", "repo.rs"] {
            let path = root().join("api/src").join(aggregate).join(file);
            let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{aggregate} has no {file}"));
            assert!(
                text.starts_with("//! "),
                "{aggregate}/{file} does not say what it is"
            );
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = rust()
        .into_iter()
        .filter(|file| file.text.lines().count() > LONGEST)
        .map(|file| file.path)
        .collect();
    assert_eq!(
        long, [""; 0],
        "more than {LONGEST} lines: an aggregate that outgrows its files becomes a folder"
    );
}

#[test]
fn nothing_is_left_for_later() {
    let markers = [
        concat!("to", "do!"),
        concat!("unimple", "mented!"),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("XX", "X:"),
        concat!("dbg", "!("),
        concat!("#[ig", "nore"),
    ];
    let found: Vec<_> = rust()
        .into_iter()
        .filter(|file| markers.iter().any(|marker| file.text.contains(marker)))
        .map(|file| file.path)
        .collect();
    assert_eq!(found, [""; 0]);
    let allowed = program();
    without(
        allowed,
        &[concat!("#[al", "low("), concat!("#![al", "low(")],
        "a lint is expected with a reason, not allowed",
    );
    // A pause between two looks at a condition is no synchronisation: it stands right below its `while`.
    let mut naps = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("tests/")) {
        let code: Vec<_> = file.code().collect();
        for pair in code.windows(2) {
            if pair[1].1.contains(concat!("sle", "ep(")) && !pair[0].1.starts_with("while ") {
                naps.push(format!("{}:{}", file.path, pair[1].0));
            }
        }
    }
    assert_eq!(naps, [""; 0], "a test waits for what it needs, never for a time");
}

#[test]
fn no_machine_is_named() {
    let marks = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
        concat!("C:", "\\"),
        concat!("/tm", "p/"),
    ];
    let files = repository();
    assert!(
        files.iter().any(|file| file.path == "Cargo.toml")
            && files.iter().any(|file| file.path.starts_with("deploy/"))
    );
    let mut found = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{}:{}: {line}", file.path, index + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
