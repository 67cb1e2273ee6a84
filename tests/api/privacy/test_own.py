"""Everybody can take along what is kept of them, and have erased what no law holds."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from banner import DISPATCHER, Banner
from circle import INQUIRY, Circle
from post import Post

from store.contents import keep_whole
from store.documents import SQL, NewDocument
from store.erasure_plans import prepare
from store.shipped import privacy

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


async def test_a_company_takes_along_of_which_project_and_material_it_reported_a_demand(banner):
    office = banner.counter
    said = {"item": "LR-01", "material": "site_argument"}
    answer = await office.post(
        "/off-list-demands",
        {"kind": "material", "department": "NRB", "text": "另要一份", **said},
        "",
        "a-key-of-a-company",
    )
    begun = answer.json()

    told = (await office.post("/own-data", {"ref": begun["ref"], "code": begun["code"]})).json()

    assert told["about"]["text"] == "另要一份"
    assert [(words["ref"], words["body"]) for words in told["words"]] == [(begun["ref"], said)]


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
    waiting = (await office.get("/retention/plans", "root")).json()
    alone = await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "shen")
    done = await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "root")
    strangers = [await office.post("/retention/plans", {}, who) for who in ("", "chen", DISPATCHER)]

    assert [case["ref"] for case in shown["cases"]] == [case["ref"] for case in plan["cases"]] == [ref]
    rows = {(line["table_name"], line["kept"]): line["rows"] for line in plan["lines"]}
    assert rows == {("complainant", "hotline"): 1, ("report", "hotline"): 1}
    assert waiting == [plan]
    assert (alone.status_code, alone.json()["code"]) == (403, "second_person_needed")
    assert done.json() == plan | {"confirmed_by": "root"}
    assert (await office.get("/retention/plans", "root")).json() == []
    assert [answer.status_code for answer in strangers] == [401, 403, 403]


async def test_a_plan_of_the_night_is_erased_by_the_second_yes(banner):
    office, ref = banner.counter, await banner.handed_in()
    await ended(banner, ref, 11)
    async with office.pool.acquire() as connection:
        await prepare(connection, privacy(), datetime.now(UTC))

    [plan] = (await office.get("/retention/plans", "shen")).json()
    first = (await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "shen")).json()
    again = await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "shen")
    second = (await office.post(f"/retention/plans/{plan['id']}/confirm", {}, "root")).json()

    assert (plan["made_by"], plan["approved_by"]) == ("system", None)
    assert (first["approved_by"], first["confirmed_by"]) == ("shen", None)
    assert (again.status_code, again.json()["code"]) == (403, "second_person_needed")
    assert (second["approved_by"], second["confirmed_by"]) == ("shen", "root")
    assert await office.pool.fetchval("SELECT name FROM complainant WHERE ref = $1", ref) == ""


async def test_a_subscriber_takes_along_what_is_kept_and_has_it_erased_at_once(hall):
    office, me = hall.office, {"ref": f"P-{hall.name}"}
    await hall.made()
    me["code"] = (await hall.subscribe(phone="15400008888")).json()["code"]

    wrong = await office.post("/own-data", me | {"code": "BBBBBB"})
    told = (await office.post("/own-data", me)).json()
    await office.post("/retention/holds", {"ref": me["ref"], "reason": "complaint"}, "shen")
    held = await office.post("/own-data/erasure", me)
    await office.post("/retention/holds/lift", {"ref": me["ref"], "reason": "complaint"}, "shen")
    erased = await office.post("/own-data/erasure", me)

    assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown_tracking")
    assert (told["about"]["programme"], told["about"]["phone"]) == (hall.name, "+8615400008888")
    assert (told["kept_until"], "个人信息保护法第十九条" in told["law"]) == (None, True)
    assert (held.status_code, held.json()["code"]) == (409, "data_held")
    assert (erased.status_code, (await office.post("/own-data", me)).status_code) == (200, 404)
    row = await office.pool.fetchrow("SELECT phone, code, ended_at IS NULL FROM subscriber")
    assert tuple(row) == (None, "", False)
    whys = await office.pool.fetch("SELECT reader, why FROM access_log WHERE ref = $1", me["ref"])
    assert {row["why"] for row in whys} == {"take_own_as_citizen", "erase_own"}
    assert all(row["reader"].startswith("caller:") for row in whys)


async def test_a_citizen_takes_along_photos_letters_and_what_they_answered_and_nobody_elses(banner):
    office, ref, other = banner.counter, await banner.handed_in(), await banner.handed_in()
    people = {row["ref"]: row["id"] for row in await office.pool.fetch("SELECT id, ref FROM complainant")}
    await photo(office.pool, "d" * 20, ref, people[ref])
    await photo(office.pool, "e" * 20, other, people[other])
    await photo(office.pool, "f" * 20, ref, people[other])  # somebody else's of the same request
    letter = await Post(office.pool).letter(code="WXYZ22", recipient=f"caller:{people[ref]}", address="+8615400009999")
    assert letter
    for sid, body in (("SM1", "wxyz22 5"), ("SM2", "something of another matter")):
        await office.pool.execute(
            "INSERT INTO inbound (sid, address, body, received_at) VALUES ($1, '+8615400009999', $2, now())", sid, body
        )
    me = {"ref": ref, "code": CODE}

    told = (await office.post("/own-data", me)).json()
    mine = await office.post("/own-data/files", me | {"file": "d" * 20})
    theirs = [await office.post("/own-data/files", me | {"file": file}) for file in ("e" * 20, "f" * 20)]

    assert [(file["id"], file["name"]) for file in told["files"]] == [("d" * 20, "灯.pdf")]
    assert [text["body"] for text in told["texts"]] == ["wxyz22 5"]
    assert len(told["letters"]) == 1
    assert mine.content == b"what is in it"
    assert [(answer.status_code, answer.json()["code"]) for answer in theirs] == [(404, "unknown_document")] * 2


async def photo(pool, id_, ref, person):
    """A file of a citizen."""
    async with pool.acquire() as connection, connection.transaction():
        content = await keep_whole(connection, b"what is in it", datetime.now(UTC), piece_bytes=1000)
        new = NewDocument(
            id_,
            ref,
            "photo",
            "def".index(id_[0]) + 1,
            "灯.pdf",
            "pdf",
            content,
            None,
            None,
            None,
            person,
            datetime.now(UTC),
        )
        await connection.execute(SQL["add_document"], *astuple(new))


async def test_staff_take_along_from_where_they_signed_in_and_what_they_said_of_activities(counter):
    await Circle.staffed(counter)
    await counter.pool.execute(
        "INSERT INTO session (hash, person, started_at, seen_at, agent, address) VALUES ('x', 'clerk', now(), now(), 'Firefox', '10.1.2.3')"
    )
    await counter.pool.execute(
        "INSERT INTO legal_activity (id, kind, on_day, place, count, evidence, person, entered_by, entered_at)"
        " VALUES ('a', 'leaflet', '2026-06-01', 'centre', 1, '签到表第三页', 'ann', 'clerk', now())"
    )

    told = (await counter.get("/me/data", "clerk")).json()

    assert [(row["agent"], row["address"]) for row in told["sessions"]] == [("Firefox", "10.1.2.3")]
    assert [row["said"] for row in told["said"]] == ["签到表第三页"]
