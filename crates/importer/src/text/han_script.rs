//! Chinese characters: which texts are written in them, how much room they take, traditional beside simplified.

use std::sync::LazyLock;

use crate::text::char_set::CharSet;
use crate::text::characters::is_han;

/// Traditional characters, each before its simplified form: those in the words that the reading looks for, and common
/// ones that tell the two scripts apart. Characters that are good simplified ones, too (後, 里), are left out.
const PAIRS: &str = "學学會会醫医師师國国們们為为這这與与說说時时長长員员專专業业聯联盟盟協协會会術术務务書书記记編编審审\
    誌志雜杂聘聘歷历現现職职參参學学獎奖榮荣譽誉獲获論论題题項项計计劃划課课際际門门間间開开關关\
    蘇苏張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马鄭郑謝谢許许鄧邓馮冯葉叶蔣蒋賈贾鍾钟盧卢韓韩羅罗蕭萧\
    歐欧陽阳諸诸葛葛達达顧顾龍龙萬万錢钱嚴严賀贺賴赖龔龚嶽岳畢毕聶聂單单區区蘭兰閻阎樊樊湯汤\
    診诊療疗兒儿婦妇産产產产腫肿臟脏頸颈體体創创傷伤護护藥药聲声視视臨临進进訪访問问導导領领獨独從从\
    來来個个對对過过還还個个樣样無无電电話话點点擊击瀏浏覽览閱阅讀读發发佈布級级講讲講讲預预經经驗验\
    華华東东廣广濟济濱滨灣湾島岛縣县區区鄉乡環环軍军總总團团組组織织監监會会議议員员\
    帶带裡里見见頭头風风給给讓让應应該该沒没請请輕轻紀纪實实幾几種种種种變变當当將将學学\
    氣气濕湿齒齿腦脑脈脉腎肾膽胆腸肠顱颅內内網网麼么誰谁轉转載载權权屬属處处機机構构";

/// The first and the last of the common Chinese characters, among which the pairs are.
const COMMON: (char, char) = ('\u{4e00}', '\u{9fff}');

/// Each common character in its simplified form, in their order: every character of a page is asked for.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut simplified: Vec<char> = (COMMON.0..=COMMON.1).collect();
    for (old, new) in pairs() {
        if let Some(form) = simplified.get_mut(place(old)) {
            *form = new;
        }
    }
    simplified
});
static HAVE_TRADITIONAL: LazyLock<CharSet> = LazyLock::new(|| CharSet::of(pairs().map(|(_, new)| new)));

/// The text with the traditional characters that are known here in simplified form: as many bytes, so that a place in
/// one is a place in the other.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// One character in its simplified form.
pub(crate) fn fold_char(c: char) -> char {
    if c < COMMON.0 { c } else { SIMPLIFIED.get(place(c)).copied().unwrap_or(c) }
}

const fn place(c: char) -> usize {
    (c as usize).wrapping_sub(COMMON.0 as usize)
}

fn pairs() -> impl Iterator<Item = (char, char)> {
    let signs = || PAIRS.chars().filter(|c| is_han(*c));
    signs().step_by(2).zip(signs().skip(1).step_by(2)).filter(|(old, new)| old != new)
}

/// True when the characters of a text are traditional ones beyond doubt.
pub(crate) fn is_traditional<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut traditional, mut simplified) = (0_usize, 0_usize);
    for c in texts.flat_map(str::chars) {
        traditional += usize::from(fold_char(c) != c);
        simplified += usize::from(HAVE_TRADITIONAL.contains(c));
    }
    traditional > 2 * simplified
}

/// Small words that join the others of an English text.
const JOINTS: &[&str] = &[" of ", " at ", " the ", " and ", " in "];

/// True for a text to be read as Chinese: most of it is, or it begins so, or names a Chinese title. A Chinese word in
/// an English sentence makes none, nor a Chinese name in `Member of …`.
pub(crate) fn is_chinese(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let han = text.chars().filter(|c| is_han(*c)).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let begins = text.starts_with(is_han) && 5 * han > letters;
    // `Annals of Eyes 编委`
    let edits = ["编委", "主编", "审稿人", "审稿专家"].iter().any(|role| text.ends_with(role));
    let joined =
        || text.starts_with(|c: char| c.is_ascii_alphabetic()) && JOINTS.iter().any(|word| text.contains(word));
    han > 0 && (2 * han > letters || begins || edits || text.contains('《')) && !joined()
}

/// How much a text says, in Latin letters: a Chinese character stands for some three.
pub(crate) fn length(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|c| if is_han(c) { 3 } else { 1 }).sum()
}

/// `text` without the longest of `prefixes` it begins with, whatever its script.
pub(crate) fn strip_prefix<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    let begins = |prefix: &&&str| {
        let mut start = text.chars().map(fold_char);
        prefix.chars().all(|c| start.next() == Some(c))
    };
    let longest = prefixes.iter().filter(begins).map(|prefix| prefix.len()).max()?;
    text.get(longest..)
}

/// `text` without the longest of `suffixes` it ends with, whatever its script.
pub(crate) fn strip_suffix<'a>(text: &'a str, suffixes: &[&str]) -> Option<&'a str> {
    let ends = |suffix: &&&str| {
        let mut end = text.chars().rev().map(fold_char);
        suffix.chars().rev().all(|c| end.next() == Some(c))
    };
    let longest = suffixes.iter().filter(ends).map(|suffix| suffix.len()).max()?;
    text.get(..text.len() - longest)
}

/// Splits at `is_separator` where no bracket and no title of a book is open. A blank between Chinese words is given to it
/// as `\u{3000}`, the blank of that script; other blanks part nothing.
pub(crate) fn split_clauses(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut before = ' ';
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' | '【' | '《' => depth += 1,
            ')' | ']' | '）' | '】' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let width = c.len_utf8();
        let next = text.get(at + width..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let blank = c == ' ' && (is_han(before) || before == '》') && (is_han(next) || next == '《');
        let c = if blank { '\u{3000}' } else { c };
        if depth == 0 && c != ' ' && is_separator(c) {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at + width;
        }
        before = c;
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_one_script_is_a_place_in_the_other() {
        assert_eq!(fold("醫學會 ABC"), "医学会 ABC");
        assert!(pairs().all(|(old, new)| old.len_utf8() == new.len_utf8()));
        assert!(pairs().all(|(_, new)| fold_char(new) == new), "a simplified character stands for no other");
        assert_eq!(PAIRS.chars().filter(|c| is_han(*c)).count() % 2, 0);
    }

    #[test]
    fn the_scripts_are_told_apart() {
        assert!(is_traditional(["孩子們從窗戶進來，帶著葉子"].into_iter()));
        assert!(!is_traditional(["孩子们从窗户进来"].into_iter()));
        assert!(!is_traditional(["姓名", ""].into_iter()));
    }

    #[test]
    fn a_chinese_word_makes_no_chinese_line() {
        for text in ["李子明，男", "《Annals of Eyes》审稿人", "SCI论文10篇"] {
            assert!(is_chinese(text), "{text}");
        }
        for text in ["Dr. Wu Wei 吴伟", "He calls it 医者 and smiles", "Member of 中国抗癌协会", ""] {
            assert!(!is_chinese(text), "{text}");
        }
    }

    #[test]
    fn titles_of_books_keep_their_commas() {
        assert_eq!(
            split_clauses("《甲、乙》编委、主任 教授", |c| matches!(c, '、' | '\u{3000}')),
            ["《甲、乙》编委", "主任", "教授"]
        );
    }
}
