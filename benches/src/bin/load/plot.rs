//! The costs as bars: one panel a database, a group of bars a query, L2 being as long in each group.

use std::fmt::Write as _;

use super::measure::Way;
use super::modes::Mode;
use super::queries::Query;
use super::report::{Measured, cost};

const LABEL: usize = 190;
const BAR: usize = 16;
/// The length of L2.
const UNIT: f64 = 150.0;
const WIDTH: usize = 760;
/// The length of the longest bar, beside which its label has room; what costs more is as long.
const LONGEST: usize = 370;

const WAYS: [(Way, &str, &str); 5] = [
    (Way::Memory, "L1 memory", "#9aa5b1"),
    (Way::ByHand, "L2 by hand", "#52606d"),
    (Way::Program(Mode::Cold), "cold", "#c2410c"),
    (Way::Program(Mode::RecordsWarm), "records warm", "#b45309"),
    (Way::Program(Mode::AnswersCached), "answers cached", "#0f766e"),
];

/// The plot as SVG.
pub(crate) fn bars(measured: &[Measured]) -> String {
    let mut body = String::new();
    let mut y = 10;
    for database in measured {
        y += 24;
        let end = LONGEST as f64 / UNIT;
        let title = format!("{}: cost of a request as a multiple of L2 (bars end at {end:.1})", database.database);
        text(&mut body, 10, y, 15, &title);
        for query in Query::ALL {
            let Some(unit) = cost(&database.costs, query, Way::ByHand) else { continue };
            y += 12;
            text(&mut body, 10, y + BAR, 12, query.title());
            for (way, name, colour) in WAYS {
                let Some(milliseconds) = cost(&database.costs, query, way) else { continue };
                let length = ((milliseconds / unit * UNIT) as usize).clamp(1, LONGEST);
                let _ = writeln!(
                    body,
                    r#"<rect x="{LABEL}" y="{y}" width="{length}" height="{}" fill="{colour}"/>"#,
                    BAR - 3
                );
                let label = format!("{name} {milliseconds:.3} ms ({:.2})", milliseconds / unit);
                text(&mut body, LABEL + length + 6, y + BAR - 5, 11, &label);
                y += BAR;
            }
        }
        y += 16;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" font-family=\"sans-serif\" role=\"img\">\n\
         <title>Cost of a request as a multiple of the statement written by hand</title>\n\
         <rect width=\"{WIDTH}\" height=\"{y}\" fill=\"#ffffff\"/>\n{body}</svg>\n"
    )
}

fn text(body: &mut String, x: usize, y: usize, size: usize, text: &str) {
    let _ = writeln!(body, r##"<text x="{x}" y="{y}" font-size="{size}" fill="#1f2933">{text}</text>"##);
}
