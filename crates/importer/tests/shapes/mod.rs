//! Pages that grow: the test of linear time reads small ones, `make bench` large ones.

use std::fmt::Write as _;
use std::path::Path;

const FRAME: &str =
    "LanternWard - A ward by the lake\nDr. Wen Hao | A Life by the Lake\nUpdate time:2024-01-02Visits:3\n";
const BYLINE: &str = "Professor Wen Hao, Director of the Eye Department, Harbour Light Hospital\n";
const CHINESE: &str = "灯塔\n文浩教授｜湖边的一生\n更新时间：2024-01-02点击：3\n文浩，主任医师，海港医院眼科主任\n";
const PROSE: &str = "He rowed every morning, and in the evening he wrote down what he had seen on the lake. ";

/// How much there is to read in so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Lines and sentences as people write them, and signs that say nothing.
    Text,
    /// Every few bytes are something that is read by itself: a line of one letter, a name, or an item of a profile,
    /// which is tried as a paper, a claim, a grant, a stay, a post and an award, and makes a record.
    Records,
}

/// A page that grows: what it begins with, and what comes again and again, `#` in it being a number that counts.
pub struct Shape {
    /// How much there is to read in it.
    pub density: Density,
    /// What of, and where.
    pub name: String,
    start: String,
    unit: String,
}

impl Shape {
    /// A page of this shape, of so many bytes or a few more.
    pub fn of(&self, bytes: usize) -> String {
        let mut page = String::with_capacity(bytes + self.unit.len());
        page.push_str(&self.start);
        let parts: Vec<&str> = self.unit.split('#').collect();
        let mut count = 0;
        while page.len() < bytes {
            count += 1;
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    let _ = write!(page, "{count}");
                }
                page.push_str(part);
            }
        }
        page
    }
}

/// What stands in the story, in the profile, and on one line of either.
fn units() -> Vec<(&'static str, &'static str, &'static str)> {
    let posts = "Academic Appointments:\n";
    let papers = "Publications:\n";
    vec![
        ("paragraphs", "", PROSE_LINE),
        ("short lines", "", "A\n"),
        ("short sentences", "", "He rowed.\n"),
        ("empty lines", "", "\n\n \n"),
        ("heads", "", "The Boat\nHe rowed every morning. He wrote it down.\n"),
        ("numbered heads", "", "#. The Boat\nHe rowed every morning. He wrote it down.\n"),
        ("numbers", "", "1. The Boat\n"),
        ("chapters in Chinese", "", "一、小船\n他每天早上划船。晚上写字。\n"),
        ("unknown labels", "", "Hobbies and Handicraft #:\n"),
        ("labels", "", posts),
        ("items under an unknown label", "Hobbies:\n", "- Kites #\n"),
        ("posts", posts, "- Chair of the Eye Branch #, Eastern Medical Association\n"),
        ("the same posts", posts, "- Chair of the Eye Branch, Eastern Medical Association\n"),
        ("items that wrap", posts, "Chair of the Eye Branch,\nEastern Medical Association # and\n"),
        ("acronyms", posts, "- Member, Eastern Medical Association # (EMA#)\n- Chair, EMA#\n"),
        ("editors", posts, "- Editor, Journal of Eyes #\n"),
        ("stays", posts, "- 20#-2020 Visiting Scholar, University of Lakes #, Norway\n"),
        ("bylines", "", "Professor Wen Hao, Director, Department #, Lake Hospital\n"),
        ("papers", papers, "#. Wen H, Lin Y. A study of eyes #. J Eye. 2019;12(3):45-50. doi:10.1000/x#\n"),
        ("journals", papers, "- Journal of Eyes #\n"),
        ("awards", "Awards:\n", "- 2012 Lake Prize #, First Prize\n"),
        ("projects", "Research Projects:\n", "- National Natural Science Foundation, No. #, 2015\n"),
        ("focus", "Research Interests:\n", "- Eyes of kind #; lakes\n"),
        ("claims", posts, "- Published over # SCI papers\n"),
        ("names", "", "Dr. Lin Yu met Dr. Ma Li and Professor Bai Ruhan there.\n"),
        ("names alone", "", "Dr. Lin Yu\n"),
        ("numbered names", "", "Dr. Lin Yu# met Wen Hao there.\n"),
        ("questions and answers", "", "Q: Why # so?\nA: It was so.\n"),
        ("questions alone", "", "Q: Why?\n"),
        ("answers of many", "Q: Why?\n", "Dr. Lin: It was so.\nDr. Ma: It was not.\n"),
        ("long answers", "Q: Why?\nA: So.\n", "It was so.\n"),
        ("interview labels", "", "Interview\n"),
        ("prefaces", "", "Preface:\nIt was red.\n"),
        ("pictures", "", "image.png\n"),
        ("pictures of their own", "", "image#.png\nThe boat #\n"),
        ("a picture's captions", "image.png\n", "Photo: the boat\n"),
        ("credits", "", "Editor: Ma Li\n"),
        ("rights", "", "Copyright 2024 LanternWard. All rights reserved.\n"),
        ("update lines", "", "Update time:2024-01-02Visits:#\n"),
        ("births", "", "He was born in 19#. He rowed.\n"),
        ("stars", "", "**a** *b\n"),
        ("Markdown", "# A\n", "[a](https://example.org/#) **b** *c* "),
        ("Markdown's brackets", "# A\n", "[a]("),
        ("Markdown's stars", "# A\n", "**a *b"),
        ("names in Chinese", "", "林语教授和马丽主任在湖边见到了白如涵。\n"),
        ("posts in Chinese", "学术任职：\n", "中华医学会第#届眼科分会委员\n"),
        ("questions in Chinese", "", "问：为什么？\n答：就是这样#。\n"),
    ]
}

