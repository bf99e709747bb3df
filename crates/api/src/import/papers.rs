use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Kind, Locale, Verb};
use shanghaidoctor_importer::{self as page, Found, Paper};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Entry, Result};

use super::{Import, Imported, Names, Origin, Publish};

/// Writes the papers of a file, as those of one doctor where it is said whose they are, and publishes them when asked to:
/// all of them, or none. The same DOI is the same paper, whoever brought it. The act is the caller's to commit.
pub(crate) async fn import_papers(
    writing: &mut Writing,
    doctor: Option<&Entry<Doctor>>,
    papers: Vec<Found<Paper>>,
    origin: Origin,
    publish: Publish,
) -> Result<Imported> {
    writing.may(Verb::Import, Kind::Publication)?;
    let mut names = Names::default();
    let mut import = Import::new(writing, &mut names, origin, Locale::english());
    let holder = doctor.map(|doctor| (doctor.id(), false));
    let written = import.publications(&as_on_a_page(doctor, papers), holder, None).await?;
    import.to_publish.extend(written.into_iter().map(|paper| paper.id.node()));
    let published = publish.is_due(&import.questions);
    import.publish(published).await?;
    let Import { outcomes, questions, .. } = import;
    Ok(Imported { outcomes, questions, published })
}

/// The doctor as a page would portray them that lists these papers.
fn as_on_a_page(doctor: Option<&Entry<Doctor>>, papers: Vec<Found<Paper>>) -> page::Doctor {
    let publications = page::Publications { papers, ..page::Publications::default() };
    let Some(Entry { content: doctor, .. }) = doctor else {
        return page::Doctor { publications, ..page::Doctor::default() };
    };
    page::Doctor {
        slug: doctor.slug.clone(),
        family: doctor.name.family.clone(),
        given: doctor.name.given.clone(),
        publications,
        ..page::Doctor::default()
    }
}
