//! How values are written in GraphQL that are kept in another shape.

/// Gives a type the form of another one in GraphQL's input, of which it is made and which can be made of it.
macro_rules! written_as {
    ($type:ty, $written:ty) => {
        impl async_graphql::InputType for $type {
            type RawValueType = Self;

            fn type_name() -> std::borrow::Cow<'static, str> {
                <$written as async_graphql::InputType>::type_name()
            }

            fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
                <$written as async_graphql::InputType>::create_type_info(registry)
            }

            fn parse(value: Option<async_graphql::Value>) -> async_graphql::InputValueResult<Self> {
                let written = <$written as async_graphql::InputType>::parse(value);
                Ok(written.map_err(async_graphql::InputValueError::propagate)?.try_into()?)
            }

            fn to_value(&self) -> async_graphql::Value {
                async_graphql::InputType::to_value(&<$written>::from(self))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }
        }
    };
}
pub(crate) use written_as;

/// What in an error of an input tells which value does not fit: the value as it was given.
pub const UNFIT: &str = "unfit";

/// And one that would fit in its place.
pub const FITTING: &str = "fitting";
