//! Every mutation, asked for by nobody, by each role and by a program: who may do what is written down here, and a mutation
//! that is not written down fails.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use shanghaidoctor_domain::{Limits, Role};
use shanghaidoctor_persistence::accounts::{Doer, NewServiceToken};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

/// Who may do something.
#[derive(Clone, Copy, Debug)]
enum Who {
    /// Everybody, without signing in.
    Everybody,
    /// Whoever has an account.
    Accounts,
    /// Accounts of this role or a higher one, and programs with a token for it.
    From(Role),
    /// Accounts of this role or a higher one, and no program.
    People(Role),
}

use Who::{Accounts, Everybody, From, People};

/// The rights, one line a mutation. Whoever adds one adds its line.
const RIGHTS: &[(&str, Who)] = &[
    ("recordVisit", Everybody),
    ("signIn", Everybody),
    ("refreshSession", Everybody),
    ("acceptInvitation", Everybody),
    ("signOut", Accounts),
    ("signOutEverywhere", Accounts),
    ("changePassword", Accounts),
    ("beginSecondFactor", Accounts),
    ("confirmSecondFactor", Accounts),
    ("disableSecondFactor", Accounts),
    ("createAccount", People(Role::Administrator)),
    ("inviteAccount", People(Role::Administrator)),
    ("updateAccount", People(Role::Administrator)),
    ("createServiceToken", People(Role::Administrator)),
    ("revokeServiceToken", People(Role::Administrator)),
    ("createDoctor", From(Role::Writer)),
    ("updateDoctor", From(Role::Writer)),
    ("deleteDoctor", From(Role::Editor)),
    ("mergeDoctors", From(Role::Editor)),
    ("createAppointment", From(Role::Writer)),
    ("updateAppointment", From(Role::Writer)),
    ("deleteAppointment", From(Role::Editor)),
    ("reorderAppointments", From(Role::Writer)),
    ("createPublication", From(Role::Writer)),
    ("updatePublication", From(Role::Writer)),
    ("deletePublication", From(Role::Editor)),
    ("mergePublications", From(Role::Editor)),
    ("createArticle", From(Role::Writer)),
    ("updateArticle", From(Role::Writer)),
    ("deleteArticle", From(Role::Editor)),
    ("setTranslations", From(Role::Writer)),
    ("createOrganisation", From(Role::Writer)),
    ("updateOrganisation", From(Role::Writer)),
    ("deleteOrganisation", From(Role::Editor)),
    ("mergeOrganisations", From(Role::Editor)),
    ("createJournal", From(Role::Writer)),
    ("updateJournal", From(Role::Writer)),
    ("deleteJournal", From(Role::Editor)),
    ("mergeJournals", From(Role::Editor)),
    ("createSpecialty", From(Role::Writer)),
    ("updateSpecialty", From(Role::Writer)),
    ("deleteSpecialty", From(Role::Editor)),
    ("mergeSpecialties", From(Role::Editor)),
    ("updateMedia", From(Role::Writer)),
    ("deleteMedia", From(Role::Editor)),
    ("updateSite", People(Role::Administrator)),
    ("publish", From(Role::Publisher)),
    ("unpublish", From(Role::Publisher)),
    ("correctArticle", From(Role::Publisher)),
    ("createRelease", People(Role::Publisher)),
    ("updateRelease", People(Role::Publisher)),
    ("addToRelease", People(Role::Publisher)),
    ("removeFromRelease", People(Role::Publisher)),
    ("scheduleRelease", People(Role::Publisher)),
    ("publishRelease", People(Role::Publisher)),
    ("cancelRelease", People(Role::Publisher)),
    ("uploadMedia", From(Role::Writer)),
    ("restoreRevision", From(Role::Writer)),
    ("discardDraft", From(Role::Writer)),
    ("createPreview", From(Role::Writer)),
    ("revokePreview", From(Role::Writer)),
    ("requestSignOff", From(Role::Writer)),
    ("cancelSignOff", From(Role::Publisher)),
    // For whoever came by the link that asks for it.
    ("decideSignOff", Everybody),
    ("importPage", From(Role::Editor)),
    ("importPublications", From(Role::Editor)),
];

