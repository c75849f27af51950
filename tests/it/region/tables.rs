//! The division tables, read without a database.

use std::collections::HashMap;

use entities::ids::RegionId;
use tributary::region::{
    import::{self, EMBEDDED, Reading, TABLES, Table},
    tree::{Place, Region, Tier, Tree},
};

/// Regions of each tier in the tables that the program ships.
pub(super) const COUNTS: [usize; 4] = [31, 333, 2_974, 41_351];

pub(crate) fn read(texts: [&str; 4]) -> Reading {
    let tables = TABLES.iter().zip(texts).map(|((file, tier, _), text)| Table {
        file,
        tier: *tier,
        text,
    });
    import::read(&tables.collect::<Vec<_>>())
}

/// The whole tree, without a database.
fn whole() -> Tree {
    let divisions = read(EMBEDDED).divisions;
    let ids: HashMap<&str, RegionId> = (1..)
        .map(RegionId)
        .zip(&divisions)
        .map(|(id, division)| (division.code.as_str(), id))
        .collect();
    let regions = divisions.iter().map(|division| Region {
        id: ids[division.code.as_str()],
        parent: division.parent.as_deref().map(|parent| ids[parent]),
        tier: division.tier,
        code: division.code.clone(),
        name: division.name.clone(),
    });
    Tree::new(regions.collect())
}

fn path(place: Place<'_>) -> Vec<String> {
    let above = place.ancestors();
    above
        .into_iter()
        .chain([place])
        .map(|place| place.name.clone())
        .collect()
}

#[test]
fn the_tables_give_every_division_and_leave_out_every_summary_node() {
    let reading = read(EMBEDDED);
    assert_eq!(reading.bad, []);
    assert_eq!(reading.counts(), COUNTS);
    assert_eq!(reading.divisions.len(), 44_689);
    let skipped: Vec<(&str, &str)> = reading
        .skipped
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("1101", "市辖区"),
            ("1201", "市辖区"),
            ("3101", "市辖区"),
            ("4190", "省直辖县级行政区划"),
            ("4290", "省直辖县级行政区划"),
            ("4690", "省直辖县级行政区划"),
            ("5001", "市辖区"),
            ("5002", "县"),
            ("6590", "自治区直辖县级行政区划"),
            ("441900", "东莞市"),
            ("442000", "中山市"),
            ("460400", "儋州市"),
            ("620201", "嘉峪关市"),
            ("350527000", "金门县"),
        ]
    );
    let tree = whole();
    assert_eq!(tree.len(), 44_689);
    for (code, _) in skipped {
        // A city's summary county repeats the digits of the city, which is a region.
        let found = tree.by_code(code);
        assert!(
            found.is_none_or(|place| place.tier < Tier::Town && code.len() >= 6),
            "{code}"
        );
    }
}

#[test]
fn skipped_tiers_are_skipped_and_not_invented() {
    let tree = whole();
    let by_code = |code| tree.by_code(code).unwrap();
    for (code, name) in [
        ("4419", "东莞市"),
        ("4420", "中山市"),
        ("4604", "儋州市"),
        ("6202", "嘉峪关市"),
    ] {
        let city = by_code(code);
        assert_eq!((city.name.as_str(), city.tier), (name, Tier::City));
        assert_eq!(city.of_tier(Tier::County).count(), 0, "{name} has no county");
        assert!(city.children().count() > 0, "{name}");
        assert!(city.children().all(|town| town.tier == Tier::Town), "{name}");
    }
    let jiyuan = by_code("419001");
    assert_eq!((jiyuan.name.as_str(), jiyuan.tier), ("济源市", Tier::County));
    assert_eq!(path(jiyuan), ["河南省", "济源市"]);
    let beijing = by_code("11");
    assert_eq!(beijing.children().count(), 16);
    assert!(beijing.children().all(|district| district.tier == Tier::County));
    assert_eq!(path(by_code("110101")), ["北京市", "东城区"]);

    let songshan = by_code("441900401");
    assert_eq!((songshan.name.as_str(), songshan.tier), ("松山湖", Tier::Town));
    assert_eq!(path(songshan), ["广东省", "东莞市", "松山湖"]);
    assert_eq!(path(by_code("441625")), ["广东省", "河源市", "东源县"]);
    assert_eq!(
        path(by_code("441625100")),
        ["广东省", "河源市", "东源县", "仙塘镇"]
    );
}

#[test]
fn a_region_is_found_by_every_length_of_its_code() {
    let tree = whole();
    for (codes, name) in [
        (
            &["44", "4400", "440000", "440000000", "440000000000"][..],
            "广东省",
        ),
        (&["4416", "441600", "441600000", "441600000000"], "河源市"),
        (&["441625", "441625000", "441625000000"], "东源县"),
        (&["441625100", "441625100000"], "仙塘镇"),
    ] {
        for code in codes {
            assert_eq!(tree.by_code(code).unwrap().name, name, "{code}");
        }
    }
    for unknown in [
        "",
        "4",
        "441",
        "44162",
        "99",
        "441625999",
        "44162510",
        "44162510000x",
    ] {
        assert!(tree.by_code(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn every_bad_row_is_told_with_its_line() {
    let texts = [
        "code,name\n44,广东省\n\n\nxx,坏省\n45,\n",
        "code,name,provinceCode\n4416,河源市,44\n4499,孤市,99\n",
        // Blank lines above, and below lines that end as in files from Windows: the count goes on.
        "code,name,cityCode\r\n441625,东源县,4416\r\n44162,短县,4416\r\n441625,重县,4416\r\n",
        "\u{feff}code,name,areaCode\n441625100,仙塘镇,441625\n441625101,灯塔镇,449900\n441625102,多一列,441625,1\n",
    ];
    let reading = read(texts);
    let bad: Vec<(&str, u64, &str)> = reading
        .bad
        .iter()
        .map(|row| (row.file.as_str(), row.line, row.problem.as_str()))
        .collect();
    assert_eq!(
        bad,
        [
            ("provinces.csv", 5, "bad code \"xx\": 2 digits are expected"),
            ("provinces.csv", 6, "45 has no name"),
            ("cities.csv", 3, "4499: unknown parent \"99\""),
            ("areas.csv", 3, "bad code \"44162\": 6 digits are expected"),
            ("areas.csv", 4, "duplicate code 441625: it stands in line 2 too"),
            ("streets.csv", 3, "441625101: unknown parent \"449900\""),
            ("streets.csv", 4, "not a CSV row"),
        ]
    );
    assert_eq!(reading.counts(), [1, 1, 1, 1]);
    let reading = read(["name\n广东省\n", "code,name\n4416,河源市\n", "code\n", "x\n"]);
    assert_eq!(reading.divisions, []);
    assert!(reading.bad.iter().all(|row| row.line == 1));
    assert_eq!(reading.bad.len(), 4);
}
