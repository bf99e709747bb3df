-- CROSS JOIN keeps the order of the tables, which SQLite would otherwise guess.
SELECT json_object('article', json_object(
    'slug', a.slug,
    'locale', a.locale,
    'title', a.content ->> '$.title',
    'headline', a.content ->> '$.headline',
    'standfirst', a.content ->> '$.standfirst',
    'updatedOn', a.content ->> '$.updatedOn',
    'body', json(b.blocks),
    'subjects', (
        SELECT json_group_array(json_object(
            'slug', d.slug,
            'name', json_object('display', (d.content ->> '$.name.family') || ' ' || (d.content ->> '$.name.given'), 'native', d.content ->> '$.name.native'),
            'honorific', d.content ->> '$.honorific.en',
            'academicTitle', d.content ->> '$.academicTitle.en',
            'appointments', json_object('nodes', (
                SELECT json_group_array(json_object(
                    'role', p.content ->> '$.role.en',
                    'rank', p.content ->> '$.rank',
                    'status', p.content ->> '$.status',
                    'period', CASE WHEN p.content ->> '$.period' IS NOT NULL THEN json_object('start', p.content ->> '$.period.start', 'end', p.content ->> '$.period.end') END,
                    'body', json(coalesce(
                        (SELECT json_object('slug', o.slug, 'name', o.content ->> '$.name.en')
                         FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                        (SELECT json_object('slug', j.slug, 'name', j.content ->> '$.name.en')
                         FROM journals j WHERE j.id = p.body_id AND j.stage = 'P')))
                    ) ORDER BY p.position, p.id)
                FROM (SELECT id, position, body_id, content FROM appointments
                      WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 10) p
            ))
            ) ORDER BY l.target)
        FROM links l
        CROSS JOIN doctors d ON d.id = l.target AND d.stage = 'P'
        WHERE l.source = a.id AND l.stage = 'P' AND l.role = 'SUBJECT'
    )
))
FROM articles a
CROSS JOIN article_bodies b ON b.id = a.id AND b.stage = 'P'
WHERE a.stage = 'P' AND a.slug = ?1
