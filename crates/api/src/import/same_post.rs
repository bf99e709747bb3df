use std::collections::HashSet;

use serde_json::Value;
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, Doctor, Journal, Organisation, Position, PostStatus,
};
use shanghaidoctor_domain::merge::{Likeness, keys, pair, words_alike};
use shanghaidoctor_domain::text::{Localised, fold};
use shanghaidoctor_domain::{Id, Period};
use shanghaidoctor_persistence::{Entry, Result};

use super::Import;
use super::appointments::{Post, compared};
use super::questions::PossibleDuplicate;

/// The steps that a body's name is followed up: no tree of societies is deeper.
const HIGHEST: usize = 8;

impl Import<'_> {
    /// The posts that are surely others than those known from elsewhere, or the same. Another page words a post in another
    /// way: what may be one is asked about and not added.
    pub(super) async fn without_possible_duplicates(
        &mut self,
        posts: Vec<Post>,
        known: &[Entry<Appointment>],
        base: &[Value],
    ) -> Result<Vec<Post>> {
        let values = posts.iter().map(|post| compared(&post.content)).collect::<Result<Vec<Value>>>()?;
        let drafts = known.iter().map(|entry| compared(&entry.content)).collect::<Result<Vec<Value>>>()?;
        let (new, elsewhere) = self.unpaired(&values, &drafts, base);
        let mut kept = Vec::with_capacity(posts.len());
        for (at, post) in posts.into_iter().enumerate() {
            let alike = if new.contains(&at) { self.alike(&post, known, &elsewhere).await? } else { None };
            match alike {
                Some(question) => self.ask_of(question),
                None => kept.push(post),
            }
        }
        Ok(kept)
    }

    /// The posts of the page that nothing known is the same as, and what is known and is no post of this page.
    fn unpaired(&self, posts: &[Value], drafts: &[Value], base: &[Value]) -> (HashSet<usize>, Vec<usize>) {
        let keys = |post: &Value| keys("appointments", post, &self.locale);
        let to_drafts = pair(posts, drafts, &keys, Likeness::None);
        let to_base = pair(posts, base, &keys, Likeness::Keys);
        let from_base = pair(base, drafts, &keys, Likeness::Keys);
        let of_page: HashSet<usize> = to_drafts.iter().chain(&from_base).flatten().copied().collect();
        let pairs = to_drafts.iter().zip(&to_base).enumerate();
        let new = pairs.filter(|(_, (draft, base))| draft.is_none() && base.is_none()).map(|(at, _)| at);
        (new.collect(), (0..drafts.len()).filter(|at| !of_page.contains(at)).collect())
    }

    /// The positions of another page of a known doctor, without those that may be known in another wording: these are
    /// asked about and not added. Each comes with its line.
    pub(super) async fn positions_without_possible_duplicates(
        &mut self,
        (doctor, known): (Id<Doctor>, &[Position]),
        printed: Vec<(u32, Position)>,
    ) -> Result<Vec<(u32, Position)>> {
        let values = printed.iter().map(|(_, one)| Ok(serde_json::to_value(one)?)).collect::<Result<Vec<Value>>>()?;
        let drafts = known.iter().map(|one| Ok(serde_json::to_value(one)?)).collect::<Result<Vec<Value>>>()?;
        let pairs = pair(&values, &drafts, &|one| keys("positions", one, &self.locale), Likeness::None);
        let taken: HashSet<usize> = pairs.iter().flatten().copied().collect();
        let elsewhere: Vec<&Position> =
            known.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, one)| one).collect();
        let mut kept = Vec::with_capacity(printed.len());
        for ((line, position), pair) in printed.into_iter().zip(pairs) {
            let mut alike = None;
            for other in elsewhere.iter().filter(|_| pair.is_none()) {
                if self.may_be_one_position(&position, other).await? {
                    alike = Some(*other);
                }
            }
            let Some(other) = alike else {
                kept.push((line, position));
                continue;
            };
            self.ask_of(PossibleDuplicate {
                id: doctor.node(),
                name: self.position_name(other).await?,
                printed: self.position_name(&position).await?,
                line: Some(line),
                reason: "the same role, in a place of nearly the same name".to_owned(),
            });
        }
        Ok(kept)
    }

    /// Two positions may be one in two wordings when they are the same role in places of nearly the same name, in
    /// departments that do not differ.
    async fn may_be_one_position(&self, one: &Position, other: &Position) -> Result<bool> {
        let apart = |one: Option<&Localised>, other: Option<&Localised>| match (one, other) {
            (Some(one), Some(other)) => !words_alike(&self.wording(one), &self.wording(other)),
            _ => false,
        };
        if is_over_for_one(one.status, other.status)
            || !overlap(one.period, other.period)
            || fold(&self.wording(&one.role)) != fold(&self.wording(&other.role))
            || apart(one.department.as_ref(), other.department.as_ref())
        {
            return Ok(false);
        }
        let (Some(one), Some(other)) = (one.organisation, other.organisation) else { return Ok(true) };
        Ok(one == other || words_alike(&self.organisation_name(one).await?, &self.organisation_name(other).await?))
    }

    async fn position_name(&self, position: &Position) -> Result<String> {
        let place = match position.organisation {
            Some(id) => Some(self.organisation_name(id).await?),
            None => None,
        };
        let department = position.department.as_ref().map(|department| self.wording(department));
        let parts = [Some(self.wording(&position.role)), department, place].into_iter().flatten();
        Ok(parts.collect::<Vec<_>>().join(", "))
    }

    async fn alike(
        &self,
        post: &Post,
        known: &[Entry<Appointment>],
        elsewhere: &[usize],
    ) -> Result<Option<PossibleDuplicate>> {
        for entry in elsewhere.iter().filter_map(|at| known.get(*at)) {
            if let Some(reason) = self.may_be_one(&post.content, &entry.content).await? {
                return Ok(Some(PossibleDuplicate {
                    id: entry.id().node(),
                    name: self.post_name(&entry.content).await?,
                    printed: post.name.clone(),
                    line: Some(post.line),
                    reason: reason.to_owned(),
                }));
            }
        }
        Ok(None)
    }

    /// Two posts may be one in two wordings when they are held in the same body, or are the same role in bodies of nearly
    /// the same name; a former and a current one, or two terms that do not overlap, are two.
    async fn may_be_one(&self, one: &Appointment, other: &Appointment) -> Result<Option<&'static str>> {
        if is_over_for_one(one.status, other.status) || !overlap(one.period, other.period) {
            return Ok(None);
        }
        if one.body == other.body {
            return Ok(Some("the same body, but another role"));
        }
        let role = |post: &Appointment| fold(post.role.pick(std::slice::from_ref(&self.locale)));
        let is_close = role(one) == role(other)
            && words_alike(&self.body_name(one.body).await?, &self.body_name(other.body).await?);
        Ok(is_close.then_some("the same role, in a body of nearly the same name"))
    }

    /// The name of a body with those of what is above it.
    pub(super) async fn body_name(&self, body: AppointmentBody) -> Result<String> {
        match body {
            AppointmentBody::Organisation(id) => self.organisation_name(id).await,
            AppointmentBody::Journal(id) => {
                let journal = self.writing.draft::<Journal>(id).await?;
                Ok(journal.map(|entry| self.wording(&entry.content.name)).unwrap_or_default())
            }
        }
    }

    /// The name of an organisation, those above it first.
    pub(super) async fn organisation_name(&self, id: Id<Organisation>) -> Result<String> {
        let mut names = Vec::new();
        let mut next = Some(id);
        while let (Some(id), true) = (next, names.len() < HIGHEST) {
            let Some(entry) = self.writing.draft(id).await? else { break };
            names.push(self.wording(&entry.content.name));
            next = entry.content.parent;
        }
        names.reverse();
        Ok(names.join(" > "))
    }

    fn wording(&self, text: &Localised) -> String {
        text.pick(std::slice::from_ref(&self.locale)).to_owned()
    }
}

/// Whether one is held and the other is over, as far as both sides say.
fn is_over_for_one(one: PostStatus, other: PostStatus) -> bool {
    one != other && one != PostStatus::Unknown && other != PostStatus::Unknown
}

/// Whether two periods may be one, as far as both are known.
fn overlap(one: Option<Period>, other: Option<Period>) -> bool {
    let ends_before = |one: Period, other: Period| match (one.end, other.start) {
        (Some(end), Some(start)) => end.latest() <= start.latest(),
        _ => false,
    };
    match (one, other) {
        (Some(one), Some(other)) => !ends_before(one, other) && !ends_before(other, one),
        _ => true,
    }
}
