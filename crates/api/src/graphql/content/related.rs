use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};
use shanghaidoctor_domain::content::{Article, LinkRole};
use shanghaidoctor_domain::query::{ArticleFilter, ArticleOrder, LocaleFilter, Window};
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_persistence::read::{self, Relation};
use uuid::Uuid;

use crate::graphql::error::bad_input;
use crate::graphql::items::Items;
use crate::graphql::loaders::list_of;
use crate::graphql::view::Node;

const MOST: u32 = 20;

/// Other articles about the specialties of `article`, in its language. The lists of the specialties are read in one
/// statement, also when a whole page of articles asks for what is related to each.
pub(super) async fn related(ctx: &Context<'_>, article: &Node<Article>, first: i32) -> Result<Items<Node<Article>>> {
    let most = u32::try_from(first).ok().filter(|most| *most <= MOST);
    let most = most.ok_or_else(|| bad_input(format!("`first` must be between 0 and {MOST}, got {first}")))?;
    let list = Arc::new(read::List {
        filter: in_language_of(article),
        order: ArticleOrder::default(),
        names: NameOrder::default(),
        // The article itself is in each of the lists.
        window: Window::first(most + 1),
        searched: Arc::default(),
    });
    let parents = article.entry.content.specialties.iter().map(|specialty| {
        list_of(ctx, &article.view, Relation::Link(LinkRole::Specialty), specialty.uuid(), Arc::clone(&list))
    });
    let slices = futures_util::future::try_join_all(parents).await?;
    let mut shared: HashMap<Uuid, (usize, Node<Article>)> = HashMap::new();
    for entry in slices.into_iter().flat_map(|slice| slice.entries).filter(|entry| entry.id != article.entry.id) {
        let met = shared.entry(entry.id).or_insert_with(|| (0, Node::new(article.view.clone(), entry)));
        met.0 += 1;
    }
    let mut articles: Vec<(usize, Node<Article>)> = shared.into_values().collect();
    articles.sort_by_key(|(count, node)| {
        let Node { entry, .. } = node;
        (std::cmp::Reverse(*count), std::cmp::Reverse(entry.published_at), entry.id)
    });
    Ok(articles.into_iter().map(|(_, node)| node).take(most as usize).collect())
}

fn in_language_of(article: &Node<Article>) -> ArticleFilter {
    let locale = LocaleFilter { eq: Some(article.entry.content.locale.clone()), ..LocaleFilter::default() };
    ArticleFilter { locale: Some(locale), ..ArticleFilter::default() }
}
