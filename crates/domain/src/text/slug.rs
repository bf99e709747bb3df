use std::collections::{HashMap, HashSet};

/// At most this many bytes, so that an address stays one that a person can read.
const LONGEST: usize = 96;

/// True when `text` can be the name of a page in an address: letters and digits of any script in lower case, joined by
/// single hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.len() <= 2 * LONGEST && text.split('-').all(is_word)
}

fn is_word(word: &str) -> bool {
    // Some capitals of mathematics have no small letter, and stay as they are.
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() && c.to_lowercase().eq([c]))
}

/// The address form of a title: `"Dr. Li | A Life"` becomes `dr-li-a-life`. An apostrophe joins, everything else that
/// is no letter or digit parts. Cut at a word's end where it would grow too long (inside a word that is too long by
/// itself); empty when nothing is left.
pub fn slug(title: &str) -> String {
    let mut result = String::new();
    let spoken = title.to_lowercase().replace(['\'', '’'], "");
    for word in spoken.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !result.is_empty() && result.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !result.is_empty() {
            result.push('-');
        }
        result.push_str(word.get(..word.floor_char_boundary(LONGEST)).unwrap_or(word));
    }
    result
}

/// Gives out the anchors of one article: each once, made from the words it marks, so that an edit elsewhere does not
/// move it.
#[derive(Default)]
pub struct Anchors {
    given: HashSet<String>,
    /// How often each wording was asked for.
    asked: HashMap<String, u32>,
}

impl Anchors {
    /// Keeps an anchor that is in use already from being given out.
    pub fn keep(&mut self, anchor: &str) {
        self.given.insert(anchor.to_owned());
    }

    /// An anchor for a place that begins with `text`.
    pub fn next(&mut self, text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().take(8).collect();
        let wanted = match slug(&words.join(" ")) {
            empty if empty.is_empty() => "section".to_owned(),
            some => some,
        };
        let asked = self.asked.entry(wanted.clone()).or_default();
        loop {
            *asked += 1;
            let anchor = if *asked == 1 { wanted.clone() } else { format!("{wanted}-{asked}") };
            if self.given.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_addresses() {
        assert_eq!(slug("Dr. Li Ziming | China’s  Lungs"), "dr-li-ziming-chinas-lungs");
        assert_eq!(slug("李子明 医生"), "李子明-医生");
        assert_eq!(slug("—"), "");
        assert!(is_slug(&slug("The 𝒞 group")) && !is_slug("The"));
        assert!(is_slug(&slug(&"word ".repeat(100))));
        assert!(is_slug(&slug(&"医".repeat(100))));
    }

    #[test]
    fn anchors_are_given_once() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("What is life?"), "what-is-life");
        assert_eq!(anchors.next("What is life"), "what-is-life-2");
    }
}
