//! Who owns an article and whether others may print it.

use shanghaidoctor_domain::content::ReprintPolicy;

use crate::facts::PrintedRights;
use crate::text::characters::is_quote;
use crate::text::wording::{after, find};

const LABELS: &[&str] =
    &["copyright", "copyright notice", "copyright statement", "rights", "版权", "版权声明", "版权所有"];
/// Words that make a sentence one about rights, where no label stands above it.
const SIGNS: &[&str] = &[
    "may not be reproduced",
    "all rights reserved",
    "without authorization",
    "without authorisation",
    "article rights belong",
    "reprint",
    "©",
    "copyright belongs",
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
    "请注明",
];
const FORBIDS: &[&str] = &[
    "may not be reproduced",
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
    "when authorized",
    "when authorised",
    "permission",
    "contact",
    "leave a message",
    "授权",
    "授權",
    "转载请联系",
];

/// True for the label above the rights.
pub(crate) fn is_label(text: &str) -> bool {
    let bare = text.trim_end_matches([':', '：', ' ']).to_lowercase();
    LABELS.contains(&bare.as_str())
}

/// True for a sentence about rights.
pub(crate) fn is_sentence(text: &str) -> bool {
    SIGNS.iter().any(|sign| find(text, sign).is_some())
}

/// Reads the lines under the label.
pub(crate) fn read(lines: &[&str]) -> PrintedRights {
    PrintedRights {
        holder: lines.iter().find_map(|line| OWNERS.iter().find_map(|words| holder(after(line, words)?))),
        credit_line: lines.iter().find_map(|line| credit_line(line)),
        reprint: reprint(&lines.join(" ")),
        notice: lines.join("\n"),
    }
}

/// A name up to the end of its sentence, without the brackets that only set it off.
fn holder(text: &str) -> Option<String> {
    let text = text.trim_start_matches([':', '：', ' ']).trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let end = text.find(". ").or_else(|| text.find(['。', ';'])).unwrap_or(text.len());
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
        (false, true) if has(&["转载请联系", "转载须经", "转载需"]) => Some(ReprintPolicy::OnRequest),
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
    fn a_credit_line_may_have_lost_a_quotation_mark() {
        for text in
            ["please credit: “Source: [A] (B).”", "Please credit: Source: [A] (B).”", "please credit “Source: [A] (B)."]
        {
            assert_eq!(credit_line(text).as_deref(), Some("Source: [A] (B)."), "{text}");
        }
    }

    #[test]
    fn what_may_be_asked_for_is_not_forbidden() {
        assert_eq!(reprint("It may not be reproduced."), Some(ReprintPolicy::None));
        assert_eq!(reprint("It may not be reproduced. Reprint requests go to us."), Some(ReprintPolicy::OnRequest));
    }
}
