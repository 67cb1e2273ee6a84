"""Everybody can take along what is kept of them, and have erased what no law holds."""

from datetime import UTC, datetime, timedelta

import pytest
from banner import DISPATCHER, Banner
from circle import INQUIRY, Circle

CODE = "ABCDEF"


@pytest.fixture
async def banner(counter):
    return await Banner.staffed(counter)


async def ended(banner, ref, years):
    """A request that ended so many years ago."""
    at = datetime.now(UTC) - timedelta(days=years * 366)
    await banner.counter.pool.execute(
        "INSERT INTO request (ref, state, n, ended_at, updated_at) VALUES ($1, 'archived', 1, $2, now())", ref, at
    )


async def test_a_citizen_takes_along_what_is_kept_of_them_and_sees_who_has_read_it(banner):
    office, ref = banner.counter, await banner.handed_in(text="路灯不亮")
    await banner.read(f"/requests/{ref}/complainants")

    wrong = await office.post("/own-data", {"ref": ref, "code": "BBBBBB"})
    told = (await office.post("/own-data", {"ref": ref, "code": CODE})).json()

    assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown_tracking")
    assert (told["about"]["name"], told["about"]["phone"], told["about"]["text"]) == (
        "诉求人某", "+8615400009999", "路灯不亮",
    )  # fmt: skip
    assert [(line["role"], line["why"], line["what"]) for line in told["read"]] == [
        ("dispatcher", "read_complainants", "contact")
    ]
    assert told["kept_until"] is None
    assert DISPATCHER not in str(told)


async def test_what_an_asker_handed_in_to_the_legal_circle_is_theirs_too(counter):
    circle = await Circle.staffed(counter)
    answer = (await circle.ask("inquiries", INQUIRY | {"name": "求助人某"})).json()

    told = (await counter.post("/own-data", {"ref": answer["ref"], "code": answer["code"]})).json()

    assert (told["about"]["name"], told["about"]["text"]) == ("求助人某", INQUIRY["text"])
    assert "legal" not in told["law"]
    assert "法律援助" in told["law"]


async def test_staff_take_along_their_account_with_the_token_only(counter):
    told = (await counter.get("/me/data", "chen")).json()

    assert (told["about"]["name"], told["about"]["phone"]) == ("陈世美丽", "13800000001")
    assert (await counter.get("/me/data")).status_code == 401


@pytest.mark.parametrize(("years", "until"), [(None, "the case is open"), (2, None)])
async def test_erasure_is_refused_with_the_law_that_keeps_it_and_until_when(banner, years, until):
    ref = await banner.handed_in()
    if years is not None:
        await ended(banner, ref, years)

    answer = await banner.counter.post("/own-data/erasure", {"ref": ref, "code": CODE})

    refused = answer.json()
    assert (answer.status_code, refused["code"]) == (409, "data_held")
    assert "档案法实施条例" in refused["law"]
    assert refused["until"] == until or refused["until"] > datetime.now(UTC).date().isoformat()
    assert await banner.counter.pool.fetchval("SELECT name FROM complainant WHERE ref = $1", ref) == "诉求人某"


async def test_what_no_law_holds_is_erased_once(banner):
    office, ref = banner.counter, await banner.handed_in()
    await ended(banner, ref, 11)
    asked = {"ref": ref, "code": CODE}

    held = await office.post("/retention/holds", {"ref": ref, "reason": "lawsuit"}, "shen")
    refused = await office.post("/own-data/erasure", asked)
    await office.post("/retention/holds/lift", {"ref": ref, "reason": "lawsuit"}, "shen")
    erased = await office.post("/own-data/erasure", asked)
    again = await office.post("/own-data/erasure", asked)

    assert held.json()["is_held"]
    assert refused.json()["until"] == "a hold is lifted"
    assert (erased.status_code, erased.json()) == (200, {"ref": ref})
    assert again.status_code == 404
    row = await office.pool.fetchrow("SELECT name, phone, code FROM complainant WHERE ref = $1", ref)
    assert tuple(row) == ("", None, "")
    assert (await office.pool.fetchval("SELECT text FROM report WHERE ref = $1", ref)) == ""


async def test_two_people_erase_what_is_over_and_one_does_not(banner):
    office, ref = banner.counter, await banner.handed_in()
    await ended(banner, ref, 11)

    shown = (await office.get("/retention/erasable", "shen")).json()
    plan = (await office.post("/retention/plans", {}, "shen")).json()
    alone = await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "shen")
    done = await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "root")
    strangers = [await office.post("/retention/plans", {}, who) for who in ("", "chen", DISPATCHER)]

    assert [case["ref"] for case in shown] == [case["ref"] for case in plan["cases"]] == [ref]
    assert (alone.status_code, alone.json()["code"]) == (403, "second_person_needed")
    assert done.json() == {"refs": [ref]}
    assert [answer.status_code for answer in strangers] == [401, 403, 403]
