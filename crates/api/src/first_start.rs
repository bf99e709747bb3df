//! What a server needs before its first answer: the record of the publication itself and, when asked for, the sample
//! content.

use std::io;

use anyhow::Context as _;
use rust_embed::RustEmbed;
use shanghaidoctor_domain::content::{ReprintPolicy, Rights, Site};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_domain::{Actor, Locale, Url};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Scope, archive};

use crate::App;

/// The sample content: an export with its pictures.
#[derive(RustEmbed)]
#[folder = "../../sample"]
#[include = "content.jsonl"]
#[include = "media/*"]
struct Sample;

/// Whether nobody has started a server here yet: the first start writes the record of the publication.
pub async fn is_empty(app: &App) -> anyhow::Result<bool> {
    let draft = Scope::draft(&Actor::Operator)?;
    Ok(app.reader().site(draft).await?.is_none())
}

/// Writes and publishes the record of the publication where there is none yet.
pub async fn set_up_site(app: &App, url: Url) -> anyhow::Result<()> {
    let mut writing = Writing::begin(&app.database, &app.clock, Actor::Operator, Some("first start".into())).await?;
    // Asked inside the act: two servers can start on one database at once.
    if writing.site().await?.is_none() {
        let id = writing.next_id::<Site>();
        writing.save(id, None, &site(url)).await?;
        writing.publish(id.node()).await?;
    }
    Ok(writing.commit().await?)
}

/// The publication as it is before anybody edited it.
fn site(url: Url) -> Site {
    Site {
        name: Localised::english("ShanghaiDoctor"),
        tagline: None,
        url,
        locales: vec![Locale::english(), Locale::simplified_chinese()],
        contact: None,
        rights: Rights {
            holder: "ShanghaiDoctor".into(),
            notice: "All rights reserved.".into(),
            credit_line: "Source: ShanghaiDoctor".into(),
            reprint: ReprintPolicy::OnRequest,
            licence_url: None,
            contact: None,
        },
        accounts: Vec::new(),
        channels: Vec::new(),
    }
}

/// Loads the sample content where nothing was saved yet; gives the number of documents.
pub async fn load_sample(app: &App) -> anyhow::Result<usize> {
    if !is_empty(app).await? {
        return Ok(0);
    }
    for name in Sample::iter().filter(|name| name.starts_with("media/")) {
        let file = Sample::get(&name).context("an embedded file")?;
        let ending = name.rsplit('.').next().unwrap_or_default();
        app.media.put(file.data.into_owned(), ending).await?;
    }
    let content = Sample::get("content.jsonl").context("the sample content is not in this binary")?;
    let lines = std::str::from_utf8(&content.data)?.lines().map(|line| io::Result::Ok(line.to_owned()));
    let imported = archive::restore(&app.database, &app.clock, Actor::Operator, lines).await.context("the sample")?;
    Ok(imported.created)
}
