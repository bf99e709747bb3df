use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Appointment, AppointmentBody, Content, Doctor};
use shanghaidoctor_domain::merge::{Difference, Merged, merge, says};
use shanghaidoctor_domain::query::{AppointmentFilter, DoctorFilter};
use shanghaidoctor_domain::{Id, Stage};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::Import;
use super::given::GivenDoctor;
use super::organisations::Place;
use super::update::{Lines, without_sources};

/// What the posts of a doctor are merged under, as one list.
const LIST: &str = "appointments";

/// A post as the page names it, its body found.
pub(super) struct Post {
    pub(super) line: u32,
    /// Role and place, for the report.
    pub(super) name: String,
    pub(super) content: Appointment,
}

impl Import<'_> {
    /// Saves the posts that a page names; gives what the page says of them. There is no way to delete a post: one that is
    /// no longer on the page stays, and is listed.
    pub(super) async fn appointments(
        &mut self,
        page: &page::Doctor,
        (doctor, is_new): (Id<Doctor>, bool),
        before: Option<&GivenDoctor>,
    ) -> Result<Vec<Value>> {
        let posts = self.posts(page, doctor).await?;
        let given = posts.iter().map(|post| compared(&post.content)).collect::<Result<Vec<Value>>>()?;
        let known = if is_new { Vec::new() } else { self.appointments_of(doctor).await? };
        let base = before.map_or(&[][..], |before| before.appointments.as_slice());
        let posts = self.without_possible_duplicates(posts, &known, base).await?;

        let mine = known.iter().map(|entry| compared(&entry.content)).collect::<Result<Vec<Value>>>()?;
        let theirs = posts.iter().map(|post| compared(&post.content)).collect::<Result<Vec<Value>>>()?;
        let [base, mine, theirs] = [json!({ LIST: base }), json!({ LIST: mine }), json!({ LIST: theirs })];
        let merged = merge(Some(&base), &mine, &theirs, &self.locale);
        self.ask_of_deleted(doctor, &merged, &posts);
        self.save_posts(doctor, merged, known, posts).await?;
        Ok(given)
    }

    async fn appointments_of(&mut self, doctor: Id<Doctor>) -> Result<Vec<Entry<Appointment>>> {
        let of_doctor = AppointmentFilter {
            doctor: Some(Box::new(DoctorFilter::of(doctor.node()))),
            ..AppointmentFilter::default()
        };
        let mut known = self.writing.drafts::<Appointment>(&of_doctor).await?;
        known.sort_by_key(|entry| entry.content.position);
        Ok(known)
    }

    /// The posts of a page, in societies first, each with its body.
    async fn posts(&mut self, page: &page::Doctor, doctor: Id<Doctor>) -> Result<Vec<Post>> {
        let mut posts = Vec::new();
        for Found { line, value } in &page.appointments {
            let page::Appointment { role, rank, path, status, period } = value;
            let Some(body) = self.organisation(path, Place::default()).await? else { continue };
            let steps: Vec<&str> = path.iter().map(|step| step.name.as_str()).collect();
            let name = format!("{role} in {}", steps.join(" > "));
            let body = AppointmentBody::Organisation(body);
            posts.push((*line, name, role, *rank, body, *status, *period));
        }
        for Found { line, value } in &page.editorial_roles {
            let page::EditorialRole { role, rank, journal, status, period } = value;
            let body = AppointmentBody::Journal(self.journal(journal).await?);
            posts.push((*line, format!("{role} of {}", journal.name), role, *rank, body, *status, *period));
        }
        let post = |(line, name, role, rank, body, status, period): (_, _, &String, _, _, _, _)| {
            let role = self.text(role);
            let content =
                Appointment { doctor, position: 0, role, rank, body, term: None, period, status, source: None };
            Post { line, name, content }
        };
        Ok(posts.into_iter().map(post).collect())
    }

    /// A post that is not kept, although the page says something new of it: an editor did not want it.
    fn ask_of_deleted(&mut self, doctor: Id<Doctor>, merged: &Merged, posts: &[Post]) {
        let lines: Lines = posts.iter().enumerate().map(|(at, post)| (format!("{LIST}.{at}"), post.line)).collect();
        let deleted: Vec<Difference> = merged.differences.iter().filter(|one| one.path == LIST).cloned().collect();
        self.ask(doctor.node(), LIST, &deleted, &lines);
    }

    async fn save_posts(
        &mut self,
        doctor: Id<Doctor>,
        merged: Merged,
        known: Vec<Entry<Appointment>>,
        posts: Vec<Post>,
    ) -> Result<()> {
        let Some(Value::Array(values)) = merged.value.get(LIST) else { return Ok(()) };
        let mut rows: Vec<Row> = values.iter().map(|value| Row { value, known: None, post: None }).collect();
        let mut gone = Vec::new();
        for (place, entry) in known.into_iter().enumerate() {
            match merged.mine.item(LIST, place).and_then(|now| rows.get_mut(now)) {
                Some(row) => row.known = Some(entry),
                None => gone.push(entry),
            }
        }
        for (place, post) in posts.into_iter().enumerate() {
            if let Some(row) = merged.theirs.item(LIST, place).and_then(|now| rows.get_mut(now)) {
                row.post = Some(post);
            }
        }
        let mut position = 0;
        for (place, row) in rows.into_iter().enumerate() {
            self.save_post(doctor, position, row, &differences_of(&merged, place)).await?;
            position += 1;
        }
        for entry in gone {
            let name = self.post_name(&entry.content).await?;
            let here = compared(&entry.content)?;
            self.ask(entry.id().node(), &name, &[no_longer_printed(here)], &Lines::new());
            self.save(entry.id(), &name, &Appointment { position, ..entry.content }).await?;
            position += 1;
        }
        Ok(())
    }

    async fn save_post(&mut self, doctor: Id<Doctor>, position: i32, row: Row<'_>, told: &[Difference]) -> Result<()> {
        let Row { value, known, post } = row;
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), Entry::id);
        let name = match (&post, &known) {
            (Some(post), _) => post.name.clone(),
            (None, Some(known)) => self.post_name(&known.content).await?,
            (None, None) => return Ok(()),
        };
        let known_source = known.as_ref().and_then(|known| known.content.source.clone());
        let is_as_printed = match &post {
            Some(post) => says(value, &compared(&post.content)?),
            None => false,
        };
        let source = match &post {
            Some(post) if is_as_printed => Some(self.source_or_known(known_source.as_ref(), post.line)),
            // What editors have changed is no longer what the page says.
            Some(_) if known_source.as_ref().is_some_and(|source| self.is_from_here(source)) => None,
            _ => known_source,
        };
        let mut fields = value.clone();
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("doctor".to_owned(), serde_json::to_value(doctor)?);
            fields.insert("position".to_owned(), position.into());
        }
        let merged: Option<Appointment> = serde_json::from_value(fields).ok();
        let merged = merged.filter(|post| post.check(Stage::Draft).into_result().is_ok());
        let kept = known.map(|known| Appointment { position, ..known.content });
        let printed = post.as_ref().map(|post| Appointment { position, ..post.content.clone() });
        let merged = merged.map(|post| Appointment { source, ..post });
        let Some(content) = merged.or(kept).or(printed) else { return Ok(()) };
        let lines: Lines = post.iter().map(|post| (String::new(), post.line)).collect();
        self.ask(id.node(), &name, told, &lines);
        self.save(id, &name, &content).await
    }

    /// A known post for people, as posts of a page are named.
    pub(super) async fn post_name(&self, post: &Appointment) -> Result<String> {
        let role = post.role.pick(std::slice::from_ref(&self.locale));
        let place = self.body_name(post.body).await?;
        Ok(match post.body {
            AppointmentBody::Organisation(_) => format!("{role} in {place}"),
            AppointmentBody::Journal(_) => format!("{role} of {place}"),
        })
    }
}

/// A post of the merged list, with what it was before and what the page has of it.
struct Row<'a> {
    value: &'a Value,
    known: Option<Entry<Appointment>>,
    post: Option<Post>,
}

/// A post as it is compared: whose it is and where it stands is the same for all versions.
pub(super) fn compared(post: &Appointment) -> Result<Value> {
    let mut value = without_sources(post)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("doctor");
        fields.remove("position");
    }
    Ok(value)
}

/// The differences inside one post, by paths in the post.
fn differences_of(merged: &Merged, place: usize) -> Vec<Difference> {
    let list = format!("{LIST}.{place}");
    let inside = merged.differences.iter().filter_map(|one| {
        let path = one.path.strip_prefix(&list)?;
        let path = path.strip_prefix('.').or_else(|| path.is_empty().then_some(""))?;
        Some(Difference { path: path.to_owned(), theirs_path: path.to_owned(), ..one.clone() })
    });
    inside.collect()
}

/// What the page said and no longer does.
pub(super) fn no_longer_printed(draft: Value) -> Difference {
    Difference { path: String::new(), theirs_path: String::new(), mine: Some(draft), theirs: None }
}
