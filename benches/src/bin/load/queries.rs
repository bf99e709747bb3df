//! What is asked, and two hundred ways to ask each.

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Value, json};
use shanghaidoctor_domain::query::{Cursor, Key};

use super::client::Client;
use super::data::Size;

/// How many ways there are to ask each.
pub(crate) const VARIANTS: usize = 200;

/// One of the queries that targets are set for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Query {
    /// Q1: an article's page with body, subject and her ten posts.
    Article,
    /// Q2: twenty doctors by name with five posts and the three newest articles each.
    Doctors,
    /// Q3: ten doctors, their papers' journals, their posts' organisations and those above these.
    Deep,
    /// Q4: the twenty newest articles by doctors who hold a chair in a society or below it, with total.
    Society,
}

/// One way to ask a query.
pub(crate) struct Variant {
    /// The variables of the GraphQL document.
    pub(crate) variables: Value,
    /// The same for the statement written by hand, as a query string.
    pub(crate) by_hand: String,
}

impl Query {
    pub(crate) const ALL: [Self; 4] = [Self::Article, Self::Doctors, Self::Deep, Self::Society];

    /// Its name in addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Doctors => "doctors",
            Self::Deep => "deep",
            Self::Society => "society",
        }
    }

    /// Its name in the table.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Article => "Q1 article page",
            Self::Doctors => "Q2 doctors, posts, articles",
            Self::Deep => "Q3 four levels deep",
            Self::Society => "Q4 chairs of a society",
        }
    }

    /// The GraphQL document.
    pub(crate) const fn document(self) -> &'static str {
        match self {
            Self::Article => include_str!("queries/article.graphql"),
            Self::Doctors => include_str!("queries/doctors.graphql"),
            Self::Deep => include_str!("queries/deep.graphql"),
            Self::Society => include_str!("queries/society.graphql"),
        }
    }

    /// The body of the request that asks it in this way.
    pub(crate) fn body(self, variant: &Variant) -> String {
        json!({ "query": self.document(), "variables": variant.variables }).to_string()
    }

    /// Two hundred ways to ask it of content of this size.
    pub(crate) async fn variants(self, client: &Client, size: Size) -> anyhow::Result<Vec<Variant>> {
        Ok(match self {
            // Only doctors with ten posts and more (`data/doctors.rs`).
            Self::Article => {
                let articles = (0..size.articles).filter(|index| index % size.doctors % 11 >= 9);
                spread(articles.map(|index| by_slug(&format!("article-{index}"))).collect())
            }
            Self::Doctors => behind(client, 20).await?,
            Self::Deep => behind(client, 10).await?,
            // Every society of the smaller size, and four committees of each.
            Self::Society => (0..40)
                .flat_map(|society| {
                    let top = society * 25;
                    let committees = (0..4).map(move |place| format!("committee-{}", top + 1 + place * 6));
                    std::iter::once(format!("society-{top}")).chain(committees)
                })
                .map(|slug| by_slug(&slug))
                .collect(),
        })
    }
}

fn by_slug(slug: &str) -> Variant {
    Variant { variables: json!({ "slug": slug }), by_hand: format!("slug={slug}") }
}

/// Two hundred pages of doctors, spread over the list; none so near its end that it is not full.
async fn behind(client: &Client, page: usize) -> anyhow::Result<Vec<Variant>> {
    let mut cursors: Vec<String> = Vec::new();
    let mut after = Value::Null;
    loop {
        let document = "query($after: String) { doctors(first: 100, after: $after) \
            { edges { cursor } pageInfo { hasNextPage endCursor } } }";
        let answer = client.ask(document, &json!({ "after": after })).await?;
        let list = answer.pointer("/data/doctors").context("a list of doctors")?;
        let edges = list.pointer("/edges").and_then(Value::as_array).context("edges")?;
        cursors.extend(edges.iter().filter_map(|edge| edge.pointer("/cursor")?.as_str().map(str::to_owned)));
        if list.pointer("/pageInfo/hasNextPage") != Some(&Value::Bool(true)) || cursors.len() >= 20_000 {
            break;
        }
        after = list.pointer("/pageInfo/endCursor").cloned().context("a cursor")?;
    }
    cursors.truncate(cursors.len().saturating_sub(page + 1));
    spread(cursors).iter().map(|cursor| behind_cursor(cursor)).collect()
}

fn behind_cursor(text: &str) -> anyhow::Result<Variant> {
    let cursor: Cursor = text.parse().context("a cursor")?;
    let Key::Text(key) = &cursor.key else { anyhow::bail!("doctors are ordered by a text") };
    let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
    Ok(Variant { variables: json!({ "after": text }), by_hand: format!("key={key}&id={}", cursor.id) })
}

/// Two hundred of these, from the first to the last.
fn spread<T>(all: Vec<T>) -> Vec<T> {
    let step = all.len().div_ceil(VARIANTS).max(1);
    let step = if all.len() / step < VARIANTS { (all.len() / VARIANTS).max(1) } else { step };
    all.into_iter().step_by(step).take(VARIANTS).collect()
}
