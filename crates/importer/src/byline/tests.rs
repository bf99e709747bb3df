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