const PROSE_LINE: &str =
    "He rowed every morning, and in the evening he wrote down what he had seen. Nobody read it for years.\n";

/// What one line holds again and again.
const ON_A_LINE: &[(&str, &str)] = &[
    ("sentences", PROSE),
    ("a word", "a"),
    ("words", "lake "),
    ("capitals", "Lake "),
    ("a capital", "A"),
    ("digits", "1"),
    ("numbers", "12 "),
    ("years", "2012, "),
    ("periods of years", "2012-2014 "),
    ("commas", ","),
    ("commas and blanks", ", "),
    ("semicolons", "; "),
    ("colons", ": "),
    ("stops", ". "),
    ("bars", "| "),
    ("dashes", "-"),
    ("brackets", "("),
    ("brackets that close", ")"),
    ("brackets in pairs", "() "),
    ("brackets around names", "(Lin Yu) "),
    ("quotes", "“"),
    ("stars", "*"),
    ("stars in twos", "** "),
    ("hashes", "\u{23} "),
    ("posts", "Chair of the Eye Branch, Eastern Medical Association; "),
    ("posts joined", "Director and "),
    ("posts of", "Chair of the "),
    ("members", "Member, "),
    ("former", "former "),
    ("committees", "Committee of the Association "),
    ("names", "Dr. Lin Yu and "),
    ("names alone", "Lin Yu "),
    ("a title", "Dr. "),
    ("professors", "Professor Wen Hao, "),
    ("own name", "Wen Hao "),
    ("own family name", "Wen "),
    ("born", "born in "),
    ("labels", "Q: "),
    ("update labels", "Update time: "),
    ("citations", "Wen H, Lin Y. A study of eyes. J Eye. 2019;12(3):45-50. "),
    ("authors", "Wen H, "),
    ("addresses", "https://example.org/ "),
    ("DOIs", "doi:10.1000/x "),
    ("mail", "a@b.cn "),
    ("copyright", "Copyright © "),
    ("ORCID", "0000-0002-1825-0097 "),
    ("awards", "First Prize, "),
    ("claims", "over 30 papers and "),
    ("characters", "他在湖边住了三十年"),
    ("characters with commas", "他在湖边，"),
    ("characters with stops", "他在湖边。"),
    ("characters with marks", "、"),
    ("names in characters", "林语教授、"),
    ("posts in characters", "中华医学会眼科分会主任委员，"),
    ("committees in characters", "委员会分会学会"),
    ("a character", "林"),
    ("numbers in characters", "一二三"),
    ("numbers", "#, "),
];

/// Shapes of which every unit is a record, by the words after their place.
const RECORDS: &[&str] = &[
    "short lines",
    "items under an unknown label",
    "posts",
    "the same posts",
    "items that wrap",
    "acronyms",
    "editors",
    "stays",
    "papers",
    "journals",
    "awards",
    "projects",
    "focus",
    "claims",
    "posts in Chinese",
    "labels",
    "unknown labels",
    "names alone",
    "questions alone",
    "own name",
    "own family name",
    "citations",
    "table",
    "a row",
    "line ends",
];

