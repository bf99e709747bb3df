//! What is no portrait is refused with one line that says why.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use shanghaidoctor_importer::{Refusal, read_page};

fn refusal(bytes: &[u8]) -> Refusal {
    let refusal = read_page(bytes).unwrap_err();
    assert_eq!(refusal.to_string().lines().count(), 1);
    refusal
}

#[test]
fn what_is_no_text_is_refused() {
    const MOST: usize = 16 * 1024 * 1024;
    assert_eq!(refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Refusal::NotText);
    assert_eq!(refusal(b"Dr. Wen Hao | A\nUpdate time:\xb8\xff"), Refusal::UnknownEncoding { line: 2 });
    assert_eq!(refusal(b""), Refusal::Empty);
    assert_eq!(refusal("\u{feff}\n \u{a0}\n".as_bytes()), Refusal::Empty);
    assert_eq!(refusal(&vec![b'a'; MOST + 1]), Refusal::TooLarge { bytes: MOST + 1, most: MOST });
}

#[test]
fn another_text_is_no_portrait() {
    for text in [
        "fn main() {\n    println!(\"hello\");\n}\n",
        "Shopping\n- two apples\n- one pear\n",
        "Bright Days, a poem\n\nThe sun came up. Nobody saw it.\n",
    ] {
        assert_eq!(refusal(text.as_bytes()), Refusal::NoPortrait, "{text}");
    }
}

#[test]
fn a_report_with_several_experts_has_no_subject() {
    let report = "MeridianClinic\n\nA Week of Hearts on the Lake\n\nUpdate time:2024-05-06Visits:77\n\n\
        Professor Gao Wenbo, Director of the Heart Centre at the Harbour Hospital, opened the week.\n\n\
        Professor Xie An, President of the Heart Branch of the Eastern Medical Association, closed it.\n";
    assert_eq!(refusal(report.as_bytes()), Refusal::NoSubject { experts: 2 });
    let bare = "Update time:2024-05-06Visits:77\n\nThe harbour's doctors met on Sunday to talk about hearts and about the lake.\n\n\
        Dr. Gao Wenbo, Director of the Heart Centre at the Harbour Hospital, said that hearts matter. Many agreed.\n\n\
        Dr. Xie An, Vice President of the Lakeside Hospital, disagreed. Few followed.\n";
    assert_eq!(refusal(bare.as_bytes()), Refusal::NoSubject { experts: 2 });
    // Who made the report is no expert in it.
    let signed = format!("{report}\nEditor: Tang Wei\n");
    assert_eq!(refusal(signed.as_bytes()), Refusal::NoSubject { experts: 2 });
}

#[test]
fn one_expert_is_no_experts() {
    assert!(Refusal::NoSubject { experts: 1 }.to_string().contains("it names 1 expert and"));
    assert!(Refusal::NoSubject { experts: 3 }.to_string().contains("it names 3 experts and"));
}

#[test]
fn refusals_are_data_for_programs() {
    let json = serde_json::to_value(Refusal::Empty).unwrap();
    assert_eq!(json, serde_json::json!({ "kind": "EMPTY", "message": "the page is empty" }));
}

/// A page cut anywhere, or with a line lost or doubled, is read or refused, and no line of it is lost on the way.
#[test]
fn broken_pages_are_read_or_refused() {
    for page in ["full", "founder", "questions", "zh-interview", "zh-papers"] {
        let path = format!("{}/tests/pages/{page}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let cuts = text.char_indices().step_by(7).map(|(at, _)| text[..at].to_owned());
        let lines: Vec<&str> = text.lines().collect();
        let without = (0..lines.len()).map(|at| [&lines[..at], &lines[at + 1..]].concat().join("\n"));
        let joined = (0..lines.len()).map(|at| [&lines[..at], &lines[at..]].map(|part| part.join("\n")).concat());
        for text in cuts.chain(without).chain(joined) {
            let Ok(page) = read_page(text.as_bytes()) else { continue };
            let report = page.report;
            let below: usize = report.unknown_labels.iter().map(|label| 1 + label.lines.len()).sum();
            let placed = report.parts().iter().filter(|(_, part)| part.is_some()).count();
            assert_eq!(placed + below + report.unplaced.len(), report.parts().len(), "{text}");
        }
    }
}

/// What is looked for from every line onward must not be looked for from every line anew.
#[test]
fn a_page_as_long_as_pages_may_be_is_read_in_seconds() {
    let labels: String = (0..1900).map(|number| format!("Strange Thing {number}:\n\n - an item\n\n")).collect();
    let page = format!("Dr. Wu Jing | A quiet life\n\nProfessor Wu Jing, Director of Riverside Hospital.\n\n{labels}");
    let begun = std::time::Instant::now();
    assert!(read_page(page.as_bytes()).is_ok());
    // A debug build on a busy machine takes a third of a second.
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

/// Nothing parts Chinese words, so that every place can be the beginning of one.
#[test]
fn long_chinese_lines_are_read_in_seconds() {
    for word in ["主任和", "甲学会、", "（", "《", "第一、", "曾任", "甲医院 乙科 ", "任何医生"]
    {
        let lines = format!("{}主任\n", word.repeat(3600 / word.len())).repeat(6);
        let page = format!("李子明医生｜一生\n\n李子明，主任医师\n{lines}{}", word.repeat(20_000));
        let begun = std::time::Instant::now();
        assert!(read_page(page.as_bytes()).is_ok());
        assert!(begun.elapsed().as_secs() < 20, "{word}: {:?}", begun.elapsed());
    }
}
