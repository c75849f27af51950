//! Where a problem stands, who decides on it there, and by when.

use harness::{TestHub, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{DENGTA, at, bureau, call, done, one, raise, titles, until};

on_both_engines!(
    it_goes_up_tier_by_tier,
    only_where_it_stands_it_is_decided,
    only_the_raiser_closes_and_reopens,
    overdue_is_told_by_the_clock,
);

async fn it_goes_up_tier_by_tier(hub: TestHub) {
    let clerk = xiantang();
    let owner = bureau(&hub, "441625100").await;
    let raised = raise(&hub, &clerk, "用电不足").await;
    let mut problem = done(
        &hub,
        &clerk,
        "assignProblem",
        at(&raised, json!({ "ownerBureau": owner })),
    )
    .await;
    let tiers = [
        ("441625100000", "441625000000", clerk.clone()),
        ("441625000000", "441600000000", who("441625", Role::Reporter)),
        ("441600000000", "440000000000", clerk.clone()),
    ];
    for (from, to, who) in tiers {
        problem = done(
            &hub,
            &who,
            "escalateProblem",
            at(&problem, json!({ "reason": "逾期未办" })),
        )
        .await;
        assert_eq!(problem["standsAt"]["code"], to);
        assert_eq!(
            (&problem["state"], &problem["ownerBureau"]),
            (&json!("OPEN"), &Value::Null)
        );
        assert_eq!(problem["due"], "2026-06-10", "it stays due when it was");
        let last = problem["escalations"].as_array().unwrap().last().unwrap();
        let told = json!({ "on": "2026-06-01", "from": { "code": from }, "to": { "code": to }, "reason": "逾期未办" });
        assert_eq!(last, &told);
        assert_eq!(
            problem["region"]["code"], "441625100000",
            "it belongs to its raiser"
        );
    }
    assert_eq!(problem["escalations"].as_array().unwrap().len(), 3);
    let refused = call(
        &hub,
        &clerk,
        "escalateProblem",
        at(&problem, json!({ "reason": "再上" })),
    )
    .await;
    assert_eq!(refused.issues(), one("NOTHING_ABOVE", "id"));
    assert_eq!(
        titles(&hub, &guangdong(), json!({ "standsAt": "44" })).await,
        ["用电不足"]
    );
    assert_eq!(
        titles(&hub, &guangdong(), json!({ "standsAt": "4416" })).await,
        [""; 0]
    );
    for (region, code) in [("14", "FORBIDDEN"), ("449999", "NOT_FOUND")] {
        let query = "query ($region: RegionCode) { problems(filter: { standsAt: $region }) { totalCount } }";
        let refused = hub.gql(&guangdong(), query, json!({ "region": region })).await;
        assert_eq!(refused.error_codes(), [code], "{region}");
    }
    // The province resolves it, and the town closes it.
    let province = who("44", Role::Reviewer);
    let owner = bureau(&hub, "44").await;
    let problem = done(
        &hub,
        &province,
        "assignProblem",
        at(&problem, json!({ "ownerBureau": owner })),
    )
    .await;
    let problem = done(
        &hub,
        &province,
        "resolveProblem",
        at(&problem, json!({ "resolution": "新建变电站" })),
    )
    .await;
    let seen = done(&hub, &clerk, "closeProblem", at(&problem, json!({}))).await;
    assert_eq!(
        seen["ownerBureau"],
        Value::Null,
        "the province's bureau lies outside of the town's scope"
    );
}

async fn only_where_it_stands_it_is_decided(hub: TestHub) {
    let clerk = xiantang();
    let county = dongyuan();
    let raised = raise(&hub, &clerk, "用电不足").await;
    let town_owner = bureau(&hub, "441625100").await;
    let owner = bureau(&hub, "441625").await;
    // At first it stands at the town: the county reads it and decides nothing.
    let assign = |problem: &Value, owner: &Value| at(problem, json!({ "ownerBureau": owner }));
    let refused = call(&hub, &county, "assignProblem", assign(&raised, &owner)).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    let up = at(&raised, json!({ "reason": "急" }));
    assert_eq!(
        call(&hub, &county, "escalateProblem", up.clone())
            .await
            .error_codes(),
        ["FORBIDDEN"]
    );
    let risen = done(&hub, &clerk, "escalateProblem", up).await;
    // Now it stands at the county.
    let refused = call(&hub, &clerk, "assignProblem", assign(&risen, &town_owner)).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    for other in [
        who("4416", Role::Reviewer),
        guangdong(),
        who("441625", Role::Viewer),
        who("441625", Role::Admin),
    ] {
        let refused = call(&hub, &other, "assignProblem", assign(&risen, &owner)).await;
        let code = if other.roles == [Role::Admin] {
            "NOT_FOUND"
        } else {
            "FORBIDDEN"
        };
        assert_eq!(refused.error_codes(), [code], "{other:?}");
    }
    for other in [who(DENGTA, Role::Reporter), shanxi()] {
        let refused = call(&hub, &other, "assignProblem", assign(&risen, &owner)).await;
        assert_eq!(refused.error_codes(), ["NOT_FOUND"]);
    }
    let assigned = done(&hub, &county, "assignProblem", assign(&risen, &owner)).await;
    let resolve = at(&assigned, json!({ "resolution": "好" }));
    let refused = call(&hub, &clerk, "resolveProblem", resolve.clone()).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    done(&hub, &county, "resolveProblem", resolve).await;
}

async fn only_the_raiser_closes_and_reopens(hub: TestHub) {
    let clerk = xiantang();
    let county = who("441625", Role::Reporter);
    let raised = raise(&hub, &clerk, "用电不足").await;
    let risen = done(
        &hub,
        &clerk,
        "escalateProblem",
        at(&raised, json!({ "reason": "急" })),
    )
    .await;
    let owner = bureau(&hub, "441625").await;
    let assigned = done(
        &hub,
        &county,
        "assignProblem",
        at(&risen, json!({ "ownerBureau": owner })),
    )
    .await;
    let resolved = done(
        &hub,
        &county,
        "resolveProblem",
        at(&assigned, json!({ "resolution": "好" })),
    )
    .await;
    for other in [county, dongyuan(), who("441625100", Role::Reviewer)] {
        for (step, rest) in [
            ("closeProblem", json!({})),
            ("reopenProblem", json!({ "reason": "否" })),
        ] {
            let refused = call(&hub, &other, step, at(&resolved, rest)).await;
            assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{step} {other:?}");
        }
    }
    done(&hub, &clerk, "closeProblem", at(&resolved, json!({}))).await;
}

async fn overdue_is_told_by_the_clock(hub: TestHub) {
    let clerk = xiantang();
    let owner = bureau(&hub, "441625100").await;
    let first = raise(&hub, &clerk, "甲").await;
    done(&hub, &clerk, "raiseProblem", json!({ "title": "乙" })).await;
    let overdue = json!({ "overdue": true });
    // 2026-06-10 in China ends at 16:00 UTC.
    until(&hub, "2026-06-10T15:59:59Z");
    assert_eq!(titles(&hub, &clerk, overdue.clone()).await, [""; 0]);
    until(&hub, "2026-06-10T16:00:00Z");
    assert_eq!(titles(&hub, &dongyuan(), overdue.clone()).await, ["甲"]);
    assert_eq!(titles(&hub, &clerk, json!({ "overdue": false })).await, ["乙"]);
    let assigned = done(
        &hub,
        &clerk,
        "assignProblem",
        at(&first, json!({ "ownerBureau": owner })),
    )
    .await;
    assert_eq!(assigned["overdue"], true);
    assert_eq!(
        titles(&hub, &clerk, json!({ "ownerBureau": owner })).await,
        ["甲"]
    );
    let risen = done(
        &hub,
        &clerk,
        "escalateProblem",
        at(&assigned, json!({ "reason": "逾期" })),
    )
    .await;
    assert_eq!(risen["overdue"], true, "going up is no extension");
    let county = bureau(&hub, "441625").await;
    let longer = at(&risen, json!({ "ownerBureau": county, "due": "2026-06-30" }));
    let assigned = done(&hub, &dongyuan(), "assignProblem", longer).await;
    assert_eq!(assigned["overdue"], false);
    until(&hub, "2026-07-01T00:00:00Z");
    assert_eq!(titles(&hub, &clerk, overdue.clone()).await, ["甲"]);
    let resolved = at(&assigned, json!({ "resolution": "好" }));
    let resolved = done(&hub, &dongyuan(), "resolveProblem", resolved).await;
    assert_eq!(resolved["overdue"], false);
    assert_eq!(titles(&hub, &clerk, overdue).await, [""; 0]);
}
