use super::*;
use crate::facts::Doctor;
use crate::profile::placing;
use crate::report::notes::Notes;

fn doctor(text: &str, listed: Listed) -> Doctor {
    let mut doctor = Doctor::default();
    for post in read(&Known::built_in(), text).posts {
        post.place_on(&Known::built_in(), &mut doctor, 1, listed, &mut Notes::default());
    }
    doctor
}

#[test]
fn a_byline_tells_employment_from_societies() {
    let text = "PhD Supervisor at Example University, former Director of the Eye Department at the First Hospital \
                Affiliated to Example University, Vice Chairman of the Eye Branch of the Chinese Medical Association.";
    let doctor = doctor(text, Listed::Byline);
    let positions: Vec<_> = doctor.positions.iter().map(|found| &found.value).collect();
    assert_eq!(positions[0].organisation.as_deref(), Some("Example University"));
    assert_eq!(positions[1].department.as_deref(), Some("Eye Department"));
    assert_eq!(positions[1].organisation.as_deref(), Some("First Hospital Affiliated to Example University"));
    assert_eq!(positions[1].status, PostStatus::Former);
    assert_eq!(doctor.appointments[0].value.rank, AppointmentRank::ViceChair);
    assert_eq!(doctor.appointments[0].value.path[1].name, "Eye Branch");
}

#[test]
fn the_order_role_branch_association_is_read() {
    let doctor = doctor("Standing Member, Eye Branch, Chinese Medical Association (CMA)", Listed::Appointments);
    let path = &doctor.appointments[0].value.path;
    assert_eq!((path[0].acronym.as_deref(), path[1].name.as_str()), (Some("CMA"), "Eye Branch"));
}

#[test]
fn journals_have_editors() {
    let doctor = doctor("Associate Editor of the Journal of Eyes; Reviewer for Eye, and Ear", Listed::Appointments);
    let names: Vec<_> = doctor.editorial_roles.iter().map(|found| found.value.journal.name.as_str()).collect();
    assert_eq!(names, ["Journal of Eyes", "Eye", "Ear"]);
}

#[test]
fn a_mark_of_the_past_begins_another_post() {
    let text = "former Chairman of the Eye Branch of the Eastern Medical Association, former deputy to the Lake District \
                People's Congress";
    let doctor = doctor(text, Listed::Byline);
    assert_eq!(doctor.positions.len(), 0);
    let roles: Vec<_> =
        doctor.appointments.iter().map(|found| (found.value.role.as_str(), found.value.status)).collect();
    assert_eq!(roles, [("Chairman", PostStatus::Former), ("deputy", PostStatus::Former)]);
}

#[test]
fn who_sits_on_a_board_has_a_role_there() {
    let doctor = doctor("She sits on the editorial board of Eyes as associate editor", Listed::Appointments);
    let post = &doctor.editorial_roles[0].value;
    assert_eq!((post.role.as_str(), post.journal.name.as_str()), ("associate editor", "Eyes"));
}

#[test]
fn journals_joined_by_and_are_told_from_a_journal_with_and() {
    for (text, wanted) in [
        ("Reviewer for Eye and Light and The Ear", "Eye and Light|The Ear"),
        ("Reviewer for Annals of Eyes and for Ear Letters", "Annals of Eyes|Ear Letters"),
        ("Reviewer for Ears and Eyes", "Ears and Eyes"),
    ] {
        let doctor = doctor(text, Listed::Editorial);
        let names: Vec<_> = doctor.editorial_roles.iter().map(|found| found.value.journal.name.as_str()).collect();
        assert_eq!(names.join("|"), wanted, "{text}");
    }
}

