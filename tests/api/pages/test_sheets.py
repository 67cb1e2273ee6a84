"""Lists for a spreadsheet: the rights and masks of the list itself, no text that a spreadsheet would compute."""

import csv
import io

import pytest
from banner import BODY, DISPATCHER, OWNER, Banner
from circle import AID, CLERK, Circle

FORMULA = "=HYPERLINK(1) 请打 13812345678"
PLACE = "+库伦镇某街12号"
WORK = ("queue", "requests", "calls", "legal")


async def rows_of(office, path, who=""):
    """The rows of a sheet."""
    answer = await office.web.get(path, headers=office.bearing(who))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


async def test_the_queue_is_covered_for_whoever_oversees_and_each_reading_is_written_down(office):
    banner = await Banner.staffed(office)
    ref = await banner.begun(text=FORMULA)
    await office.pool.execute("UPDATE report SET address = $2 WHERE ref = $1", ref, PLACE)
    head, own = await rows_of(office, "/en/work/sheets/queue.csv", DISPATCHER)
    _, covered = await rows_of(office, "/zh/work/sheets/queue.csv", "shen")

    assert head[:4] == ["Number", "Status", "Kind", "Matter"]
    assert own[:2] == [ref, "waiting"]
    assert (own[6], own[5]) == (f"'{FORMULA}", f"'{PLACE}")
    assert "13812345678" not in str(covered)
    assert PLACE not in str(covered)
    readers = await office.pool.fetch("SELECT DISTINCT reader FROM access_log WHERE ref = $1", ref)
    assert {row["reader"] for row in readers} >= {DISPATCHER, "shen"}


async def test_a_body_takes_along_its_own_inbox_and_no_other(office):
    banner = await Banner.staffed(office)
    ref = await banner.accepted(kind="immediate")
    await banner.do(DISPATCHER, ref, "dispatch", body=BODY, owner=OWNER)

    own = (await rows_of(office, "/work/sheets/requests.csv", OWNER))[1:]
    other = await rows_of(office, "/work/sheets/requests.csv", "officer-NRB")
    answer = await office.web.get("/work/sheets/requests.csv?body=HUB", headers=office.bearing("officer-NRB"))

    assert [row[0] for row in own] == [ref]
    assert len(other) == 1
    assert answer.status_code == 403


async def test_whom_to_call_stands_there_without_a_number(office):
    banner = await Banner.staffed(office)
    ref = await banner.closed()

    text = str(await rows_of(office, "/work/sheets/calls.csv", DISPATCHER))

    assert ref in text
    assert "15400009999" not in text


async def test_the_legal_queue_is_for_the_desk(office):
    circle = await Circle.staffed(office)
    ref, _ = await circle.begun("aid", AID)

    head, row = await rows_of(office, "/en/work/sheets/legal.csv", CLERK)

    assert (row[0], head[1], len(row)) == (ref, "Service", len(head))
    assert (await office.web.get("/work/sheets/legal.csv", headers=office.bearing("ann"))).status_code == 403


@pytest.mark.parametrize("name", WORK)
async def test_the_lists_of_work_are_for_those_who_work(counter, name):
    await Banner.staffed(counter)

    assert (await counter.web.get(f"/work/sheets/{name}.csv")).status_code == 401
    assert (await counter.web.get(f"/work/sheets/{name}.csv", headers=counter.bearing("chen"))).status_code == 403


async def test_what_is_public_is_taken_along_by_everybody(counter):
    assert (await rows_of(counter, "/en/silence.csv"))[0][0] == "Month"
    assert (await rows_of(counter, "/zh/roots.csv"))[0] == ["日期", "校验值", "办件", "记录", "缺损"]
    assert (await rows_of(counter, "/zh/outbox.csv", "root"))[0][0] == "时间"
    assert (await counter.web.get("/outbox.csv", headers=counter.bearing("head-DRC"))).status_code == 403
