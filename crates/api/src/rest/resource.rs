use shanghaidoctor_domain::Kind;

/// What can be asked for below `/api/v1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Doctors,
    Appointments,
    Publications,
    Articles,
    Organisations,
    Journals,
    Search,
    Changes,
}

impl Resource {
    /// All of them, as they are described.
    pub const ALL: [Self; 8] = [
        Self::Doctors,
        Self::Appointments,
        Self::Publications,
        Self::Articles,
        Self::Organisations,
        Self::Journals,
        Self::Search,
        Self::Changes,
    ];

    /// Its name in addresses, which is that of the list in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Doctors => "doctors",
            Self::Appointments => "appointments",
            Self::Publications => "publications",
            Self::Articles => "articles",
            Self::Organisations => "organisations",
            Self::Journals => "journals",
            Self::Search => "search",
            Self::Changes => "changes",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|resource| resource.name() == name)
    }

    /// The kind of its records; none where they are of several.
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Doctors => Some(Kind::Doctor),
            Self::Appointments => Some(Kind::Appointment),
            Self::Publications => Some(Kind::Publication),
            Self::Articles => Some(Kind::Article),
            Self::Organisations => Some(Kind::Organisation),
            Self::Journals => Some(Kind::Journal),
            Self::Search | Self::Changes => None,
        }
    }

    /// Whether its list has a last page: what becomes of documents goes on.
    pub const fn ends(self) -> bool {
        !matches!(self, Self::Changes)
    }

    /// What a record is called in the schema.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Doctors => "Doctor",
            Self::Appointments => "Appointment",
            Self::Publications => "Publication",
            Self::Articles => "Article",
            Self::Organisations => "Organisation",
            Self::Journals => "Journal",
            Self::Search => "SearchHit",
            Self::Changes => "Change",
        }
    }

    /// By what a record is named in its address beside its id: the root field and its argument.
    pub(super) const fn lookup(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Doctors => Some(("doctor", "slug")),
            Self::Publications => Some(("publication", "doi")),
            Self::Articles => Some(("article", "slug")),
            Self::Organisations => Some(("organisation", "slug")),
            Self::Journals => Some(("journal", "slug")),
            Self::Appointments | Self::Search | Self::Changes => None,
        }
    }

    /// What an answer has of each record of a list where nobody says, in the form of the parameter `fields`.
    pub const fn usual_fields(self) -> &'static str {
        match self {
            Self::Doctors => {
                "id,slug,name,honorific,academicTitle,degrees,specialties,positions(role,department,organisation,period,status),\
                 portrait(url,width,height,alt,credit),publishedAt,updatedAt"
            }
            Self::Appointments => "id,doctor,role,rank,body,term,period,status,publishedAt,updatedAt",
            Self::Publications => {
                "id,title,journal,authors(name,doctor),year,volume,issue,pages,doi,pmid,url,publishedAt,updatedAt"
            }
            Self::Articles => {
                "id,slug,locale,title,headline,standfirst,subjects,specialties,channel,cover(url,width,height,alt,credit),\
                 rights,canonicalUrl,wordCount,readingMinutes,corrections,updatedOn,publishedAt,updatedAt"
            }
            Self::Organisations => {
                "id,slug,name,acronym,kind,parent,formerNames,city,country,identifiers,publishedAt,updatedAt"
            }
            Self::Journals => "id,slug,name,abbreviation,issn,eissn,publishedAt,updatedAt",
            Self::Search => "score,anchor,snippet,node",
            Self::Changes => {
                "sequence,at,action,reason,type,nodeId,mergedInto,node(id,slug,name,title,locale,headline,standfirst,doi,role,\
                 doctor,canonicalUrl,updatedAt)"
            }
        }
    }

    /// The same of a record that is asked for alone: an article has its text.
    pub const fn usual_fields_of_one(self) -> &'static str {
        match self {
            Self::Articles => {
                "id,slug,formerSlugs,locale,translations,title,headline,standfirst,html,subjects,mentions,credits,specialties,\
                 channel,cover(url,width,height,alt,credit),rights,canonicalUrl,wordCount,readingMinutes,corrections,\
                 updatedOn,publishedAt,updatedAt"
            }
            Self::Doctors => {
                "id,slug,formerSlugs,name,honorific,academicTitle,degrees,born,died,biography(markdown),researchFocus,specialties,\
                 positions(role,department,organisation,period,status),appointments.nodes(id,role,rank,body,period,status),\
                 awards,projects,mentors,identifiers,portrait(url,width,height,alt,credit),publishedAt,updatedAt"
            }
            other => other.usual_fields(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for resource in Resource::ALL {
            assert_eq!(Resource::named(resource.name()), Some(resource));
        }
        assert_eq!(Resource::named("accounts"), None);
    }
}
