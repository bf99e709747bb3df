use serde_json::{Value, json};
use shanghaidoctor_domain::content::Media;

use super::Publisher;

/// A picture as `ImageObject`.
pub(super) fn image(publisher: Publisher<'_>, media: &Media) -> Value {
    json!({
        "@type": "ImageObject",
        "contentUrl": publisher.server.join(&format!("media/{}", media.file_name())),
        "encodingFormat": media.mime_type,
        "width": media.width,
        "height": media.height,
        "caption": publisher.text(&media.alt),
        "creditText": media.credit,
    })
}
