/// True for a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The text in simplified characters, as many as before.
pub fn simplified(text: &str) -> String {
    match text.chars().any(is_han) {
        true => fast2s::convert(text),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_become_simplified_ones() {
        assert_eq!(simplified("單曉鷗醫師與陳錦雲"), "单晓鸥医师与陈锦云");
        assert_eq!(simplified("Dr. Shan 单"), "Dr. Shan 单");
        assert_eq!(simplified("乾隆與後來"), "乾隆与后来");
    }
}
