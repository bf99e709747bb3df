//! The line that a reprint must carry.

use super::vocabulary::{COPIES, CREDIT};
use crate::text::characters::is_quote;
use crate::text::wording::{after, has_any, split_sentences};

/// What stands after `please credit:`, without the quotation marks around it; one of a pair may be lost.
pub(super) fn credit_line(line: &str) -> Option<String> {
    let asked = CREDIT.iter().find_map(|words| after(line, words)).map(introduced);
    let rest = asked.or_else(|| quoted_credit(line))?;
    let line = rest.trim_start_matches([':', '：', ' ']).trim_matches(|c| is_quote(c) || c == ' ');
    let line = chinese_source(line);
    (!line.is_empty()).then(|| line.to_owned())
}

/// `Reprints should carry the line “A.”`, `quote the source as “A.”`: what is quoted behind a verb of naming.
fn quoted_credit(line: &str) -> Option<&str> {
    const NAMES: &[&str] = &[
        "with the words",
        "with the line",
        "with the note",
        "credit",
        "cite",
        "quote",
        "carry",
        "indicate",
        "acknowledge",
        "name the",
        "state",
        "mention",
        "注明",
        "标明",
        "标注",
        "註明",
    ];
    let at = line.find(is_quote)?;
    let (led, rest) = line.split_at_checked(at)?;
    let sentence = split_sentences(led).pop()?.rsplit(['。', ';', '；']).next()?;
    let inside = rest.trim_start_matches(is_quote);
    let inside = inside.find(is_quote).and_then(|end| inside.get(..end))?;
    (has_any(sentence, NAMES) && (has_any(sentence, COPIES) || has_any(sentence, &["source", "来源", "出处"])))
        .then_some(inside)
}

/// `reprints as follows: “A.”`: what is quoted behind words that lead to it; without marks what follows `as follows`.
fn introduced(text: &str) -> &str {
    const LEADS: &[&str] = &["as follows", "the following", "following line", "the source as", "the words"];
    let opens = text.find(is_quote).filter(|at| text.get(*at..).is_some_and(|rest| rest.len() > 4));
    let quoted = opens.and_then(|at| Some((text.get(..at)?.trim_end(), text.get(at..)?)));
    if let Some((led, rest)) = quoted
        && (led.is_empty() || led.ends_with([':', '：']) || LEADS.iter().any(|lead| led.ends_with(lead)))
    {
        // What stands behind the mark that closes it asks for something else.
        let inside = rest.trim_start_matches(is_quote);
        return inside.find(is_quote).and_then(|end| inside.get(..end)).unwrap_or(inside);
    }
    let led = LEADS.iter().find_map(|lead| after(text, lead)).filter(|rest| rest.starts_with([':', '：']));
    led.unwrap_or(text)
}

/// `来源：某某` asks for `某某`; `出处。` asks for no words of its own.
fn chinese_source(line: &str) -> &str {
    let Some(named) = ["来源及作者", "来源", "出处", "來源", "出處"].iter().find_map(|word| line.strip_prefix(word))
    else {
        return line;
    };
    match named.trim_start().strip_prefix(['：', ':', '|', '｜', '丨']) {
        Some(source) => source.trim_matches(|c| is_quote(c) || matches!(c, ' ' | '。')),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn words_that_lead_to_a_credit_line_are_none_of_it() {
        for text in [
            "Please credit the reprint as follows: “From A.”",
            "Reprints should credit the source as “From A.” and send us a copy.",
            "Please credit the following: From A.",
            "Please indicate “From A.” in a visible place.",
            "转载请注明：“From A.”",
            "Reprinted texts have to carry the line “From A.”",
            "To reprint, ask us first and quote the source as “From A.”",
            "Any reprint must mention “From A.” at its head.",
            "It may be reprinted by permission and with the words “From A.”",
            "转载须在文首标明“From A.”",
        ] {
            assert_eq!(credit_line(text).as_deref().map(without_stop), Some("From A"), "{text}");
        }
        let whole = "please credit the author of “Night Ward” and Good House";
        assert_eq!(credit_line(whole).as_deref(), Some("the author of “Night Ward” and Good House"));
    }

    #[test]
    fn a_stroke_can_stand_for_the_colon() {
        assert_eq!(credit_line("转载请注明来源 | 柳岸访谈").as_deref(), Some("柳岸访谈"));
        assert_eq!(credit_line("转载请注明来源"), None);
    }

    fn without_stop(text: &str) -> &str {
        text.trim_end_matches('.')
    }
}
