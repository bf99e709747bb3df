SELECT json_build_object('article', json_build_object(
    'slug', a.slug,
    'locale', a.locale,
    'title', c.title,
    'headline', c.headline,
    'standfirst', c.standfirst,
    'updatedOn', c."updatedOn",
    'body', b.blocks::json,
    'subjects', (
        SELECT json_agg(json_build_object(
            'slug', d.slug,
            'name', json_build_object('display', (dc.name->>'family') || ' ' || (dc.name->>'given'), 'native', dc.name->>'native'),
            'honorific', dc.honorific->>'en',
            'academicTitle', dc."academicTitle"->>'en',
            'appointments', json_build_object('nodes', (
                SELECT coalesce(json_agg(json_build_object(
                    'role', pc.role->>'en',
                    'rank', pc.rank,
                    'status', pc.status,
                    'period', CASE WHEN pc.period IS NOT NULL THEN json_build_object('start', pc.period->>'start', 'end', pc.period->>'end') END,
                    'body', coalesce(
                        (SELECT json_build_object('slug', o.slug, 'name', o.content::json #>> '{name,en}')
                         FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                        (SELECT json_build_object('slug', j.slug, 'name', j.content::json #>> '{name,en}')
                         FROM journals j WHERE j.id = p.body_id AND j.stage = 'P'))
                    ) ORDER BY p.position, p.id), '[]'::json)
                FROM (SELECT id, position, body_id, content FROM appointments
                      WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 10) p
                CROSS JOIN LATERAL json_to_record(p.content::json) AS pc(role json, rank text, status text, period json)
            ))
            ) ORDER BY l.target)
        FROM links l
        JOIN doctors d ON d.id = l.target AND d.stage = 'P'
        CROSS JOIN LATERAL json_to_record(d.content::json) AS dc(name json, honorific json, "academicTitle" json)
        WHERE l.source = a.id AND l.stage = 'P' AND l.role = 'SUBJECT'
    )
))::text
FROM articles a
JOIN article_bodies b ON b.id = a.id AND b.stage = 'P'
CROSS JOIN LATERAL json_to_record(a.content::json) AS c(title text, headline text, standfirst text, "updatedOn" text)
WHERE a.stage = 'P' AND a.slug = $1
