//! Bodies as pages name them.

use serde::Serialize;
use shanghaidoctor_domain::content::OrganisationKind;

/// An organisation as a page names it, without those above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its name for short, when the page gives it in brackets.
    pub acronym: Option<String>,
    /// What it is, as far as its name tells.
    pub kind: OrganisationKind,
}
