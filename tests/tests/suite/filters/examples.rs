use serde_json::{Value, json};

/// Behind what the sample published first, before the newcomers.
const MOMENT: &str = "2025-02-01T00:00:00Z";

/// A condition of every sort, each of which the sample has records for and records against.
pub(super) fn examples(id: &Value) -> Vec<(&'static str, Value)> {
    let chair = json!({ "rank": { "eq": "CHAIR" } });
    let text = |field: &str, start: &str| {
        [
            json!({ field: { "startsWith": start } }),
            json!({ field: { "contains": "an" } }),
            json!({ "or": [{ field: { "eq": "none" } }, { "not": { field: { "startsWith": start } } }] }),
        ]
    };
    let mut all = vec![
        ("doctors", json!({ "id": { "eq": id["doctor"] } })),
        ("doctors", json!({ "id": { "in": [id["doctor"]] } })),
        ("doctors", json!({ "and": [{ "deceased": true }, { "not": { "slug": { "startsWith": "s" } } }] })),
        ("doctors", json!({ "slug": { "eq": "shen-muyun" } })),
        ("doctors", json!({ "slug": { "in": ["shen-muyun", "nobody"] } })),
        ("doctors", json!({ "orcid": { "eq": "https://orcid.org/0000-0009-9012-3819" } })),
        ("doctors", json!({ "orcid": { "in": ["0000000990123819", "0000-0009-9071-2250"] } })),
        ("doctors", json!({ "deceased": false })),
        ("doctors", json!({ "specialties": { "some": { "parent": { "slug": { "eq": "oncology" } } } } })),
        ("doctors", json!({ "specialties": { "some": { "slug": { "eq": "oncology" }, "descendants": true } } })),
        ("doctors", json!({ "specialties": { "some": { "id": { "eq": id["specialty"] } } } })),
        ("doctors", json!({ "specialties": { "every": { "doctors": { "none": { "deceased": true } } } } })),
        ("doctors", json!({ "workplaces": { "some": { "kind": { "eq": "UNIVERSITY" } } } })),
        ("doctors", json!({ "appointments": { "some": chair } })),
        ("doctors", json!({ "publications": { "none": { "year": { "gte": 2023 } } } })),
        ("doctors", json!({ "articles": { "some": { "channel": { "eq": "df" } } } })),
        ("doctors", json!({ "mentors": { "some": {} } })),
        ("doctors", json!({ "publishedAt": { "gte": MOMENT } })),
        ("doctors", json!({ "publishedAt": { "gt": MOMENT } })),
        ("doctors", json!({ "publishedAt": { "lt": MOMENT } })),
        ("doctors", json!({ "publishedAt": { "lte": MOMENT } })),
        ("doctors", json!({ "updatedAt": { "lte": MOMENT } })),
        ("appointments", json!({ "id": { "eq": id["appointment"] } })),
        ("appointments", json!({ "doctor": { "id": { "eq": id["doctor"] } } })),
        ("appointments", json!({ "organisation": { "root": true } })),
        ("appointments", json!({ "organisation": { "root": true, "descendants": true } })),
        ("appointments", json!({ "journal": { "name": { "contains": "journal" } } })),
        ("appointments", json!({ "rank": { "in": ["MEMBER", "CHAIR"] } })),
        ("appointments", json!({ "status": { "eq": "FORMER" } })),
        ("appointments", json!({ "status": { "in": ["CURRENT"] } })),
        ("appointments", json!({ "asOf": "2005" })),
        ("appointments", json!({ "role": { "eq": "chair" } })),
        ("appointments", json!({ "or": [{ "asOf": "1960" }, { "not": { "doctor": { "deceased": false } } }] })),
        ("appointments", json!({ "and": [chair, { "publishedAt": { "lte": MOMENT } }] })),
        ("appointments", json!({ "updatedAt": { "gte": MOMENT } })),
        ("publications", json!({ "id": { "eq": id["publication"] } })),
        ("publications", json!({ "title": { "contains": "a" } })),
        ("publications", json!({ "journal": { "slug": { "eq": id["journalSlug"] } } })),
        ("publications", json!({ "doctors": { "some": { "name": { "startsWith": "s" } } } })),
        ("publications", json!({ "year": { "eq": 2019 } })),
        ("publications", json!({ "year": { "gte": 2015 } })),
        ("publications", json!({ "year": { "lte": 2015 } })),
        ("publications", json!({ "doi": { "startsWith": "10." } })),
        ("publications", json!({ "not": { "pmid": { "contains": "" } } })),
        ("publications", json!({ "titled": false })),
        ("publications", json!({ "and": [{ "titled": true }], "or": [{ "year": { "gte": 2020 } }] })),
        ("publications", json!({ "publishedAt": { "gte": MOMENT } })),
        ("publications", json!({ "updatedAt": { "gte": MOMENT } })),
        ("articles", json!({ "id": { "eq": id["article"] } })),
        ("articles", json!({ "title": { "contains": "the" } })),
        ("articles", json!({ "locale": { "eq": "en" } })),
        ("articles", json!({ "locale": { "in": ["zh-Hans"] } })),
        ("articles", json!({ "channel": { "in": ["jk", "df"] } })),
        ("articles", json!({ "date": { "on": "2025" } })),
        ("articles", json!({ "date": { "gte": "2025-03" } })),
        ("articles", json!({ "date": { "lte": "2025-03-31" } })),
        ("articles", json!({ "subjects": { "none": {} } })),
        ("articles", json!({ "mentions": { "some": {} } })),
        ("articles", json!({ "speakers": { "some": {} } })),
        (
            "articles",
            json!({ "specialties": { "some": { "articles": { "some": { "locale": { "eq": "zh-Hans" } } } } } }),
        ),
        ("articles", json!({ "and": [{ "locale": { "eq": "en" } }, { "not": { "subjects": { "none": {} } } }] })),
        ("articles", json!({ "or": [{ "channel": { "eq": "df" } }, { "publishedAt": { "lt": MOMENT } }] })),
        ("articles", json!({ "updatedAt": { "gte": MOMENT } })),
        ("organisations", json!({ "id": { "eq": id["organisation"] } })),
        ("organisations", json!({ "kind": { "in": ["HOSPITAL", "UNIVERSITY"] } })),
        ("organisations", json!({ "parent": { "kind": { "eq": "ASSOCIATION" } } })),
        ("organisations", json!({ "ror": { "eq": "https://ror.org/0zzzzzz02" } })),
        ("organisations", json!({ "ror": { "in": ["0zzzzzz02", "0ZZZZZX08"] } })),
        ("organisations", json!({ "root": true })),
        ("organisations", json!({ "country": { "eq": "cn" } })),
        ("organisations", json!({ "children": { "some": {} } })),
        ("organisations", json!({ "doctors": { "some": { "deceased": true } } })),
        ("organisations", json!({ "appointments": { "some": chair } })),
        ("organisations", json!({ "kind": { "eq": "ASSOCIATION" }, "root": true, "descendants": true })),
        ("organisations", json!({ "and": [{ "root": false }], "not": { "appointments": { "none": {} } } })),
        ("organisations", json!({ "publishedAt": { "gte": MOMENT } })),
        ("organisations", json!({ "updatedAt": { "gte": MOMENT } })),
        ("journals", json!({ "id": { "eq": id["journal"] } })),
        ("journals", json!({ "publications": { "some": { "year": { "gte": 2020 } } } })),
        ("journals", json!({ "appointments": { "some": {} } })),
        ("journals", json!({ "issn": { "eq": "9990-9731" } })),
        ("journals", json!({ "issn": { "in": ["9990-9731", "9990-8689"] } })),
        ("publications", json!({ "journal": { "issn": { "eq": "9990-9731" } } })),
        (
            "journals",
            json!({ "and": [{ "not": { "publications": { "none": {} } } }, { "name": { "contains": "of" } }] }),
        ),
        ("journals", json!({ "publishedAt": { "gte": MOMENT } })),
        ("journals", json!({ "updatedAt": { "gte": MOMENT } })),
    ];
    let texts = [
        ("doctors", "slug", "s"),
        ("doctors", "name", "s"),
        ("articles", "slug", "s"),
        ("organisations", "slug", "s"),
        ("organisations", "name", "s"),
        ("journals", "name", "e"),
        ("journals", "slug", "e"),
    ];
    for (list, field, start) in texts {
        all.extend(text(field, start).map(|filter| (list, filter)));
    }
    // Each of the three questions of every kind of related records.
    let early = json!({ "date": { "lte": "2025-09" } });
    all.extend([
        ("doctors", json!({ "appointments": { "every": { "status": { "eq": "CURRENT" } } } })),
        ("doctors", json!({ "articles": { "every": early } })),
        ("doctors", json!({ "articles": { "none": early } })),
        ("doctors", json!({ "workplaces": { "every": { "kind": { "eq": "UNIVERSITY" } } } })),
        ("doctors", json!({ "workplaces": { "none": { "kind": { "eq": "UNIVERSITY" } } } })),
        ("doctors", json!({ "publications": { "every": { "year": { "gte": 2015 } } } })),
        ("doctors", json!({ "specialties": { "none": { "slug": { "eq": "cardiology" } } } })),
        ("articles", json!({ "subjects": { "every": { "deceased": false } } })),
    ]);
    all.extend([
        ("doctors", json!({ "search": "cancer" })),
        ("articles", json!({ "search": "surgery" })),
        ("publications", json!({ "search": "cancer" })),
        ("organisations", json!({ "search": "hospital" })),
        ("journals", json!({ "search": "cancer" })),
    ]);
    // Specialties are asked about where they are named.
    let specialty = |such: Value| ("doctors", json!({ "specialties": { "some": such } }));
    all.extend([
        specialty(json!({ "and": [{ "slug": { "startsWith": "t" } }] })),
        specialty(json!({ "or": [{ "slug": { "contains": "onc" } }] })),
        specialty(json!({ "not": { "slug": { "contains": "onc" } } })),
    ]);
    all
}
