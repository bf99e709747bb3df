//! Numbers in Chinese characters and in digits with a Chinese unit: `三十余`, `1万`, `百`.

use crate::text::characters::{is_han, is_quote};
use crate::text::han_script::fold_char;

const DIGITS: &str = "零一二三四五六七八九";

/// The number that a text begins with, and what follows it.
pub(crate) fn number(text: &str) -> Option<(u32, &str)> {
    let (mut total, mut current, mut any) = (0_u32, None::<u32>, false);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let digit = c.to_digit(10).or_else(|| place(c));
        if let Some(digit) = digit {
            current = Some(current.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
        } else if let Some(unit) = unit(c) {
            let amount =
                if unit == 10_000 { total + current.unwrap_or(u32::from(total == 0)) } else { current.unwrap_or(1) };
            total = if unit == 10_000 {
                amount.checked_mul(unit)?
            } else {
                total.checked_add(amount.checked_mul(unit)?)?
            };
            current = None;
        } else if c != ',' || current.is_none() {
            break;
        }
        any |= c != ',';
        end = at + c.len_utf8();
    }
    any.then_some(())?;
    Some((total.checked_add(current.unwrap_or(0))?, text.get(end..)?))
}

fn place(c: char) -> Option<u32> {
    let c = if c == '两' { '二' } else { c };
    DIGITS.chars().position(|digit| digit == c).and_then(|at| u32::try_from(at).ok())
}

const fn unit(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' | '萬' => Some(10_000),
        _ => None,
    }
}

/// The number of a chapter that a text begins with, and the text after it: `一、…`, `（二）…`, `第三章 …`, `01 …`, `一 …`.
pub(crate) fn chapter(text: &str) -> Option<(u16, &str)> {
    // Every line is asked, and few begin like one.
    if !text.starts_with(|c: char| matches!(c, 'P' | 'p' | '0' | '(' | '（') || is_han(c)) {
        return None;
    }
    if let Some(found) = part(text).or_else(|| formal(text)) {
        return Some(found);
    }
    let opened = text.strip_prefix(['（', '(']);
    let ordinal = text.strip_prefix('第');
    let bare = opened.or(ordinal).unwrap_or(text);
    let written = bare.starts_with(|c| place(c).is_some() || c == '十');
    let led = bare.starts_with('0') && ordinal.is_none();
    if !(written || led || ordinal.is_some()) {
        return None;
    }
    let (number, rest) = number(bare)?;
    let rest = match (opened, ordinal) {
        (Some(_), _) => rest.strip_prefix(['）', ')'])?,
        (None, Some(_)) => rest.strip_prefix(['章', '节', '節'])?,
        // A blank parts a number from a head; `一 二` or `01 02` is neither.
        (None, None) => rest.strip_prefix(['、', '.', '．', ' ', '｜', '|'])?,
    };
    let rest = rest.trim_start_matches([' ', '、', '.', '：', ':', '｜', '|']);
    let number = u16::try_from(number).ok().filter(|number| (1..100).contains(number))?;
    (!rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some((number, rest))
}

/// `PART 1 …` above Chinese text.
fn part(text: &str) -> Option<(u16, &str)> {
    let (word, rest) = text.split_at_checked(4)?;
    word.eq_ignore_ascii_case("part").then_some(())?;
    let rest = rest.trim_start_matches([' ', '.', '·']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, head) = rest.split_at_checked(digits).filter(|_| digits < 3)?;
    let head = head.trim_start_matches(MARKS);
    Some((number.parse().ok()?, head)).filter(|_| head.starts_with(|c| is_han(c) || is_quote(c)))
}

/// `壹 …`, `贰、…`: the numerals of documents.
fn formal(text: &str) -> Option<(u16, &str)> {
    let first = text.chars().next()?;
    let at = "壹贰叁肆伍陆柒捌玖拾".chars().position(|numeral| numeral == fold_char(first))?;
    let rest = text.get(first.len_utf8()..)?;
    let head = rest.trim_start_matches(MARKS);
    Some((u16::try_from(at + 1).ok()?, head)).filter(|_| head.len() < rest.len() && !head.is_empty())
}

/// What parts a number from a head.
const MARKS: &[char] = &[' ', '、', '.', '．', '：', ':', '｜', '|', '丨', '·'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_two_scripts() {
        for (text, wanted) in [
            ("50余篇", (50, "余篇")),
            ("1,200例", (1200, "例")),
            ("1万余例", (10_000, "余例")),
            ("三十余年", (30, "余年")),
            ("二百五十", (250, "")),
            ("十二名", (12, "名")),
            ("百余篇", (100, "余篇")),
            ("两万", (20_000, "")),
        ] {
            assert_eq!(number(text), Some(wanted), "{text}");
        }
        assert_eq!(number("余"), None);
        assert_eq!(number("99999999999"), None);
    }

    #[test]
    fn chapters_are_numbered_in_several_ways() {
        for (text, wanted) in [
            ("一、江边", (1, "江边")),
            ("（十二）江边", (12, "江边")),
            ("第三章 江边", (3, "江边")),
            ("01 江边", (1, "江边")),
            ("二 江边", (2, "江边")),
        ] {
            assert_eq!(chapter(text), Some(wanted), "{text}");
        }
        for text in ["一个人", "2014 年", "10 江边", "一、", "第三次手术", "一九九八年，冬"] {
            assert_eq!(chapter(text), None, "{text}");
        }
    }
}
