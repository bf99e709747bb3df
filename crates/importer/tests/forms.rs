//! A page says the same whatever form and encoding it is saved in.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use encoding_rs::GB18030;
use serde_json::{Value, json};
use shanghaidoctor_domain::Stage;
use shanghaidoctor_domain::content::Content as _;
use shanghaidoctor_importer::{Form, Page, Refusal, read_page};

fn pages(ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    pages.sort();
    assert!(!pages.is_empty());
    pages
}

/// What the importer says of a page: its facts, or why it refuses it.
fn facts(page: &[u8]) -> Value {
    match read_page(page) {
        Ok(page) => page.facts.to_json(),
        Err(refusal) => json!({ "error": { "kind": refusal.kind() } }),
    }
}

fn page(html: &str) -> Page {
    let page = read_page(html.as_bytes()).unwrap();
    assert_eq!(page.report.source.form, Form::Html, "{html}");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

#[test]
fn a_text_turned_into_html_says_the_same() {
    for path in pages("txt") {
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = facts(text.as_bytes());
        let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(escaped).collect();
        let each = |make: &dyn Fn(&String) -> String| lines.iter().map(make).collect::<String>();
        for (habit, body) in [
            ("paragraphs", each(&|line| format!("<p>{line}</p>\n"))),
            ("one line of the file", each(&|line| format!("<p>{line}</p>"))),
            ("paragraphs without an end", each(&|line| format!("<P>{line}\r\n"))),
            ("boxes and spans", each(&|line| format!("<div><div><span style='color:red'>{line}</span></div></div>"))),
            ("cells", each(&|line| format!("<table><tr><td><p>&nbsp; {line}</p></td></tr></table>"))),
            ("line ends", each(&|line| format!("{line}<br><br/>"))),
        ] {
            let html = format!("<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>");
            assert_eq!(facts(html.as_bytes()), expected, "{habit}: {}", path.display());
        }
    }
}

#[test]
fn a_page_says_the_same_in_every_encoding() {
    for path in pages("txt") {
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = facts(text.as_bytes());
        let units = |bytes: fn(u16) -> [u8; 2], mark: Option<u16>| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        for (encoding, bytes) in [
            ("UTF-8", format!("\u{feff}{text}").into_bytes()),
            ("UTF-16LE", units(u16::to_le_bytes, Some(0xfeff))),
            ("UTF-16LE", units(u16::to_le_bytes, None)),
            ("UTF-16BE", units(u16::to_be_bytes, Some(0xfeff))),
            ("UTF-16BE", units(u16::to_be_bytes, None)),
            ("gb18030", GB18030.encode(&text).0.into_owned()),
        ] {
            assert_eq!(facts(&bytes), expected, "{encoding}: {}", path.display());
            // A page of letters alone is the same bytes in both.
            let is_other = bytes != text.as_bytes();
            if let (Ok(page), true) = (read_page(&bytes), is_other) {
                assert_eq!(page.report.source.encoding, encoding, "{}", path.display());
            }
        }
    }
}

#[test]
fn every_line_of_html_is_in_one_place() {
    for path in pages("html") {
        let page = read_page(&std::fs::read(&path).unwrap()).unwrap();
        for number in 1..=page.last_line() {
            let explained = page.explain(number).unwrap();
            assert!(!explained.decisions.is_empty(), "{}: {explained:#?}", path.display());
        }
        let Page { facts, report } = page;
        assert_eq!(facts.article.article("engouji").check(Stage::Draft).0, [], "{}", path.display());
        let below: usize = report.unknown_labels.iter().map(|label| 1 + label.lines.len()).sum();
        let placed = report.parts().iter().filter(|(_, part)| part.is_some()).count();
        assert_eq!(placed + below + report.unplaced.len(), report.parts().len(), "{}\n{report:?}", path.display());
        assert_eq!(report.unplaced, [], "{}\n{report:?}", path.display());
    }
}

#[test]
fn marks_are_kept_as_markdown() {
    let body = |page: &Page| serde_json::to_string(&page.facts.article.body()).unwrap();
    let read = page(
        "<h1>Dr. Wen Hao | A Life</h1><h2>Preface</h2><p>He <em>was</em> there. It was <b>late</b>, and <a href=\"https://example.org/a\">the door</a> was open.</p>\
         <h2>The Door</h2><p>It was <i>his</i> door, and <a href=\"/b\">nobody</a> else had a key to it.</p><ol><li>Knock.</li><li>Wait, <b>please</b>.</li></ol><h2>Talk</h2>\
         <p><strong>Q:</strong> Who <em>knocked</em>?</p><p><strong>A: </strong>A <strong>guest</strong>.</p>",
    );
    let standfirst = read.facts.article.standfirst.as_ref().unwrap().value.markdown();
    assert_eq!(standfirst, "He *was* there. It was **late**, and [the door](<https://example.org/a>) was open.");
    let body = body(&read);
    for text in [
        "It was *his* door, and nobody else",
        "Wait, **please**.",
        "Who *knocked*?",
        "\"A **guest**.\"",
        "\"ordered\":true",
    ] {
        assert!(body.contains(text), "{text}: {body}");
    }
}

#[test]
fn captions_of_one_picture_are_one() {
    let read = page(
        "<h1>Dr. Wen Hao | A Life</h1><p>Wen Hao lived by the lake. He rowed.</p>\
         <figure><img src=a.png><figcaption>The boat.</figcaption><figcaption>The lake.</figcaption></figure>",
    );
    assert_eq!(read.facts.article.figures[0].value.caption.as_deref(), Some("The boat. The lake."));
}

#[test]
fn a_question_that_nobody_answers_keeps_its_link() {
    let text = "# Dr. Wen Hao | A Life\n\n## Interview\n\nQ: Why [here](https://example.org/)?\nA: So.\nQ: And [there](https://example.org/b)?\n";
    let read = read_page(text.as_bytes()).unwrap();
    let body = serde_json::to_string(&read.facts.article.body()).unwrap();
    assert!(body.contains("And [there](<https://example.org/b>)?"), "{body}");
}

#[test]
fn what_is_left_out_is_reported() {
    let read = page(
        "<html><head><title>A Life - Site</title><script>let a = '<p>no</p>';</script></head><body><nav><a href=/>Home</a></nav>\
         <h1>Dr. Wen Hao | A Life</h1><p>Update time:2024-01-02Visits:3</p><p style='display: none'>Not yet.</p>\
         <p>Wen Hao lived by the lake. He rowed every morning.</p><img width=1 height=1 src=/count.gif><footer>The Site</footer></body></html>",
    );
    assert_eq!(read.report.source.unread, [("img".to_owned(), 1), ("script".to_owned(), 1)].into());
    let said = read.facts.to_json().to_string();
    assert!(!said.contains("Home") && !said.contains("Not yet") && !said.contains("The Site"), "{said}");
    let left: Vec<(u32, u32, &str)> = read.report.left_out.iter().map(|run| (run.from, run.to, run.reason)).collect();
    let (site, hidden) = ("belongs to the site, not to the article", "hidden on the page");
    assert!(left.contains(&(1, 2, site)) && left.contains(&(5, 5, hidden)) && left.contains(&(7, 7, site)), "{left:?}");
}

#[test]
fn a_title_that_no_reader_sees_stands_in_for_a_headline() {
    let read = page(
        "<title>Dr. Wen Hao | A Life</title><p>Update time:2024-01-02Visits:3</p><p>Wen Hao lived by the lake. He rowed.</p>",
    );
    assert_eq!(read.facts.article.headline.as_deref(), Some("A Life"));
    let both = page("<title>Other</title><h1>Dr. Wen Hao | A Life</h1><p>Wen Hao lived by the lake. He rowed.</p>");
    assert_eq!(both.facts.article.title.unwrap().value, "Dr. Wen Hao | A Life");
}

#[test]
fn a_text_that_speaks_of_tags_is_a_text() {
    let text = "Dr. Wen Hao | A <b>bold</b> Life\n\nWen Hao wrote <p> on every page, and a < b.\n";
    assert_eq!(read_page(text.as_bytes()).unwrap().report.source.form, Form::Text);
}

/// Reading takes time in proportion to the page, whatever is wrong with its markup. A debug build on a busy machine
/// takes ten times what users wait.
#[test]
fn broken_and_deep_markup_is_read_in_time() {
    let many = |text: &str| text.repeat(100_000);
    let head = "<h1>Dr. Wen Hao | A Life</h1><p>Wen Hao lived by the lake. He rowed every morning.</p>";
    for (name, html) in [
        ("boxes", format!("{head}{}", many("<div>"))),
        ("closed boxes", format!("{}{head}{}", many("<div>"), many("</div>"))),
        ("formatting", format!("{head}{}a{}", many("<b>"), many("</b>"))),
        ("formatting across boxes", format!("{head}{}{}", many("<b><div>"), many("</b>"))),
        ("ends without a start", format!("{}{head}{}", many("<div>"), many("</span></p></td>"))),
        ("lists", format!("{head}{}", many("<ul><li>"))),
        ("tables", format!("{head}{}", many("<table><tr><td>"))),
        ("paragraphs in links", format!("{head}{}", many("<a href=https://example.org/x><p>"))),
        ("attributes", format!("{head}<p {}>", (0..100_000).map(|at| format!("a{at} ")).collect::<String>())),
        ("brackets", format!("{head}{}", many("<<>"))),
        ("stars", format!("# Dr. Wen Hao | A Life\n\nWen Hao lived by the lake. He rowed.\n\n{}", many("**a [b"))),
        ("a script", format!("{head}<script>{}</script>", many("if (a < b) { c(); } // a long line of a script\n"))),
    ] {
        let begun = Instant::now();
        let read = read_page(html.as_bytes());
        let taken = begun.elapsed();
        assert!(taken < Duration::from_secs(20), "{name}: {taken:?}");
        assert!(!matches!(read, Err(Refusal::NotText | Refusal::UnknownEncoding { .. })), "{name}: {read:?}");
    }
}

#[test]
fn who_made_an_article_can_be_named_between_two_chapters() {
    let text = "Dr. Wen Hao | A Life\nUpdated: 2021-03-04 Visits: 8\n\nWen Hao, Director of Harbour Hospital\n\nA Lamp\n\n\
                It burned all night in the ward. Nobody had the heart to put it out.\n\nHe saw it.\n\nPhotographs: Ma Li\n\n\
                A Door\n\nIt stood open for years. He never closed it.\n\nHe left in May.\n\nEditor: Chen Lan\n";
    let page = facts(text.as_bytes());
    let article = &page["article"];
    assert_eq!(article["sections"].as_array().unwrap().len(), 2, "{article}");
    assert_eq!(article["editor"]["name"], "Chen Lan");
    assert_eq!(article["credits"][0]["name"], "Ma Li");
    assert!(!article["body"].to_string().contains("Ma Li"), "{article}");
}
