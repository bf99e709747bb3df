-- CROSS JOIN keeps the order of the tables, which SQLite would otherwise guess wrong.
WITH RECURSIVE below AS (
    SELECT id FROM organisations WHERE stage = 'P' AND slug = ?1
    UNION
    SELECT o.id FROM below b CROSS JOIN organisations o ON o.stage = 'P' AND o.parent_id = b.id
),
hits AS MATERIALIZED (
    SELECT DISTINCT a.id, a.date
    FROM below b
    CROSS JOIN appointments p ON p.stage = 'P' AND p.body_id = b.id AND p.rank = 30
    CROSS JOIN links l ON l.target = p.doctor_id AND l.role = 'SUBJECT' AND l.source_kind = 'article' AND l.stage = 'P'
    CROSS JOIN articles a ON a.id = l.source AND a.stage = 'P'
)
SELECT json_object('articles', json_object(
    'totalCount', (SELECT count(*) FROM hits),
    'nodes', (
        SELECT json_group_array(json_object(
            'slug', a.slug,
            'title', a.content ->> '$.title',
            'headline', a.content ->> '$.headline',
            'updatedOn', a.content ->> '$.updatedOn',
            'subjects', (
                SELECT json_group_array(json_object(
                    'slug', d.slug,
                    'name', json_object('display', (d.content ->> '$.name.family') || ' ' || (d.content ->> '$.name.given'), 'native', d.content ->> '$.name.native')
                    ) ORDER BY l.target)
                FROM links l
                CROSS JOIN doctors d ON d.id = l.target AND d.stage = 'P'
                WHERE l.source = a.id AND l.stage = 'P' AND l.role = 'SUBJECT')
            ) ORDER BY h.date DESC, h.id)
        FROM (SELECT id, date FROM hits ORDER BY date DESC, id LIMIT 20) h
        CROSS JOIN articles a ON a.id = h.id AND a.stage = 'P'
    )
))
