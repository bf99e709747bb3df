//! What the JSON-LD of a document needs, gathered through the loaders. All of it is read in the view's scope: what the
//! view does not show is not there to be named.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::{Context, Result};
use futures_util::future::{try_join, try_join_all, try_join3, try_join4};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, Article, Doctor, Journal, Media, Organisation, Publication, Site,
};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, Window};
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_persistence::read::{List, Relation};
use shanghaidoctor_persistence::{Entry, Stored};

use crate::graphql::PublicUrl;
use crate::graphql::items::Items;
use crate::graphql::json::Json;
use crate::graphql::loaders::{ancestors, list_of, many, one, site, translations};
use crate::graphql::view::{Node, View};
use crate::json_ld::{self, ArticleParts, DoctorParts, Organisations, PublicationParts, Publisher};

/// What one such field counts against the limit: as much as asking for what it names would, link by link.
pub(in crate::graphql) const COST: usize = 10;

type Entries<T> = Vec<Arc<Entry<T>>>;
type ById<T> = HashMap<Id<T>, Arc<Entry<T>>>;

pub(super) async fn doctor(ctx: &Context<'_>, node: &Node<Doctor>) -> Result<Json> {
    let Node { view, entry } = node;
    let content = &entry.content;
    let (career, specialties, portrait, site) = try_join4(
        career(ctx, node),
        many(ctx, view, &content.specialties),
        picture(ctx, view, content.portrait),
        site(ctx, view),
    )
    .await?;
    let parts = DoctorParts {
        doctor: entry,
        appointments: &career.appointments,
        organisations: &career.organisations,
        journals: &career.journals,
        specialties: &entries(specialties),
        portrait: content_of(portrait.as_ref()),
    };
    Ok(Json(json_ld::profile_page(publisher(ctx, view, &site)?, &parts)))
}

pub(super) async fn article(ctx: &Context<'_>, node: &Node<Article>) -> Result<Json> {
    let Node { view, entry } = node;
    let content = &entry.content;
    let mentioned: Vec<Id<Doctor>> = content.mentions.iter().filter_map(|mention| mention.doctor).collect();
    let people = try_join(many(ctx, view, &content.subjects), by_id(ctx, view, mentioned));
    let rest = try_join4(
        many(ctx, view, &content.specialties),
        picture(ctx, view, content.cover),
        other_languages(ctx, node),
        site(ctx, view),
    );
    let ((subjects, mentioned), (specialties, cover, translations, site)) = try_join(people, rest).await?;
    let parts = ArticleParts {
        article: entry,
        subjects: &entries(subjects),
        mentioned: &mentioned,
        specialties: &entries(specialties),
        cover: content_of(cover.as_ref()),
        translations: &translations,
    };
    Ok(Json(json_ld::article(publisher(ctx, view, &site)?, &parts)))
}

pub(super) async fn publication(ctx: &Context<'_>, node: &Node<Publication>) -> Result<Json> {
    let Node { view, entry } = node;
    let authors = entry.content.authors.iter().filter_map(|author| author.doctor);
    let (journal, doctors, site) =
        try_join3(node.journal_record(ctx), by_id(ctx, view, authors), site(ctx, view)).await?;
    let journal = journal.as_ref().map(|node| node.entry.as_ref());
    let parts = PublicationParts { publication: entry, journal, doctors: &doctors };
    Ok(Json(json_ld::scholarly_article(publisher(ctx, view, &site)?, &parts)))
}

fn publisher<'a>(ctx: &Context<'a>, view: &'a View, site: &'a Node<Site>) -> Result<Publisher<'a>> {
    let server = &ctx.data::<PublicUrl>()?.0;
    Ok(Publisher { site: &site.entry.content, server, locales: view.locales() })
}

/// A doctor's posts, and the bodies and institutions of the whole record.
struct Career {
    appointments: Entries<Appointment>,
    organisations: Organisations,
    journals: ById<Journal>,
}

async fn career(ctx: &Context<'_>, node: &Node<Doctor>) -> Result<Career> {
    // As many as the longest page of any list has.
    let window = Window::first(Window::LARGEST);
    let list = Arc::new(List {
        filter: AppointmentFilter::default(),
        order: AppointmentOrder::default(),
        names: NameOrder::default(),
        window,
        searched: Arc::default(),
    });
    let parent = (Relation::Column("doctor_id"), node.entry.id);
    let appointments = list_of::<Appointment>(ctx, &node.view, parent.0, parent.1, list).await?.entries;
    let bodies = appointments.iter().map(|entry| entry.content.body);
    let (mut societies, mut journals) = (institutions(&node.entry.content), HashSet::new());
    for body in bodies {
        match body {
            AppointmentBody::Organisation(id) => _ = societies.insert(id),
            AppointmentBody::Journal(id) => _ = journals.insert(id),
        }
    }
    let (organisations, journals) =
        try_join(organisations(ctx, &node.view, societies), by_id(ctx, &node.view, journals)).await?;
    Ok(Career { appointments, organisations, journals })
}

fn institutions(doctor: &Doctor) -> HashSet<Id<Organisation>> {
    let workplaces = doctor.positions.iter().filter_map(|position| position.organisation);
    let stays = doctor.fellowships.iter().map(|fellowship| fellowship.organisation);
    let grantors = doctor.awards.iter().filter_map(|award| award.grantor);
    let funders = doctor.projects.iter().filter_map(|project| project.funder);
    workplaces.chain(stays).chain(grantors).chain(funders).collect()
}

/// The organisations with those above each: two statements, however many doctors ask at once.
async fn organisations(ctx: &Context<'_>, view: &View, ids: HashSet<Id<Organisation>>) -> Result<Organisations> {
    let ids: Vec<Id<Organisation>> = ids.into_iter().collect();
    let above = try_join_all(ids.iter().map(|id| ancestors(ctx, view, id.uuid())));
    let (shown, above) = try_join(by_id(ctx, view, ids.iter().copied()), above).await?;
    let pairs = ids.iter().zip(above).filter_map(|(id, above)| Some((Arc::clone(shown.get(id)?), entries(above))));
    Ok(pairs.collect())
}

async fn other_languages(ctx: &Context<'_>, node: &Node<Article>) -> Result<Entries<Article>> {
    let Some(group) = node.entry.content.translation_group else { return Ok(Vec::new()) };
    let articles = translations(ctx, &node.view, group).await?;
    Ok(articles.into_iter().map(|node| node.entry).filter(|entry| entry.id != node.entry.id).collect())
}

async fn picture(ctx: &Context<'_>, view: &View, id: Option<Id<Media>>) -> Result<Option<Node<Media>>> {
    match id {
        Some(id) => one(ctx, view, id).await,
        None => Ok(None),
    }
}

async fn by_id<T: Stored>(ctx: &Context<'_>, view: &View, ids: impl IntoIterator<Item = Id<T>>) -> Result<ById<T>> {
    let ids: Vec<Id<T>> = ids.into_iter().collect();
    let shown = many(ctx, view, &ids).await?;
    Ok(shown.0.into_iter().map(|node| (node.entry.id(), node.entry)).collect())
}

fn entries<T>(nodes: Items<Node<T>>) -> Entries<T> {
    nodes.0.into_iter().map(|node| node.entry).collect()
}

fn content_of(picture: Option<&Node<Media>>) -> Option<&Media> {
    picture.map(|node| &node.entry.content)
}
