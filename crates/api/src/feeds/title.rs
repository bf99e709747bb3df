use super::gathered::{Named, Site};
use super::{Filters, Subject};

/// What a feed is called: the publication, what the feed is of, and by what it is cut.
pub(crate) fn title(site: &Site, subject: Subject, filters: &Filters) -> String {
    let is_chinese = filters.locale.as_ref().is_some_and(|locale| locale.as_str().starts_with("zh"));
    let of = match (subject, is_chinese) {
        (Subject::Articles, false) => "Articles",
        (Subject::Articles, true) => "文章",
        (Subject::Doctors, false) => "Doctors",
        (Subject::Doctors, true) => "医生",
        (Subject::Publications, false) => "Publications",
        (Subject::Publications, true) => "论文",
    };
    let records = [&filters.doctor, &filters.specialty, &filters.organisation].into_iter().flatten();
    let records = records.map(|record| record.name.as_str());
    let channel = filters.channel.as_deref().map(|slug| channel_name(&site.channels, slug));
    let cut: Vec<&str> = records.chain(channel).chain(filters.search.as_deref()).collect();
    let between = if is_chinese { "：" } else { ": " };
    let mut title = format!("{}{between}{of}", site.name);
    for part in cut {
        title.push_str(" · ");
        title.push_str(part);
    }
    title
}

fn channel_name<'a>(channels: &'a [Named], slug: &'a str) -> &'a str {
    channels.iter().find(|channel| channel.slug == slug).map_or(slug, |channel| &channel.name)
}
