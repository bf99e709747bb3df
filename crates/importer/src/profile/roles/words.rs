//! Words that no role has: of a sentence with another doer, of a wish, of a refusal.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::wording::{is_listed, lower_words, words};

static SENTENCES: LazyLock<HashSet<&str>> = LazyLock::new(|| SENTENCE_LIST.split(' ').collect());
const SENTENCE_LIST: &str = "about not never no he she they we i you his her their my our your who whom whose which that this is was are were be \
    been has had have will would could can should may might met says said when then wife husband father mother brother \
    sister son daughter by from as than like without under if but because so almost nearly hardly neither nor only just \
    became become becoming being took taught saw seen told ran stood chose chosen left lost beat beaten gave given brought \
    sent felt thought sought runner-up declining refusing hoping wishing instead";

/// What ends in `ed` and stands in the name of a role all the same.
const DESCRIBES: &str = "distinguished retired certified appointed tenured registered licensed licenced invited elected \
    named endowed designated accredited qualified experienced renowned associated advanced affiliated specialized \
    specialised integrated applied related biomed accomplished dedicated noted celebrated talented gifted skilled trained \
    limited honored honoured esteemed respected seconded assigned salaried";

/// Whom somebody helps or comes to: `assistant to the director`.
const HELPS: &str = "assistant secretary deputy adviser advisor aide consultant counsel counsellor counselor delegate \
    representative envoy ambassador physician surgeon";

/// Who does not hold what is said of them.
const HOPES: &str = "candidate candidates nominee nominees finalist finalists runner-up applicant contender";

/// True for a text with a word that no role has.
pub(crate) fn deny(text: &str) -> bool {
    let lower = lower_words(text);
    let led = lower.first().is_some_and(|first| is_listed("at in of on for one", first));
    let sentence = led || lower.iter().any(|word| SENTENCES.contains(word.as_str()));
    let did = words(text).enumerate().any(|(at, word)| is_deed(at, word));
    let to = lower.iter().enumerate().any(|(at, word)| {
        let helper = at.checked_sub(1).and_then(|before| lower.get(before));
        word == "to" && helper.is_none_or(|helper| !is_listed(HELPS, helper))
    });
    sentence || did || to || lower.last().is_some_and(|last| is_listed(HOPES, last))
}

/// `treated`, or `Declined` at the start: what somebody did. Inside a name a capital says that it is part of the name.
fn is_deed(at: usize, word: &str) -> bool {
    let small = at == 0 || word.starts_with(char::is_lowercase);
    let lower = word.to_lowercase();
    small && lower.len() > 4 && lower.ends_with("ed") && !lower.contains('-') && !is_listed(DESCRIBES, &lower)
}

/// True where the words before `to` say whose help it is: `to` goes on with the role, and does not lead to a place.
pub(crate) fn helps(role: &str) -> bool {
    lower_words(role).last().is_some_and(|last| is_listed(HELPS, last))
}

/// True for a piece about somebody else, whose posts come after it: `succeeded by Gu Min, director of A`, `his student Li Wei`.
pub(crate) fn is_of_another(piece: &str) -> bool {
    const KIN: &str = "wife husband father mother brother sister son daughter student students pupil mentor teacher tutor \
        predecessor successor colleague friend boss supervisor disciple uncle aunt cousin";
    let words: Vec<&str> = words(piece).collect();
    words.iter().enumerate().any(|(at, word)| {
        let after = words.get(at + 1..).unwrap_or_default();
        match (word.to_lowercase().as_str(), after) {
            ("his" | "her" | "their" | "whose", [next, ..]) => is_listed(KIN, &next.to_lowercase()),
            ("by" | "with" | "under", [article, after @ ..]) if is_listed("the a an", &article.to_lowercase()) => (1
                ..=after.len().min(LONGEST))
                .any(|count| super::is_role(&after.get(..count).unwrap_or_default().join(" "))),
            ("by" | "with" | "under", [next, ..]) => next.starts_with(char::is_uppercase),
            _ => false,
        }
    })
}

/// How many words of a role are looked at behind `by the`.
const LONGEST: usize = 4;
