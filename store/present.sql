-- lock_cases: Which of these cases nobody is writing at this moment, locked against writing until the transaction ends.
SELECT ref
  FROM project
 WHERE ref = ANY ($1::text[])
 ORDER BY ref
   FOR SHARE SKIP LOCKED;

-- lock_requests: Which of these requests nobody is writing at this moment, locked against writing until the transaction ends.
SELECT ref
  FROM request
 WHERE ref = ANY ($1::text[])
 ORDER BY ref
   FOR SHARE SKIP LOCKED;

-- present_items: How items stand.
SELECT item.ref, item.id, item.department, item.state, item.due_on, item.over_at, coalesce(item.officer, '') AS officer,
       catalogue_item.name_zh, catalogue_item.name_en
  FROM unnest($1::text[], $2::text[]) AS wanted (ref, id)
  JOIN item ON item.ref = wanted.ref AND item.id = wanted.id
  JOIN dossier ON dossier.ref = item.ref
  LEFT JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = item.id;

-- present_requests: How requests stand, with the body that must see to them: while they wait, that is the centre.
SELECT ref, kind, state, goal_at, owner,
       CASE WHEN state IN ('reported', 'returned') OR body = '' THEN 'CENTRE' ELSE body END AS body
  FROM request
 WHERE ref = ANY ($1::text[]);

-- lock_legal_cases: Which of these cases of the legal circle nobody is writing at this moment, locked against writing until the transaction ends.
SELECT ref
  FROM legal_case
 WHERE ref = ANY ($1::text[])
 ORDER BY ref
   FOR SHARE SKIP LOCKED;

-- present_legal_cases: How cases of the legal circle stand.
SELECT ref, service, state, holder
  FROM legal_case
 WHERE ref = ANY ($1::text[])
   AND state <> '';

-- lock_programmes: Which of these programmes nobody is changing at this moment, locked against changes until the transaction ends.
SELECT 'P-' || id AS ref
  FROM programme
 WHERE 'P-' || id = ANY ($1::text[])
 ORDER BY id
   FOR SHARE SKIP LOCKED;

-- present_sessions: How sessions of programmes stand.
SELECT wanted.ref, wanted.item, programme_session.state, programme_session.starts_at, programme_session.host,
       programme.name_zh, programme.name_mn, programme.name_en
  FROM unnest($1::text[], $2::text[]) AS wanted (ref, item)
  JOIN programme ON 'P-' || programme.id = wanted.ref
  JOIN programme_session ON programme_session.programme = programme.id
   AND programme_session.starts_at = wanted.item::timestamptz;