fn shape(name: String, start: String, unit: &str) -> Shape {
    let of = name.split_once(": ").map_or("", |(_, of)| of);
    let is_page = name.starts_with("page: ");
    let density = if is_page || RECORDS.contains(&of) { Density::Records } else { Density::Text };
    Shape { density, name, start, unit: unit.to_owned() }
}

/// Every shape; the pages of the tests, which lie in `folder`, are among them.
pub fn shapes(folder: &Path) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (name, above, unit) in units() {
        let start = if name.ends_with("Chinese") { CHINESE.to_owned() } else { format!("{FRAME}{BYLINE}") };
        shapes.push(shape(format!("lines: {name}"), format!("{start}{above}"), unit));
        let marked = unit.replace('\n', "</p>\n<p>");
        let body = format!("{start}{above}").replace('\n', "</p>\n<p>");
        shapes.push(shape(format!("HTML: {name}"), format!("<p>{body}"), &marked));
    }
    for (name, unit) in ON_A_LINE {
        let story = format!("{FRAME}{BYLINE}He lived by the lake. He rowed.\n");
        let chinese = name.contains("characters").then(|| CHINESE.to_owned());
        shapes.push(shape(format!("a line of the story: {name}"), chinese.unwrap_or(story), unit));
        shapes.push(shape(format!("a byline: {name}"), format!("{FRAME}Professor Wen Hao, "), unit));
        shapes.push(shape(format!("a title: {name}"), "Dr. Wen Hao | ".to_owned(), unit));
        let item = format!("{FRAME}{BYLINE}Academic Appointments:\n- ");
        shapes.push(shape(format!("an item: {name}"), item, unit));
        let papers = format!("{FRAME}{BYLINE}Publications:\n1. ");
        shapes.push(shape(format!("a paper: {name}"), papers, unit));
        let awards = format!("{FRAME}{BYLINE}Awards:\n- ");
        shapes.push(shape(format!("an award: {name}"), awards, unit));
        let projects = format!("{FRAME}{BYLINE}Research Projects:\n- ");
        shapes.push(shape(format!("a project: {name}"), projects, unit));
        let answer = format!("{FRAME}{BYLINE}Q: Why?\nA: ");
        shapes.push(shape(format!("an answer: {name}"), answer, unit));
        shapes.push(shape(format!("nothing else: {name}"), String::new(), unit));
    }
    shapes.extend(markup());
    shapes.extend(fixtures(folder));
    shapes
}

/// Elements again and again.
fn markup() -> impl Iterator<Item = Shape> {
    let units = [
        ("list", "<ul>", "<li>Kites #"),
        ("numbered list", "<ol>", "<li>Kites #"),
        ("table", "<table>", "<tr><td>a<td>b"),
        ("a row", "<table><tr>", "<td>a"),
        ("captions", "<figure><img src=a.png>", "<figcaption>The boat #</figcaption>"),
        ("pictures", "", "<img src=a#.png alt=boat>"),
        ("bold", "<p>", "<b>a</b> "),
        ("links", "<p>", "<a href=https://example.org/#>a</a> "),
        ("headings", "", "<h2>The Boat #</h2><p>He rowed every morning. He wrote it down.</p>"),
        ("hidden", "", "<p hidden>a</p>"),
        ("menus", "", "<nav><a href=/>Home</a></nav>"),
        ("line ends", "<p>", "a<br>"),
        ("boxes", "", "<div>"),
        ("entities", "<p>", "&amp;&nbsp;"),
        ("comments", "<p>", "<!-- a -->b"),
        ("tags without an end", "<p>", "<b"),
        ("titles", "", "<title>a"),
    ];
    let head = "<h1>Dr. Wen Hao | A Life</h1><p>Wen Hao lived by the lake. He rowed.</p>";
    units.into_iter().map(move |(name, above, unit)| shape(format!("markup: {name}"), format!("{head}{above}"), unit))
}

/// Each page of the tests, again and again.
fn fixtures(folder: &Path) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_page = path.extension().is_some_and(|ending| ending != "json");
        if let (true, Ok(page)) = (is_page, std::fs::read_to_string(&path)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            shapes.push(shape(format!("page: {name}"), String::new(), &page.replace('#', "*")));
        }
    }
    shapes
}