#[test]
fn what_somebody_was_also_is_over_with_the_rest() {
    let place = |text: &str| {
        let mut doctor = Doctor::default();
        placing::place(&Known::built_in(), text, Listed::Byline, &mut doctor, 1, &mut Notes::default());
        doctor.positions.into_iter().map(|post| post.value.status).collect::<Vec<_>>()
    };
    use PostStatus::{Current, Former};
    assert_eq!(place("He served as Dean of Lake University. He was also President of Bay Hospital"), [Former; 2]);
    assert_eq!(place("He is Dean of Lake University. He is also President of Bay Hospital"), [Current; 2]);
}

#[test]
fn the_same_society_is_the_one_before() {
    let text = "council member of the Eastern Society of Medicine, chairwoman of the Eye Group and member of the Ear \
                Committee of the same society";
    let doctor = doctor(text, Listed::Byline);
    let roots: Vec<_> = doctor.appointments.iter().map(|post| post.value.path[0].name.as_str()).collect();
    assert_eq!(roots, ["Eastern Society of Medicine"; 3]);
    assert!(
        read(&Known::built_in(), "member of the Ear Committee of the same society")
            .posts
            .iter()
            .all(|post| post.path.len() == 1)
    );
}

#[test]
fn an_honour_is_not_over_with_the_posts_before_it() {
    let status =
        |text: &str| doctor(text, Listed::Byline).positions.iter().map(|post| post.value.status).collect::<Vec<_>>();
    use PostStatus::{Current, Former};
    assert_eq!(status("former Dean of Lake University and Honorary President of Bay Hospital"), [Former, Current]);
    assert_eq!(status("former Dean of Lake University and President of Bay Hospital"), [Former, Former]);
    assert_eq!(
        status("former Dean of Lake University and former Honorary President of Bay Hospital"),
        [Former, Former]
    );
}

#[test]
fn what_is_no_post_is_left() {
    assert_eq!(read(&Known::built_in(), "a lover of music").unread, ["a lover of music"]);
    assert_eq!(read(&Known::built_in(), "Dean of the Eye School and Director of the Eye Hospital").posts.len(), 2);
}

#[test]
fn clubs_and_networks_are_societies_and_so_is_what_has_a_secretary_general() {
    for (text, role, place, rank, status) in [
        (
            "Former Secretary-General of the Lakeside Anesthetists Club",
            "Secretary-General",
            "Lakeside Anesthetists Club",
            AppointmentRank::SecretaryGeneral,
            PostStatus::Former,
        ),
        (
            "member of the Eye Society, Deputy Secretary-General of the Seven Rivers Stroke Network, and a reviewer for Ear Notes",
            "Deputy Secretary-General",
            "Seven Rivers Stroke Network",
            AppointmentRank::Other,
            PostStatus::Current,
        ),
        (
            "Vice President of the Guild of Bone Setters",
            "Vice President",
            "Guild of Bone Setters",
            AppointmentRank::VicePresident,
            PostStatus::Current,
        ),
        (
            "Secretary General of Hearts without Borders",
            "Secretary General",
            "Hearts without Borders",
            AppointmentRank::SecretaryGeneral,
            PostStatus::Current,
        ),
        (
            "Executive Secretary-General of the Night Ward Initiative",
            "Executive Secretary-General",
            "Night Ward Initiative",
            AppointmentRank::SecretaryGeneral,
            PostStatus::Current,
        ),
    ] {
        let mut doctor = Doctor::default();
        placing::place(&Known::built_in(), text, Listed::Byline, &mut doctor, 1, &mut Notes::default());
        let post = &doctor.appointments.last().expect(text).value;
        assert_eq!((post.role.as_str(), post.rank, post.status), (role, rank, status), "{text}");
        assert_eq!(post.path[0].name, place, "{text}");
        assert_eq!(doctor.positions.len(), 0, "{text}");
    }
    for text in ["secretary-general of a club in the hills", "secretary of the Night Ward Initiative"] {
        let mut doctor = Doctor::default();
        placing::place(&Known::built_in(), text, Listed::Byline, &mut doctor, 1, &mut Notes::default());
        assert_eq!((doctor.appointments.len(), doctor.positions.len()), (0, 0), "{text}");
    }
}

