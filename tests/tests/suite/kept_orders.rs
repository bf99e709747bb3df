//! A list that is kept in memory stands in the order of now, whatever it is ordered by: also where that is a word on a
//! related record, which is published by itself.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::content::{Doctor, Journal, Organisation, Specialty};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_persistence::Stored;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_tests::{Backend, TestApp};

/// A list as a client asks for it, with room for how many.
type Asked = Box<dyn Fn(u32) -> String>;

/// Every list at the root that can be ordered, in each of its orders, and some below a record.
async fn ordered_lists(app: &TestApp) -> Vec<Asked> {
    let query = "{ __schema { queryType { fields { name args { name type { name inputFields { name type { \
        ofType { name enumValues { name } } } } } } } } } }";
    let fields = app.query(query).await.at("/__schema/queryType/fields");
    let mut lists: Vec<Asked> = Vec::new();
    let mut orders = BTreeSet::new();
    for field in fields.as_array().unwrap() {
        let Some(order) = field["args"].as_array().unwrap().iter().find(|argument| argument["name"] == "orderBy")
        else {
            continue;
        };
        let by = order["type"]["inputFields"].as_array().unwrap().iter().find(|one| one["name"] == "field").unwrap();
        for value in by["type"]["ofType"]["enumValues"].as_array().unwrap() {
            let (list, value) =
                (field["name"].as_str().unwrap().to_owned(), value["name"].as_str().unwrap().to_owned());
            orders.insert(format!("{list} {value}"));
            let such = if value == "RELEVANCE" { ", where: { search: \"shen\" }" } else { "" };
            lists.push(Box::new(move |first| {
                format!("{{ list: {list}(first: {first}, orderBy: {{ field: {value} }}{such}) {{ nodes {{ id }} }} }}")
            }));
        }
    }
    assert!(orders.len() >= 15, "{orders:?}");
    lists.push(Box::new(|first| {
        format!("{{ list: nodes(ids: []) {{ id }} specialty(slug: \"oncology\") {{ children(first: {first}) {{ nodes {{ id }} }} }} }}")
    }));
    lists
}

/// Gives all documents of a kind names that sort the other way round.
async fn rename<T: Stored>(writing: &mut Writing, ids: &[NodeId], change: impl Fn(&mut T, usize)) {
    for (index, node) in ids.iter().rev().enumerate() {
        let id = Id::<T>::of(*node).unwrap();
        let mut content = writing.draft(id).await.unwrap().expect("a draft").content;
        change(&mut content, index);
        writing.save(id, None, &content).await.unwrap();
        writing.publish(*node).await.unwrap();
    }
}

async fn rename_all(app: &TestApp, kind: Kind) {
    let list = match kind {
        Kind::Doctor => "doctors(first: 100) { nodes { id } }",
        Kind::Journal => "journals(first: 100) { nodes { id } }",
        Kind::Organisation => "organisations(first: 100) { nodes { id } }",
        _ => "specialties { id }",
    };
    let data = app.query(&format!("{{ {list} }}")).await.data();
    let named = data.as_object().unwrap().values().next().unwrap();
    let nodes = if named.is_array() { named } else { &named["nodes"] };
    let ids: Vec<NodeId> =
        nodes.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().parse().unwrap()).collect();
    assert!(ids.len() > 2, "{kind:?}");
    let name = |index: usize| Localised::english(format!("{:04} Shen", index));
    let mut writing = app.write().await;
    match kind {
        Kind::Doctor => {
            let change = |doctor: &mut Doctor, index: usize| {
                doctor.name.family = if index.is_multiple_of(2) { "Shen".into() } else { format!("A{index}") };
            };
            rename::<Doctor>(&mut writing, &ids, change).await;
        }
        Kind::Journal => rename::<Journal>(&mut writing, &ids, |journal, index| journal.name = name(index)).await,
        Kind::Organisation => {
            rename::<Organisation>(&mut writing, &ids, |organisation, index| organisation.name = name(index)).await;
        }
        _ => rename::<Specialty>(&mut writing, &ids, |specialty, index| specialty.name = name(index)).await,
    }
    writing.commit().await.unwrap();
}

async fn asked(app: &TestApp, query: &str) -> Value {
    app.query(query).await.data()
}

#[rstest]
#[tokio::test]
async fn a_kept_list_is_ordered_as_a_fresh_one_whatever_related_record_changed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    app.followed().await;
    let lists = ordered_lists(&app).await;
    let mut moved = 0;
    for (round, kind) in [Kind::Doctor, Kind::Journal, Kind::Organisation, Kind::Specialty].into_iter().enumerate() {
        let mut before = Vec::new();
        for list in &lists {
            let kept = list(40);
            let first = asked(&app, &kept).await;
            assert_eq!(asked(&app, &kept).await, first, "{kept}");
            before.push((kept, first));
        }
        rename_all(&app, kind).await;
        app.followed().await;
        app.indexed().await;
        for (list, (kept, first)) in lists.iter().zip(before) {
            // A page of another length is read for itself, as nobody asked for it yet; the sample has fewer records.
            let fresh = asked(&app, &list(50 + u32::try_from(round).unwrap())).await;
            let fresh = json!(ids(&fresh));
            let now = json!(ids(&asked(&app, &kept).await));
            let most = now.as_array().unwrap().len();
            assert_eq!(
                now.as_array().unwrap()[..],
                fresh.as_array().unwrap()[..most],
                "{kept} after a change of {kind:?}"
            );
            moved += usize::from(now != json!(ids(&first)));
        }
    }
    assert!(moved > 3, "no order was changed: {moved}");
}

fn ids(data: &Value) -> Vec<Value> {
    let nodes = data.pointer("/list/nodes").or_else(|| data.pointer("/specialty/children/nodes"));
    nodes.and_then(Value::as_array).cloned().unwrap_or_default()
}
