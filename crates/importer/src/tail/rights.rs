//! Who owns an article and whether others may print it.

use shanghaidoctor_domain::content::ReprintPolicy;

use crate::facts::PrintedRights;
use crate::text::characters::is_quote;
use crate::text::wording::{after, find, split_label, split_sentences};

const LABELS: &[&str] =
    &["copyright", "copyright notice", "copyright statement", "rights", "版权", "版权声明", "版权所有"];
/// Words that make a sentence one about rights, where no label stands above it.
const SIGNS: &[&str] = &[
    "not be reproduced",
    "not be copied",
    "not be republished",
    "do not reproduce",
    "do not copy",
    "reproduction without",
    "all rights reserved",
    "without authorization",
    "without authorisation",
    "article rights belong",
    "reprint",
    "©",
    "copyright belongs",
    "holds the copyright",
    "未经授权",
    "转载",
    "轉載",
    "未经许可",
    "未經許可",
    "版权归",
    "版權歸",
    "版权所有",
    "侵权必究",
    "违者必究",
];
const OWNERS: &[&str] = &[
    "rights belong to",
    "copyright belongs to",
    "rights are reserved by",
    "copyright is held by",
    "reserved by",
    "original article of",
    "original article by",
    "original content of",
    "original work of",
    "版权归",
    "版權歸",
    "©",
];
const CREDIT: &[&str] = &[
    "please credit",
    "please indicate",
    "please cite",
    "credit line",
    "must credit",
    "should credit",
    "credit:",
    "credit it as",
    "credited as",
    "must carry",
    "reprinted, credit",
    "请注明",
];
const FORBIDS: &[&str] = &[
    "not be reproduced",
    "not be copied",
    "not be republished",
    "do not reproduce",
    "do not copy",
    "do not reprint",
    "reproduction is prohibited",
    "reproduction is not allowed",
    "reproduction prohibited",
    "without authorization",
    "without authorisation",
    "without permission",
    "not be reprinted",
    "no reproduction",
    "未经授权",
    "未经许可",
    "未经同意",
    "禁止转载",
    "谢绝转载",
    "不得转载",
    "严禁转载",
    "请勿转载",
    "未經授權",
    "不得轉載",
];
const ASKS: &[&str] = &[
    "reprint request",
    "for reprint",
    "request",
    "without authori",
    "unauthori",
    "when authorized",
    "when authorised",
    "permission",
    "contact",
    "leave a message",
    "授权",
    "授權",
    "许可",
    "許可",
    "同意",
    "转载请联系",
];

/// What follows the label of the rights on its line.
pub(crate) fn label(text: &str) -> Option<&str> {
    let (label, rest) = split_label(text).unwrap_or((text, ""));
    LABELS.contains(&label.trim().to_lowercase().as_str()).then_some(rest)
}

/// True for a sentence about rights.
pub(crate) fn is_sentence(text: &str) -> bool {
    SIGNS.iter().any(|sign| find(text, sign).is_some())
}

/// Reads the lines under the label.
pub(crate) fn read(lines: &[&str]) -> PrintedRights {
    PrintedRights {
        holder: lines.iter().find_map(|line| owner(line)),
        credit_line: lines.iter().find_map(|line| credit_line(line)),
        reprint: reprint(&lines.join(" ")),
        notice: lines.join("\n"),
    }
}

/// Whom a line names as the owner.
fn owner(line: &str) -> Option<String> {
    let said = || OWNERS.iter().find_map(|words| holder(after(line, words)?));
    belongs(line).and_then(holder).or_else(said).or_else(|| holds(line)).or_else(|| reserved(line))
}

/// `All rights in this article belong to`: what belongs is named in the same sentence.
fn belongs(line: &str) -> Option<&str> {
    let owned = |sentence: &&str| ["right", "copyright"].iter().any(|word| find(sentence, word).is_some());
    let sentence = split_sentences(line).into_iter().filter(owned);
    sentence.filter_map(|sentence| after(sentence, "belong to ").or_else(|| after(sentence, "belongs to "))).next()
}

/// `A holds the copyright of this text.`
fn holds(line: &str) -> Option<String> {
    let (name, _) =
        split_sentences(line).into_iter().find_map(|sentence| sentence.split_once(" holds the copyright"))?;
    holder(split_label(name).map_or(name, |(_, name)| name))
}

/// `All rights reserved: A`, `All rights reserved A`: a name, and nothing that goes on.
fn reserved(line: &str) -> Option<String> {
    let rest = after(line, "all rights reserved")?.trim_start_matches([':', '：', ' ', '-', '–', '—', ',', '|']);
    let name = split_sentences(rest).into_iter().next()?;
    let small = |word: &str| matches!(word, "of" | "the" | "and" | "for");
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '【' | '('));
    let named =
        capital(name) && name.split(' ').count() <= 6 && name.split(' ').all(|word| capital(word) || small(word));
    holder(name).filter(|_| named)
}

