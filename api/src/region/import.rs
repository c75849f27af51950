//! Reading the division tables: four CSV files, one a tier, into regions with their real parents. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{code, tree::Tier};

/// One division table: its tier and its text.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// File name, for the report.
    pub file: &'a str,
    /// The tier of its rows.
    pub tier: Tier,
    /// CSV with a header line.
    pub text: &'a str,
}

/// Columns of each table: its file name, its tier and the column that names the parent.
pub const TABLES: [(&str, Tier, Option<&str>); 4] = [
    ("provinces.csv", Tier::Province, None),
    ("cities.csv", Tier::City, Some("provinceCode")),
    ("areas.csv", Tier::County, Some("cityCode")),
    ("streets.csv", Tier::Town, Some("areaCode")),
];

/// The tables that the program ships.
pub const EMBEDDED: [&str; 4] = [
    include_str!("../../data/divisions/provinces.csv"),
    include_str!("../../data/divisions/cities.csv"),
    include_str!("../../data/divisions/areas.csv"),
    include_str!("../../data/divisions/streets.csv"),
];

/// A region read from a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// 12 digits.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Tier of its table.
    pub tier: Tier,
    /// Code of the nearest real region above, 12 digits.
    pub parent: Option<String>,
}

/// A row that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// File name.
    pub file: String,
    /// Line, from 1, the header included.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// What the tables hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Regions, every parent before its children.
    pub divisions: Vec<Division>,
    /// Summary nodes that were left out: code as printed and name.
    pub skipped: Vec<(String, String)>,
    /// Rows that cannot be imported.
    pub bad: Vec<BadRow>,
}

impl Reading {
    /// How many regions of each tier, from above.
    #[must_use]
    pub fn counts(&self) -> [usize; 4] {
        Tier::ALL.map(|tier| {
            self.divisions
                .iter()
                .filter(|division| division.tier == tier)
                .count()
        })
    }
}

struct Row {
    code: String,
    name: String,
    parent: Option<String>,
    line: u64,
}

/// Reads the four tables, from above.
#[must_use]
pub fn read(tables: &[Table<'_>]) -> Reading {
    let mut reading = Reading::default();
    // Codes as printed → the real region that they stand for: themselves, or the nearest real ancestor
    // of a summary node; with the name, to recognise a county that only repeats its city.
    let mut stands_for: HashMap<String, (String, String)> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    for table in tables {
        let told = reading.bad.len();
        let mut level: BTreeMap<String, Row> = BTreeMap::new();
        for row in rows(table, &mut reading.bad) {
            if let Some(problem) = check(&row, table.tier, &stands_for, &level) {
                reading.bad.push(BadRow {
                    file: table.file.to_owned(),
                    line: row.line,
                    problem,
                });
            } else {
                level.insert(row.code.clone(), row);
            }
        }
        for (printed, row) in level {
            let above = row
                .parent
                .as_ref()
                .and_then(|parent| stands_for.get(parent))
                .cloned();
            if is_summary(&row, table.tier, above.as_ref()) {
                reading.skipped.push((printed.clone(), row.name));
                if let Some(above) = above {
                    stands_for.insert(printed, above);
                }
                continue;
            }
            let code = code::normalise(&printed).unwrap_or_default();
            if !taken.insert(code.clone()) {
                let problem = format!("the code {code} is taken by a region above");
                reading.bad.push(BadRow {
                    file: table.file.to_owned(),
                    line: row.line,
                    problem,
                });
                continue;
            }
            stands_for.insert(printed, (code.clone(), row.name.clone()));
            reading.divisions.push(Division {
                code,
                name: row.name,
                tier: table.tier,
                parent: above.map(|(code, _)| code),
            });
        }
        reading.bad[told..].sort_by_key(|bad| bad.line);
    }
    reading
}

fn rows(table: &Table<'_>, bad: &mut Vec<BadRow>) -> Vec<Row> {
    let mut report = |line, problem: String| {
        bad.push(BadRow {
            file: table.file.to_owned(),
            line,
            problem,
        })
    };
    let parent_column = TABLES
        .iter()
        .find(|(_, tier, _)| *tier == table.tier)
        .and_then(|(_, _, parent)| *parent);
    let text = table.text.trim_start_matches('\u{feff}').as_bytes();
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().cloned().unwrap_or_default();
    let column = |name: &str| header.iter().position(|column| column == name);
    let (Some(code), Some(name)) = (column("code"), column("name")) else {
        report(1, "the header must name the columns code and name".to_owned());
        return Vec::new();
    };
    let parent = parent_column.map(column);
    if parent == Some(None) {
        report(
            1,
            format!(
                "the header must name the column {}",
                parent_column.unwrap_or_default()
            ),
        );
        return Vec::new();
    }
    let mut rows = Vec::new();
    let mut lines = Lines {
        text,
        byte: 0,
        line: 1,
    };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let field = |index: usize| record.get(index).unwrap_or_default().trim().to_owned();
                rows.push(Row {
                    code: field(code),
                    name: field(name),
                    parent: parent.flatten().map(field),
                    line: lines.of(record.position()),
                });
            }
            Err(error) => report(lines.of(error.position()), "not a CSV row".to_owned()),
        }
    }
    rows
}

/// The line on which a record begins. The reader's own count is behind where lines end in CR LF or are blank:
/// it takes what ends a line for the beginning of the next record.
struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let from = position.map_or(self.byte, |position| {
            usize::try_from(position.byte()).unwrap_or_default()
        });
        let ends = self.text.iter().skip(from);
        let begin = from + ends.take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.byte..begin).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = begin;
        self.line
    }
}

fn check(
    row: &Row,
    tier: Tier,
    known: &HashMap<String, (String, String)>,
    level: &BTreeMap<String, Row>,
) -> Option<String> {
    let digits = [2, 4, 6, 9][tier as usize - 1];
    if row.code.len() != digits || !row.code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("bad code {:?}: {digits} digits are expected", row.code));
    }
    if row.name.is_empty() {
        return Some(format!("{} has no name", row.code));
    }
    if let Some(other) = level.get(&row.code) {
        return Some(format!(
            "duplicate code {}: it stands in line {} too",
            row.code, other.line
        ));
    }
    match &row.parent {
        Some(parent) if !known.contains_key(parent) => {
            Some(format!("{}: unknown parent {parent:?}", row.code))
        }
        _ => None,
    }
}

/// Whether a row is a placeholder for a skipped tier: 市辖区 and its kin, a county that only repeats the
/// city it stands under (东莞市 in 东莞市), or any row whose code says no more than the one above.
fn is_summary(row: &Row, tier: Tier, above: Option<&(String, String)>) -> bool {
    matches!(
        row.name.as_str(),
        "市辖区" | "县" | "省直辖县级行政区划" | "自治区直辖县级行政区划"
    ) || above.is_some_and(|(code, name)| {
        *name == row.name && (tier == Tier::County || code::normalise(&row.code).as_ref() == Some(code))
    })
}
