//! Who owns an article and whether others may print it.

mod chinese_owner;
mod credit_line;
mod vocabulary;

use shanghaidoctor_domain::content::ReprintPolicy;

use self::chinese_owner::chinese_owner;
use self::credit_line::credit_line;
use self::vocabulary::{
    ASKS, CERTAIN, COPIES, CREDIT, FORBIDS, GOES_ON, LABELS, LEAVE, LIKELY, NO_LEAVE, OWNERS, STARTS, WELCOME,
};
use super::furniture::tells_of_somebody;
use crate::facts::PrintedRights;
use crate::text::characters::is_han;
use crate::text::dates::date;
use crate::text::wording::{after, find, has_any, is_listed, lower_words, split_label, split_sentences, strip_start};

/// What follows the label of the rights on its line.
pub(crate) fn label(text: &str) -> Option<&str> {
    let (label, rest) = split_label(text).unwrap_or((text, ""));
    LABELS.contains(&label.trim().to_lowercase().as_str()).then_some(rest)
}

/// True for a line about rights.
pub(crate) fn is_sentence(text: &str) -> bool {
    is_certain(text) || is_likely(text)
}

/// True for a line with words that no story has, or that says whose the article is.
pub(crate) fn is_certain(text: &str) -> bool {
    has_any(text, CERTAIN) || chinese_owner(text).is_some()
}

/// True for a line that says of copies that they are forbidden, allowed, or to be asked for, and tells of nobody. A
/// clinic for reproduction asks for consent, too.
pub(crate) fn is_likely(text: &str) -> bool {
    let begun = |sentence: &str| strip_start(sentence, "reproduction").is_some();
    let reproduced = |sentence: &str| begun(sentence) || has_any(sentence, &["be reproduced"]);
    let copies = |sentence: &str| {
        reproduced(sentence) && has_any(sentence, &["permission", "authoris", "authoriz"])
            || COPIES.iter().any(|word| *word != "reproduc" && find(sentence, word).is_some())
    };
    let says = |sentence: &str| [LEAVE, FORBIDS, WELCOME, CREDIT].iter().any(|words| has_any(sentence, words));
    let is_notice = || {
        let mut sentences = split_sentences(text).into_iter().flat_map(|part| part.split(['。', '！']));
        sentences.any(|sentence| copies(sentence) && says(sentence))
    };
    let begins = || STARTS.iter().any(|start| strip_start(text.trim_start_matches(['（', '(']), start).is_some());
    (begins() || has_any(text, LIKELY) || is_notice()) && !tells_of_somebody(text)
}

/// `Reprints by permission`, `Republication requires consent`: both words stand in one sentence, whatever joins them.
fn asks_for_leave(text: &str) -> bool {
    let stops = |c: char| matches!(c, '。' | '！');
    let asks = |sentence: &str| has_any(sentence, COPIES) && has_any(sentence, LEAVE) && !is_free(sentence);
    split_sentences(text).into_iter().flat_map(|part| part.split(stops)).any(asks)
}

/// Reads the lines under the label.
pub(crate) fn read(lines: &[&str]) -> PrintedRights {
    PrintedRights {
        holder: lines.iter().find_map(|line| owner(line)).or_else(|| lines.first().and_then(|line| labelled(line))),
        credit_line: lines.iter().find_map(|line| credit_line(line)),
        reprint: reprint(&lines.join(" ")),
        notice: lines.join("\n"),
    }
}

/// Whom a line names as the owner.
fn owner(line: &str) -> Option<String> {
    let said = || OWNERS.iter().find_map(|words| holder(after(line, words)?));
    let chinese = || chinese_owner(line).map(str::to_owned);
    belongs(line).and_then(holder).or_else(said).or_else(chinese).or_else(|| holds(line)).or_else(|| reserved(line))
}

/// `Copyright: A. Reprints by permission.`: behind the label a name alone is the owner's.
fn labelled(line: &str) -> Option<String> {
    const NO_NAME: &[&str] =
        &["all", "no", "none", "not", "original", "reserved", "notice", "this", "please", "reprint"];
    let name = split_sentences(line).into_iter().next()?.split(['。', '，', ';', '；']).next()?;
    let first = lower_words(name).into_iter().next().unwrap_or_default();
    let says = ["转载", "授权", "许可", "版权", "本文", "原创", "所有", "归", "未经", "图文", "声明"];
    let han = name.starts_with(is_han) && name.chars().count() <= 12 && !says.iter().any(|word| name.contains(word));
    let latin = is_named(name) && !NO_NAME.iter().any(|word| first.starts_with(word));
    holder(name).filter(|_| han || latin)
}

