//! Pictures: what an original is, and the renditions that are drawn of it.

mod colour;
mod draw;
mod original;
mod renditions;

pub(crate) use self::original::{Original, Undrawable};
pub use self::renditions::Renditions;
pub(crate) use self::renditions::Undelivered;
