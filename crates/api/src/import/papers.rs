use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Actor, Locale};
use shanghaidoctor_importer::{self as page, Found, Paper};
use shanghaidoctor_persistence::Entry;
use shanghaidoctor_persistence::write::Writing;

use super::{Import, Origin, Outcome, Publish};
use crate::App;

/// Writes the papers of a file as those of one doctor, and publishes them when asked to: all of them, or none. The same
/// DOI is the same paper, whoever brought it.
pub(crate) async fn import_papers(
    app: &App,
    slug: &str,
    papers: Vec<Found<Paper>>,
    origin: Origin,
    publish: Publish,
) -> anyhow::Result<Vec<Outcome>> {
    let note = Some(format!("import of {}", origin.name));
    let mut writing = Writing::begin(&app.database, &app.clock, Actor::Operator, note).await?;
    let doctor = writing.draft_by_slug::<Doctor>(slug).await?;
    let doctor =
        doctor.ok_or_else(|| anyhow::anyhow!("there is no doctor `{slug}`: give --doctor as the slug of one"))?;
    let locale = Locale::english();
    let mut import = Import::new(&mut writing, origin, locale);
    let written = import.publications(&as_on_a_page(&doctor, papers), doctor.id()).await?;
    let to_publish = written.into_iter().chain(std::mem::take(&mut import.to_publish)).collect();
    import.publish(publish, to_publish).await?;
    let outcomes = import.outcomes;
    writing.commit().await?;
    Ok(outcomes)
}

/// The doctor as a page would portray them that lists these papers.
fn as_on_a_page(doctor: &Entry<Doctor>, papers: Vec<Found<Paper>>) -> page::Doctor {
    page::Doctor {
        slug: doctor.content.slug.clone(),
        family: doctor.content.name.family.clone(),
        given: doctor.content.name.given.clone(),
        publications: page::Publications { papers, ..page::Publications::default() },
        ..page::Doctor::default()
    }
}
