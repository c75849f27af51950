//! The records that the examples are about: all of them of the town 441625100, but a few.

use harness::{TestHub, Who, dongyuan, who, xiantang};
use serde_json::json;
use tributary::scope::policy::Role;

/// Names in an example's text, and the ids that stand for them.
pub(super) struct Seed(Vec<(&'static str, String)>);

impl Seed {
    /// Writes the records.
    pub(super) async fn sow(hub: &TestHub) -> Self {
        let town = |role| who("441625100", role);
        let mut ids = Vec::new();
        for (name, who, text, id) in [
            (
                "BUREAU",
                town(Role::Admin),
                r#"registerBureau(input: { name: "仙塘镇科技办", functions: [SCI_TECH] }) { bureau { id } }"#,
                "/registerBureau/bureau/id",
            ),
            (
                "ENTERPRISE",
                xiantang(),
                r#"registerEnterprise(input: { name: "仙塘电子有限公司" }) { enterprise { id } }"#,
                "/registerEnterprise/enterprise/id",
            ),
            (
                "NEIGHBOURS_ENTERPRISE",
                who("441625101", Role::Reporter),
                r#"registerEnterprise(input: { name: "灯塔厂", creditCode: "91330100799655058B" }) { enterprise { id } }"#,
                "/registerEnterprise/enterprise/id",
            ),
            (
                "MOVE",
                xiantang(),
                r#"claimEnterprise(input: { creditCode: "91330100799655058B", since: "2026-05-01", reason: "迁入" })
                    { enterpriseMove { id } }"#,
                "/claimEnterprise/enterpriseMove/id",
            ),
            (
                "INSTITUTION",
                xiantang(),
                r#"registerInstitution(input: { name: "仙塘技工学校", kind: VOCATIONAL_COLLEGE }) { institution { id } }"#,
                "/registerInstitution/institution/id",
            ),
            (
                "PLATFORM",
                xiantang(),
                r#"registerPlatform(input: { name: "仙塘工程中心", kind: ENGINEERING_CENTRE }) { platform { id } }"#,
                "/registerPlatform/platform/id",
            ),
            (
                "PROJECT",
                xiantang(),
                r#"registerProject(input: { name: "仙塘技改", kind: MAJOR_ST, stage: LIBRARY }) { project { id } }"#,
                "/registerProject/project/id",
            ),
            (
                "MEETING",
                xiantang(),
                r#"registerMeeting(input: { name: "仙塘调度会", heldOn: "2026-05-20" }) { meeting { id } }"#,
                "/registerMeeting/meeting/id",
            ),
        ] {
            ids.push((name, write(hub, &who, text, id).await));
        }
        write(
            hub,
            &town(Role::Steward),
            r#"defineTerm(input: { vocabulary: PLATFORM_TYPE, code: "TOWN_LAB", nameZh: "镇级工坊", nameEn: "Workshop" })
                { term { code } }"#,
            "/defineTerm/term/code",
        )
        .await;
        recognitions(hub, &mut ids).await;
        ids.extend(ledgers(hub, &ids).await);
        ids.extend(plans(hub).await);
        for (name, region, code) in [
            ("TOWN_INDICATOR", "441625100", "TOWN_OWN"),
            ("PROVINCE_INDICATOR", "44", "PROVINCE_OWN"),
        ] {
            let text = define(code);
            let id = write(
                hub,
                &who(region, Role::Steward),
                &text,
                "/defineIndicator/indicator/id",
            )
            .await;
            ids.push((name, id));
        }
        for (name, period, submit) in [("OBSERVATION", "2024", true), ("DRAFT", "2023", false)] {
            let row = json!({ "region": "441625100", "indicator": "SPECIALTY_OUTPUT", "period": period, "value": "1" });
            let input = json!({ "input": { "rows": [row], "submit": submit } });
            let recorded = hub.gql(&xiantang(), harness::RECORD, input).await;
            assert_eq!(recorded.at("/recordObservations/written"), 1);
            let text =
                format!(r#"{{ observations(filter: {{ periods: ["{period}"] }}) {{ nodes {{ id }} }} }}"#);
            let found = hub.gql(&xiantang(), &text, json!({})).await;
            let id = found.at("/observations/nodes/0/id").as_str().unwrap();
            ids.push((name, id.to_owned()));
        }
        // The county declares another total than its town's: a difference to reconcile.
        let county = who("441625", Role::Reporter);
        hub.record(&county, &[("SPECIALTY_OUTPUT", "2024", "2", "万元")])
            .await;
        let found = hub.gql(&xiantang(), "{ me { region { id } } }", json!({})).await;
        ids.push(("REGION", found.at("/me/region/id").as_str().unwrap().to_owned()));
        Self(ids)
    }

    /// The text with the ids in the place of `<NAME>`.
    pub(super) fn fill(&self, text: &str) -> String {
        let filled = self.0.iter().fold(text.to_owned(), |text, (name, id)| {
            text.replace(&format!("<{name}>"), &format!("{id:?}"))
        });
        assert!(!filled.contains('<'), "nothing of that name was sown: {filled}");
        filled
    }
}

/// Entries of the town's enterprise: one that waits for the province, and one that the county recognised; and a
/// programme of the county.
async fn recognitions(hub: &TestHub, ids: &mut Vec<(&'static str, String)>) {
    let (_, enterprise) = ids.iter().find(|(name, _)| *name == "ENTERPRISE").unwrap();
    let clerk = Who {
        subject: "clerk",
        ..xiantang()
    };
    let mut entries = Vec::new();
    for (name, programme) in [("RECOGNITION", "HIGH_TECH"), ("RECOGNISED", "ENTERPRISE_LIBRARY")] {
        let text = format!(
            r#"nominate(input: {{ programme: "{programme}", subject: {enterprise:?} }}) {{ recognition {{ id }} }}"#
        );
        entries.push((name, write(hub, &clerk, &text, "/nominate/recognition/id").await));
    }
    let text = format!(
        r#"recognise(input: {{ id: {:?}, expectedVersion: 1, recognisedOn: "2026-01-01" }}) {{ recognition {{ id }} }}"#,
        entries[1].1
    );
    write(hub, &dongyuan(), &text, "/recognise/recognition/id").await;
    ids.append(&mut entries);
    let text = r#"defineProgramme(input: { code: "COUNTY_OWN", nameZh: "县级库", nameEn: "Library of the county",
        subject: REGION, nature: LIBRARY, level: COUNTY, recognisedBy: COUNTY, function: SCI_TECH })
        { programme { code } }"#;
    let steward = who("441625", Role::Steward);
    write(hub, &steward, text, "/defineProgramme/programme/code").await;
}

/// The town's problems in each state, its brand, visit and contract.
async fn ledgers(hub: &TestHub, sown: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let id_of = |wanted: &str| {
        let found = sown.iter().find(|(name, _)| *name == wanted);
        format!("{:?}", found.unwrap().1)
    };
    let (enterprise, bureau) = (id_of("ENTERPRISE"), id_of("BUREAU"));
    let mut ids = Vec::new();
    for (name, steps) in [("PROBLEM", 0), ("ASSIGNED", 1), ("RESOLVED", 2)] {
        let text = format!(
            r#"raiseProblem(input: {{ title: "{name}", due: "2026-06-30" }}) {{ problem {{ id }} }}"#
        );
        let id = write(hub, &xiantang(), &text, "/raiseProblem/problem/id").await;
        let steps = &[
            format!(
                r"assignProblem(input: {{ id: {id:?}, expectedVersion: 1, ownerBureau: {bureau} }}) {{ problem {{ id }} }}"
            ),
            format!(
                r#"resolveProblem(input: {{ id: {id:?}, expectedVersion: 2, resolution: "好" }}) {{ problem {{ id }} }}"#
            ),
        ][..steps];
        for (step, at) in steps
            .iter()
            .zip(["/assignProblem/problem/id", "/resolveProblem/problem/id"])
        {
            write(hub, &xiantang(), step, at).await;
        }
        ids.push((name, id));
    }
    for (name, text, id) in [
        (
            "BRAND",
            r#"registerBrand(input: { name: "仙塘米", type: PRODUCT_BRAND, level: TOWN }) { brand { id } }"#.to_owned(),
            "/registerBrand/brand/id",
        ),
        (
            "VISIT",
            format!(
                r#"registerVisit(input: {{ enterprise: {enterprise}, visitedOn: "2026-05-01", officers: ["张三"],
                    summary: "走访" }}) {{ visit {{ id }} }}"#
            ),
            "/registerVisit/visit/id",
        ),
        (
            "CONTRACT",
            r#"registerContract(input: { name: "合作", kind: IUR, signedOn: "2026-05-01", parties: [
                { name: "某大学", kind: UNIVERSITY }, { name: "某厂", kind: ENTERPRISE_BY_NAME }] }) { contract { id } }"#
                .to_owned(),
            "/registerContract/contract/id",
        ),
    ] {
        ids.push((name, write(hub, &xiantang(), &text, id).await));
    }
    ids
}

