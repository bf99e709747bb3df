use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Merged, at, merge};
use crate::Locale;

fn merged(base: &Value, mine: &Value, theirs: &Value) -> Merged {
    merge(Some(base), mine, theirs, &Locale::english())
}

#[test]
fn each_side_s_changes_are_taken() {
    let base = json!({ "born": "1931", "honorific": { "en": "Dr." }, "awards": [{ "name": { "en": "A" } }] });
    let mine = json!({ "born": "1931", "honorific": { "en": "Dr.", "zh-Hans": "医生" }, "awards": [{ "name": { "en": "A" } }], "portrait": "media_1" });
    let theirs =
        json!({ "born": "1932", "honorific": { "en": "Prof." }, "awards": [{ "name": { "en": "A" }, "year": 1999 }] });
    let Merged { value, differences, .. } = merged(&base, &mine, &theirs);
    let both = json!({ "born": "1932", "honorific": { "en": "Prof.", "zh-Hans": "医生" }, "awards": [{ "name": { "en": "A" }, "year": 1999 }], "portrait": "media_1" });
    assert_eq!((value, differences), (both, vec![]));
}

#[test]
fn where_both_changed_the_same_mine_stays_and_the_difference_is_told() {
    let version = |name: &str, other: &str| json!({ "awards": [{ "name": { "en": other } }, { "name": { "en": "B" }, "grantor": name }] });
    let theirs = json!({ "awards": [{ "name": { "en": "B" }, "grantor": "z" }] });
    let Merged { value, differences, .. } = merged(&version("x", "A"), &version("y", "A"), &theirs);
    assert_eq!(value, json!({ "awards": [{ "name": { "en": "B" }, "grantor": "y" }] }));
    let told: Vec<_> = differences.iter().map(|one| (one.path.as_str(), one.theirs_path.as_str())).collect();
    assert_eq!(told, [("awards.0.grantor", "awards.0.grantor")]);
    assert_eq!((&differences[0].mine, &differences[0].theirs), (&Some(json!("y")), &Some(json!("z"))));
}

#[test]
fn items_are_the_same_by_what_they_are() {
    let list =
        |texts: &[&str]| json!({ "claims": texts.iter().map(|text| json!({ "text": text })).collect::<Vec<_>>() });
    let base = list(&["forty papers", "nine patents", "two books"]);
    // The editor deleted the first and added one; the page drops the last and has a new first.
    let mine = list(&["nine patents", "my own", "two books"]);
    let theirs = list(&["ten grants", "forty papers", "nine patents"]);
    let Merged { value, differences, mine: from_mine, theirs: from_theirs } = merged(&base, &mine, &theirs);
    assert_eq!(value, list(&["ten grants", "nine patents", "my own"]));
    assert!(differences.is_empty(), "{differences:?}");
    assert_eq!(from_theirs.follow("claims.2").as_deref(), Some("claims.1"));
    assert_eq!(from_theirs.follow("claims.1"), None);
    assert_eq!(from_mine.follow("claims.1.text").as_deref(), Some("claims.2.text"));
}

#[test]
fn what_an_editor_worked_on_outlives_the_page_and_what_an_editor_deleted_stays_deleted() {
    let base = json!({ "awards": [{ "name": "A" }, { "name": "B" }] });
    let mine = json!({ "awards": [{ "name": "A", "year": 1999 }] });
    let Merged { value, differences, .. } = merged(&base, &mine, &json!({ "awards": [{ "name": "B", "year": 2001 }] }));
    assert_eq!(value, mine);
    let told: Vec<_> = differences.iter().map(|one| (one.path.as_str(), one.theirs_path.as_str())).collect();
    assert_eq!(told, [("awards.0", "awards"), ("awards", "awards.0")]);
}

#[test]
fn a_body_is_merged_by_block() {
    let paragraph = |text: &str| json!({ "type": "paragraph", "text": text });
    let body = |blocks: &[Value]| json!({ "body": blocks });
    let figure = json!({ "type": "figure" });
    let base =
        body(&[paragraph("It was a cold winter."), figure.clone(), paragraph("The river froze over."), figure.clone()]);
    let mine = body(&[
        paragraph("It was a cold winter."),
        json!({ "type": "figure", "image": "media_1" }),
        paragraph("The wide river froze over."),
        figure.clone(),
    ]);
    let theirs = body(&[
        paragraph("It was a long, cold winter."),
        figure.clone(),
        paragraph("Nobody came."),
        paragraph("The river froze over."),
        figure.clone(),
    ]);
    let Merged { value, differences, .. } = merged(&base, &mine, &theirs);
    assert_eq!(
        value,
        body(&[
            paragraph("It was a long, cold winter."),
            json!({ "type": "figure", "image": "media_1" }),
            paragraph("Nobody came."),
            paragraph("The wide river froze over."),
            figure
        ])
    );
    assert!(differences.is_empty(), "{differences:?}");
}

