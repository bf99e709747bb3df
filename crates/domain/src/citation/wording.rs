use crate::Locale;

/// The words that stand between the parts of a citation.
#[derive(Debug)]
pub(super) struct Wording {
    /// Between the last two authors.
    pub and: &'static str,
    /// For the authors that are not named.
    pub others: &'static str,
    /// In place of a year, for short.
    pub no_date: &'static str,
    /// In place of a year, in full.
    pub no_date_in_full: &'static str,
    /// Before one page.
    pub page: &'static str,
    /// Before several pages.
    pub pages: &'static str,
    /// Before the number of an article that has no pages.
    pub article: &'static str,
    /// Before an issue whose volume is not known.
    pub issue: &'static str,
    /// Before an address.
    pub available: &'static str,
}

const ENGLISH: Wording = Wording {
    and: "and",
    others: "et al.",
    no_date: "n.d.",
    no_date_in_full: "no date",
    page: "p.",
    pages: "pp.",
    article: "Article",
    issue: "no.",
    available: "Available at:",
};

const CHINESE: Wording = Wording {
    and: "和",
    others: "等",
    no_date: "日期不详",
    no_date_in_full: "日期不详",
    page: "页",
    pages: "页",
    article: "文章",
    issue: "期",
    available: "见",
};

/// The words of a language; English ones where we have none.
pub(super) fn wording(locale: &Locale) -> &'static Wording {
    if locale.language() == "zh" { &CHINESE } else { &ENGLISH }
}

/// True for a text in Chinese characters. Japanese ones stand among its own letters, Chinese ones do not.
pub(super) fn is_chinese(text: &str) -> bool {
    let kana = |c: char| matches!(c, '\u{3041}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}');
    text.contains(is_han) && !text.contains(kana)
}

pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}
