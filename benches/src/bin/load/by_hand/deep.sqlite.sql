-- CROSS JOIN keeps the order of the tables, which SQLite would otherwise guess.
SELECT json_object('doctors', json_object('nodes', json_group_array(json_object(
    'slug', d.slug,
    'name', json_object('display', (d.content ->> '$.name.family') || ' ' || (d.content ->> '$.name.given'), 'native', d.content ->> '$.name.native'),
    'publications', json_object('nodes', (
        SELECT json_group_array(json_object(
            'title', p.content ->> '$.title',
            'year', p.year,
            'doi', p.doi,
            'journal', (SELECT json_object('slug', j.slug, 'name', j.content ->> '$.name.en')
                        FROM journals j WHERE j.id = p.journal_id AND j.stage = 'P')
            ) ORDER BY p.year_order DESC, p.id)
        FROM (SELECT p.id, p.year, p.year_order, p.doi, p.journal_id, p.content
              FROM links l CROSS JOIN publications p ON p.id = l.source AND p.stage = 'P'
              WHERE l.target = d.id AND l.role = 'AUTHOR' AND l.source_kind = 'publication' AND l.stage = 'P'
              ORDER BY p.year_order DESC, p.id LIMIT 5) p
    )),
    'appointments', json_object('nodes', (
        SELECT json_group_array(json_object(
            'role', p.content ->> '$.role.en',
            'rank', p.content ->> '$.rank',
            'body', json(coalesce(
                (SELECT json_object(
                    'slug', o.slug,
                    'name', o.content ->> '$.name.en',
                    'parent', (
                        SELECT json_object(
                            'slug', o1.slug,
                            'name', o1.content ->> '$.name.en',
                            'parent', (
                                SELECT json_object('slug', o2.slug, 'name', o2.content ->> '$.name.en')
                                FROM organisations o2 WHERE o2.id = o1.parent_id AND o2.stage = 'P'))
                        FROM organisations o1 WHERE o1.id = o.parent_id AND o1.stage = 'P'))
                 FROM organisations o WHERE o.id = p.body_id AND o.stage = 'P'),
                (SELECT json_object('slug', j.slug, 'name', j.content ->> '$.name.en')
                 FROM journals j WHERE j.id = p.body_id AND j.stage = 'P')))
            ) ORDER BY p.position, p.id)
        FROM (SELECT id, position, body_id, content FROM appointments
              WHERE stage = 'P' AND doctor_id = d.id ORDER BY position, id LIMIT 5) p
    ))
    ) ORDER BY d.sort_name, d.id)))
FROM (SELECT id, slug, sort_name, content FROM doctors
      WHERE stage = 'P' AND (sort_name, id) > (?1, ?2)
      ORDER BY sort_name, id LIMIT 10) d
