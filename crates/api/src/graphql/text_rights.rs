//! How much of articles' texts whoever asks is given: all that is published, or, for a partner, what its licences give; where
//! the operator says so, excerpts for who does not say who they are. It is decided here alone, so that every way to ask for an
//! article gives one answer.

use std::sync::Arc;

use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Actor, DateTime, Licence, TextAccess};
use shanghaidoctor_persistence::{Entry, Scope};

use crate::config::FullText;

/// By which licences one answer shows whole texts, all of it at one moment.
#[derive(Clone)]
pub struct TextRights(Option<Bounds>);

#[derive(Clone)]
struct Bounds {
    licences: Arc<[Licence]>,
    at: DateTime,
}

impl TextRights {
    /// Those of whoever asks at this moment. What a link shows of drafts, it shows whole.
    pub fn of(actor: &Actor, scope: Scope, at: DateTime, whom: FullText) -> Self {
        let is_bound = *actor == Actor::Anonymous && whom == FullText::Licensed && scope.is_public();
        let licences = if is_bound { Some(Arc::default()) } else { actor.bound_by() };
        Self(licences.map(|licences| Bounds { licences, at }))
    }

    /// Those of who is given every text whole: of this server, where it has decided before.
    pub(crate) const fn whole() -> Self {
        Self(None)
    }

    /// The moment at which licences are asked; none where none is.
    pub(super) fn moment(&self) -> Option<DateTime> {
        self.0.as_ref().map(|bounds| bounds.at)
    }

    /// How much of an article's text is given.
    pub(super) fn access(&self, article: &Entry<Article>) -> TextAccess {
        match &self.0 {
            Some(_) if self.licence(article).is_none() => TextAccess::Excerpt,
            _ => TextAccess::FullText,
        }
    }

    /// The licence by which the whole text of an article is given; none for those who need none.
    pub(super) fn licence(&self, article: &Entry<Article>) -> Option<&Licence> {
        let Bounds { licences, at } = self.0.as_ref()?;
        Licence::giving(licences, article.id(), &article.content, *at)
    }
}
