-- listed_papers: The documents of a request in the order in which they were issued.
SELECT request_paper.ref, request_paper.cycle, request_paper.paper, request_paper.number, request_paper.year,
       request_paper.body, coalesce(department.name_zh, request_paper.body) AS body_zh, request_paper.issued_at,
       request_paper.due_at
  FROM request_paper
  LEFT JOIN department ON department.id = request_paper.body
 WHERE request_paper.ref = $1
 ORDER BY request_paper.issued_at, request_paper.cycle, request_paper.paper;

-- one_paper: One document of a request.
SELECT request_paper.ref, request_paper.cycle, request_paper.paper, request_paper.number, request_paper.year,
       request_paper.body, coalesce(department.name_zh, request_paper.body) AS body_zh, request_paper.issued_at,
       request_paper.due_at
  FROM request_paper
  LEFT JOIN department ON department.id = request_paper.body
 WHERE request_paper.ref = $1
   AND request_paper.cycle = $2
   AND request_paper.paper = $3
   AND request_paper.body = $4;

-- matter_of: What a request is about, without the people who handed it in.
SELECT report.topic, coalesce(request.kind, '') AS kind, report.text, coalesce(department.name_zh, '') AS district_zh,
       report.address, report.source, report.policy_version, report.reported_at
  FROM report
  LEFT JOIN request ON request.ref = report.ref
  LEFT JOIN department ON department.id = report.district
 WHERE report.ref = $1;

-- bodies_of: The bodies that have to do with a request.
SELECT body FROM custody WHERE ref = $1
UNION
SELECT unnest(assists) FROM request WHERE ref = $1
UNION
SELECT body FROM request WHERE ref = $1
UNION
SELECT body FROM request_paper WHERE ref = $1;