#[test]
fn who_helps_a_director_is_none() {
    let doctor = doctor("assistant to the director of the Eye Department of Harbour Hospital", Listed::Byline);
    let post = &doctor.positions[0].value;
    assert_eq!((post.role.as_str(), post.department.as_deref()), ("assistant to the director", Some("Eye Department")));
}

#[test]
fn the_posts_of_others_and_what_was_not_taken_are_left() {
    for text in [
        "was succeeded by the president of the Eye Society",
        "Declined the chair of the Eye Society",
        "Nominated as chair of the Eye Society",
        "Candidate for president of the Eye Society",
        "Runner-up for president, Eye Society",
        "One of the founders of the Eye Club",
        "Honorary Doctor of Science, Lake University",
        "succeeded by Gu Min, director of Harbour Hospital",
        "his student Li Wei, president of the Eye Society",
        "mentor of the president of the Eye Society",
    ] {
        let found = read_in(&Known::built_in(), text, Listed::Appointments);
        assert_eq!(found.posts, [], "{text}");
        assert!(!found.unread.is_empty(), "{text}");
    }
}

#[test]
fn times_are_no_part_of_a_place() {
    use PostStatus::{Current, Former, Unknown};
    for (text, status, period) in [
        ("President of the Eye Society in 2019", Former, true),
        ("Elected President, Eye Society, 2019", Current, true),
        ("Member of the Eye Society until 2015", Former, true),
        ("Member of the Eye Society, in the 1990s", Former, false),
        ("Treasurer of the Eye Society for two terms", Unknown, false),
    ] {
        let doctor = doctor(text, Listed::Appointments);
        let post = &doctor.appointments[0].value;
        assert_eq!((post.path[0].name.as_str(), post.status), ("Eye Society", status), "{text}");
        assert_eq!(post.period.is_some(), period, "{text}");
    }
}

#[test]
fn a_journal_can_stand_before_its_editor() {
    for text in [
        "Quiet Sleep, 2011–2015, associate editor",
        "Quiet Sleep — Associate Editor (2011-2015)",
        "Quiet Sleep: Associate Editor since 2011",
    ] {
        let mut doctor = Doctor::default();
        placing::place(&Known::built_in(), text, Listed::Editorial, &mut doctor, 1, &mut Notes::default());
        assert_eq!(doctor.positions, [], "{text}");
        let role = &doctor.editorial_roles[0].value;
        assert_eq!(
            (role.role.to_lowercase().as_str(), role.journal.name.as_str()),
            ("associate editor", "Quiet Sleep")
        );
        assert!(role.period.is_some(), "{text}");
    }
}

#[test]
fn what_was_learned_from_another_ends_with_the_next_verb() {
    let text = "who trained under Gu Min, president of the Ear Society, is also a member of the Eye Society";
    let doctor = doctor(text, Listed::Byline);
    let roots: Vec<_> = doctor.appointments.iter().map(|post| post.value.path[0].name.as_str()).collect();
    assert_eq!(roots, ["Eye Society"]);
}

#[test]
fn a_chair_can_be_one_of_a_subject() {
    let doctor = doctor("holds the chair of nephrology at Lake University", Listed::Byline);
    let post = &doctor.positions[0].value;
    assert_eq!((post.role.as_str(), post.department.as_deref()), ("chair of nephrology", None));
}

#[test]
fn a_board_gives_a_role() {
    let doctor = doctor("reviewer for Pain, on the board of the Chinese Journal of Pain", Listed::Appointments);
    let shown: Vec<_> = doctor
        .editorial_roles
        .iter()
        .map(|post| (post.value.role.as_str(), post.value.journal.name.as_str()))
        .collect();
    assert_eq!(shown, [("reviewer", "Pain"), ("editorial board member", "Chinese Journal of Pain")]);
}
