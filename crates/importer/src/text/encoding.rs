//! From bytes to characters: in which encoding a page is written, and what is no text at all.
//!
//! Pages come as UTF-8, as UTF-16 from older editors, and in GB18030 (with GBK and GB2312 in it) from Chinese systems.
//! What reads in none of these is refused: a wrong guess would put words on the page that nobody wrote.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::refusal::Refusal;
use crate::text::characters::{is_han, is_invisible};

/// The most bytes a file may have: a saved HTML page carries scripts, and now and then its pictures.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// How far into a page its own word on its encoding is looked for; browsers look at 1,024 bytes.
const DECLARED_WITHIN: usize = 4096;

/// What pictures, office documents and archives begin with, some of them without one control character.
const BINARY: &[&[u8]] = &[
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
];

/// The text of a page.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// The encoding's name.
    pub encoding: &'static str,
}

/// Reads a file as text in the encoding that it is written in.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len(), most: MOST_BYTES });
    }
    if BINARY.iter().any(|start| bytes.starts_with(start)) {
        return Err(Refusal::NotText);
    }
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => read_as(encoding, bytes),
        None => by_content(bytes),
    };
    let Some(decoded) = decoded else { return Err(unreadable(bytes)) };
    if decoded.text.contains(is_control) {
        return Err(Refusal::NotText);
    }
    if decoded.text.chars().all(|c| c.is_whitespace() || is_invisible(c)) { Err(Refusal::Empty) } else { Ok(decoded) }
}

fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')
}

/// Binary data has control characters; a text that has none is in an encoding that is not known.
fn unreadable(bytes: &[u8]) -> Refusal {
    if bytes.iter().any(|byte| is_control(char::from(*byte))) {
        return Refusal::NotText;
    }
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let breaks = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count();
    Refusal::UnknownEncoding { line: u32::try_from(breaks + 1).unwrap_or(u32::MAX) }
}

/// The text, when every byte of it reads in this encoding.
fn read_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Decoded<'a>> {
    let bytes = Encoding::for_bom(bytes).and_then(|(_, length)| bytes.get(length..)).unwrap_or(bytes);
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text, encoding: encoding.name() })
}

fn by_content(bytes: &[u8]) -> Option<Decoded<'_>> {
    if bytes.contains(&0) {
        return utf_16(bytes);
    }
    read_as(UTF_8, bytes).or_else(|| declared(bytes)).or_else(|| gb18030(bytes))
}

/// Latin letters, line ends and blanks have a zero byte in UTF-16, which no other text has. Read in the wrong order they
/// are Chinese characters, so the reading with more of them is the right one.
fn utf_16(bytes: &[u8]) -> Option<Decoded<'_>> {
    let readings = [UTF_16LE, UTF_16BE].into_iter().filter_map(|encoding| read_as(encoding, bytes));
    let count = |read: &Decoded<'_>, is: fn(char) -> bool| read.text.chars().filter(|c| is(*c)).count();
    let likely = readings.max_by_key(|read| count(read, |c| c.is_ascii()))?;
    let known = count(&likely, is_usual) * 10 >= likely.text.chars().count() * 9;
    let lettered = count(&likely, |c| c.is_ascii()) > 0;
    (known && lettered && !likely.text.contains(is_control)).then_some(likely)
}

/// Letters, Chinese characters and the signs that go with them.
fn is_usual(c: char) -> bool {
    matches!(c, '\t'..='\u{24f}' | '\u{2000}'..='\u{206f}') || is_han(c) || is_sign(c)
}

/// Punctuation as Chinese systems write it, among Latin letters too.
fn is_sign(c: char) -> bool {
    matches!(c, '·' | '—' | '–' | '‘' | '’' | '“' | '”' | '…' | '\u{a0}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// The encoding that an HTML page says it is in: `<meta charset="gbk">`, `content="text/html; charset=gb2312"`.
fn declared(bytes: &[u8]) -> Option<Decoded<'_>> {
    let start = bytes.get(..DECLARED_WITHIN.min(bytes.len()))?;
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let label = start.split("<meta").skip(1).find_map(|meta| {
        let (_, value) = meta.split_once('>')?.0.split_once("charset")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        value.split(['"', '\'', ' ', ';', '/']).next()
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // GBK is a part of GB18030, and who writes the one may use all of the other.
    read_as(if encoding == GBK { GB18030 } else { encoding }, bytes)
}

fn gb18030(bytes: &[u8]) -> Option<Decoded<'_>> {
    if is_damaged_utf8(bytes) {
        return None;
    }
    let read = read_as(GB18030, bytes)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likely = detector.guess(Some(b"cn"), Utf8Detection::Deny) == GBK;
    // An English page has nothing but quotation marks and dashes to go by.
    (likely || read.text.chars().all(|c| c.is_ascii() || is_sign(c))).then_some(read)
}

/// A page of UTF-8 with a byte lost somewhere: most of its longer characters are whole.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Dr. Wen Hao | “A Life”\n更新时间：2024-01-02 一天\n\nHe said: ‘so’.\n";

    fn name(bytes: &[u8]) -> &'static str {
        let decoded = decode(bytes).unwrap();
        assert_eq!(decoded.text, PAGE);
        decoded.encoding
    }

    fn utf_16(mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(PAGE.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn a_page_is_the_same_in_every_encoding() {
        assert_eq!(name(PAGE.as_bytes()), "UTF-8");
        assert_eq!(name(format!("\u{feff}{PAGE}").as_bytes()), "UTF-8");
        for mark in [true, false] {
            assert_eq!(name(&utf_16(mark, u16::to_le_bytes)), "UTF-16LE");
            assert_eq!(name(&utf_16(mark, u16::to_be_bytes)), "UTF-16BE");
        }
        assert_eq!(name(&GB18030.encode(PAGE).0), "gb18030");
    }

    #[test]
    fn quotation_marks_alone_tell_an_encoding() {
        let page = "Dr. Wen Hao’s “long” way — and back.";
        assert_eq!(decode(&GB18030.encode(page).0).unwrap().text, page);
    }

    #[test]
    fn what_a_page_says_of_itself_counts_unless_it_is_utf_8() {
        let page = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\"><p>caf\u{e9} \u{201c}so\u{201d}";
        let bytes = encoding_rs::WINDOWS_1252.encode(page).0;
        assert_eq!(decode(&bytes).unwrap().text, page);
        assert_eq!(decode(page.as_bytes()).unwrap().encoding, "UTF-8");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refusal = |bytes: &[u8]| decode(bytes).unwrap_err();
        assert_eq!(refusal(b""), Refusal::Empty);
        assert_eq!(refusal(" \u{a0}\n".as_bytes()), Refusal::Empty);
        for binary in [
            &b"\x89PNG\r\n\x1a\n\0"[..],
            b"%PDF-1.7\n",
            b"{\\rtf1 x}",
            b"PK\x03\x04\x14\0",
            b"\0\x01\x02\x03",
            b"a\x07",
        ] {
            assert_eq!(refusal(binary), Refusal::NotText);
        }
        assert_eq!(refusal(b"a\nb\xff"), Refusal::UnknownEncoding { line: 2 });
        // One byte of a page in UTF-8 is lost; nothing is guessed.
        assert_eq!(refusal(b"a \xe2\x80\x9cb\xe2\x80\x9d\nc \xe2\x80d"), Refusal::UnknownEncoding { line: 2 });
        let most = MOST_BYTES;
        assert_eq!(refusal(&vec![b'a'; most + 1]), Refusal::TooLarge { bytes: most + 1, most });
    }
}