#[test]
fn a_block_that_both_changed_stays_as_the_editor_has_it() {
    let body = |text: &str| json!({ "body": [{ "type": "paragraph", "text": text }] });
    let mine = body("The wide river froze over.");
    let Merged { value, differences, .. } =
        merged(&body("The river froze over."), &mine, &body("The river froze over twice."));
    assert_eq!((value, differences.len()), (mine, 1));
    assert_eq!(differences[0].path, "body.0.text");
}

#[test]
fn what_an_editor_said_of_one_record_is_not_said_of_another() {
    let award = |name: &str| json!({ "awards": [{ "name": { "en": name } }] });
    let mine = json!({ "awards": [{ "name": { "en": "Silver Medal of the Harbour" }, "year": 2009 }] });
    let golden = "Golden Medal of the Harbour";
    let Merged { value, differences, .. } = merged(&award("Silver Medal of the Harbour"), &mine, &award(golden));
    assert_eq!(value["awards"].as_array().unwrap().len(), 2, "{value}");
    assert!(value["awards"].as_array().unwrap().contains(&award(golden)["awards"][0]), "{value}");
    assert_eq!(differences.len(), 1, "the silver one is no longer on the page");
}

#[test]
fn half_a_period_of_each_is_no_period() {
    let post = |start: u16, end: u16| json!({ "period": { "start": start, "end": end } });
    let Merged { value, differences, .. } = merged(&post(2012, 2016), &post(2012, 2014), &post(2015, 2016));
    assert_eq!((value, differences.len()), (post(2012, 2014), 1));
}

#[test]
fn without_a_base_the_page_adds_what_is_not_known() {
    let mine = json!({ "born": "1931", "claims": [{ "text": "A", "count": 1 }] });
    let theirs = json!({ "born": "1932", "died": "1999", "claims": [{ "text": "B" }, { "text": "A" }] });
    let Merged { value, differences, .. } = merge(None, &mine, &theirs, &Locale::english());
    let both = json!({ "born": "1931", "died": "1999", "claims": [{ "text": "B" }, { "text": "A", "count": 1 }] });
    assert_eq!(value, both);
    assert_eq!(differences.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["born"]);
}

/// Documents as the content model has them: fields, texts by language, lists of records, lists of texts, blocks.
fn document() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec!["a", "b", "a b c", "a b d", "河 边"]);
    let text = word.clone().prop_map(Value::from);
    let localised = prop::collection::btree_map(prop::sample::select(vec!["en", "zh-Hans"]), word, 0..3);
    let localised = localised.prop_map(|texts| json!(texts));
    let number = (0..3).prop_map(Value::from);
    let leaf = prop_oneof![text, number, localised, Just(Value::Null), any::<bool>().prop_map(Value::from)];
    let name = prop::sample::select(vec!["type", "name", "text", "body", "awards", "claims", "period", "anchor"]);
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..5).prop_map(|fields| json!(fields)),
        ]
    })
}

proptest! {
    #[test]
    fn a_draft_that_nobody_touched_becomes_the_page(base in document(), theirs in document()) {
        let Merged { value, differences, .. } = merged(&base, &base, &theirs);
        prop_assert_eq!(value, theirs);
        prop_assert!(differences.is_empty());
    }

    #[test]
    fn a_page_that_says_the_same_changes_nothing(base in document(), mine in document()) {
        let Merged { value, differences, .. } = merged(&base, &mine, &base);
        prop_assert_eq!(value, mine);
        prop_assert!(differences.is_empty());
    }

    #[test]
    fn what_both_sides_say_is_said(base in document(), both in document()) {
        let Merged { value, differences, .. } = merged(&base, &both, &both);
        prop_assert_eq!(value, both);
        prop_assert!(differences.is_empty());
    }

    #[test]
    fn a_difference_leads_to_what_the_editors_have(base in document(), mine in document(), theirs in document()) {
        let Merged { value, differences, .. } = merged(&base, &mine, &theirs);
        for one in differences.iter().filter(|one| one.mine.is_some() && !one.path.is_empty()) {
            prop_assert_eq!(at(&value, &one.path), one.mine.as_ref());
        }
    }

    #[test]
    fn the_next_import_of_the_same_page_changes_nothing(base in document(), mine in document(), theirs in document()) {
        let once = merged(&base, &mine, &theirs).value;
        let again = merged(&theirs, &once, &theirs);
        prop_assert_eq!(again.value, once);
        prop_assert!(again.differences.is_empty());
    }
}
