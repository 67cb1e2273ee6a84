"""Joint supervision through the counter and its page: one view of a project or a company, in which each sees the fields that are theirs."""

import csv
import io

import pytest
from banner import DISPATCHER, Banner

LATER = "2099-01-01"
CREDIT = {"level": "bad", "document": "库应急罚〔2026〕3号", "valid_from": "2026-01-01", "valid_until": LATER}
WARNING = {"level": "high", "subject": "safety", "valid_until": LATER, "text": "<b>基坑支护不足</b>"}
OWN, OTHER, OUTSIDE = "officer-DRC", "officer-NRB", "officer-FGB"


@pytest.fixture
async def banner(office):
    return await Banner.staffed(office)


@pytest.fixture
async def ref(office, banner):
    """A project of chen's with a credit mark and a warning of DRC's and a complaint; NRB has an item in it, FGB has none."""
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    banner.request = await banner.begun()
    for path, body, who in (
        ("credit", CREDIT, OWN),
        ("warnings", WARNING, OWN),
        ("complaints", {"request": banner.request}, DISPATCHER),
    ):
        answer = await office.post(f"/joint/projects/{ref}/{path}", body, who)
        assert answer.status_code == 201, answer.text
    return ref


async def view(office, ref, who, of="projects"):
    answer = await office.get(f"/joint/{of}/{ref}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def kinds(office, ref, who):
    return {entry["kind"]: entry for entry in (await view(office, ref, who))["entries"]}


async def test_each_sees_of_a_project_what_is_theirs(office, banner, ref):
    own, other = await kinds(office, ref, OWN), await kinds(office, ref, OTHER)
    centre, shen, chen = [await kinds(office, ref, who) for who in (DISPATCHER, "shen", "chen")]

    assert own["warning"]["text"] == shen["warning"]["text"] == WARNING["text"]
    assert (other["warning"]["level"], other["warning"]["subject"], other["warning"]["text"]) == (
        "high",
        "safety",
        None,
    )
    assert {"warning", "complaint"} & set(chen) == set()
    assert (chen["credit"]["document"], chen["credit"]["may_object"]) == (CREDIT["document"], True)
    assert centre["complaint"]["text"]
    assert centre["complaint"]["request"] == banner.request
    assert [found["complaint"]["text"] for found in (own, other, shen)] == [None] * 3
    assert own["complaint"]["request"] is None
    assert own["complaint"]["topic"] == other["complaint"]["topic"] != ""


async def test_who_has_no_part_in_the_project_sees_nothing(office, ref):
    for who, status in ((OUTSIDE, 403), ("zhou", 403), ("bai", 403), ("root", 403), ("", 401)):
        for path in (f"/joint/projects/{ref}", "/joint/companies/chen"):
            assert (await office.get(path, who)).status_code == status, (who, path)


async def test_words_that_are_shown_are_written_down_as_read_and_no_others(office, banner, ref):
    async def read_by(who):
        asked = "SELECT ref FROM access_log WHERE reader = $1 AND why = 'read_joint' ORDER BY ref"
        return [row["ref"] for row in await office.pool.fetch(asked, who)]

    for who in (OWN, OTHER, DISPATCHER):
        await view(office, ref, who)

    assert await read_by(OWN) == [ref]
    assert await read_by(OTHER) == []
    assert await read_by(DISPATCHER) == [banner.request]


async def test_a_company_is_seen_over_all_its_projects(office, ref):
    other = await office.open()
    await office.post(f"/joint/projects/{other}/credit", CREDIT | {"level": "good", "of_company": True}, OWN)

    company = await view(office, "chen", "shen", of="companies")

    assert company["refs"] == sorted([ref, other])
    assert [entry["kind"] for entry in company["entries"]] == ["credit", "complaint", "warning", "credit"]
    assert next(entry["level"] for entry in (await view(office, ref, OTHER))["entries"]) == "good"
    assert len((await view(office, "chen", "chen", of="companies"))["entries"]) == 2


async def test_what_is_sent_twice_is_entered_once_and_a_key_stands_for_one_entry(office, banner, ref):
    path = f"/joint/projects/{ref}/warnings"
    first, again = [await office.post(path, WARNING, OWN, key="k") for _ in range(2)]
    others = [await office.post(path, WARNING | change, OWN, key="k") for change in ({"level": "low"}, {"text": "y"})]
    linked = await office.post(f"/joint/projects/{ref}/complaints", {"request": banner.request}, "shen")

    assert first.json() == again.json()
    assert [answer.json()["code"] for answer in (*others, linked)] == ["key_reused", "key_reused", "linked_before"]
    assert len((await view(office, ref, OWN))["entries"]) == 4


async def test_what_does_not_hold_is_refused_and_changes_nothing(office, ref):
    async def code(path, body, who=OWN):
        return (await office.post(f"/joint/projects/{ref}/{path}", body, who)).json()["code"]

    assert await code("credit", CREDIT | {"valid_until": "2025-12-31"}) == "period_not_allowed"
    assert await code("warnings", WARNING | {"subject": "gossip"}) == "not_in_policy"
    assert await code("complaints", {"request": "H20200101-000001"}, DISPATCHER) == "unknown_request"
    assert await code("credit", CREDIT, OUTSIDE) == "not_yours"
    assert await code("credit", CREDIT, "shen") == "not_allowed"
    assert len((await view(office, ref, OWN))["entries"]) == 3


async def test_an_entry_is_withdrawn_by_whose_it_is_with_a_reason_and_stays(office, ref):
    entry = (await kinds(office, ref, OWN))["warning"]["id"]
    path = f"/joint/projects/{ref}/entries/{entry}/withdraw"

    answers = [await office.post(path, {"text": "已整改"}, who) for who in (OTHER, DISPATCHER, OWN, OWN)]

    assert [answer.status_code for answer in answers] == [403, 403, 200, 409]
    own, other = (await kinds(office, ref, OWN))["warning"], (await kinds(office, ref, OTHER))["warning"]
    assert (own["withdrawal"], other["withdrawal"]) == ("已整改", None)
    assert own["withdrawn_at"] == other["withdrawn_at"] is not None


async def test_a_company_objects_to_its_credit_once_and_to_nothing_that_it_does_not_see(office, ref):
    found = await kinds(office, ref, OWN)
    path = f"/joint/projects/{ref}/entries/{{}}/object"

    answers = [
        await office.post(path.format(found[kind]["id"]), {"text": "已履行"}, who)
        for kind, who in (("warning", "chen"), ("credit", OWN), ("credit", "chen"), ("credit", "chen"))
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 200, 409]
    assert [(await kinds(office, ref, who))["credit"]["objection"] for who in (OWN, OTHER)] == ["已履行", None]


async def test_what_was_late_or_by_silence_stands_beside_it(office, ref):
    """No day passes in this test, so what the case would write is written here."""
    await office.pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, item, at, entered_at, actor, role)"
        " SELECT ref, max(epoch), max(n) + 1, 'breached', 'LR-01', now(), now(), 'system', 'system'"
        "   FROM valid_event WHERE ref = $1 GROUP BY ref",
        ref,
    )

    incidents = (await view(office, ref, OTHER))["incidents"]

    assert [(line["kind"], line["item"], line["department"]) for line in incidents] == [("breached", "LR-01", "NRB")]


