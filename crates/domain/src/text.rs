//! Text as it is kept: in several languages, marked up, folded for comparison, shortened to a slug.

mod fold;
mod localised;
mod naming;
mod rich;
mod slug;

pub use fold::{Spellings, fold};
pub use localised::Localised;
pub use naming::{is_close, name_key, slip_keys};
pub use rich::RichText;
pub use slug::{Anchors, is_slug, slug};
