//! Text as it is kept: in several languages, marked up, folded for comparison, shortened to a slug.

mod bounds;
mod collation;
mod excerpt;
mod fold;
mod han;
mod html;
mod localised;
mod naming;
mod pinyin;
mod rich;
mod slug;

pub use bounds::{TextKind, check_texts, has_null};
pub use collation::{FORMAT as COLLATION_FORMAT, NameOrder, person_key, sort_key};
pub use excerpt::excerpt;
pub use fold::{Spellings, fold};
pub use han::{is_han, simplified};
pub use html::escape_html;
pub use localised::Localised;
pub use naming::{is_close, name_key, slip_keys};
pub use pinyin::{family_reading, readings, syllables};
pub use rich::RichText;
pub use slug::{Anchors, is_slug, slug};