/// A draft and a sealed plan of the town, and a sealed one of its county.
async fn plans(hub: &TestHub) -> Vec<(&'static str, String)> {
    let mut ids = Vec::new();
    for (name, region, sealed) in [
        ("PLAN", "441625100", false),
        ("SEALED_PLAN", "441625100", true),
        ("COUNTY_PLAN", "441625", true),
    ] {
        let who = who(region, Role::Reporter);
        let text = format!(
            r#"registerPlan(input: {{ name: "{name}", seals: [{{ body: "县政府", tier: COUNTY }}] }}) {{ plan {{ id }} }}"#
        );
        let id = write(hub, &who, &text, "/registerPlan/plan/id").await;
        if sealed {
            let text = format!("sealPlan(input: {{ id: {id:?}, expectedVersion: 1 }}) {{ plan {{ id }} }}");
            write(hub, &who, &text, "/sealPlan/plan/id").await;
        }
        ids.push((name, id));
    }
    ids
}

async fn write(hub: &TestHub, who: &Who, text: &str, id: &str) -> String {
    let answer = hub.gql(who, &format!("mutation {{ {text} }}"), json!({})).await;
    let id = answer.at(id).as_str();
    id.unwrap_or_else(|| panic!("{text}: {}", answer.body)).to_owned()
}

/// Defines an indicator of a code.
pub(super) fn define(code: &str) -> String {
    format!(
        r#"defineIndicator(input: {{ code: "{code}", nameZh: "本地指标", nameEn: "Local", unit: "个", cadence: YEAR,
            function: SCI_TECH, collectedAt: TOWN, acrossSpace: SUM, acrossTime: STOCK, definition: "本地。" }})
            {{ indicator {{ id }} issues {{ code severity }} }}"#
    )
}