/// A name up to the end of its sentence, without the brackets that only set it off.
fn holder(text: &str) -> Option<String> {
    let text = text.trim_start_matches([':', '：', ' ']).trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let text = text.strip_prefix("by ").unwrap_or(text);
    let ends = [". ", ".”", "。", ";", ", all rights", " All rights", " all rights"];
    let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let name: String = text.get(..end)?.chars().filter(|c| !matches!(c, '[' | ']' | '【' | '】')).collect();
    let name = name.split(['，', '；']).next().unwrap_or_default();
    let name = name.trim_end_matches(['.', ' ']).trim_end_matches("所有");
    (!name.is_empty()).then(|| name.to_owned())
}

/// What stands after `please credit:`, without the quotation marks around it; one of a pair may be lost.
fn credit_line(line: &str) -> Option<String> {
    let rest = CREDIT.iter().find_map(|words| after(line, words))?;
    let line = rest.trim_start_matches([':', '：', ' ']).trim_matches(|c| is_quote(c) || c == ' ');
    let line = chinese_source(line);
    (!line.is_empty()).then(|| line.to_owned())
}

/// `来源：某某` asks for `某某`; `出处。` asks for no words of its own.
fn chinese_source(line: &str) -> &str {
    let Some(named) = ["来源及作者", "来源", "出处", "來源", "出處"].iter().find_map(|word| line.strip_prefix(word))
    else {
        return line;
    };
    match named.strip_prefix(['：', ':']) {
        Some(source) => source.trim_matches(|c| is_quote(c) || matches!(c, ' ' | '。')),
        None => "",
    }
}

fn reprint(text: &str) -> Option<ReprintPolicy> {
    let has = |words: &[&str]| words.iter().any(|words| find(text, words).is_some());
    match (has(FORBIDS), has(ASKS)) {
        (true, true) => Some(ReprintPolicy::OnRequest),
        (true, false) => Some(ReprintPolicy::None),
        (false, _)
            if has(&[
                "free to reprint",
                "may be reprinted with",
                "reproduced freely",
                "欢迎转载",
                "转载请注明",
                "转载须注明",
                "轉載請註明",
            ]) =>
        {
            Some(ReprintPolicy::WithCredit)
        }
        (false, true) if has(&["reprint request", "any reprint", "to reprint", "转载请联系", "转载须经", "转载需"]) => {
            Some(ReprintPolicy::OnRequest)
        }
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_around_a_holder_are_ornaments() {
        let rights = read(&["Not to be used. All rights belong to [Good House] (Example.org)."]);
        assert_eq!(rights.holder.as_deref(), Some("Good House (Example.org)"));
        assert_eq!(rights.reprint, None);
        assert_eq!(rights.complete(), None);
    }

    #[test]
    fn who_owns_an_article_is_said_in_many_ways() {
        for text in [
            "All rights in this article belong to [Good House].",
            "Original article of Good House. Please do not reproduce without authorization.",
            "Good House holds the copyright of this text.",
            "© 2023 Good House. All rights reserved.",
            "All rights reserved: Good House",
            "All rights reserved Good House. No part may be copied.",
            "All rights reserved by Good House.",
        ] {
            assert_eq!(read(&[text]).holder.as_deref(), Some("Good House"), "{text}");
        }
        for text in ["All rights reserved. Please write to us.", "The hearts belong to all.", "All rights reserved."] {
            assert_eq!(read(&[text]).holder, None, "{text}");
        }
    }

    #[test]
    fn the_label_can_share_its_line() {
        assert_eq!(label("Copyright: Not to be reproduced."), Some("Not to be reproduced."));
        assert_eq!(label("Copyright Notice："), Some(""));
        assert_eq!(label("The copyright: a story"), None);
    }

    #[test]
    fn a_credit_line_may_have_lost_a_quotation_mark() {
        for text in
            ["please credit: “Source: [A] (B).”", "Please credit: Source: [A] (B).”", "please credit “Source: [A] (B)."]
        {
            assert_eq!(credit_line(text).as_deref(), Some("Source: [A] (B)."), "{text}");
        }
    }

    #[test]
    fn a_credit_line_is_asked_for_in_several_ways() {
        for text in ["Authorized reprints must carry: “From A.”", "When reprinted, credit “From A.”"] {
            assert_eq!(credit_line(text).as_deref(), Some("From A."), "{text}");
        }
    }

    #[test]
    fn what_may_be_asked_for_is_not_forbidden() {
        assert_eq!(reprint("It may not be reproduced."), Some(ReprintPolicy::None));
        assert_eq!(reprint("Do not copy this text without our permission."), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("Unauthorized reproduction is prohibited."), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("For reprint requests, contact the editor."), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("Please contact us before any reprint."), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("未经许可不得转载。"), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("未经同意，请勿转载。"), Some(ReprintPolicy::OnRequest));
        assert_eq!(reprint("请勿转载。"), Some(ReprintPolicy::None));
        assert_eq!(reprint("It may not be reproduced. Reprint requests go to us."), Some(ReprintPolicy::OnRequest));
    }
}
