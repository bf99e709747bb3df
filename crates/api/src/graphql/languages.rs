//! In which languages an answer is shown, and what is known of that once it is made.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use shanghaidoctor_domain::Locale;

use crate::tags::Tag;

/// The languages that a request would rather read, told by the request itself and not by an argument of a field.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those that the publication knows, best first.
    pub locales: Arc<[Locale]>,
    /// The record that says which languages the publication knows; none where the request told nothing.
    pub matched_with: Option<Tag>,
}

/// The languages that a part of an answer is shown in, best first.
#[derive(Debug, Default)]
pub struct Languages {
    locales: Arc<[Locale]>,
    /// Whether an argument named them, whatever the request itself says.
    of_argument: bool,
    spoken: Arc<Spoken>,
}

/// What came to be shown, noted while an answer is made.
#[derive(Debug, Default)]
pub struct Spoken {
    negotiated: AtomicBool,
    first: OnceLock<Locale>,
    several: AtomicBool,
}

impl Languages {
    /// Those of a request.
    pub fn of_request(wanted: &Wanted, spoken: Arc<Spoken>) -> Self {
        Self { locales: Arc::clone(&wanted.locales), of_argument: false, spoken }
    }

    /// Those that an argument names in their place.
    pub(super) fn by_argument(&self, locales: Vec<Locale>) -> Self {
        Self { locales: locales.into(), of_argument: true, spoken: Arc::clone(&self.spoken) }
    }

    /// The languages, for a choice that says afterwards what came of it.
    pub(super) fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// A choice between several was made by them.
    pub(super) fn chose(&self) {
        if !self.of_argument {
            self.spoken.negotiated.store(true, Ordering::Relaxed);
        }
    }

    /// Something is shown in this language.
    pub(super) fn showed(&self, locale: &Locale) {
        if self.spoken.first.get_or_init(|| locale.clone()) != locale {
            self.showed_several();
        }
    }

    /// Something is shown of which nobody knows that it is in one language.
    pub(super) fn showed_several(&self) {
        self.spoken.several.store(true, Ordering::Relaxed);
    }
}

impl Spoken {
    /// Whether the languages of the request made a difference: those who ask for others may get another answer.
    pub fn is_negotiated(&self) -> bool {
        self.negotiated.load(Ordering::Relaxed)
    }

    /// The language that all of the answer is in, as far as languages are known; nothing where it is in several.
    pub fn only(&self) -> Option<&Locale> {
        self.first.get().filter(|_| !self.several.load(Ordering::Relaxed))
    }
}
