//! The page as text: characters, lines with their marks, and what words tell by themselves.

pub(crate) mod any_of;
pub(crate) mod char_set;
pub(crate) mod characters;
pub(crate) mod dates;
pub(crate) mod encoding;
pub(crate) mod given_characters;
pub(crate) mod han_names;
pub(crate) mod han_numbers;
pub(crate) mod han_script;
pub(crate) mod han_slugs;
pub(crate) mod lines;
pub(crate) mod markdown;
pub(crate) mod marks;
pub(crate) mod names;
pub(crate) mod person;
pub(crate) mod pinyin;
pub(crate) mod update_line;
pub(crate) mod wording;
