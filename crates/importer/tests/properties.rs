//! What holds for every input: nothing panics, every line has its place, and no word of the text is lost.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use shanghaidoctor_domain::Stage;
use shanghaidoctor_domain::content::{Block, Content as _};
use shanghaidoctor_importer::{Explanation, Page, ReadOptions, WarningKind, read_page_with};

/// Lines that pages could have and that mean something to one stage or another.
const LINES: &[&str] = &[
    "Dr. Wen Hao | A Life by the Lake",
    "Update time:2024-01-02Visits:3",
    "Professor Wen Hao, Director of the Eye Department, Harbour Light Hospital",
    "Wen Hao (1920–1999)",
    "Academic Appointments:",
    "- Chair of the Eye Branch, Eastern Medical Association (EMA)",
    "Hobbies:",
    "Preface:",
    "Preface: It was red.",
    "1. The Boat",
    "2. 「The Lake」",
    "Q: Why?",
    "A: So.",
    "**Dr. Lin:** No (laughs).",
    "Dr. Lin (guest): no.",
    "image.png",
    "![a boat](boat.png)",
    "Photo: the boat",
    "Photo by Ma Li",
    "Editor: Ma Li",
    "Copyright 2024 LanternWard. All rights reserved.",
    "文浩教授｜湖边的一生",
    "学术任职：",
    "问：为什么？",
    "答：就是这样。",
    "# Head",
    "[a](https://example.org/) and **b** *c*",
    "<p>a</p><h2>b</h2><img src=a.png alt=boat><figcaption>c</figcaption>",
    "<ul><li>a<li><b>b</b></ul><table><tr><th>a<td>b</table>",
    "<nav>a</nav><p hidden>b</p><script>c</script>",
    "(",
    "“",
    "",
];

/// What stands in an explanation for a picture whose address the page does not print.
const WITHOUT_ADDRESS: &str = "picture inside the page";

/// The lines of all pages of the tests.
fn lines_of_pages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = paths.filter(|path| path.extension().is_some_and(|ending| ending != "json"));
    let texts = pages.filter_map(|path| std::fs::read_to_string(path).ok());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A line of a page, whole or cut, or with something of another script in it.
fn line() -> impl Strategy<Value = String> {
    let lines = select([LINES.iter().map(|line| (*line).to_owned()).collect(), lines_of_pages()].concat());
    let whole = select(LINES).prop_map(str::to_owned);
    let cut = (lines.clone(), any::<prop::sample::Index>()).prop_map(|(line, at)| {
        let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        line.get(..*at.get(&ends)).unwrap_or_default().to_owned()
    });
    let joined =
        (lines.clone(), "[ \\t:：,，。(）*-]{0,3}", lines.clone()).prop_map(|(a, sign, b)| format!("{a}{sign}{b}"));
    prop_oneof![4 => lines, 3 => whole, 2 => cut, 1 => joined, 1 => "\\PC{0,40}"]
}

fn page() -> impl Strategy<Value = String> {
    (any::<bool>(), vec(line(), 0..40)).prop_map(|(framed, lines)| {
        let frame =
            if framed { "Dr. Wen Hao | A Life\nUpdate time:2024-01-02Visits:3\nProfessor Wen Hao\n\n" } else { "" };
        format!("{frame}{}", lines.join("\n"))
    })
}

