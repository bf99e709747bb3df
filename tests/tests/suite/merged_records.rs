//! Two records of one thing become one: what named either names the one that goes on, and ids and slugs of the other lead
//! there.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Doctor, Identifier, IdentifierScheme, Organisation, Position, PostStatus};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_domain::{Actor, Id};
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_tests::content::{
    appointment, article, doctor, journal, organisation, publication, publish, publish_changed, save,
};
use shanghaidoctor_tests::{Backend, Binary, TestApp};

async fn merge<T: shanghaidoctor_domain::content::Content>(app: &TestApp, gone: Id<T>, stays: Id<T>) {
    let mut writing = app.write().await;
    writing.merge(gone.node(), stays.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
}

fn at_work(organisation: Id<Organisation>) -> Position {
    Position {
        role: Localised::english("Surgeon"),
        department: None,
        organisation: Some(organisation),
        period: None,
        status: PostStatus::Current,
    }
}

/// Two societies that are one, with a branch, a post and a doctor at work in the one that will go.
struct Twice {
    stays: Id<Organisation>,
    gone: Id<Organisation>,
    wu: Id<Doctor>,
}

async fn twice(app: &TestApp) -> Twice {
    let mut writing = app.write().await;
    let stays = save(&mut writing, &organisation("Chest Society", None)).await;
    let mut other = organisation("Society of the Chest", None);
    other.acronym = Some("SOTC".into());
    other.identifiers.push(Identifier::new(IdentifierScheme::Ror, "03yrm5c26"));
    let gone = save(&mut writing, &other).await;
    save(&mut writing, &organisation("Lung Branch", Some(gone))).await;
    let mut wu = doctor("Wu", "Jing");
    // Both of them: it is one place.
    wu.positions = vec![at_work(gone), at_work(stays)];
    let wu = save(&mut writing, &wu).await;
    save(&mut writing, &appointment(wu, gone, 0)).await;
    for node in [stays.node(), wu.node()] {
        writing.publish(node).await.unwrap();
    }
    let branch = writing.draft_by_slug::<Organisation>("lung-branch").await.unwrap().unwrap().id();
    writing.publish(branch.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    Twice { stays, gone, wu }
}

const SOCIETY: &str = "id slug acronym formerSlugs identifiers { value } children { slug } \
    doctors { nodes { slug } } appointments { totalCount }";

#[rstest]
#[tokio::test]
async fn all_that_named_the_one_names_the_other_and_its_id_and_slug_lead_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let Twice { stays, gone, wu } = twice(&app).await;
    let by_both = format!(
        "{{ one: organisation(id: \"{gone}\") {{ slug }} two: organisation(slug: \"society-of-the-chest\") {{ slug }} }}"
    );
    app.query(&by_both).await.data();
    merge(&app, gone, stays).await;

    let expected = json!({
        "id": stays.to_string(),
        "slug": "chest-society",
        "acronym": "SOTC",
        "formerSlugs": ["society-of-the-chest"],
        "identifiers": [{ "value": "03yrm5c26" }],
        "children": [{ "slug": "lung-branch" }],
        "doctors": { "nodes": [{ "slug": "wu-jing" }] },
        "appointments": { "totalCount": 1 },
    });
    for asked in [
        format!("organisation(id: \"{stays}\")"),
        format!("organisation(id: \"{gone}\")"),
        "organisation(slug: \"society-of-the-chest\")".to_owned(),
        "organisation(ror: \"03yrm5c26\")".to_owned(),
    ] {
        assert_eq!(app.query(&format!("{{ {asked} {{ {SOCIETY} }} }}")).await.at("/organisation"), expected, "{asked}");
    }
    let nodes = format!("{{ node(id: \"{gone}\") {{ id }} nodes(ids: [\"{gone}\", \"{stays}\"]) {{ id }} }}");
    let id = json!({ "id": stays.to_string() });
    assert_eq!(app.query(&nodes).await.data(), json!({ "node": id, "nodes": [id, id] }));
    assert_eq!(app.query(&by_both).await.at("/one/slug"), "chest-society", "nothing is kept from before");
    let posts = "{ doctor(slug: \"wu-jing\") { positions { organisation { slug } } appointments { nodes { body { ... on Organisation { slug } } } } } }";
    let society = json!({ "slug": "chest-society" });
    assert_eq!(
        app.query(posts).await.at("/doctor"),
        json!({
            "positions": [{ "organisation": society }, { "organisation": society }],
            "appointments": { "nodes": [{ "body": society }] },
        })
    );
    assert_eq!(app.query("{ organisations { totalCount } }").await.at("/organisations/totalCount"), 2);
    // The name of the other is a name of this one, for readers and for pages that print it.
    app.indexed().await;
    let found = "{ organisations(where: { name: { eq: \"society of the chest\" } }) { nodes { slug } } \
        search(query: \"society of the chest\", in: [ORGANISATIONS]) { nodes { node { ... on Organisation { slug } } } } }";
    let found = app.query(found).await.data();
    assert_eq!(found["organisations"]["nodes"], json!([society]));
    assert_eq!(found["search"]["nodes"][0]["node"], society);
    let writing = app.write().await;
    assert!(writing.draft::<Organisation>(gone).await.unwrap().is_none());
    let draft = writing.draft(wu).await.unwrap().unwrap();
    assert_eq!(draft.content.positions[0].organisation, Some(stays));
    assert!(writing.was_in_step(wu).await.is_ok_and(|behind| !behind), "draft and public are at one revision");
}

#[rstest]
#[tokio::test]
async fn the_log_names_the_one_that_goes_on(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let Twice { stays, gone, .. } = twice(&app).await;
    let before = app.app.live.feed.last().await.unwrap();
    merge(&app, gone, stays).await;
    let changes = app.app.live.feed.after(before, 100).await.unwrap().changes;
    let removed: Vec<_> = changes.iter().filter(|change| change.node == gone.node()).collect();
    let [removed] = removed.as_slice() else { panic!("{changes:?}") };
    assert_eq!(removed.action, shanghaidoctor_domain::ChangeAction::Removed);
    assert_eq!(removed.reason, Some(shanghaidoctor_domain::TombstoneReason::Merged));
    assert_eq!(removed.merged_into, Some(stays.node()));
    // The survivor, the branch, the doctor, the post.
    assert_eq!(changes.len(), 5, "{changes:?}");
    let numbers: Vec<i64> = changes.iter().map(|change| change.sequence).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

#[rstest]
#[tokio::test]
async fn a_chain_of_merges_leads_to_its_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(publish(&app, &doctor("Wu", &format!("N{number}"))).await);
    }
    for pair in ids.windows(2) {
        merge(&app, pair[0], pair[1]).await;
    }
    for (number, id) in ids.iter().enumerate() {
        let query = format!("{{ node(id: \"{id}\") {{ id }} doctor(slug: \"wu-n{number}\") {{ slug }} }}");
        let expected = json!({ "node": { "id": ids[3].to_string() }, "doctor": { "slug": "wu-n3" } });
        assert_eq!(app.query(&query).await.data(), expected, "{number}");
    }
    let names = app.query("{ doctor(slug: \"wu-n3\") { name { variants } } }").await.at("/doctor/name/variants");
    assert_eq!(names, json!(["Wu N2", "Wu N1", "Wu N0"]));
    // What is gone is not written again under its id.
    let mut writing = app.write().await;
    let refused = writing.save(ids[0], None, &doctor("Wu", "N0")).await.unwrap_err();
    assert!(matches!(refused, Error::Merged { into, .. } if into == ids[3].node()), "{refused}");
    let refused = writing.merge(ids[3].node(), ids[0].node()).await.unwrap_err();
    assert!(matches!(refused, Error::Merged { into, .. } if into == ids[3].node()), "{refused}");
}

