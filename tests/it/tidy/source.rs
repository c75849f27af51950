//! The repository's files as the rules read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Files beside every `model.rs` that hold rules alone.
pub(super) const PURE: [&str; 32] = [
    "scope/policy.rs",
    "rollup/fold.rs",
    "rollup/column.rs",
    "region/tree.rs",
    "region/tree/history.rs",
    "region/tree/heirs.rs",
    "region/tree/reporters.rs",
    "region/tree/breaks.rs",
    "region/boundary/plan.rs",
    "region/boundary/plan/begin.rs",
    "region/boundary/plan/end.rs",
    "region/boundary/preview.rs",
    "region/import.rs",
    "region/code.rs",
    "indicator/unit.rs",
    "indicator/unit/dimension.rs",
    "indicator/period.rs",
    "indicator/period/shift.rs",
    "indicator/formula/mod.rs",
    "indicator/formula/lex.rs",
    "indicator/formula/parse.rs",
    "indicator/formula/typing.rs",
    "indicator/formula/references.rs",
    "indicator/formula/exact.rs",
    "indicator/formula/evaluate.rs",
    "enterprise/credit_code.rs",
    "platform/chain.rs",
    "platform/groups.rs",
    "platform/model/tenant.rs",
    "counting/fold.rs",
    "counting/model/check.rs",
    "enterprise/model/branch.rs",
];

/// A file with its path from the root of the repository, and its text.
pub(super) struct Source {
    /// Path, with slashes.
    pub(super) path: String,
    /// All of it.
    pub(super) text: String,
}

impl Source {
    /// Its lines of code with their numbers: comments are left out.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.filter_map(|(index, line)| {
            let code = line.split("// ").next().unwrap_or_default().trim();
            (!code.is_empty() && !code.starts_with("//")).then_some((index + 1, code))
        })
    }

    /// Its path below `api/src`, for a file of the program.
    pub(super) fn place(&self) -> Option<&str> {
        self.path.strip_prefix("api/src/")
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.path.rsplit('/').next() == Some(name)
    }
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

fn walk(folder: &Path, root: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            // What is built, fetched or kept by version control is not the repository's text.
            if !["target", "node_modules", ".git"].contains(&name.as_str()) {
                walk(&path, root, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            // In a work tree it is a file that says where the repository lies.
            if path != ".git" {
                found.push(Source { path, text });
            }
        }
    }
}

pub(super) fn repository() -> Vec<Source> {
    let (root, mut found) = (root(), Vec::new());
    walk(&root, &root, &mut found);
    found
}

pub(super) fn rust() -> Vec<Source> {
    let found: Vec<_> = repository()
        .into_iter()
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    assert!(
        found.len() > 100,
        "the walk found no more than {} files",
        found.len()
    );
    found
}

pub(super) fn program() -> impl Iterator<Item = Source> {
    rust().into_iter().filter(|file| file.place().is_some())
}

/// Fails with all places where one of `files` has one of `words` in its code.
pub(super) fn without(files: impl IntoIterator<Item = Source>, words: &[&str], rule: &str) {
    let mut broken = Vec::new();
    let mut read = 0;
    for file in files {
        read += 1;
        for (line, code) in file.code() {
            if words.iter().any(|word| code.contains(word)) {
                broken.push(format!("{}:{line}: {code}", file.path));
            }
        }
    }
    assert!(read > 0, "no file was read for: {rule}");
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

pub(super) fn is_repo(file: &Source) -> bool {
    // A repo that outgrows its file becomes a folder of the same name.
    let in_repo = |place: &str| is_database(place) || place.contains("/repo/");
    file.is("repo.rs") || file.place().is_some_and(in_repo)
}

pub(super) fn is_resolver(file: &Source) -> bool {
    file.is("graphql.rs") || file.path.contains("/graphql/")
}

pub(super) fn is_pure(file: &Source) -> bool {
    let in_folder = |place: &str| {
        PURE.contains(&place) || place.starts_with("plan/model/") || place.starts_with("plan/check")
    };
    file.is("model.rs") || file.place().is_some_and(in_folder)
}

/// The connections to the database: `db.rs` and its folder.
pub(super) fn is_database(place: &str) -> bool {
    place == "db.rs" || place.starts_with("db/")
}