async def test_the_page_shows_and_takes_the_same(office, ref):
    async def page(who, lang="en"):
        answer = await office.web.get(f"/{lang}/work/joint/{ref}", headers=office.bearing(who))
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(path, who, **typed):
        return await office.web.post(f"/work/joint/{ref}/{path}", data=typed, headers=office.bearing(who))

    own, other, chen = [await page(who) for who in (OWN, OTHER, "chen")]
    assert "&lt;b&gt;基坑支护不足" in own
    assert "基坑支护不足" not in other + chen
    assert "safety at work" in other
    assert "high risk" in other
    assert "safety at work" not in chen

    entry = (await kinds(office, ref, "chen"))["credit"]["id"]
    faulty = await send("warnings", OWN, **{"warn_of_risk.level": "low", "warn_of_risk.text": "塔吊"})
    done = await send("credit", OTHER, **{f"mark_credit.{name}": value for name, value in CREDIT.items()})
    objected = await send(f"entries/{entry}/object", "chen", **{f"{entry}.text": "已履行"})

    assert (faulty.status_code, done.status_code, objected.status_code) == (422, 303, 303)
    assert "塔吊" in faulty.text
    assert "已履行" in await page(OWN)
    assert len((await view(office, ref, OTHER))["entries"]) == 4


async def test_a_company_has_a_page_and_a_sheet_with_what_each_sees_over_all_its_projects(office, banner, ref):
    other = await office.open()
    await office.post(f"/joint/projects/{other}/warnings", WARNING | {"text": "塔吊限位失灵"}, OWN)
    here = "/en/work/joint/companies/chen"

    async def read(who, path=here):
        return await office.web.get(path, headers=office.bearing(who))

    own, department, shen, chen = [(await read(who)).text for who in (OWN, OTHER, "shen", "chen")]
    _, *rows = csv.reader(io.StringIO((await read(OTHER, f"{here}/entries.csv")).content.decode("utf-8-sig")))

    assert "塔吊限位失灵" in own
    assert "塔吊限位失灵" not in department + chen
    assert f"/en/work/joint/{other}" in department
    assert f'href="{here}"' in (await read(OTHER, f"/en/work/joint/{ref}")).text
    assert shen.count("safety at work") == 2
    assert {(row[0], row[1]) for row in rows} == {("Complaint", ref), ("Risk warning", ref), ("Credit marks", ref), ("Risk warning", other)}  # fmt: skip
    for who, status in ((OUTSIDE, 403), ("zhou", 403), ("bai", 403), ("root", 403), ("", 401)):
        assert [(await read(who, path)).status_code for path in (here, f"{here}/entries.csv")] == [status] * 2, who


async def test_numbers_in_what_people_wrote_are_covered_on_the_page_of_a_company_for_overseers(office, ref):
    await office.post(f"/joint/projects/{ref}/warnings", WARNING | {"text": "请联系 13800138000"}, OWN)
    here = "/work/joint/companies/chen"

    own, shen = [(await office.web.get(here, headers=office.bearing(who))).text for who in (OWN, "shen")]

    assert "13800138000" in own
    assert "13800138000" not in shen


async def test_the_sheet_has_what_is_entered_without_what_people_wrote(office, ref):
    answer = await office.web.get(f"/en/work/joint/{ref}.csv", headers=office.bearing(OWN))
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert (head[0], head[2]) == ("Kind", "Level")
    assert [row[0] for row in rows] == ["Complaint", "Risk warning", "Credit marks"]
    assert "基坑" not in answer.text
    assert rows[2][4] == CREDIT["document"]
