//! Under the text: credits, rights, and what belongs to the site.

mod chinese_credits;
pub(crate) mod credits;
pub(crate) mod rights;

use std::sync::LazyLock;

use shanghaidoctor_domain::content::{Credit, CreditRole};

use crate::facts::{Found, PrintedRights};
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part};
use crate::text::any_of::AnyOf;
use crate::text::lines::Line;
use crate::text::marks::Linked;
use crate::text::wording::find;

const FURNITURE: &[&str] = &[
    "official wechat",
    "wechat official account",
    "scan the qr",
    "scan qr",
    "photo source",
    "image source",
    "photos from",
    "images from",
    "pictures from",
    "previous article",
    "next article",
    "previous:",
    "next:",
    "back to top",
    "share to",
    "related articles",
    "上一篇",
    "下一篇",
    "公众号",
    "扫码",
    "返回顶部",
    "图片来源",
    "图片由",
    "受访者提供",
    "来源 |",
    "来源｜",
    "来源丨",
    "分享到",
    "相关阅读",
    "圖片來源",
];

/// What stands under the text.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    pub credits: Vec<Found<Credit>>,
    pub rights: Option<Found<PrintedRights>>,
}

/// Where the tail begins; never above the last line that somebody speaks.
pub(crate) fn start(lines: &[Line], last_spoken: usize) -> usize {
    // Credits right under a title are no tail.
    let from = if last_spoken > 0 { last_spoken + 1 } else { lines.len() / 3 };
    lines.iter().skip(from).position(begins).map_or(lines.len(), |at| at + from)
}

/// True for a line that a tail can begin with.
pub(crate) fn begins(line: &Line) -> bool {
    let text = line.text.as_str();
    !credits::credits(text).is_empty() || rights::label(text).is_some() || is_furniture(text) || is_short_notice(text)
}

fn is_short_notice(text: &str) -> bool {
    rights::is_sentence(text) && text.chars().count() < 300
}

/// The most characters of what belongs to the site.
const SHORT: usize = 60;

/// All of them at once: every line is asked.
static FURNITURE_SIGNS: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(FURNITURE));

fn is_furniture(text: &str) -> bool {
    // No character is of more than four bytes.
    if text.len() >= 4 * SHORT || text.chars().count() >= SHORT {
        return false;
    }
    let bare = text.trim_start_matches(['(', '（', '[', '【']);
    let source = ["Source: ", "Source：", "来源：", "来源:", "供稿：", "供稿:", "供图：", "供图:"]
        .iter()
        .any(|sign| bare.starts_with(sign));
    source || FURNITURE_SIGNS.is_in(text)
}

/// Reads the tail.
pub(crate) fn read(lines: &[Line], notes: &mut Notes) -> Tail {
    let mut tail = Tail::default();
    let mut under_label = false;
    let mut notice: Vec<(u32, &str)> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_picture()) {
        let text = line.text.as_str();
        let credits = credits::credits(text);
        if !credits.is_empty() {
            tail.credits.extend(credits.into_iter().map(|credit| Found::new(line.number, credit)));
            notes.take(line, Part::Credits, Decision::Credits);
        } else if is_furniture(text) || line.marks.linked == Linked::Wholly {
            notes.take(line, Part::Furniture, Decision::Furniture);
        } else if let Some(rest) = rights::label(text) {
            under_label = true;
            notice.extend((!rest.is_empty()).then_some((line.number, rest)));
            notes.take(line, Part::Rights, Decision::RightsLabel);
        } else if under_label || rights::is_sentence(text) {
            notice.push((line.number, text));
            if names_editor(&tail, text) {
                contact(&mut tail, text);
            }
            let why = if under_label { Decision::UnderRightsLabel } else { Decision::RightsBySigns };
            notes.take(line, Part::Rights, why);
        } else if credits::is_contact(text) {
            contact(&mut tail, text);
            notes.take(line, Part::Credits, Decision::Contact);
        } else {
            notes.decide(line.number, Decision::UnderTheText);
        }
    }
    let texts: Vec<&str> = notice.iter().map(|(_, text)| *text).collect();
    tail.rights = notice.first().map(|(line, _)| Found::new(*line, rights::read(&texts)));
    tail
}

/// `For reprints write to the editor (a@b.org)`: an address among the rights can be the office's, too.
fn names_editor(tail: &Tail, text: &str) -> bool {
    let editors = tail.credits.iter().filter(|credit| credit.value.role == CreditRole::Editor);
    let named = editors.into_iter().any(|credit| text.contains(credit.value.name.as_str()));
    let office = ["editorial", "编辑部", "編輯部"].iter().any(|word| find(text, word).is_some());
    named || !office && ["editor", "编辑", "編輯"].iter().any(|word| find(text, word).is_some())
}

/// An address belongs to the editor, or to whom it names when only one is named.
fn contact(tail: &mut Tail, text: &str) {
    let Some(email) = credits::email(text) else { return };
    let editor = tail.credits.iter().position(|credit| credit.value.role == CreditRole::Editor);
    let only = (tail.credits.len() == 1).then_some(0);
    if let Some(credit) = editor.or(only).and_then(|at| tail.credits.get_mut(at)) {
        credit.value.email.get_or_insert(email);
    }
}