/// Inputs that cannot be made of the schema alone: what it says is not all that is needed.
fn written_input(mutation: &str, ids: &BTreeMap<&str, String>) -> Option<Value> {
    Some(match mutation {
        "publish" | "unpublish" => json!({ "ids": [ids["doctor"]] }),
        "importPage" => json!({ "page": "nothing", "name": "page.txt" }),
        _ => return None,
    })
}

const SCHEMA: &str = "{ __schema { mutationType { fields { name args { name type { ...named } } } } \
    types { name kind isOneOf enumValues { name } inputFields { name defaultValue type { ...named } } } } } \
    fragment named on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The schema as far as inputs are made of it.
struct Inputs {
    mutations: Vec<Value>,
    types: BTreeMap<String, Value>,
}

impl Inputs {
    async fn read(app: &TestApp) -> Self {
        let schema = app.query(SCHEMA).await.at("/__schema");
        let named = |kind: &Value| (kind["name"].as_str().unwrap().to_owned(), kind.clone());
        Self {
            mutations: schema["mutationType"]["fields"].as_array().unwrap().clone(),
            types: schema["types"].as_array().unwrap().iter().map(named).collect(),
        }
    }

    /// A mutation with as little of an input as it takes.
    fn operation(&self, mutation: &Value, ids: &BTreeMap<&str, String>) -> (String, Value) {
        let name = mutation["name"].as_str().unwrap();
        let Some(argument) = mutation["args"].as_array().unwrap().first() else {
            return (format!("mutation {{ {name} {{ userErrors {{ message }} }} }}"), json!({}));
        };
        let kind = argument["type"]["ofType"]["name"].as_str().unwrap();
        let query =
            format!("mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message path }} }} }}");
        let noun = ids.keys().find(|noun| name.to_lowercase().contains(&noun[..noun.len() - 1])).copied();
        let id = ids[noun.unwrap_or("doctor")].as_str();
        let input = written_input(name, ids).unwrap_or_else(|| self.object(kind, id, ids));
        (query, json!({ "input": input }))
    }

    fn object(&self, kind: &str, id: &str, ids: &BTreeMap<&str, String>) -> Value {
        let mut object = Map::new();
        let is_one_of = self.types[kind]["isOneOf"] == true;
        let fields = self.types[kind]["inputFields"].as_array().unwrap().iter();
        let is_needed = |field: &&Value| field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null();
        for field in fields.filter(|field| is_one_of || is_needed(field)).take(if is_one_of { 1 } else { usize::MAX }) {
            let name = field["name"].as_str().unwrap();
            let of_its_own = ids.get(name).map_or(id, String::as_str);
            object.insert(name.to_owned(), self.value(&field["type"], of_its_own, ids));
        }
        Value::Object(object)
    }

    fn value(&self, kind: &Value, id: &str, ids: &BTreeMap<&str, String>) -> Value {
        let name = kind["name"].as_str().unwrap_or_default();
        match (kind["kind"].as_str().unwrap(), name) {
            ("NON_NULL", _) => self.value(&kind["ofType"], id, ids),
            ("LIST", _) => json!([self.value(&kind["ofType"], id, ids)]),
            ("ENUM", _) => self.types[name]["enumValues"][0]["name"].clone(),
            ("INPUT_OBJECT", _) => self.object(name, id, ids),
            (_, "ID") => json!(id),
            (_, "Int") => json!(1),
            (_, "Boolean") => json!(false),
            (_, "EmailAddress") => json!("somebody@example.org"),
            (_, "Locale") => json!("en"),
            (_, "DateTime") => json!("2026-06-01T00:00:00Z"),
            (_, "PartialDate") => json!("2020"),
            (_, "LocalDateTime") => json!("2026-06-01T09:00"),
            (_, "TimeZone") => json!("Asia/Shanghai"),
            (_, "Url") => json!("https://example.org"),
            _ => json!("x"),
        }
    }
}

