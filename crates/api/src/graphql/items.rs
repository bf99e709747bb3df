//! Lists whose errors keep their path.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures_util::future::try_join_all;

/// A list whose items can fail. In the schema it is `[T!]`, as `Vec<T>` is.
///
/// Version 7.0.19 of the engine replaces the path of an error inside an item of a `Vec` by the path of the item: a
/// client learns which doctor failed, but not which field. Extensions do not see items resolved here; there are none.
pub(super) struct Items<T>(pub(super) Vec<T>);

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for Items<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let items = self.0.iter().enumerate().map(|(index, item)| {
            let ctx = ctx.with_index(index);
            async move {
                item.resolve(&ctx, field)
                    .await
                    .map_err(|error| if error.path.is_empty() { ctx.set_error_path(error) } else { error })
            }
        });
        try_join_all(items).await.map(Value::List)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Error, Object, Schema};

    use super::*;

    struct Query;

    #[Object]
    impl Query {
        async fn items(&self) -> Option<Items<Item>> {
            Some(Items(vec![Item { bad: false }, Item { bad: true }]))
        }
        async fn words(&self) -> Option<Items<Result<String, Error>>> {
            Some(Items(vec![Ok("a".to_owned()), Err(Error::new("no"))]))
        }
        async fn plain(&self) -> Vec<Item> {
            Vec::new()
        }
    }

    struct Item {
        bad: bool,
    }

    #[Object]
    impl Item {
        async fn name(&self) -> Result<String, Error> {
            if self.bad { Err(Error::new("no")) } else { Ok("a".to_owned()) }
        }
        async fn same(&self) -> Items<Item> {
            Items(vec![Item { bad: false }, Item { bad: self.bad }])
        }
    }

    async fn answer(query: &str) -> String {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        serde_json::to_string(&schema.execute(query).await).unwrap()
    }

    #[tokio::test]
    async fn an_error_in_an_item_keeps_its_path() {
        let answer = |query| async move { answer(query).await };
        assert!(answer("{items{name}}").await.contains(r#""path":["items",1,"name"]"#));
        assert!(answer("{items{same{x:name}}}").await.contains(r#""path":["items",1,"same",1,"x"]"#));
        assert!(answer("{words}").await.contains(r#""path":["words",1]"#));
        assert!(answer("{items{name}}").await.starts_with(r#"{"data":{"items":null},"#));
    }

    #[test]
    fn the_schema_shows_a_plain_list() {
        let sdl = Schema::new(Query, EmptyMutation, EmptySubscription).sdl();
        assert!(sdl.contains("items: [Item!]\n") && sdl.contains("same: [Item!]!\n"), "{sdl}");
    }
}
