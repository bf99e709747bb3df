WITH RECURSIVE below AS (
    SELECT id FROM organisations WHERE stage = 'P' AND slug = $1
    UNION
    SELECT o.id FROM below b JOIN organisations o ON o.stage = 'P' AND o.parent_id = b.id
),
hits AS MATERIALIZED (
    SELECT DISTINCT a.id, a.date
    FROM below b
    JOIN appointments p ON p.stage = 'P' AND p.body_id = b.id AND p.rank = 30
    JOIN links l ON l.target = p.doctor_id AND l.role = 'SUBJECT' AND l.source_kind = 'article' AND l.stage = 'P'
    JOIN articles a ON a.id = l.source AND a.stage = 'P'
)
SELECT json_build_object('articles', json_build_object(
    'totalCount', (SELECT count(*) FROM hits),
    'nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'slug', a.slug,
            'title', ac.title,
            'headline', ac.headline,
            'updatedOn', ac."updatedOn",
            'subjects', (
                SELECT json_agg(json_build_object(
                    'slug', d.slug,
                    'name', json_build_object('display', (dc.name->>'family') || ' ' || (dc.name->>'given'), 'native', dc.name->>'native')
                    ) ORDER BY l.target)
                FROM links l
                JOIN doctors d ON d.id = l.target AND d.stage = 'P'
                CROSS JOIN LATERAL json_to_record(d.content::json) AS dc(name json)
                WHERE l.source = a.id AND l.stage = 'P' AND l.role = 'SUBJECT')
            ) ORDER BY h.date DESC, h.id), '[]'::json)
        FROM (SELECT id, date FROM hits ORDER BY date DESC, id LIMIT 20) h
        JOIN articles a ON a.id = h.id AND a.stage = 'P'
        CROSS JOIN LATERAL json_to_record(a.content::json) AS ac(title text, headline text, "updatedOn" text)
    )
))::text
