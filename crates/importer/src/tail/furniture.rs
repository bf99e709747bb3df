//! What belongs to the site and not to the article: its account, links to other pages, where its pictures come from.

use std::sync::LazyLock;

use crate::text::any_of::AnyOf;
use crate::text::wording::{ends_sentence, has_any, is_listed, lower_words, strip_start};

/// Words that such a line begins with. A story can have them further on.
const OPENINGS: &[&str] = &[
    "photo source",
    "photos source",
    "image source",
    "picture source",
    "photos from",
    "photo from",
    "images from",
    "pictures from",
    "photos courtesy",
    "photo courtesy",
    "images courtesy",
    "photos provided",
    "photos are provided",
    "photos were provided",
    "all photos",
    "previous article",
    "next article",
    "previous:",
    "next:",
    "previous：",
    "next：",
    "previous post",
    "next post",
    "back to top",
    "share to",
    "share this",
    "related articles",
    "related reading",
    "related stories",
    "official wechat",
    "wechat official account",
    "source: ",
    "source：",
    "thank you for reading",
    "thanks for reading",
    "上一篇",
    "下一篇",
    "返回顶部",
    "返回首页",
    "图片来源",
    "圖片來源",
    "图片由",
    "图由",
    "照片由",
    "来源：",
    "来源:",
    "来源 |",
    "来源｜",
    "来源丨",
    "供稿：",
    "供稿:",
    "供图：",
    "供图:",
    "分享到",
    "相关阅读",
    "推荐阅读",
    "往期回顾",
    "感谢阅读",
    "公众号",
    "微信公众号",
];

/// What such a line speaks of, wherever in it.
const SUBJECTS: &[&str] = &[
    "official wechat",
    "wechat official account",
    "qr code",
    "扫码",
    "photo source",
    "image source",
    "related articles",
    "公众号",
    "公眾號",
    "二维码",
    "图片来源",
    "受访者提供",
];

/// What it asks of its reader.
const ASKS: &[&str] =
    &["follow", "scan", "subscribe", "click", "press and hold", "关注", "關注", "扫", "掃", "长按", "点击", "搜索"];

/// Whom a story tells of.
const PERSONS: &str = "he she his her him hers i my me they";

/// The most characters of what belongs to the site.
const SHORT: usize = 60;

/// All of them at once: every line is asked.
static ALL_OPENINGS: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(OPENINGS));
static ALL_SUBJECTS: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(SUBJECTS));

/// True for a short line that begins with words of the site, asks its reader for something, or names what is the site's
/// and is no sentence.
pub(super) fn is_furniture(text: &str) -> bool {
    // No character is of more than four bytes.
    if text.len() >= 4 * SHORT || text.chars().count() >= SHORT {
        return false;
    }
    let (begun, named) = (ALL_OPENINGS.is_in(text), ALL_SUBJECTS.is_in(text));
    if !begun && !named || tells_of_somebody(text) {
        return false;
    }
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || "([（【「*▲△◀▶←→↑■●◆—–-".contains(c));
    let opens = OPENINGS.iter().any(|opening| strip_start(bare, opening).is_some());
    opens || named && (!ends_sentence(text) || has_any(text, ASKS))
}

/// True where somebody is told of, as notices and links do not.
pub(super) fn tells_of_somebody(text: &str) -> bool {
    text.contains(['他', '她', '我']) && !text.contains("我们") && !text.contains("其他")
        || lower_words(text).iter().any(|word| is_listed(PERSONS, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_site_says_so_at_its_head_or_asks_for_something() {
        for text in [
            "Photos from the hospital",
            "(Photos provided by the interviewee.)",
            "Next article: A Lamp",
            "Official WeChat account: Lamp House",
            "Scan the QR code to follow us.",
            "关注“灯屋”公众号",
            "图片由受访者提供。",
            "▲上一篇：灯",
            "来源 | 灯屋",
            "（图片来源：灯屋）",
        ] {
            assert!(is_furniture(text), "{text}");
        }
        for text in [
            "He pinned up the photos from Harbin.",
            "In the next article the dose was halved.",
            "科室的公众号每周更新一次。",
            "她还开了一个公众号",
            "转载请注明来源 | 柳岸访谈",
            "The next article was worse.",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }
}
