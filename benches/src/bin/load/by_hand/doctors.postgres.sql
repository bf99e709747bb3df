WITH page AS MATERIALIZED (
    SELECT id, slug, sort_name, content FROM doctors
    WHERE stage = 'P' AND (sort_name, id) > ($1, $2)
    ORDER BY sort_name, id LIMIT 21
)
SELECT json_build_object('doctors', json_build_object(
    'nodes', (
        SELECT json_agg(json_build_object(
            'slug', d.slug,
            'name', json_build_object('display', (dc.name->>'family') || ' ' || (dc.name->>'given'), 'native', dc.name->>'native'),
            'academicTitle', dc."academicTitle"->>'en',
            'appointments', json_build_object('nodes', (
                SELECT coalesce(json_agg(json_build_object(
                    'role', pc.role->>'en',
                    'rank', pc.rank,
                    'status', pc.status,
                    'body', coalesce(
                        (SELECT json_build_object('slug', o.slug, 'name', o.content::json #>> '{name,en}')
                         FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                        (SELECT json_build_object('slug', j.slug, 'name', j.content::json #>> '{name,en}')
                         FROM journals j WHERE j.id = p.body_id AND j.stage = 'P'))
                    ) ORDER BY p.position, p.id), '[]'::json)
                FROM (SELECT id, position, body_id, content FROM appointments
                      WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 5) p
                CROSS JOIN LATERAL json_to_record(p.content::json) AS pc(role json, rank text, status text)
            )),
            'articles', json_build_object('nodes', (
                SELECT coalesce(json_agg(json_build_object(
                    'slug', a.slug, 'title', ac.title, 'headline', ac.headline, 'updatedOn', ac."updatedOn"
                    ) ORDER BY a.date DESC, a.id), '[]'::json)
                FROM (SELECT a.id, a.slug, a.date, a.content
                      FROM links l JOIN articles a ON a.id = l.source AND a.stage = 'P'
                      WHERE l.target = d.id AND l.role = 'SUBJECT' AND l.source_kind = 'article' AND l.stage = 'P'
                      ORDER BY a.date DESC, a.id LIMIT 3) a
                CROSS JOIN LATERAL json_to_record(a.content::json) AS ac(title text, headline text, "updatedOn" text)
            ))
            ) ORDER BY d.sort_name, d.id)
        FROM (SELECT * FROM page ORDER BY sort_name, id LIMIT 20) d
        CROSS JOIN LATERAL json_to_record(d.content::json) AS dc(name json, "academicTitle" json)
    ),
    'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 20 FROM page))
))::text
