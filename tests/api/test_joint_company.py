"""Joint supervision across the projects of a company: an entry about it is acted on wherever it is shown, a key stands for one entry, a link is made once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from banner import DISPATCHER, Banner

from store import joint as store
from store.joint import NewEntry

CREDIT = {"level": "bad", "document": "库应急罚〔2026〕3号", "valid_from": "2026-01-01", "valid_until": "2099-01-01"}
OWN = "officer-DRC"


@pytest.fixture
async def refs(office):
    """Two projects of chen's."""
    office.banner = await Banner.staffed(office)
    return [await office.open() for _ in range(2)]


async def test_an_entry_about_the_company_is_acted_on_from_each_of_its_projects(office, refs):
    here, other = refs
    answer = await office.post(f"/joint/projects/{other}/credit", CREDIT | {"of_company": True}, OWN)
    entry = answer.json()["id"]

    shown = (await office.get(f"/joint/projects/{here}", "chen")).json()["entries"]
    objected = await office.web.post(
        f"/work/joint/{here}/entries/{entry}/object", data={f"{entry}.text": "已履行"}, headers=office.bearing("chen")
    )
    withdrawn = await office.post(f"/joint/projects/{here}/entries/{entry}/withdraw", {"text": "误登"}, OWN)

    assert [(row["id"], row["may_object"]) for row in shown] == [(entry, True)]
    assert (objected.status_code, withdrawn.status_code) == (303, 200)
    (row,) = (await office.get(f"/joint/projects/{other}", OWN)).json()["entries"]
    assert (row["objection"], row["withdrawal"]) == ("已履行", "误登")


async def test_an_entry_of_another_project_alone_is_not_acted_on_from_here(office, refs):
    here, other = refs
    entry = (await office.post(f"/joint/projects/{other}/credit", CREDIT, OWN)).json()["id"]

    answer = await office.post(f"/joint/projects/{here}/entries/{entry}/withdraw", {"text": "误登"}, OWN)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_entry")


@pytest.mark.parametrize("of_company", [False, True])
async def test_a_key_that_stands_for_an_entry_of_another_project_is_refused_as_one(office, refs, of_company):
    answers = [
        await office.post(f"/joint/projects/{ref}/credit", CREDIT | {"of_company": of_company}, OWN, key="k")
        for ref in refs
    ]

    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[1].json()["code"] == "key_reused"


async def test_two_who_link_the_same_request_at_once_link_it_once(office, refs):
    now, request = datetime.now(UTC), await office.banner.handed_in()
    first = NewEntry("a", "complaint", refs[0], "", "", "", "", request, None, None, "", DISPATCHER, now)
    async with office.pool.acquire() as one, office.pool.acquire() as two:
        begun = one.transaction()
        await begun.start()
        await store.add_entry(one, first, "")
        second = asyncio.create_task(store.add_entry(two, replace(first, id="b"), ""))
        await asyncio.wait({second}, timeout=0.3)
        await begun.commit()
        await second

        assert [row.id for row in await store.entries(one, refs, "")] == ["a"]
