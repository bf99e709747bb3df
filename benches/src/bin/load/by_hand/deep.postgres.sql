SELECT json_build_object('doctors', json_build_object('nodes', json_agg(json_build_object(
    'slug', d.slug,
    'name', json_build_object('display', (dc.name->>'family') || ' ' || (dc.name->>'given'), 'native', dc.name->>'native'),
    'publications', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'title', pc.title,
            'year', p.year,
            'doi', p.doi,
            'journal', (SELECT json_build_object('slug', j.slug, 'name', j.content::json #>> '{name,en}')
                        FROM journals j WHERE j.id = p.journal_id AND j.stage = 'P')
            ) ORDER BY p.year_order DESC, p.id), '[]'::json)
        FROM (SELECT p.id, p.year, p.year_order, p.doi, p.journal_id, p.content
              FROM links l JOIN publications p ON p.id = l.source AND p.stage = 'P'
              WHERE l.target = d.id AND l.role = 'AUTHOR' AND l.source_kind = 'publication' AND l.stage = 'P'
              ORDER BY p.year_order DESC, p.id LIMIT 5) p
        CROSS JOIN LATERAL json_to_record(p.content::json) AS pc(title text)
    )),
    'appointments', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'role', pc.role->>'en',
            'rank', pc.rank,
            'body', coalesce(
                (SELECT json_build_object(
                    'slug', o.slug,
                    'name', o.content::json #>> '{name,en}',
                    'parent', (
                        SELECT json_build_object(
                            'slug', o1.slug,
                            'name', o1.content::json #>> '{name,en}',
                            'parent', (
                                SELECT json_build_object('slug', o2.slug, 'name', o2.content::json #>> '{name,en}')
                                FROM organisations o2 WHERE o2.id = o1.parent_id AND o2.stage = 'P'))
                        FROM organisations o1 WHERE o1.id = o.parent_id AND o1.stage = 'P'))
                 FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                (SELECT json_build_object('slug', j.slug, 'name', j.content::json #>> '{name,en}')
                 FROM journals j WHERE j.id = p.body_id AND j.stage = 'P'))
            ) ORDER BY p.position, p.id), '[]'::json)
        FROM (SELECT id, position, body_id, content FROM appointments
              WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 5) p
        CROSS JOIN LATERAL json_to_record(p.content::json) AS pc(role json, rank text)
    ))
    ) ORDER BY d.sort_name, d.id)))::text
FROM (SELECT id, slug, sort_name, content FROM doctors
      WHERE stage = 'P' AND (sort_name, id) > ($1, $2)
      ORDER BY sort_name, id LIMIT 10) d
CROSS JOIN LATERAL json_to_record(d.content::json) AS dc(name json)
