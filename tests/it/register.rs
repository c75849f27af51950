//! What all registers have in common: reading, changing, versions, rights, and the two logs.

mod index;
mod keep;

use harness::{Answer, REGISTERS, Register, TestHub, guangdong, on_both_engines, shanxi, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

const XIANTANG: &str = "441625100";
/// 灯塔镇, beside 仙塘镇.
const DENGTA: &str = "441625101";

on_both_engines!(
    a_record_is_registered_read_and_changed,
    an_old_version_is_refused_with_both_figures,
    every_write_leaves_one_entry_in_each_log,
    a_name_is_taken_in_its_own_region_alone,
    only_the_own_region_is_written,
    beside_the_scope_there_is_no_record,
    two_at_once_register_a_name_once,
    two_at_once_change_a_version_once,
);

async fn a_record_is_registered_read_and_changed(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let input = register.input("仙塘一号");
        let created = register.add(&hub, &clerk, &input).await;
        for (field, given) in input.as_object().unwrap() {
            assert_eq!(&created[field], given, "{} {field}", register.ty);
        }
        assert_eq!(created["version"], 1);
        assert_eq!(created["region"]["code"], "441625100000");
        let now = hub
            .clock
            .now()
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        assert_eq!(created["createdAt"], now);
        assert_eq!(created["updatedAt"], created["createdAt"]);
        let reader = if register.writer == Role::Admin {
            clerk.clone()
        } else {
            guangdong()
        };
        assert_eq!(register.read(&hub, &reader, &created["id"]).await, created);

        hub.clock.advance(chrono::TimeDelta::seconds(1));
        let renamed = json!({ "id": created["id"], "expectedVersion": 1, "name": "仙塘二号" });
        let answer = register.update(&hub, &clerk, &renamed).await;
        let mut expected = created.clone();
        expected["name"] = json!("仙塘二号");
        expected["version"] = json!(2);
        expected["updatedAt"] = answer
            .at(&format!("/payload/{}/updatedAt", register.name))
            .clone();
        assert_ne!(expected["updatedAt"], created["updatedAt"]);
        assert_eq!(
            answer.at(&format!("/payload/{}", register.name)),
            &expected,
            "left out, it stays"
        );
        assert_eq!(register.read(&hub, &reader, &created["id"]).await, expected);

        let mut emptied = json!({ "id": created["id"], "expectedVersion": 2 });
        emptied[register.nullable] = Value::Null;
        let answer = register.update(&hub, &clerk, &emptied).await;
        assert_eq!(answer.at(&format!("/payload/{}/version", register.name)), 3);
        let read = register.read(&hub, &reader, &created["id"]).await;
        assert_eq!(read[register.nullable], Value::Null, "null empties");
        assert_eq!(read["name"], "仙塘二号");
    }
}

async fn an_old_version_is_refused_with_both_figures(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let created = register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let change = |version: i64, name: &str| json!({ "id": created["id"], "expectedVersion": version, "name": name });
        assert_eq!(
            register
                .update(&hub, &clerk, &change(1, "仙塘二号"))
                .await
                .issues(),
            []
        );
        for (expected, name) in [(1, "仙塘三号"), (3, "仙塘三号"), (1, " 仙塘三号")] {
            let refused = register.update(&hub, &clerk, &change(expected, name)).await;
            assert_eq!(refused.at(&format!("/payload/{}", register.name)), &Value::Null);
            let mut issues = vec![("VERSION_CONFLICT".to_owned(), "expectedVersion".to_owned())];
            if name.starts_with(' ') {
                issues.insert(0, ("BAD_NAME".to_owned(), "name".to_owned()));
            }
            assert_eq!(refused.issues(), issues);
            let conflict = refused.at("/payload/issues").as_array().unwrap();
            let conflict = conflict
                .iter()
                .find(|issue| issue["code"] == "VERSION_CONFLICT")
                .unwrap();
            assert_eq!(conflict["figures"], json!([expected.to_string(), "2"]));
            assert_eq!(conflict["severity"], "ERROR");
        }
        let read = register.read(&hub, &clerk, &created["id"]).await;
        assert_eq!((&read["name"], &read["version"]), (&json!("仙塘二号"), &json!(2)));
    }
}

async fn every_write_leaves_one_entry_in_each_log(hub: TestHub) {
    let xiantang = hub.hub.tree().by_code("441625100000").unwrap().id.0;
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let created = register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let change = json!({ "id": created["id"], "expectedVersion": 1, "name": "仙塘二号" });
        assert_eq!(register.update(&hub, &clerk, &change).await.issues(), []);
        // Refused ones: a bad name, a taken name or old version, another's region.
        assert!(
            !register
                .register(&hub, &clerk, &register.input(""))
                .await
                .issues()
                .is_empty()
        );
        assert!(!register.update(&hub, &clerk, &change).await.issues().is_empty());
        let refused = register.update(&hub, &register.clerk(DENGTA), &change).await;
        assert_eq!(refused.error_codes(), ["NOT_FOUND"]);

        let trail = hub.audited(register.kind()).await;
        let log = hub.changed(register.kind()).await;
        assert_eq!(trail.len(), 2, "{}: {trail:?}", register.ty);
        let actions = ["created", "updated"];
        for (entry, (action, version)) in trail.iter().zip(actions.into_iter().zip(1..)) {
            assert_eq!((entry.action.as_str(), entry.version), (action, version));
            assert_eq!((entry.subject.as_str(), entry.region), ("tester", xiantang));
            assert_eq!(entry.record, trail[0].record);
        }
        assert_eq!(trail[0].before, Value::Null);
        assert_eq!(trail[0].after["name"], "仙塘一号");
        assert_eq!(trail[0].after[register.nullable], "备用");
        assert_eq!(trail[1].before, trail[0].after);
        let mut after = trail[0].after.clone();
        after["name"] = json!("仙塘二号");
        assert_eq!(trail[1].after, after);
        let told: Vec<_> = log
            .iter()
            .map(|entry| (entry.action.as_str(), entry.record, entry.version, entry.region))
            .collect();
        let record = trail[0].record;
        assert_eq!(
            told,
            [("created", record, 1, xiantang), ("updated", record, 2, xiantang)]
        );
    }
}

