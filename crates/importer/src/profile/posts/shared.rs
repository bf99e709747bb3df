//! What posts say of each other: a place that two share, a place named before.

use shanghaidoctor_domain::content::{OrganisationKind, PostStatus};

use crate::facts::Organisation;
use crate::gazetteer::Known;
use crate::profile::organisation_path;
use crate::profile::post::Post;
use crate::profile::roles;

/// `Professor and Dean of A`, `Director of the B Department and Dean of A`: a role without a place, or with a part of
/// one, has that of the role it is joined to. `Former Dean and Director of A`: both are over.
/// `still` says that the second is held: `Former Dean and current Advisor of A`.
pub(super) fn share_place(known: &Known, posts: &mut [Post], joined: usize, still: bool) {
    let Some((before, after)) = posts.split_at_mut_checked(joined) else { return };
    let (Some(bare), Some(placed)) = (before.last_mut(), after.first_mut()) else { return };
    let professor = bare.role.rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case("professor"));
    let certain = professor || bare.role.starts_with(char::is_uppercase) || roles::is_graded(&bare.role);
    if bare.place.is_empty() && certain {
        bare.place.clone_from(&placed.place);
        bare.path.clone_from(&placed.path);
        if bare.status == PostStatus::Former && !still {
            placed.status = PostStatus::Former;
        }
    } else if bare.status != placed.status && (still || bare.status != PostStatus::Former) {
        // `Founder of the Eye Department and former Dean of A` leaves open whose department it is.
    } else if let ([unit], [root]) = (bare.path.as_slice(), placed.path.as_slice())
        && unit.kind == OrganisationKind::Committee
        && matches!(root.kind, OrganisationKind::Hospital | OrganisationKind::University)
    {
        bare.place = format!("{} of {}", unit.name, placed.place);
        bare.path.insert(0, root.clone());
    } else if let ([unit], [root, _, ..]) = (bare.path.as_slice(), placed.path.as_slice())
        && organisation_path::is_part(known, &unit.name)
        && root.kind == OrganisationKind::Association
    {
        bare.path.insert(0, root.clone());
    } else if let ([unit], Some(root)) = (bare.path.as_slice(), placed.path.first())
        && (unit.kind == OrganisationKind::Department || is_school_of(unit, root))
        && root.kind != OrganisationKind::Department
        && !matches!(root.kind, OrganisationKind::Association | OrganisationKind::Other)
    {
        let is_unit = |kind| matches!(kind, OrganisationKind::Department | OrganisationKind::Institute);
        let beside = placed.path.len() > 1 && placed.path.last().is_some_and(|leaf| is_unit(leaf.kind));
        // Two units of one hospital stand beside each other.
        let (place, above) =
            if beside { (&root.name, placed.path.get(..1)) } else { (&placed.place, Some(placed.path.as_slice())) };
        bare.place = format!("{}, {place}", bare.place);
        bare.path = above.unwrap_or_default().iter().chain([unit]).cloned().collect();
    }
}

/// `School of Public Health` is a part of the university beside it; a school with a name of its own need not be.
fn is_school_of(unit: &Organisation, root: &Organisation) -> bool {
    let bare = ["School of ", "Faculty of "].iter().any(|start| unit.name.starts_with(start));
    bare && matches!(root.kind, OrganisationKind::University | OrganisationKind::School) && unit.name != root.name
}

/// `the department` is the one that was named before.
pub(super) fn named_before(known: &Known, place: &str, posts: &[Post]) -> Option<Vec<Organisation>> {
    let noun = place.strip_prefix("the ").filter(|noun| noun.chars().all(char::is_lowercase))?;
    let kind = organisation_path::kind(known, noun)?;
    let path = &posts.iter().rev().find(|post| post.path.iter().any(|unit| unit.kind == kind))?.path;
    let end = path.iter().rposition(|unit| unit.kind == kind)?;
    path.get(..=end).map(<[Organisation]>::to_vec)
}

/// `of the same society`: the one named before, or none.
pub(super) fn same_root(known: &Known, path: &mut Vec<Organisation>, posts: &[Post]) {
    let Some(noun) = path.first().and_then(|root| root.name.strip_prefix("same ")) else { return };
    let kind = organisation_path::kind(known, noun);
    let roots = posts.iter().rev().filter_map(|post| post.path.first());
    let meant = roots.into_iter().find(|root| kind == Some(root.kind)).cloned();
    path.splice(..1, meant);
}

/// The place without the city and the country that end it.
pub(super) fn without_rest<'a>(place: &'a str, rest: &[String]) -> &'a str {
    rest.iter().rev().fold(place, |place, last| {
        place.strip_suffix(last.as_str()).map_or(place, |place| place.trim_end_matches([',', ' ']))
    })
}
