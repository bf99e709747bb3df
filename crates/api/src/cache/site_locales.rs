use std::sync::{Arc, PoisonError, RwLock};

use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content::Site;
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::{Entry, Result, Scope};

use super::validity::{Seal, Validity, Verdict};
use crate::tags::{self, Tag};

/// The languages that the publication publishes in, kept whatever the caches may hold: each request that names languages
/// is matched with them, before it is known whether its answer is kept.
#[derive(Clone)]
pub struct SiteLocales {
    kept: Arc<RwLock<Option<Kept>>>,
    validity: Arc<Validity>,
}

struct Kept {
    known: Arc<Known>,
    seal: Seal,
}

/// What is known of them.
#[derive(Debug)]
pub struct Known {
    /// The languages, the first one first.
    pub locales: Vec<Locale>,
    /// The record that says so.
    pub said_by: Tag,
}

impl SiteLocales {
    pub(super) fn new(validity: &Arc<Validity>) -> Self {
        Self { kept: Arc::default(), validity: Arc::clone(validity) }
    }

    /// The languages, read where they may have changed.
    pub async fn get(&self, reader: &Reader) -> Result<Arc<Known>> {
        if let Some(known) = self.valid() {
            return Ok(known);
        }
        let since = self.validity.now();
        let site = reader.site(Scope::published()).await?;
        let known = Arc::new(Known::of(site.as_deref()));
        if let Some(since) = since {
            let seal = Seal::new(since, [known.said_by].into(), None);
            *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Kept { known: Arc::clone(&known), seal });
        }
        Ok(known)
    }

    fn valid(&self) -> Option<Arc<Known>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|kept| self.validity.check(&kept.seal) == Verdict::Valid)?;
        Some(Arc::clone(&kept.known))
    }
}

impl Known {
    fn of(site: Option<&Entry<Site>>) -> Self {
        match site {
            Some(site) => Self { locales: site.content.locales.clone(), said_by: tags::of(site) },
            None => Self { locales: Vec::new(), said_by: Tag::List(shanghaidoctor_domain::Kind::Site) },
        }
    }
}