/// `All rights in this article belong to`: what belongs is named in the same sentence.
fn belongs(line: &str) -> Option<&str> {
    let owned = |sentence: &&str| ["right", "copyright"].iter().any(|word| find(sentence, word).is_some());
    const OWNED: &[&str] = &[
        "belong to ",
        "belongs to ",
        "is held by ",
        "are held by ",
        "is owned by ",
        "are owned by ",
        "lies with ",
        "rests with ",
        "remains with ",
    ];
    let mut sentences = split_sentences(line).into_iter().filter(owned);
    sentences.find_map(|sentence| OWNED.iter().find_map(|owned| after(sentence, owned)))
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
    holder(name).filter(|_| is_named(name))
}

/// A few words with capitals, and nothing that goes on.
fn is_named(name: &str) -> bool {
    let small = |word: &str| matches!(word, "of" | "the" | "and" | "for");
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '【' | '('));
    capital(name) && name.split(' ').count() <= 6 && name.split(' ').all(|word| capital(word) || small(word))
}

/// A name up to the end of its sentence, without the brackets that only set it off.
fn holder(text: &str) -> Option<String> {
    let text = text.trim_start_matches([':', '：', ' ']).trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let text = text.strip_prefix("by ").unwrap_or(text);
    let ends = [". ", ".”", "。", ";", ", all rights", " All rights", " all rights"];
    let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let name = without_verb(text.get(..end)?);
    let name: String = name.chars().filter(|c| !matches!(c, '[' | ']' | '【' | '】')).collect();
    let name = name.split(['，', '；']).next().unwrap_or_default();
    let name = name.trim_end_matches(['.', ' ']).trim_end_matches("所有").trim_end_matches("版权").trim_end();
    let name = name.rsplit_once(' ').filter(|(_, year)| date(year).is_some()).map_or(name, |(name, _)| name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// `A and may not be copied`, `A, reproduction is prohibited`, `甲社所有并受保护`: the sentence goes on, the name does not.
fn without_verb(text: &str) -> &str {
    let small = |rest: &str| rest.starts_with(char::is_lowercase);
    let goes_on = |(at, _): &(usize, &str)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = ["and ", "or ", "but "].iter().find_map(|joint| rest.strip_prefix(joint)).unwrap_or(rest);
        rest.split([' ', ',']).next().is_some_and(|word| is_listed(GOES_ON, word))
    };
    let verb = text.match_indices(' ').find(goes_on).map(|(at, _)| at);
    let clause = text.match_indices(", ").find(|(at, _)| small(text.get(at + 2..).unwrap_or_default()));
    let clause = clause.map(|(at, _)| at);
    // An institute's limited company has the word in its name.
    let owned = text.match_indices("所有").find(|(at, word)| {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        *at > 0 && !rest.is_empty() && !rest.starts_with(['限', '（', '('])
    });
    let owned = owned.map(|(at, _)| at);
    let end = [verb, clause, owned].into_iter().flatten().min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_end_matches([',', ' ', '-', '–', '—'])
}

/// Nobody has to ask; `No part may be reprinted without consent` says the contrary.
fn is_free(text: &str) -> bool {
    has_any(text, NO_LEAVE) && !has_any(text, &["no part", "none of", "nothing in", "neither"])
}

fn reprint(text: &str) -> Option<ReprintPolicy> {
    let free = is_free(text);
    match has_any(text, FORBIDS) && !free {
        true if has_any(text, ASKS) => Some(ReprintPolicy::OnRequest),
        _ if !free && asks_for_leave(text) => Some(ReprintPolicy::OnRequest),
        true => Some(ReprintPolicy::None),
        false => (free || has_any(text, WELCOME)).then_some(ReprintPolicy::WithCredit),
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
            "© Good House 2023. All rights reserved.",
            "© Good House 版权所有，转载请联系。",
            "All rights reserved: Good House",
            "All rights reserved Good House. No part may be copied.",
            "All rights reserved by Good House.",
            "The copyright of this article is held by Good House.",
            "Copyright in text and pictures rests with Good House.",
            "本文著作权属于Good House。",
        ] {
            assert_eq!(read(&[text]).holder.as_deref(), Some("Good House"), "{text}");
        }
        for text in ["All rights reserved. Please write to us.", "The hearts belong to all.", "All rights reserved."] {
            assert_eq!(read(&[text]).holder, None, "{text}");
        }
    }

    #[test]
    fn a_holder_ends_before_the_verb() {
        for text in [
            "The copyright of this text belongs to Good House and must not be copied without consent.",
            "This text is the property of Good House and is protected by law.",
            "All rights belong to Good House, and no part may be reprinted.",
            "Original work of Good House, not to be reproduced.",
            "Original article by Good House; reprints on request.",
            "The copyright belongs to Good House, reproduction without permission is prohibited.",
            "The copyright belongs to Good House unless otherwise stated.",
            "This story is owned by Good House which permits no reprint.",
            "The copyright is held by Good House – please ask before reprinting.",
            "All rights reserved by Good House. No part may be copied.",
            "Copyright belongs to Good House but reprints are welcome.",
            "版权归Good House所有并受法律保护。",
            "版权归Good House所有 未经授权不得转载",
        ] {
            assert_eq!(read(&[text]).holder.as_deref(), Some("Good House"), "{text}");
        }
        for (text, wanted) in [
            ("All rights belong to House of Will and Can.", "House of Will and Can"),
            ("The copyright belongs to Lamp and Harbour, Shanghai.", "Lamp and Harbour, Shanghai"),
            ("The copyright belongs to the author and the magazine.", "the author and the magazine"),
            ("版权归南浦眼病研究所有限公司所有。", "南浦眼病研究所有限公司"),
        ] {
            assert_eq!(read(&[text]).holder.as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn the_label_can_share_its_line() {
        assert_eq!(label("Copyright: Not to be reproduced."), Some("Not to be reproduced."));
        assert_eq!(label("Copyright Notice："), Some(""));
        assert_eq!(label("The copyright: a story"), None);
    }

    #[test]
    fn a_name_behind_the_label_is_the_owner() {
        for (text, wanted) in [
            ("Good House. No reprint without consent.", Some("Good House")),
            ("Good House", Some("Good House")),
            ("夜航社。转载请联系。", Some("夜航社")),
            ("Original Article. All Rights Reserved.", None),
            ("All Rights Reserved", None),
            ("No Reprints", None),
            ("Please write to us before reprinting.", None),
            ("未经许可不得转载", None),
        ] {
            assert_eq!(read(&[text]).holder.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn leave_is_asked_for_in_many_ways() {
        for text in [
            "Contact us before reprinting.",
            "No part of this article may be reproduced without the written consent of Good House.",
            "If you would like to republish this story, please get in touch.",
            "Reprints with our written consent only.",
            "Republication is subject to prior approval by Good House.",
            "Anyone who wishes to reprint it should ask the editors for permission.",
            "To reproduce this article, apply to the editorial office.",
            "Original work. Reproduction needs a licence from Good House.",
            "No reprint unless authorised in writing.",
            "Republication without consent is not allowed.",
            "This text must not be reposted without approval.",
            "如需转载，请来信告知。",
            "如要转载本文，请在后台留言。",
            "转载前请征得编辑部同意。",
            "转载事宜请致电编辑部。",
            "欢迎转载，但须事先取得授权。",
            "转发、摘编请先与我们联系。",
            "未获许可，请勿转载。",
        ] {
            assert_eq!(reprint(text), Some(ReprintPolicy::OnRequest), "{text}");
        }
        for (text, wanted) in [
            ("Reprints are welcome. Letters may be sent to the editor on request.", Some(ReprintPolicy::WithCredit)),
            ("欢迎转载，转载时请注明出处。投稿请联系编辑。", Some(ReprintPolicy::WithCredit)),
            ("It may be reprinted without permission if the source is named.", Some(ReprintPolicy::WithCredit)),
            ("Reprinting is prohibited.", Some(ReprintPolicy::None)),
            ("本文禁止转载。", Some(ReprintPolicy::None)),
            ("All rights reserved. For any question contact the editor.", None),
        ] {
            assert_eq!(reprint(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_story_is_not_about_rights() {
        for text in [
            "Assisted reproduction is a matter of consent and of approval by the board.",
            "The centre for reproductive medicine asked the ministry for a licence.",
            "She asked her mother for permission to copy the letter.",
            "In 1994 he found a reprint of an old paper in a drawer.",
            "The reprint lay in a drawer for years.",
            "他的文章被多家报纸转载。",
            "这篇文章被多家报纸转载。",
            "The result could not be reproduced.",
            "No one may enter without authorization.",
            "未经许可，谁也不能进手术室。",
        ] {
            assert!(!is_sentence(text), "{text}");
        }
        for text in [
            "Reproduction requires authorization by Good House.",
            "Reprints on request.",
            "转载请留言。",
            "转载自灯屋",
            "Reprinted from Good House.",
            "It may not be reproduced.",
            "转载请注明来源 | 柳岸访谈",
            "本文为灯屋原创",
            "图文均归灯屋所有",
            "作品版权属灯屋",
        ] {
            assert!(is_sentence(text), "{text}");
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
