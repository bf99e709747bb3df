-- CROSS JOIN keeps the order of the tables, which SQLite would otherwise guess.
WITH page AS MATERIALIZED (
    SELECT id, slug, sort_name, content FROM doctors
    WHERE stage = 'P' AND (sort_name, id) > (?1, ?2)
    ORDER BY sort_name, id LIMIT 21
)
SELECT json_object('doctors', json_object(
    'nodes', (
        SELECT json_group_array(json_object(
            'slug', d.slug,
            'name', json_object('display', (d.content ->> '$.name.family') || ' ' || (d.content ->> '$.name.given'), 'native', d.content ->> '$.name.native'),
            'academicTitle', d.content ->> '$.academicTitle.en',
            'appointments', json_object('nodes', (
                SELECT json_group_array(json_object(
                    'role', p.content ->> '$.role.en',
                    'rank', p.content ->> '$.rank',
                    'status', p.content ->> '$.status',
                    'body', json(coalesce(
                        (SELECT json_object('slug', o.slug, 'name', o.content ->> '$.name.en')
                         FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                        (SELECT json_object('slug', j.slug, 'name', j.content ->> '$.name.en')
                         FROM journals j WHERE j.id = p.body_id AND j.stage = 'P')))
                    ) ORDER BY p.position, p.id)
                FROM (SELECT id, position, body_id, content FROM appointments
                      WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 5) p
            )),
            'articles', json_object('nodes', (
                SELECT json_group_array(json_object(
                    'slug', a.slug, 'title', a.content ->> '$.title', 'headline', a.content ->> '$.headline', 'updatedOn', a.content ->> '$.updatedOn'
                    ) ORDER BY a.date DESC, a.id)
                FROM (SELECT a.id, a.slug, a.date, a.content
                      FROM links l CROSS JOIN articles a ON a.id = l.source AND a.stage = 'P'
                      WHERE l.target = d.id AND l.role = 'SUBJECT' AND l.source_kind = 'article' AND l.stage = 'P'
                      ORDER BY a.date DESC, a.id LIMIT 3) a
            ))
            ) ORDER BY d.sort_name, d.id)
        FROM (SELECT * FROM page ORDER BY sort_name, id LIMIT 20) d
    ),
    'pageInfo', json_object('hasNextPage', json((SELECT CASE WHEN count(*) > 20 THEN 'true' ELSE 'false' END FROM page)))
))
