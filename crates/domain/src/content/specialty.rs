use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use super::{Content, Link, LinkRole, LocalisedTexts, rules};
use crate::text::{Localised, slug};
use crate::{Id, Kind, Stage, Violations};

/// A medical specialty, such as thoracic oncology; narrower ones stand below broader ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "SpecialtyInput")]
pub struct Specialty {
    /// Its name in addresses.
    #[graphql(default)]
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// The broader specialty it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id<Self>>,
}

impl Content for Specialty {
    const KIND: Kind = Kind::Specialty;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::slug(&mut violations, &self.slug);
        rules::needed_to_publish(&mut violations, stage, "name", &self.name);
        violations
    }

    fn links(&self) -> Vec<Link> {
        self.parent.map(|id| LinkRole::Parent.to(id.node())).into_iter().collect()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default().with("name", &self.name)
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.slug)
    }

    fn set_slug(&mut self, slug: String) {
        self.slug = slug;
    }

    fn fill_in(&mut self, _: Option<&Self>) {
        if self.slug.is_empty() {
            self.slug = slug(self.name.pick(&[]));
        }
    }
}