/// A record of each kind, by the noun that mutations name it with.
async fn ids(app: &TestApp) -> BTreeMap<&'static str, String> {
    let query = "{ specialties { id } doctors(first: 1) { nodes { id } } journals(first: 1) { nodes { id } } \
        organisations(first: 1) { nodes { id } } appointments(first: 1) { nodes { id } } \
        publications(first: 1) { nodes { id } } articles(first: 1) { nodes { id cover { id } } } }";
    let found = app.query(query).await.data();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no id in {found:#}")).to_owned();
    let mut ids = BTreeMap::from([("specialty", text(&found["specialties"][0]["id"]))]);
    for (noun, list) in [
        ("doctor", "doctors"),
        ("journal", "journals"),
        ("organisation", "organisations"),
        ("appointment", "appointments"),
        ("publication", "publications"),
        ("article", "articles"),
    ] {
        ids.insert(noun, text(&found[list]["nodes"][0]["id"]));
    }
    ids.insert("media", text(&found["articles"]["nodes"][0]["cover"]["id"]));
    ids
}

fn is_refused(answer: &Answer) -> bool {
    let code = answer.body["errors"][0]["extensions"]["code"].as_str();
    matches!(code, Some("FORBIDDEN" | "UNAUTHENTICATED"))
}

/// A program with every scope there is.
async fn program(app: &TestApp) -> String {
    use shanghaidoctor_domain::TokenScope::{Curate, Publish, ReadDrafts, Write};
    let (secret, hash) = app.app.auth.make_service_secret().unwrap();
    let new = NewServiceToken {
        name: "program".into(),
        scopes: vec![ReadDrafts, Write, Curate, Publish],
        limits: Limits::default(),
        expires_at: "2026-06-01T00:00:00Z".parse().unwrap(),
        hash,
    };
    app.app.auth.accounts().create_service_token(&Doer::operator(), new).await.unwrap();
    secret
}

#[tokio::test]
async fn every_mutation_may_be_done_by_those_who_are_listed_and_nobody_else() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let (inputs, ids, program) = (Inputs::read(&app).await, ids(&app).await, program(&app).await);
    let listed: BTreeMap<&str, Who> = RIGHTS.iter().copied().collect();
    let there: BTreeSet<&str> = inputs.mutations.iter().map(|mutation| mutation["name"].as_str().unwrap()).collect();
    assert_eq!(there, listed.keys().copied().collect::<BTreeSet<_>>(), "list each mutation with who may do it");
    let mut wrong = Vec::new();
    for mutation in &inputs.mutations {
        let name = mutation["name"].as_str().unwrap();
        let (who, (query, variables)) = (listed[name], inputs.operation(mutation, &ids));
        let answer = app.query_with(&query, variables.clone()).await;
        note(&mut wrong, name, "nobody", matches!(who, Everybody), &answer);
        for role in Role::ALL {
            // A session of its own for each: some of what is done ends it.
            let answer = app.query_as(&app.token(role).await, &query, variables.clone()).await;
            let may = match who {
                Everybody | Accounts => true,
                From(least) | People(least) => role >= least,
            };
            note(&mut wrong, name, role.name(), may, &answer);
        }
        let answer = app.query_as(&program, &query, variables).await;
        note(&mut wrong, name, "a program", matches!(who, Everybody | From(_)), &answer);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn note(wrong: &mut Vec<String>, name: &str, who: &str, may: bool, answer: &Answer) {
    // An input that the schema refuses asks nobody for a right.
    let is_asked = answer.body["errors"][0]["extensions"]["code"] != "GRAPHQL_VALIDATION_FAILED";
    if !is_asked || is_refused(answer) == may {
        wrong.push(format!("{name} by {who}, who {}: {}", if may { "may" } else { "may not" }, answer.body));
    }
}
