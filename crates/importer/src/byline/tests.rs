use super::*;

#[test]
fn life_dates_before_posts_leave_a_byline() {
    let subjects: Vec<Person> = person("Wen Hao").map(|(person, _)| person).into_iter().collect();
    for line in [
        "Wen Hao (1921–1999), Director of Surgery at the Harbour Hospital.",
        "Professor Wen Hao (1921-1999), former Director of the Surgery Department, Harbour Hospital.",
        "Wen Hao (1921-1999) was formerly Director of the Surgery Department of Harbour Hospital.",
    ] {
        assert!(is_byline(&Known::built_in(), line, &subjects), "{line}");
    }
    assert!(!is_byline(&Known::built_in(), "Wen Hao (1921-1999) was born in Suzhou, where it rained.", &subjects));
}

#[test]
fn what_was_won_behind_the_posts_of_a_byline_is_an_award() {
    let subjects: Vec<Person> = person("Wen Hao").map(|(person, _)| person).into_iter().collect();
    for end in [
        ", and was awarded the title of Harbour Model Worker in 1988.",
        " and was awarded the title of Harbour Model Worker in 1988.",
        ", and was named Harbour Model Worker in 1988.",
        ", was awarded the title of Harbour Model Worker (1988).",
        "; awarded the honorary title of Harbour Model Worker in 1988.",
    ] {
        let text =
            format!("Wen Hao (1921-1999) once served as Director of Lake Hospital and Chair of the Eye Society{end}");
        let lines = crate::text::lines::split(&text);
        let mut doctors = [Doctor { family: "Wen".to_owned(), given: "Hao".to_owned(), ..Doctor::default() }];
        read(&Known::built_in(), &lines, &subjects, &mut doctors, &mut Notes::default());
        let [doctor] = &doctors;
        let awards: Vec<_> = doctor.awards.iter().map(|found| (found.value.name.as_str(), found.value.year)).collect();
        assert_eq!(awards, [("Harbour Model Worker", Some(1988))], "{text}");
        assert_eq!(doctor.appointments[0].value.path[0].name, "Eye Society", "{text}");
        assert_eq!(doctor.positions.len(), 1, "{text}");
    }
}
