//! Filters: there is no condition that changes nothing.

mod examples;

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{appointment, doctor, journal, organisation, publication, save};
use shanghaidoctor_tests::{Backend, TestApp};

use examples::examples;

/// The lists with the types of their filters.
pub(crate) const LISTS: [(&str, &str); 6] = [
    ("doctors", "DoctorFilter"),
    ("appointments", "AppointmentFilter"),
    ("publications", "PublicationFilter"),
    ("articles", "ArticleFilter"),
    ("organisations", "OrganisationFilter"),
    ("journals", "JournalFilter"),
];

fn filter_of(list: &str) -> &'static str {
    LISTS.iter().find(|(name, _)| *name == list).unwrap().1
}

pub(crate) async fn total(app: &TestApp, list: &str, filter: &Value) -> i64 {
    let query = format!("query ($where: {}) {{ {list}(where: $where) {{ totalCount }} }}", filter_of(list));
    app.query_with(&query, json!({ "where": filter })).await.at(&format!("/{list}/totalCount")).as_i64().unwrap()
}

/// The ids that a filter lets through, in pages of seven.
pub(crate) async fn ids(app: &TestApp, list: &str, filter: &Value) -> Vec<String> {
    let query = format!(
        "query ($where: {}, $after: String) {{ {list}(where: $where, first: 7, after: $after) \
         {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}",
        filter_of(list)
    );
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.query_with(&query, json!({ "where": filter, "after": after })).await.at(&format!("/{list}"));
        ids.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// A record of every kind that is listed, published later than the sample's.
async fn newcomers(app: &TestApp) {
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Newcomers", None)).await;
    let journal = save(&mut writing, &journal("New Things")).await;
    let doctor = save(&mut writing, &doctor("Zong", "An")).await;
    save(&mut writing, &appointment(doctor, society, 0)).await;
    let paper = save(&mut writing, &publication("News", 2026, doctor, journal)).await;
    writing.publish(doctor.node()).await.unwrap();
    writing.publish(paper.node()).await.unwrap();
    writing.commit().await.unwrap();
}

/// Ids that the sample has.
async fn known(app: &TestApp) -> Value {
    let query = "{ doctors(where: { slug: { eq: \"shen-muyun\" } }) { nodes { id specialties { id } \
                   appointments(first: 1) { nodes { id } } publications(first: 1) { nodes { id } } } } \
                   articles(first: 1) { nodes { id } } organisations(first: 1) { nodes { id } } \
                   journals(first: 1) { nodes { id slug } } }";
    let data = app.query(query).await.data();
    let at = |pointer: &str| data.pointer(pointer).unwrap_or_else(|| panic!("{pointer} in {data:#}")).clone();
    json!({
        "doctor": at("/doctors/nodes/0/id"),
        "specialty": at("/doctors/nodes/0/specialties/0/id"),
        "appointment": at("/doctors/nodes/0/appointments/nodes/0/id"),
        "publication": at("/doctors/nodes/0/publications/nodes/0/id"),
        "article": at("/articles/nodes/0/id"),
        "organisation": at("/organisations/nodes/0/id"),
        "journal": at("/journals/nodes/0/id"),
        "journalSlug": at("/journals/nodes/0/slug"),
    })
}

/// Every field of every filter, as `DoctorFilter.slug`.
async fn filter_fields(app: &TestApp) -> Value {
    let query = "{ __schema { types { name inputFields { name type { name ofType { name ofType { name } } } } } } }";
    let types = app.query(query).await.at("/__schema/types");
    let filters = types.as_array().unwrap().iter().filter(|one| one["name"].as_str().unwrap().ends_with("Filter"));
    filters.map(|one| (one["name"].as_str().unwrap().to_owned(), one["inputFields"].clone())).collect()
}

fn type_name(shape: &Value) -> &str {
    shape["name"].as_str().unwrap_or_else(|| type_name(&shape["ofType"]))
}

/// Takes from `left` what a filter of this type asks for.
fn cross_out(filter: &Value, name: &str, fields: &Value, left: &mut BTreeSet<String>) {
    match filter {
        Value::Array(items) => items.iter().for_each(|item| cross_out(item, name, fields, left)),
        Value::Object(parts) => {
            for (part, value) in parts {
                left.remove(&format!("{name}.{part}"));
                let field = fields[name].as_array().and_then(|all| all.iter().find(|one| one["name"] == **part));
                cross_out(value, type_name(&field.expect("a field of the schema")["type"]), fields, left);
            }
        }
        _ => {}
    }
}

#[rstest]
#[tokio::test]
async fn every_condition_there_is_lets_some_through_and_keeps_some_out(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    newcomers(&app).await;
    app.indexed().await;
    let fields = filter_fields(&app).await;
    let named = |(name, all): (&String, &Value)| -> Vec<String> {
        all.as_array().unwrap().iter().map(|field| format!("{name}.{}", field["name"].as_str().unwrap())).collect()
    };
    // The audit log is no list of what is published: `accounts.rs` filters it.
    let of_records = fields.as_object().unwrap().iter().filter(|(name, _)| *name != "AuditLogFilter");
    let mut left: BTreeSet<String> = of_records.flat_map(named).collect();
    assert!(left.len() > 100, "{left:?}");
    let mut idle: Vec<String> = Vec::new();
    for (list, filter) in examples(&known(&app).await) {
        cross_out(&filter, filter_of(list), &fields, &mut left);
        let (all, through) = (total(&app, list, &Value::Null).await, total(&app, list, &filter).await);
        if through == 0 || through == all {
            idle.push(format!("{list} {filter}: {through} of {all}"));
        }
        let rest = total(&app, list, &json!({ "not": filter })).await;
        assert_eq!(through + rest, all, "{list}: not {filter}");
    }
    assert!(idle.is_empty(), "conditions that change nothing or leave nothing:\n{}", idle.join("\n"));
    assert_eq!(left, BTreeSet::new(), "conditions without an example");
}
