//! Pictures: what an original is, and the renditions that are drawn of it.

mod colour;
mod draw;
mod intake;
mod original;
mod renditions;

pub use self::intake::{Intake, IntakeLimits};
pub(crate) use self::intake::{Unfit, record};
pub(crate) use self::original::{MOST_PIXELS, Original, Undrawable};
pub use self::renditions::Renditions;
pub(crate) use self::renditions::Undelivered;
