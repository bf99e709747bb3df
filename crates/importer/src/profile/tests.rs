use super::*;

fn read_text(text: &str) -> (Doctor, Notes) {
    let (mut doctor, mut notes) = (Doctor::default(), Notes::default());
    read(&Known::built_in(), &crate::text::lines::split(text), &mut doctor, &mut notes);
    (doctor, notes)
}

fn unknown(notes: &Notes) -> Vec<(&str, usize)> {
    notes.unknown_labels.iter().map(|label| (label.label.as_str(), label.lines.len())).collect()
}

#[test]
fn under_a_label_that_says_nothing_each_item_tells_what_it_is() {
    let list = "Chair of the Eye Branch of the Eastern Medical Association\nReviewer for Eye Letters\n\
                Holds 5 patents\nSilver Snake Award (2019)";
    let (doctor, notes) = read_text(&format!("Odds and Ends:\n{list}"));
    let found = [doctor.appointments.len(), doctor.editorial_roles.len(), doctor.claims.len(), doctor.awards.len()];
    assert_eq!((found, unknown(&notes)), ([1; 4], vec![]));
    assert_eq!(notes.parts.len(), 5);
    let (doctor, notes) = read_text("Odds and Ends:\nHolds 5 patents\nHe sings.");
    assert_eq!((doctor.claims.len(), unknown(&notes)), (1, vec![("Odds and Ends", 1)]));
    assert_eq!(unknown(&read_text("Odds and Ends:").1), [("Odds and Ends", 0)]);
}

#[test]
fn posts_under_a_label_of_the_past_are_over() {
    use shanghaidoctor_domain::content::PostStatus::{Current, Former};
    let list = "Director of Harbour Hospital\nDean of Lake University (2019-present)";
    for (label, wanted) in [
        ("Former Positions:", [Former, Current]),
        ("Past Offices", [Former, Current]),
        ("Present and Past Offices:", [Current, Current]),
        ("Positions:", [Current, Current]),
        ("Served as:", [Current, Current]),
    ] {
        let (doctor, _) = read_text(&format!("{label}\n{list}"));
        let found: Vec<_> = doctor.positions.iter().map(|post| post.value.status).collect();
        assert_eq!(found, wanted, "{label}");
    }
    let (doctor, _) = read_text("曾任职务\n甲医院院长\n乙学会丙分会主任委员");
    assert_eq!((doctor.positions[0].value.status, doctor.appointments[0].value.status), (Former, Former));
}

#[test]
fn a_label_of_own_words_stands_out_by_what_is_under_it() {
    let (doctor, _) = read_text(
        "Editorial Roles\nReviewer for Eye Letters\nA Year of Nights Abroad\nVisiting Scholar, Eye Institute, Fjord \
         University, Norway (2003-2004)",
    );
    assert_eq!((doctor.editorial_roles.len(), doctor.fellowships.len()), (1, 1));
    let (doctor, _) = read_text("Papers:\nWen H. Sleep of otters. J Ears. 2019;1:2-3.\nIn Short\nMore than 80 papers");
    assert_eq!((doctor.publications.papers.len(), doctor.publications.journals.len(), doctor.claims.len()), (1, 0, 1));
    let (doctor, _) = read_text("Papers:\nEye Letters\nEar Notes\nMore than 80 papers");
    assert_eq!((doctor.publications.journals.len(), doctor.claims.len()), (2, 1));
}

#[test]
fn what_is_evidently_something_else_goes_where_it_belongs() {
    let (doctor, _) = read_text("Focus:\nCataract\nPublished more than 80 papers\nAge over 60 years");
    let focus: Vec<&str> = doctor.research_focus.iter().map(|found| found.value.as_str()).collect();
    assert_eq!((focus, doctor.claims.len()), (vec!["Cataract", "Age over 60 years"], 1));
    let (doctor, _) = read_text("Awards:\nEye Medal\nChair of the Eye Branch of the Eastern Medical Association");
    assert_eq!((doctor.awards.len(), doctor.appointments.len()), (1, 1));
    let (doctor, _) = read_text("Publications:\nEye Letters\nMember of the Eye Branch, Eastern Medical Association");
    assert_eq!((doctor.publications.journals.len(), doctor.appointments.len()), (1, 1));
}

