use super::*;

fn shown(text: &str) -> Vec<String> {
    let show = |award: Award| format!("{} {}", award.name, award.year.unwrap_or_default());
    awards(text).into_iter().map(show).collect()
}

#[test]
fn a_list_is_several_awards_and_a_grade_none() {
    assert_eq!(
        shown("Recipient of the Good Doctor Award, City Talent Fund, and Eye Medal."),
        ["Good Doctor Award 0", "City Talent Fund 0", "Eye Medal 0"]
    );
    assert_eq!(shown("Second Prize, City Progress Award (2018)"), ["Second Prize, City Progress Award 2018"]);
    assert_eq!(shown("2015: Good Doctor Award; Eye Medal, 2019"), ["Good Doctor Award 2015", "Eye Medal 2019"]);
    assert_eq!(shown("He has received numerous awards"), [""; 0]);
    assert_eq!(shown("“Craftsman of the City” (2022)"), ["“Craftsman of the City” 2022"]);
    assert_eq!(shown("Inventions"), [""; 0]);
    assert_eq!(shown("Good Worker (1988, 1992)"), ["Good Worker 1988", "Good Worker 1992"]);
    assert_eq!(shown("City Medal of Merit, awarded in 1998"), ["City Medal of Merit 1998"]);
    assert!(is_award_item("Eastern Medal of Dedication, 2017"));
    assert_eq!(shown("City Award (2015, third contributor)"), ["City Award (third contributor) 2015"]);
    assert_eq!(
        shown("Third Prize of the City Award, 2001 and 2009"),
        ["Third Prize of the City Award 2001", "Third Prize of the City Award 2009"]
    );
    assert_eq!(
        shown("In 2010, he was awarded the title of “Good Doctor of the City”"),
        ["Good Doctor of the City 2010"]
    );
}

#[test]
fn awards_joined_by_and_are_told_from_one_with_and_in_it() {
    for (text, wanted) in [
        (
            "Second Prize of the City Mother and Infant Award (2011)",
            vec!["Second Prize of the City Mother and Infant Award 2011"],
        ),
        ("Silver Otter Medal and Harbour Star Award", vec!["Silver Otter Medal 0", "Harbour Star Award 0"]),
        (
            "Otter Prize of the Bay in 2005 and the Harbour Craftsman Medal in 2012",
            vec!["Otter Prize of the Bay 2005", "Harbour Craftsman Medal 2012"],
        ),
        (
            "He received the Otter Award of the Bay in 2005, the Harbour Medal in 2012 and the Lake Prize in 2020",
            vec!["Otter Award of the Bay 2005", "Harbour Medal 2012", "Lake Prize 2020"],
        ),
        (
            "won the Science and Technology Progress Award and the Otter Medal",
            vec!["Science and Technology Progress Award 0", "Otter Medal 0"],
        ),
        (
            "Otter Award in 2014, the Bay Medal in 2018 and, in 2023, the Lake Prize for Nurses",
            vec!["Otter Award 2014", "Bay Medal 2018", "Lake Prize for Nurses 2023"],
        ),
        ("Otter Medal and the title of “Doctor of the Bay”", vec!["Otter Medal 0", "Doctor of the Bay 0"]),
        ("Award for Health and Safety", vec!["Award for Health and Safety 0"]),
        ("Otter Award in 2001 and 2007", vec!["Otter Award 2001", "Otter Award 2007"]),
        ("Medal of Courage and Patience, 1999", vec!["Medal of Courage and Patience 1999"]),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn what_a_sentence_says_was_won_is_an_award() {
    let shown = |text: &str| won(text).into_iter().map(|award| award.name).collect::<Vec<_>>();
    assert_eq!(
        shown("He won the second prize of the City Progress Award in 2004 for his work on ears."),
        ["second prize of the City Progress Award"]
    );
    assert_eq!(shown("winner of the Eye Medal"), ["Eye Medal"]);
    for text in ["He won the heart of the town", "She received a letter", "The prize of it was sleep", "He won"] {
        assert_eq!(won(text), [], "{text}");
    }
}
