//! The registers as the API shows them, so that a test can ask the same of each.

use serde_json::{Value, json};
use tributary::{enterprise::credit_code::complete, scope::policy::Role};

use crate::{Answer, TestHub, Who, who};

/// A register of the API.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// Its type, such as `Enterprise`.
    pub ty: &'static str,
    /// Its name in payloads and logs, such as `enterprise`; the list bears it with an `s`.
    pub name: &'static str,
    /// Role that writes it.
    pub writer: Role,
    /// The fields of a record beside its id, version, region and moments.
    pub fields: &'static str,
    /// A field that may be emptied.
    pub nullable: &'static str,
    /// Whether its name is unique in its region.
    pub unique: bool,
}

/// All registers.
pub const REGISTERS: &[Register] = &[
    Register {
        ty: "Bureau",
        name: "bureau",
        writer: Role::Admin,
        fields: "name shortName aliases functions",
        nullable: "shortName",
        unique: true,
    },
    Register {
        ty: "Enterprise",
        name: "enterprise",
        writer: Role::Reporter,
        fields: "name otherNames creditCode industry size note",
        nullable: "note",
        unique: false,
    },
    Register {
        ty: "Institution",
        name: "institution",
        writer: Role::Reporter,
        fields: "name otherNames kind type { nameZh } note",
        nullable: "note",
        unique: true,
    },
    Register {
        ty: "Platform",
        name: "platform",
        writer: Role::Reporter,
        fields: "name otherNames kind type { nameZh } level host { id } hostInstitution { id } sponsors { code }
            establishedOn evaluations { year result score note }
            tenants { totalCount nodes { enterprise { id } name since graduatedOn } } tenantCount graduateCount note",
        nullable: "note",
        unique: true,
    },
    Register {
        ty: "Project",
        name: "project",
        writer: Role::Reporter,
        fields: "name kind stage stageSince totalInvestment investmentUnit note",
        nullable: "note",
        unique: true,
    },
    Register {
        ty: "Meeting",
        name: "meeting",
        writer: Role::Reporter,
        fields: "name heldOn projects { name } attendingBureaus { name } decisions { text done late } note",
        nullable: "note",
        unique: false,
    },
    Register {
        ty: "Brand",
        name: "brand",
        writer: Role::Reporter,
        fields: "name type level holder { id } awardedOn validTo issuer certificate products note",
        nullable: "note",
        unique: false,
    },
    Register {
        ty: "Contract",
        name: "contract",
        writer: Role::Reporter,
        fields: "name number kind signedOn validTo amount { value unit } parties { name kind } note",
        nullable: "note",
        unique: true,
    },
    Register {
        ty: "Plan",
        name: "plan",
        writer: Role::Reporter,
        fields: "name state edition fromYear toYear issuer targets { name years { year value } } note",
        nullable: "note",
        unique: true,
    },
];

/// A credit code whose check characters hold, another one for another seed.
#[must_use]
pub fn credit_code(seed: &str) -> String {
    let digits = seed.chars().fold(7_u32, |sum, character| {
        sum.wrapping_mul(31).wrapping_add(character as u32)
    });
    complete(&format!("91441625{:08}", digits % 100_000_000)).unwrap()
}

impl Register {
    /// The register of a type.
    #[must_use]
    pub fn of(ty: &str) -> Self {
        *REGISTERS.iter().find(|register| register.ty == ty).unwrap()
    }

    /// Someone who writes it in a region.
    #[must_use]
    pub fn clerk(&self, region: &'static str) -> Who {
        who(region, self.writer)
    }

    /// Someone who reads it in a region.
    #[must_use]
    pub fn reader(&self, region: &'static str) -> Who {
        who(region, Role::Viewer)
    }

    /// The field of the list of its records.
    #[must_use]
    pub fn list(&self) -> String {
        let mut list = format!("{}s", self.name);
        if let Some(stem) = self.name.strip_suffix('y') {
            list = format!("{stem}ies");
        }
        list
    }

    /// Its name in the two logs.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.name
    }

    /// The least input of a new record, with the nullable field filled.
    #[must_use]
    pub fn input(&self, name: &str) -> Value {
        let mut input = match self.ty {
            "Bureau" => json!({ "functions": ["SCI_TECH"] }),
            "Enterprise" => json!({ "industry": "C", "creditCode": credit_code(name) }),
            "Institution" => json!({ "kind": "UNIVERSITY" }),
            "Platform" => json!({ "kind": "INCUBATOR" }),
            "Project" => json!({ "kind": "PARK", "stage": "SIGNED" }),
            "Meeting" => json!({ "heldOn": "2026-05-30" }),
            "Brand" => json!({ "type": "PRODUCT_BRAND", "level": "CITY" }),
            "Plan" => json!({ "fromYear": 2025, "toYear": 2027 }),
            "Contract" => json!({
                "kind": "IUR",
                "signedOn": "2026-05-01",
                "parties": [{ "name": "河源职院", "kind": "UNIVERSITY" }, { "name": "甲厂", "kind": "ENTERPRISE_BY_NAME" }],
            }),
            other => panic!("no register {other}"),
        };
        input["name"] = json!(name);
        input[self.nullable] = json!("备用");
        input
    }

    fn selection(&self) -> String {
        let (name, fields) = (self.name, self.fields);
        format!(
            "{{ {name} {{ id version createdAt updatedAt region {{ code }} {fields} }}
               issues {{ path code severity message messageZh figures }} }}"
        )
    }

    /// Registers a record.
    pub async fn register(&self, hub: &TestHub, who: &Who, input: &Value) -> Answer {
        self.call(hub, who, "register", input).await
    }

    /// Changes a record.
    pub async fn update(&self, hub: &TestHub, who: &Who, input: &Value) -> Answer {
        self.call(hub, who, "update", input).await
    }

    async fn call(&self, hub: &TestHub, who: &Who, verb: &str, input: &Value) -> Answer {
        let (ty, verb_up) = (self.ty, verb[..1].to_uppercase() + &verb[1..]);
        let selection = self.selection();
        let mutation = format!(
            "mutation ($input: {verb_up}{ty}Input!) {{ payload: {verb}{ty}(input: $input) {selection} }}"
        );
        hub.gql(who, &mutation, json!({ "input": input })).await
    }

    /// Registers a record that nothing speaks against, and gives it back as the payload has it.
    pub async fn add(&self, hub: &TestHub, who: &Who, input: &Value) -> Value {
        let answer = self.register(hub, who, input).await;
        let record = answer.at(&format!("/payload/{}", self.name)).clone();
        assert!(record["id"].is_string(), "{}", answer.body);
        record
    }

    /// The record of an id by `node`; null where there is none.
    pub async fn read(&self, hub: &TestHub, who: &Who, id: &Value) -> Value {
        let (ty, fields) = (self.ty, self.fields);
        let query = format!(
            "query ($id: ID!) {{ node(id: $id) {{
                ... on {ty} {{ id version createdAt updatedAt region {{ code }} {fields} }} }} }}"
        );
        hub.gql(who, &query, json!({ "id": id }))
            .await
            .at("/node")
            .clone()
    }
}
