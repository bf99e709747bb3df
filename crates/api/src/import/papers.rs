use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Actor, Locale};
use shanghaidoctor_importer::{self as page, Found, Paper};
use shanghaidoctor_persistence::Entry;
use shanghaidoctor_persistence::write::Writing;

use super::{Import, Imported, Names, Origin, Publish};
use crate::App;

/// Writes the papers of a file as those of one doctor, and publishes them when asked to: all of them, or none. The same
/// DOI is the same paper, whoever brought it.
pub(crate) async fn import_papers(
    app: &App,
    slug: &str,
    papers: Vec<Found<Paper>>,
    origin: Origin,
    publish: Publish,
) -> anyhow::Result<Imported> {
    let note = Some(format!("import of {}", origin.name));
    let mut writing = Writing::begin(&app.database, &app.clock, Actor::Operator, note).await?;
    let doctor = writing.draft_by_slug::<Doctor>(slug).await?;
    let doctor =
        doctor.ok_or_else(|| anyhow::anyhow!("there is no doctor `{slug}`: give --doctor as the slug of one"))?;
    let mut names = Names::default();
    let mut import = Import::new(&mut writing, &mut names, origin, Locale::english());
    let written = import.publications(&as_on_a_page(&doctor, papers), (doctor.id(), false), None).await?;
    import.to_publish.extend(written.into_iter().map(|paper| paper.id.node()));
    let published = publish.is_due(&import.questions);
    import.publish(published).await?;
    let Import { outcomes, questions, .. } = import;
    writing.commit().await?;
    Ok(Imported { outcomes, questions, published })
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