#[test]
fn a_title_above_items_of_another_kind_is_a_label() {
    for text in [
        "Awards\nEye Medal\nAnd Beyond\nHolds 5 patents\n12 invention patents",
        "Awards\n- Eye Medal\nAnd Beyond\n- Holds 5 patents\n- 12 invention patents",
    ] {
        let (doctor, notes) = read_text(text);
        assert_eq!((doctor.awards.len(), doctor.claims.len(), unknown(&notes)), (1, 2, vec![]), "{text}");
    }
    let (doctor, notes) = read_text("Focus\nCataract\nGlaucoma\nHolds 5 patents");
    assert_eq!((doctor.research_focus.len(), doctor.claims.len(), unknown(&notes)), (2, 1, vec![]));
    let (doctor, _) = read_text("Awards\nEye Medal\nCraftsman of the City\nSilver Snake Award");
    assert_eq!(doctor.awards.len(), 3);
}

#[test]
fn a_line_without_a_bullet_stands_out_from_a_list_with_them() {
    let (doctor, notes) = read_text("Awards\n- Eye Medal\nAway from it all\n- Holds 5 patents\n- Sings");
    assert_eq!((doctor.awards.len(), doctor.claims.len()), (1, 1));
    assert_eq!(unknown(&notes), [("Away from it all", 1)]);
    let (doctor, notes) = read_text("Editorial Roles\n- Reviewer for the\nJournal of Eyes\n- Reviewer for Ears");
    assert_eq!((doctor.editorial_roles.len(), unknown(&notes)), (1, vec![]));
}

#[test]
fn patents_are_one_question() {
    for (text, lines) in [
        ("Patents:\n- A clamp (ZL201410000001.1)\n- A lamp (ZL201410000002.1)\n- Holds 5 patents", 2),
        ("Awards\nEye Medal\nPatent List\nA clamp (ZL201410000001.1)\nA lamp (ZL201410000002.1)\nHolds 5 patents", 2),
        ("获奖情况\n甲市好医生\n专利\n一种夹子（ZL201410000001.1）\n获发明专利5项", 1),
    ] {
        let (doctor, notes) = read_text(text);
        let kept: Vec<usize> = notes.unknown_labels.iter().map(|label| label.lines.len()).collect();
        assert_eq!((kept, notes.warnings.len(), doctor.claims.len()), (vec![lines], 0, 1), "{text}");
        assert!(doctor.awards.len() < 2, "{text}: {:?}", doctor.awards);
    }
}

#[test]
fn a_table_of_awards_has_a_head() {
    let (doctor, notes) = read_text("Awards\n| Year | Award |\n| --- | --- |\n| 2011 | Magnolia Silver Award |");
    let awards: Vec<_> = doctor.awards.iter().map(|found| (found.value.name.as_str(), found.value.year)).collect();
    assert_eq!((awards, notes.parts.len()), (vec![("Magnolia Silver Award", Some(2011))], 4));
}

#[test]
fn what_was_not_won_is_no_award() {
    for item in
        ["Nominated for the Otter Medal", "Jury member, Lamp Prize for Nurses", "Li Wei won the Bay Medal in 2011"]
    {
        let (doctor, notes) = read_text(&format!("Awards\n- {item}\n- Silver Snake Award"));
        assert_eq!((doctor.awards.len(), notes.warnings.len()), (1, 1), "{item}: {:?}", doctor.awards);
    }
}

#[test]
fn a_stay_alone_is_the_label_of_its_places() {
    let (doctor, _) =
        read_text("Education:\nMD, Lake University\nVisiting Scholar\nFjord University, Norway (2005-2006)");
    let role = doctor.fellowships[0].value.role.as_deref();
    assert_eq!((doctor.positions.len(), role), (0, Some("Visiting Scholar")));
}

#[test]
fn what_tells_of_somebody_is_no_award() {
    let (doctor, _) = read_text("Awards\nBorn in Wuxi, he came in 1990.\nHe has received the Eye Medal.");
    assert_eq!(doctor.awards.len(), 1);
}

#[test]
fn what_stands_on_the_line_of_its_label_is_read() {
    let mut doctor = Doctor { family: "Wen".to_owned(), given: "Hao".to_owned(), ..Doctor::default() };
    let text = "About the Doctor: Wen Hao is director of the Eye Department at Harbour Hospital. From 2016 to 2020 he \
                was president of the Lantern Forum.";
    read(&Known::built_in(), &crate::text::lines::split(text), &mut doctor, &mut Notes::default());
    assert!(doctor.biography.as_ref().unwrap().value.markdown().starts_with("Wen Hao is"));
    assert_eq!(doctor.positions[0].value.organisation.as_deref(), Some("Harbour Hospital"));
    assert_eq!(read_text("Research and Output: She has published 80 papers").0.claims.len(), 1);
}
