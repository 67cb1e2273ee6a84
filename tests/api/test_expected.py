"""When a running project may be expected to be done, by what its items really took in the last twelve months."""

from datetime import UTC, date, datetime, timedelta

from domain.figures.facts import Fact, Mark, Measure, Subject
from store import facts

FIRST = "PR-05"


async def decided(office, item, *days, ago=timedelta(days=30), paused=0):
    """Rounds of an item were decided some time ago, each after so many counted working days and so many in a pause."""
    at = datetime.now(UTC) - ago
    rounds = [
        Fact(
            subject=Subject.ITEM, ref=f"R-{item}-{ago.days}-{n}", part=f"{item}.1", created_at=at, closed_at=at,
            body="DRC", person="", matter=item, stage="S1", kind="ent_filing",
            marks=frozenset({Mark.DUE, Mark.DECIDED, Mark.APPROVED}),
            measures={Measure.COUNTED_DAYS: taken, Measure.PASSED_DAYS: taken + paused},
        )
        for n, taken in enumerate(days)
    ]  # fmt: skip
    async with office.pool.acquire() as connection:
        await facts.keep(connection, [facts.Behind(one.ref, 1, 1, is_project=True) for one in rounds], rounds)


async def read(office, ref):
    answer = await office.get(f"/projects/{ref}/expected")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_items_really_took_is_told_beside_the_promise(office):
    ref = await office.open()
    await decided(office, FIRST, 30, 30, 40, 40, 60)
    told = await read(office, ref)
    first = next(item for item in told["items"] if item["id"] == FIRST)
    p50, p90, promised = (date.fromisoformat(first["decided_on"][key]) for key in ("p50", "p90", "promised"))

    assert (first["rounds"], first["slack"], told["critical"][0]) == (5, 0, FIRST)
    assert p90 > p50 > promised
    assert told["end"]["p50"] >= first["decided_on"]["p50"]
    assert [(one["item"], one["side"]) for one in told["blocking"]] == [(FIRST, "applicant")]
    assert sum(told["blocking"][0]["behind"].values()) > 0


async def test_pauses_that_are_usual_are_expected_of_what_nobody_has_handed_in_yet(office):
    ref = await office.open()
    await decided(office, FIRST, 30, 30, 40, 40, 60)
    days = (await read(office, ref))["items"][0]["decided_on"]
    await decided(office, FIRST, 30, 30, 40, 40, 60, paused=30)
    later = (await read(office, ref))["items"][0]["decided_on"]

    assert later["p50"] > days["p50"]
    assert later["promised"] == days["promised"]


async def test_what_is_old_or_too_little_is_no_measure(office):
    ref = await office.open()
    await decided(office, FIRST, 30, 30, 40, 40)
    await decided(office, FIRST, 30, 30, 40, 40, 60, ago=timedelta(days=400))
    first = next(item for item in (await read(office, ref))["items"] if item["id"] == FIRST)

    assert (first["rounds"], first["decided_on"]["p50"]) == (0, first["decided_on"]["promised"])


async def test_who_does_not_exist_is_not_expected(office):
    assert (await office.get("/projects/2611-150524-04-01-999999/expected")).status_code == 404


async def test_the_page_of_the_cycle_says_when_by_whom_and_behind_what(office):
    ref = await office.open()
    await decided(office, FIRST, 30, 30, 40, 40, 60)
    told = {
        "/": ("预计办结", "关键路径", "申请人", "逐步相加"),
        "/en/": ("When it may be done", "Critical path", "applicant", "add up"),
        "/mn/": ("ᠭᠣᠣᠯ ᠵᠠᠮ",),
    }
    for front, words in told.items():
        page = (await office.web.get(f"{front}projects/{ref}/cycle")).text
        section = page.partition('id="expected"')[2].partition("</section>")[0]

        assert [word for word in (FIRST, *words) if word not in section] == [], front


async def test_what_is_coming_is_told_by_what_is_usual_too(office):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    waiting = {row["department"] for row in (await office.get(f"/projects/{ref}")).json()["items"] if row["state"] == "waiting"}  # fmt: skip

    async def pages():
        asked = [await office.web.get("/en/work/coming", headers=office.bearing(f"officer-{d}")) for d in waiting]
        return [answer.text for answer in asked if ref in answer.text]

    before = await pages()
    await decided(office, FIRST, 30, 30, 40, 40, 60)
    after = await pages()

    assert before
    assert not any("as it usually goes" in page for page in before)
    assert any("as it usually goes" in page for page in after)
