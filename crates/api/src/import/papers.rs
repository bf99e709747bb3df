use serde_json::json;
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::text::check_texts;
use shanghaidoctor_domain::{Kind, Locale, Verb, Violation};
use shanghaidoctor_importer::{self as page, Found, Paper};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Entry, Result};

use super::publications::publication;
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

/// What is wrong with the texts of the papers of a file, each with the line of its paper: none of them can be written.
pub(crate) fn unfit_papers(papers: &[Found<Paper>]) -> Result<Vec<(u32, Violation)>> {
    let mut unfit = Vec::new();
    for Found { line, value } in papers {
        let of_paper = check_texts(&publication(&page::Doctor::default(), value, None))?.0;
        let of_journal = check_texts(&json!({ "name": value.journal }))?.0;
        let of_journal = of_journal.into_iter().map(|wrong| Violation { path: "journal".to_owned(), ..wrong });
        unfit.extend(of_paper.into_iter().chain(of_journal).map(|wrong| (*line, wrong)));
    }
    Ok(unfit)
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