async fn a_name_is_taken_in_its_own_region_alone(hub: TestHub) {
    let named = REGISTERS.iter().filter(|register| register.unique);
    for register in named {
        let clerk = register.clerk(XIANTANG);
        register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let refused = register.register(&hub, &clerk, &register.input("仙塘一号")).await;
        assert_eq!(refused.issues(), [("NAME_TAKEN".to_owned(), "name".to_owned())]);
        assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["仙塘一号"]));
        let second = register.add(&hub, &clerk, &register.input("仙塘二号")).await;
        let rename = json!({ "id": second["id"], "expectedVersion": 1, "name": "仙塘一号" });
        let refused = register.update(&hub, &clerk, &rename).await;
        assert_eq!(refused.issues(), [("NAME_TAKEN".to_owned(), "name".to_owned())]);
        // Its own name is not taken by itself, nor is the name of another region's record.
        let same = json!({ "id": second["id"], "expectedVersion": 1, "name": "仙塘二号" });
        assert_eq!(register.update(&hub, &clerk, &same).await.issues(), []);
        register
            .add(&hub, &register.clerk(DENGTA), &register.input("仙塘一号"))
            .await;
        assert_eq!(hub.audited(register.kind()).await.len(), 4);
    }
}

async fn only_the_own_region_is_written(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let mut elsewhere = register.input("外地");
        elsewhere["region"] = json!(DENGTA);
        assert_eq!(
            register.register(&hub, &clerk, &elsewhere).await.error_codes(),
            ["FORBIDDEN"]
        );
        elsewhere["region"] = json!("449999");
        assert_eq!(
            register.register(&hub, &clerk, &elsewhere).await.error_codes(),
            ["NOT_FOUND"]
        );
        let viewer = who(XIANTANG, Role::Viewer);
        let refused = register.register(&hub, &viewer, &register.input("无权")).await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"]);

        let created = register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let change = json!({ "id": created["id"], "expectedVersion": 1, "name": "县改" });
        let above = register.update(&hub, &register.clerk("441625"), &change).await;
        if register.writer == Role::Admin {
            assert_eq!(
                above.at("/payload/bureau/name"),
                "县改",
                "bureaus are kept from above, too"
            );
        } else {
            assert_eq!(
                above.error_codes(),
                ["FORBIDDEN"],
                "an upper tier does not edit a lower one's data"
            );
        }
    }
}

async fn beside_the_scope_there_is_no_record(hub: TestHub) {
    for register in REGISTERS {
        let created = register
            .add(&hub, &register.clerk(XIANTANG), &register.input("仙塘一号"))
            .await;
        let outside = if register.writer == Role::Admin {
            register.clerk("14")
        } else {
            shanxi()
        };
        assert_eq!(register.read(&hub, &outside, &created["id"]).await, Value::Null);
        let neighbour = register.clerk(DENGTA);
        assert_eq!(register.read(&hub, &neighbour, &created["id"]).await, Value::Null);
        let change = json!({ "id": created["id"], "expectedVersion": 1, "name": "邻镇改" });
        assert_eq!(
            register.update(&hub, &neighbour, &change).await.error_codes(),
            ["NOT_FOUND"]
        );
        // The id of another kind names nothing of this one.
        let other = Register::of(if register.ty == "Project" {
            "Platform"
        } else {
            "Project"
        });
        let refused = other.update(&hub, &other.clerk(XIANTANG), &change).await;
        assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
    }
}

async fn two_at_once_register_a_name_once(hub: TestHub) {
    let named = REGISTERS.iter().filter(|register| register.unique);
    for register in named {
        let (clerk, input) = (register.clerk(XIANTANG), register.input("仙塘一号"));
        let tries = [(); 4].map(|()| register.register(&hub, &clerk, &input));
        let mut issues: Vec<_> = futures_util::future::join_all(tries)
            .await
            .iter()
            .map(Answer::issues)
            .collect();
        issues.sort();
        let taken = vec![("NAME_TAKEN".to_owned(), "name".to_owned())];
        assert_eq!(issues, [vec![], taken.clone(), taken.clone(), taken]);
        assert_eq!(hub.audited(register.kind()).await.len(), 1);
    }
}

async fn two_at_once_change_a_version_once(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let created = register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let inputs =
            ["甲", "乙", "丙"].map(|name| json!({ "id": created["id"], "expectedVersion": 1, "name": name }));
        let tries = inputs
            .each_ref()
            .map(|input| register.update(&hub, &clerk, input));
        let answers = futures_util::future::join_all(tries).await;
        let mut issues: Vec<_> = answers.iter().map(Answer::issues).collect();
        issues.sort();
        let conflict = vec![("VERSION_CONFLICT".to_owned(), "expectedVersion".to_owned())];
        assert_eq!(issues, [vec![], conflict.clone(), conflict]);
        for refused in answers.iter().filter(|answer| !answer.issues().is_empty()) {
            assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["1", "2"]));
        }
        assert_eq!(hub.audited(register.kind()).await.len(), 2);
    }
}
