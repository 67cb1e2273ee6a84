"""Whoever may read a case may take it along and check it elsewhere; the roots over all cases are everybody's."""

import hashlib
import json
from datetime import UTC, date, datetime

from banner import DISPATCHER, OWNER, Banner
from circle import CLERK, INQUIRY, Circle
from files import PDF
from folder import Folder

import verify
from store.roots import seal

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)


async def test_a_case_leaves_as_a_file_that_is_good_for_those_who_may_read_it(counter, project):
    ref = await counter.left(project)
    address = f"/projects/{ref}/bundle"

    before = await counter.get(address, "chen")
    root = await seal(counter.pool, SATURDAY, datetime.now(UTC))
    answers = {
        who: await counter.get(address, who) for who in ("chen", "officer-DRC", "shen", "zhou", "officer-FGB", "")
    }

    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 403, 403, 401]
    file = answers["chen"]
    assert file.headers["content-type"] == "application/x-ndjson"
    assert file.headers["content-disposition"] == f'attachment; filename="{ref}.jsonl"'
    assert verify.check(before.content).root == ""
    report = verify.check(file.content, root.hash.hex())
    assert (report.faults, report.ref, report.covered) == ([], ref, report.events)
    assert report.events == (await counter.get(f"/projects/{ref}")).json()["n"]
    assert file.content == answers["shen"].content == (await counter.get(f"{address}?night={SATURDAY}", "chen")).content
    missing = await counter.get(f"{address}?night={SUNDAY}", "chen")
    assert (missing.status_code, missing.json()["code"]) == (404, "root_missing")
    assert (await counter.get(f"{address}?night=yesterday", "chen")).status_code == 422


async def test_everybody_reads_the_roots_page_by_page_and_nothing_of_any_case(counter, project):
    first = await seal(counter.pool, SATURDAY, datetime.now(UTC))
    ref = await counter.left(project)
    second = await seal(counter.pool, SUNDAY, datetime.now(UTC))

    page = (await counter.get("/roots?limit=1")).json()
    rest = (await counter.get(page["next"].removeprefix("/api/v1"))).json()

    shown = page["rows"] + rest["rows"]
    assert [(row["night"], row["root"], row["before"]) for row in shown] == [
        ("2026-11-29", second.hash.hex(), first.hash.hex()),
        ("2026-11-28", first.hash.hex(), "0" * 64),
    ]
    assert [(row["cases"], row["events"], row["torn"]) for row in shown] == [(1, second.events, 0), (0, 0, 0)]
    assert rest["next"] is None
    assert ref not in str(shown)


async def test_a_document_is_in_the_file_by_its_digest_and_without_its_name(counter, project):
    folder = Folder(counter, await counter.left(project))
    await folder.document(PDF, material="identity", name="身份证明.pdf")

    file = (await counter.get(f"/projects/{folder.ref}/bundle", "chen")).content

    (line,) = [line for line in map(json.loads, file.splitlines()) if line["part"] == "document"]
    assert verify.check(file).faults == []
    said = line["fields"]
    assert (said["material"], said["version"], said["sha256"]) == ("identity", 1, hashlib.sha256(PDF).hexdigest())
    assert "身份证明" not in file.decode()


async def test_a_department_without_an_item_in_the_project_does_not_take_it_along(counter, project):
    address = f"/projects/{await counter.left(project)}/bundle"

    answers = {
        who: (await counter.get(address, who)).status_code for who in ("officer-FGB", "head-CTB", "officer-WRB", "root")
    }

    assert answers == {"officer-FGB": 403, "head-CTB": 403, "officer-WRB": 200, "root": 200}


async def test_with_the_words_of_its_acts_a_case_proves_a_decision_to_those_who_read_words_uncovered(office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    department = (await office.item(ref, "PR-05"))["department"]
    said = {"reason": "材料不齐", "remedies": "60日内可申请行政复议"}
    await office.do(f"officer-{department}", ref, "PR-05", "decline", **said)
    root = await seal(office.pool, SATURDAY, datetime.now(UTC))
    address = f"/projects/{ref}/bundle?words=true"

    answers = {who: await office.get(address, who) for who in ("chen", f"head-{department}", "shen", "root", "zhou")}

    assert [answer.status_code for answer in answers.values()] == [200, 200, 403, 403, 403]
    file = answers["chen"].content
    told = [json.loads(line["text"]) for line in map(json.loads, file.splitlines()) if line["part"] == "words"]
    assert [{name: text for name, text in one.items() if name != "print"} for one in told] == [said]
    report = verify.check(file, root.hash.hex())
    assert (report.faults, report.later) == ([], 0)
    read = await office.pool.fetch("SELECT reader, why, what FROM access_log WHERE ref = $1 ORDER BY n", ref)
    assert [tuple(row) for row in read] == [(who, "read_case", "words") for who in ("chen", f"head-{department}")]
    plain = (await office.get(f"/projects/{ref}/bundle", "shen")).text
    assert said["reason"] not in plain


async def test_the_bundle_of_a_request_and_of_a_legal_case_hold_words_as_well(office):
    banner, circle = await Banner.staffed(office), await Circle.staffed(office)
    request = await banner.begun()
    await banner.do(DISPATCHER, request, "accept", kind="consultation")
    await banner.do(OWNER, request, "comment", text="已到现场")
    case, _ = await circle.begun("inquiries", INQUIRY)
    await circle.do(CLERK, case, "comment", text="已通知")

    for address, who, said in ((f"/requests/{request}", OWNER, "已到现场"), (f"/legal/{case}", CLERK, "已通知")):
        answer = await office.get(f"{address}/bundle?words=true", who)
        assert said in answer.text
        assert verify.check(answer.content).faults == []
        assert said not in (await office.get(f"{address}/bundle", who)).text
        assert (await office.get(f"{address}/bundle?words=true", "shen")).json()["code"] == "not_allowed"
