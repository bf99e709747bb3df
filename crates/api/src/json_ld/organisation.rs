use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Identifier, Organisation, OrganisationKind};
use shanghaidoctor_persistence::Entry;

use super::Publisher;

/// Organisations that the reader may see, each with those above it, root first.
#[derive(Default)]
pub(crate) struct Organisations(HashMap<Id<Organisation>, Shown>);

type Shown = (Arc<Entry<Organisation>>, Vec<Arc<Entry<Organisation>>>);

impl FromIterator<Shown> for Organisations {
    fn from_iter<I: IntoIterator<Item = Shown>>(shown: I) -> Self {
        Self(shown.into_iter().map(|(entry, above)| (entry.id(), (entry, above))).collect())
    }
}

impl Organisations {
    /// The organisation with all that it is a part of: a committee's own name says little. Nothing for one that the
    /// reader may not see.
    pub(super) fn find(&self, publisher: Publisher<'_>, id: Id<Organisation>) -> Option<Value> {
        let (entry, above) = self.0.get(&id)?;
        let parent = above.iter().fold(None, |parent, entry| Some(organisation(publisher, entry, parent)));
        Some(organisation(publisher, entry, parent))
    }

    /// Its name alone.
    pub(super) fn name(&self, publisher: Publisher<'_>, id: Id<Organisation>) -> Option<String> {
        self.0.get(&id).map(|(entry, _)| publisher.text(&entry.content.name).to_owned())
    }
}

fn organisation(publisher: Publisher<'_>, entry: &Entry<Organisation>, parent: Option<Value>) -> Value {
    let content = &entry.content;
    let city = content.city.as_ref().map(|city| publisher.text(city));
    let address = (city.is_some() || content.country.is_some())
        .then(|| json!({ "@type": "PostalAddress", "addressLocality": city, "addressCountry": content.country }));
    json!({
        "@type": kind(content.kind),
        "@id": publisher.identity(entry.id()),
        "name": publisher.text(&content.name),
        "alternateName": content.acronym,
        "address": address,
        "sameAs": content.identifiers.iter().map(Identifier::url).collect::<Vec<_>>(),
        "parentOrganization": parent,
    })
}

const fn kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::University => "CollegeOrUniversity",
        OrganisationKind::School => "EducationalOrganization",
        OrganisationKind::Hospital => "Hospital",
        OrganisationKind::Authority => "GovernmentOrganization",
        OrganisationKind::Association
        | OrganisationKind::Branch
        | OrganisationKind::Committee
        | OrganisationKind::Department
        | OrganisationKind::Institute
        | OrganisationKind::Funder
        | OrganisationKind::Other => "Organization",
    }
}