fn read(bytes: &[u8]) -> Option<Page> {
    read_page_with(bytes, ReadOptions { without_doctor: true }).ok()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// All that readers of the article see, its letters alone: as text, and with the addresses of its links.
fn told(page: &Page) -> String {
    let article = &page.facts.article;
    let mut told = Vec::new();
    let mut rich =
        |text: &shanghaidoctor_domain::text::RichText| told.extend([text.text(), text.markdown().to_owned()]);
    article.standfirst.iter().for_each(|text| rich(&text.value));
    for block in &article.blocks {
        match &block.value {
            Block::Paragraph(paragraph) => rich(&paragraph.text),
            Block::BulletList(list) => list.items.iter().for_each(&mut rich),
            Block::Exchange(exchange) => [&exchange.question].into_iter().chain(&exchange.answer).for_each(&mut rich),
            _ => {}
        }
    }
    let data = serde_json::to_string(&article.body()).unwrap();
    let figures: Vec<String> = page.report.facts.iter().map(|fact| fact.value.clone()).collect();
    letters(&format!("{}\n{data}\n{}", told.join("\n"), figures.join("\n")))
}

/// The label of a picture's credit that has no colon, `Photo by`: all of the line but the name, which has to be kept.
fn words_of_credit(page: &Page, line: &str) -> Option<String> {
    let credits = page.facts.article.blocks.iter().filter_map(|block| match &block.value {
        Block::Figure(figure) => figure.credit.as_deref(),
        _ => None,
    });
    let mut labels = credits.filter_map(|name| line.trim_end().strip_suffix(name));
    labels.next().map(str::to_owned)
}

/// The addresses that an editor is told of, because the text cannot lead to them.
fn told_of_links(explained: &Explanation) -> String {
    let links = explained.warnings.iter().filter(|warning| warning.kind == WarningKind::Link);
    links.map(|warning| letters(&warning.message)).collect()
}

/// Every line is in the text, left out for a reason, under a label that nobody knows, or not placed; and no word of the
/// text is missing.
fn check(page: &Page) -> Result<(), TestCaseError> {
    let (report, told) = (&page.report, told(page));
    let of_label = |line: u32| {
        report.unknown_labels.iter().any(|label| label.line == line || label.lines.iter().any(|kept| kept.line == line))
    };
    for (line, part) in report.parts() {
        let explained = page.explain(*line).unwrap();
        match part {
            // No word of the page.
            Some(_) if explained.marks.is_picture && explained.raw == WITHOUT_ADDRESS => {}
            Some(part) if part.is_text() => {
                let by = || words_of_credit(page, &explained.raw);
                let label = explained.marks.label.clone().or_else(by).unwrap_or_default();
                // A number is kept as one: `01`, `II`, `一`.
                let numbered =
                    explained.decisions.iter().any(|why| why.contains("number")) || explained.marks.number.is_some();
                let words = explained.raw.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                let links = told_of_links(&explained);
                for word in words.skip(usize::from(numbered)) {
                    let kept = told.contains(word) || letters(&label).contains(word) || links.contains(word);
                    prop_assert!(kept, "{word:?} of {explained:#?} is lost");
                }
            }
            Some(_) => {
                let runs = report.left_out.iter().filter(|run| (run.from..=run.to).contains(line)).count();
                prop_assert_eq!(runs, 1, "{:#?}", explained);
            }
            None => {
                let kept = report.unplaced.iter().any(|kept| kept.line == *line);
                prop_assert!(kept != of_label(*line), "{explained:#?}");
            }
        }
    }
    prop_assert_eq!(page.facts.article.article("engouji").check(Stage::Draft).0, []);
    prop_assert!(page.facts.to_json().is_object());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_never_panic(bytes in vec(any::<u8>(), 0..600)) {
        if let Some(page) = read(&bytes) {
            check(&page)?;
        }
    }

    #[test]
    fn characters_never_panic(text in "\\PC{0,300}") {
        if let Some(page) = read(text.as_bytes()) {
            check(&page)?;
        }
    }

    #[test]
    fn no_line_and_no_word_is_lost(text in page()) {
        if let Some(page) = read(text.as_bytes()) {
            check(&page)?;
        }
    }
}

/// The pages that read well, too.
#[test]
fn no_word_of_a_page_is_lost() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending != "json") {
            let page = read(&std::fs::read(&path).unwrap()).unwrap();
            check(&page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

/// What the properties found once.
#[test]
fn what_was_lost_once_is_kept() {
    for text in [
        "<img src=a.png><figcaption>c</figcaption><p>Dr. Wen Hao | A Life by the Lake</p><p>Wen Hao rowed. He wrote.</p>",
        "Dr. Wen Hao | A Life\nUpdate time:2024-01-02Visits:3\nProfessor Wen Hao\n\n𝒞\nQ: Why?",
        "Interview\nQ: Why?\n[a](https://example.org/) and **b** *c*\nDr. Wen Hao | A Life by the Lake",
    ] {
        check(&read(text.as_bytes()).unwrap()).unwrap();
    }
    assert!(read("Q: What?\n）\nUpdate time:2024-01-02Visits:3\nI".as_bytes()).is_none());
}
