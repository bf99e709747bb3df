//! Text as it is kept: in several languages, marked up, folded for comparison, shortened to a slug.

mod fold;
mod localised;
mod rich;
mod slug;

pub use fold::{Spellings, fold};
pub use localised::Localised;
pub use rich::RichText;
pub use slug::{Anchors, is_slug, slug};
