-- add_document: Keep one version of a document.
INSERT INTO document (id, ref, material, version, name, kind, content, copy, issued_on, valid_until, handed_in_by,
                      handed_in_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- documents_of: All versions of all documents of a case, the newest of each first.
SELECT document.id, ref, material, version, name, kind, content, copy, issued_on, valid_until, handed_in_by,
       handed_in_at, content.size, content.digest
  FROM document
  JOIN content ON content.id = document.content
 WHERE ref = $1
 ORDER BY material, version DESC;

-- one_document: One version of a document of a case.
SELECT document.id, ref, material, version, name, kind, content, copy, issued_on, valid_until, handed_in_by,
       handed_in_at, content.size, content.digest
  FROM document
  JOIN content ON content.id = document.content
 WHERE ref = $1
   AND document.id = $2;

-- newest_document: The newest version of a document.
SELECT document.id, ref, material, version, name, kind, content, copy, issued_on, valid_until, handed_in_by,
       handed_in_at, content.size, content.digest
  FROM document
  JOIN content ON content.id = document.content
 WHERE ref = $1
   AND material = $2
 ORDER BY version DESC
 LIMIT 1;

-- newest_handed: The newest version of each document of a case, and how long it counts.
SELECT DISTINCT ON (material) material, version, valid_until
  FROM document
 WHERE ref = $1
 ORDER BY material, version DESC;

-- photos_of: The photos of a request and those of citizens who were merged into it, in the order in which they came; without their names.
SELECT document.id, ref, material, version, '' AS name, kind, content, copy, issued_on, valid_until, handed_in_by,
       handed_in_at, content.size, content.digest
  FROM document
  JOIN content ON content.id = document.content
 WHERE material = 'photo'
   AND (ref = $1 OR handed_in_by IN (SELECT complainant.id FROM complainant WHERE complainant.ref = $1))
 ORDER BY handed_in_at, document.id;

-- one_photo: One photo of a request, or of a citizen who was merged into it.
SELECT document.id, ref, material, version, name, kind, content, copy, issued_on, valid_until, handed_in_by,
       handed_in_at, content.size, content.digest
  FROM document
  JOIN content ON content.id = document.content
 WHERE material = 'photo'
   AND (ref = $1 OR handed_in_by IN (SELECT complainant.id FROM complainant WHERE complainant.ref = $1))
   AND document.id = $2;

-- count_documents: How many documents a case holds, all versions counted.
SELECT count(*)
  FROM document
 WHERE ref = $1;

-- size_of_content: How large a file is.
SELECT size
  FROM content
 WHERE id = $1;

-- granted_items: Which items of a project stand in one of these states.
SELECT id
  FROM item
 WHERE ref = $1
   AND state = ANY ($2);
