use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use shanghaidoctor_domain::content::{
    Article, Correction, Credit, CreditRole, Doctor, Media, Mention, ReprintPolicy, Specialty,
};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_domain::{Id, Url};
use shanghaidoctor_persistence::Entry;

use super::doctor::doctor_named;
use super::image::image;
use super::{Publisher, known};

/// An article with what the reader may see of what the record names.
pub(crate) struct ArticleParts<'a> {
    /// The record; its body is not asked for.
    pub article: &'a Entry<Article>,
    /// Whom it portrays.
    pub subjects: &'a [Arc<Entry<Doctor>>],
    /// The doctors among those who appear in it.
    pub mentioned: &'a HashMap<Id<Doctor>, Arc<Entry<Doctor>>>,
    /// The medical specialties it is about.
    pub specialties: &'a [Arc<Entry<Specialty>>],
    /// The picture that stands for it.
    pub cover: Option<&'a Media>,
    /// The same article in other languages.
    pub translations: &'a [Arc<Entry<Article>>],
}

/// An `Article`; a `NewsArticle` where it portrays nobody whom the reader may see.
pub(crate) fn article(publisher: Publisher<'_>, parts: &ArticleParts<'_>) -> Value {
    let content = &parts.article.content;
    let address = publisher.site.address_of(content);
    let rights = content.rights.as_ref().unwrap_or(&publisher.site.rights);
    let (original, translations) = translations(publisher, parts);
    let (authors, author_role) = authors(publisher, &content.credits);
    known(json!({
        "@context": "https://schema.org",
        "@type": if parts.subjects.is_empty() { "NewsArticle" } else { "Article" },
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": content.headline,
        "name": content.title,
        "description": content.standfirst.as_ref().map(RichText::text),
        "inLanguage": content.locale,
        "datePublished": parts.article.published_at.unwrap_or(parts.article.created_at),
        "dateModified": parts.article.updated_at,
        "articleSection": section(publisher, content),
        "keywords": parts.specialties.iter().map(|entry| publisher.text(&entry.content.name)).collect::<Vec<_>>(),
        "about": parts.subjects.iter().map(|entry| doctor_named(publisher, entry)).collect::<Vec<_>>(),
        "mentions": content.mentions.iter().map(|mention| mentioned(publisher, parts, mention)).collect::<Vec<_>>(),
        "author": authors,
        "editor": those(&content.credits, CreditRole::Editor),
        "translator": those(&content.credits, CreditRole::Translator),
        "contributor": contributors(&content.credits, author_role),
        "image": parts.cover.map(|cover| image(publisher, cover)),
        "isPartOf": publisher.website(),
        "publisher": publisher.organisation(),
        "copyrightHolder": { "@type": "Organization", "name": rights.holder },
        "copyrightNotice": rights.notice,
        "creditText": rights.credit_line,
        "license": rights.licence_url,
        "usageInfo": { "@type": "CreativeWork", "text": usage(rights.reprint) },
        "correction": content.corrections.iter().map(correction).collect::<Vec<_>>(),
        "translationOfWork": original,
        "workTranslation": translations,
    }))
}

fn section<'a>(publisher: Publisher<'a>, article: &'a Article) -> &'a str {
    let channel = publisher.site.channels.iter().find(|channel| channel.slug == article.channel);
    channel.map_or(&article.channel, |channel| publisher.text(&channel.name))
}

/// Those who wrote it; where none are named, those who asked the questions; and else the publication itself. Told with
/// the role that they have.
fn authors(publisher: Publisher<'_>, credits: &[Credit]) -> (Vec<Value>, Option<CreditRole>) {
    for role in [CreditRole::Author, CreditRole::Interviewer] {
        let named = those(credits, role);
        if !named.is_empty() {
            return (named, Some(role));
        }
    }
    (vec![publisher.organisation()], None)
}

fn those(credits: &[Credit], role: CreditRole) -> Vec<Value> {
    credits.iter().filter(|credit| credit.role == role).map(maker).collect()
}

/// A name with a word in small letters may be a desk's or an archive's: then nothing is said of what bears it.
fn maker(credit: &Credit) -> Value {
    let is_person = credit.name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
    json!({ "@type": is_person.then_some("Person"), "name": credit.name })
}

/// The others, each with what they did.
fn contributors(credits: &[Credit], author_role: Option<CreditRole>) -> Vec<Value> {
    let others = credits.iter().filter(|credit| Some(credit.role) != author_role);
    let named = others.filter_map(|credit| {
        let role = match credit.role {
            CreditRole::Interviewer => Some("Interviewer"),
            CreditRole::Photographer => Some("Photographer"),
            CreditRole::Reviewer => Some("Reviewer"),
            CreditRole::Other => None,
            // These have properties of their own.
            CreditRole::Author | CreditRole::Editor | CreditRole::Translator => return None,
        };
        Some(json!({ "@type": "Role", "roleName": role, "contributor": maker(credit) }))
    });
    named.collect()
}

/// Somebody who appears in it, by the name that is printed.
fn mentioned(publisher: Publisher<'_>, parts: &ArticleParts<'_>, mention: &Mention) -> Value {
    let doctor = mention.doctor.and_then(|id| parts.mentioned.get(&id));
    let mut person = doctor.map_or_else(|| json!({ "@type": "Person" }), |entry| doctor_named(publisher, entry));
    if let Value::Object(person) = &mut person {
        person.insert("name".into(), json!(mention.name));
    }
    person
}

/// What may be done with it, in the words of the API's descriptions.
const fn usage(reprint: ReprintPolicy) -> &'static str {
    match reprint {
        ReprintPolicy::None => "It may not be printed elsewhere.",
        ReprintPolicy::OnRequest => "It may be printed elsewhere by authorisation only, on request.",
        ReprintPolicy::WithCredit => "It may be printed elsewhere freely, with the credit line.",
    }
}

fn correction(correction: &Correction) -> Value {
    json!({ "@type": "CorrectionComment", "datePublished": correction.at, "text": correction.note })
}

/// The work that this one translates, and those that translate it. Which is which is told by who names a translator;
/// where that leaves several originals, none is named.
fn translations(publisher: Publisher<'_>, parts: &ArticleParts<'_>) -> (Option<Value>, Vec<Value>) {
    let named = |entry: &Arc<Entry<Article>>| work(publisher.site.address_of(&entry.content), &entry.content);
    let is_own = is_translation(&parts.article.content);
    let mut others = parts.translations.iter().filter(|entry| is_translation(&entry.content) != is_own);
    if !is_own {
        return (None, others.map(named).collect());
    }
    match (others.next(), others.next()) {
        (Some(original), None) => (Some(named(original)), Vec::new()),
        _ => (None, Vec::new()),
    }
}

fn is_translation(article: &Article) -> bool {
    article.credits.iter().any(|credit| credit.role == CreditRole::Translator)
}

fn work(address: Url, article: &Article) -> Value {
    json!({ "@type": "Article", "@id": address, "headline": article.headline, "inLanguage": article.locale })
}
