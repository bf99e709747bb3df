use serde_json::{Value, json};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;

use super::Publisher;

/// A picture as `ImageObject`, as large as it is drawn.
pub(super) fn image(publisher: Publisher<'_>, media: &Media) -> Value {
    let rendition = Rendition::largest(media);
    let (width, height) = rendition.size(media);
    json!({
        "@type": "ImageObject",
        "contentUrl": publisher.server.join(&rendition.address(media)),
        "encodingFormat": rendition.format.mime_type(),
        "width": width,
        "height": height,
        "caption": publisher.text(&media.alt),
        "creditText": media.credit,
    })
}
