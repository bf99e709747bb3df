//! Sets of characters that are asked for at every character of a page.

/// Characters of the basic plane, a bit each.
#[derive(Debug)]
pub(crate) struct CharSet(Vec<u64>);

impl CharSet {
    /// The characters given; one outside the basic plane is in no set.
    pub fn of(chars: impl Iterator<Item = char>) -> Self {
        let mut bits = vec![0; 0x1_0000 / 64];
        for code in chars.map(|c| c as usize) {
            if let Some(word) = bits.get_mut(code / 64) {
                *word |= 1_u64 << (code % 64);
            }
        }
        Self(bits)
    }

    /// True for a character of the set.
    pub fn contains(&self, c: char) -> bool {
        let code = c as usize;
        self.0.get(code / 64).is_some_and(|word| word & (1_u64 << (code % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_it_was_made_of() {
        let set = CharSet::of("林a𠮷".chars());
        assert_eq!("林a森b𠮷".chars().filter(|c| set.contains(*c)).collect::<String>(), "林a");
    }
}
