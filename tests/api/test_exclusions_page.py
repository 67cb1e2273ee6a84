"""The page of exclusions: whoever decides says yes or no, and comes to everything that is asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

MANY = """
INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at)
SELECT 'leg', 'H' || n, '1.1', 'unreasonable', 'leader', $1::timestamptz + n * interval '1 minute'
  FROM generate_series(1, 120) AS n
"""


@pytest.mark.parametrize("typed", [{"key": "k"}, {"granted": "perhaps"}, {"granted": ""}])
async def test_a_decision_that_says_neither_yes_nor_no_is_none(office, typed):
    key = await office.pool.fetchval(
        "INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at)"
        " VALUES ('leg', 'H1', '1.1', 'unreasonable', 'leader', now()) RETURNING id"
    )

    answer = await office.web.post(f"/en/work/exclusions/{key}", data=typed, headers=office.bearing("shen"))

    assert answer.status_code == 422
    assert "yes or no" in answer.text
    assert await office.pool.fetchval("SELECT count(*) FROM exclusion_decision") == 0
    said = await office.web.post(f"/work/exclusions/{key}", data={"granted": "false"}, headers=office.bearing("shen"))
    assert said.status_code == 303
    assert await office.pool.fetchval("SELECT granted FROM exclusion_decision") is False


async def test_what_was_asked_first_is_come_to_page_by_page(office):
    await office.pool.execute(MANY, datetime.now(UTC) - timedelta(days=1))
    found, address = [], "/en/work/exclusions"
    while address:
        page = (await office.web.get(address, headers=office.bearing("shen"))).text
        found += re.findall(r'<b class="number">(H\d+)</b>', page)
        following = re.search(r'href="(\?after=[^"]*)" rel="next"', page)
        address = f"/en/work/exclusions{following[1]}" if following else ""

    assert found == [f"H{n}" for n in range(120, 0, -1)]