#[rstest]
#[tokio::test]
async fn edits_that_are_not_published_stay_drafts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let stays = publish(&app, &doctor("Wu", "Jing")).await;
    let gone = publish(&app, &doctor("Woo", "Ching")).await;
    let portrait = publish(&app, &article("Portrait", &[gone, stays])).await;
    let mut writing = app.write().await;
    let mut draft = writing.draft(portrait).await.unwrap().unwrap().content;
    draft.title = "A secret".into();
    writing.save(portrait, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
    merge(&app, gone, stays).await;
    let query = "{ article(slug: \"portrait\") { title subjects { slug } } }";
    let expected = json!({ "title": "Portrait", "subjects": [{ "slug": "wu-jing" }] });
    assert_eq!(app.query(query).await.at("/article"), expected);
    let writing = app.write().await;
    let draft = writing.draft(portrait).await.unwrap().unwrap().content;
    assert_eq!((draft.title.as_str(), draft.subjects), ("A secret", vec![stays]));
    writing.commit().await.unwrap();
    publish_changed(&app, portrait, |_| {}).await;
    app.followed().await;
    assert_eq!(app.query(query).await.at("/article/title"), "A secret");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_merged_is_refused_and_nothing_is_written(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let branch = save(&mut writing, &organisation("A branch", Some(society))).await;
    let (wu, draft) = (save(&mut writing, &doctor("Wu", "Jing")).await, save(&mut writing, &doctor("Wu", "Hai")).await);
    let (one, two) = (save(&mut writing, &article("One", &[])).await, save(&mut writing, &article("Two", &[])).await);
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let before = app.export().await;
    for (gone, stays, why) in [
        (wu.node(), wu.node(), "is the same record"),
        (wu.node(), society.node(), "is a record of another kind"),
        (one.node(), two.node(), "records of this kind are not merged"),
        (wu.node(), draft.node(), "publish it first"),
    ] {
        let mut writing = app.write().await;
        let refused = writing.merge(gone, stays).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    // What stands below the one that goes cannot go on for it: it would be below itself.
    let mut writing = app.write().await;
    writing.merge(society.node(), branch.node()).await.unwrap();
    let refused = writing.commit().await.unwrap_err().to_string();
    assert!(refused.contains("is a part of itself"), "{refused}");
    let mut nobody = Writing::begin(&app.app.database, &app.app.clock, Actor::Anonymous, None).await.unwrap();
    assert!(matches!(nobody.merge(draft.node(), wu.node()).await.unwrap_err(), Error::Forbidden(_)));
    drop(nobody);
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn a_draft_that_goes_tells_the_public_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let stays = publish(&app, &doctor("Wu", "Jing")).await;
    let mut writing = app.write().await;
    let mut secret = doctor("Woo", "Ching");
    secret.identifiers.push(Identifier::new(IdentifierScheme::Orcid, "0000-0002-1825-0097"));
    let gone = save(&mut writing, &secret).await;
    writing.commit().await.unwrap();
    let asked = format!(
        "{{ doctor(slug: \"wu-jing\") {{ formerSlugs name {{ variants }} identifiers {{ value }} }} secret: doctor(slug: \"woo-ching\") {{ slug }} id: node(id: \"{gone}\") {{ id }} }}"
    );
    app.followed().await;
    assert_eq!(app.query(&asked).await.at("/id"), Value::Null);
    merge(&app, gone, stays).await;
    let seen = app.query(&asked).await.data();
    assert_eq!(seen["doctor"], json!({ "formerSlugs": [], "name": { "variants": [] }, "identifiers": [] }));
    assert_eq!((&seen["secret"], &seen["id"]["id"]), (&Value::Null, &json!(stays.to_string())));
    let writing = app.write().await;
    assert_eq!(writing.draft(stays).await.unwrap().unwrap().content.orcid(), Some("0000-0002-1825-0097"));
}

#[rstest]
#[tokio::test]
async fn what_was_merged_and_renamed_is_exported_and_leads_on_elsewhere(
    #[values((Backend::Sqlite, Backend::Postgres), (Backend::Postgres, Backend::Sqlite))] (from, to): (
        Backend,
        Backend,
    ),
) {
    let old = TestApp::start(from).await;
    let Twice { stays, gone, wu } = twice(&old).await;
    merge(&old, gone, stays).await;
    publish_changed(&old, wu, |doctor| doctor.slug = "jane-wu".into()).await;
    let file = old.folder.path().join("content.jsonl");
    std::fs::write(&file, old.export().await).unwrap();

    let new = TestApp::configured(to, false, |_| {}).await;
    let import = Binary::on(&new).run(&["import", file.to_str().unwrap()]);
    let site_is_there = String::from_utf8_lossy(&import.stderr).into_owned();
    assert!(import.status.success(), "{site_is_there}");
    assert_eq!(new.export().await, std::fs::read_to_string(&file).unwrap());
    let query = format!("{{ node(id: \"{gone}\") {{ id }} doctor(slug: \"wu-jing\") {{ slug }} }}");
    let expected = json!({ "node": { "id": stays.to_string() }, "doctor": { "slug": "jane-wu" } });
    assert_eq!(new.query(&query).await.data(), expected);
}

#[rstest]
#[tokio::test]
async fn a_paper_that_was_merged_is_at_the_address_of_the_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let lancet = publish(&app, &journal("A journal")).await;
    let stays = publish(&app, &publication("A paper", 2020, wu, lancet)).await;
    let mut same = publication("A paper.", 2020, wu, lancet);
    same.doi = Some("10.5555/same".parse().unwrap());
    let gone = publish(&app, &same).await;
    merge(&app, gone, stays).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = client.get(format!("{}/publications/{gone}", app.url)).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (308, &*stays.to_string()));
    let followed = app.get(&format!("/publications/{gone}")).send().await.unwrap();
    assert!(followed.text().await.unwrap().contains("A paper"));
    let by_doi = "{ publication(doi: \"10.5555/same\") { id } }";
    assert_eq!(app.query(by_doi).await.at("/publication/id"), stays.to_string());
}
