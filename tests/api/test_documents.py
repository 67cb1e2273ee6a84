"""Documents are handed in once, read by every department of the project and nobody else, and never demanded twice."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from files import PDF, WORD, archive, picture
from folder import Folder
from PIL import Image

from store.dossiers import find_dossier
from store.shipped import catalogue_file

ITEM = "WR-01"  # of the department WRB; needs soil_plan and identity
YESTERDAY = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@pytest.fixture
async def folder(counter, project):
    return await Folder.made(counter, project["ref"])


async def rules_of(folder):
    """The items of the project, in the catalogue's order."""
    library = folder.counter.app.state.desk.library
    async with folder.counter.pool.acquire() as connection:
        return await library.rules(connection, await find_dossier(connection, folder.ref))


async def presence(folder, who: str = "officer-WRB", item: str = ITEM) -> dict[str, str]:
    """How each need of an item stands."""
    return {need["id"]: need["presence"] for need in (await folder.get(f"items/{item}/needs", who)).json()}


async def test_an_item_shows_what_is_there_missing_or_outdated(folder):
    before = await presence(folder)
    await folder.document(PDF, material="identity")
    await folder.document(PDF, valid_until=YESTERDAY)
    outdated = await presence(folder)
    await folder.document(PDF, valid_until=TOMORROW)

    assert before == {
        "project_name": "there",
        "project_site": "there",
        "applicant": "there",
        "identity": "missing",
        "soil_plan": "missing",
        "PR-05": "missing",
    }
    assert (outdated["identity"], outdated["soil_plan"]) == ("there", "outdated")
    assert (await presence(folder))["soil_plan"] == "there"
    assert (await presence(folder, "officer-DRC", "PR-05"))["identity"] == "there"  # handed in once, for all


async def test_all_items_show_at_once_what_they_need_and_why_in_three_languages(folder):
    await folder.document(PDF, material="identity")
    await folder.document(PDF, valid_until=YESTERDAY)

    listed = (await folder.get("needs", "officer-UMB")).json()

    (item,) = [entry for entry in listed if entry["item"] == ITEM]
    assert [entry["item"] for entry in listed] == [item.id for item in await rules_of(folder)]
    assert item["needs"] == (await folder.get(f"items/{ITEM}/needs")).json()
    assert (item["name_en"], item["department"]) == ("Soil and water conservation plan approval", "WRB")
    said = {need["id"]: need["words"] for need in item["needs"]}
    assert said["identity"]["zh"] == "已提交（第1版），各部门共用"
    assert said["soil_plan"]["en"] == f"version 1 counted until {YESTERDAY}: hand in a new one"
    assert said["PR-05"]["zh"] == "等待部门办出，不向项目单位索要"
    assert all(set(words) == {"zh", "mn", "en"} and all(words.values()) for words in said.values())
    assert len({entry["department"] for entry in listed}) > 4  # one document, handed in once, for each of these
    assert {need["presence"] for entry in listed for need in entry["needs"] if need["id"] == "identity"} == {"there"}


async def test_versions_are_kept_and_older_ones_are_outdated(folder):
    first = await folder.document(PDF)
    second = await folder.document(PDF + b"\n", who="bai")

    listed = (await folder.get("documents", "head-UMB")).json()

    assert [(row["version"], row["presence"], row["handed_in_by"]) for row in listed] == [
        (2, "there", "bai"),
        (1, "outdated", "chen"),
    ]
    assert (await folder.get(f"documents/{first['id']}")).content == PDF
    assert (await folder.get(f"documents/{second['id']}")).content == PDF + b"\n"


async def test_a_document_whose_rule_counts_from_its_issue_must_say_when_that_was(folder):
    text = catalogue_file().replace('version = "2026-11-29"', 'version = "strict"')
    text = text.replace('id = "soil_plan"\n', 'id = "soil_plan"\nvalid_days = 30\n')
    assert (await folder.counter.post("/catalogues", {"text": text}, "root")).status_code == 201
    strict = await Folder.made(folder.counter, folder.ref[:-6] + "900002", version="strict")

    unsaid = await strict.begin(PDF)
    said = await strict.document(PDF, issued_on=YESTERDAY)

    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "issue_missing")
    day = datetime.fromisoformat(YESTERDAY) + timedelta(days=30)
    assert said["valid_until"] == day.date().isoformat()


async def test_every_department_of_the_project_reads_and_foreign_ones_are_refused(folder):
    document = await folder.document(PDF)
    paths = ("documents", f"documents/{document['id']}", f"items/{ITEM}/needs", "needs", "demands")

    for path in paths:
        got = {who: (await folder.get(path, who)).status_code for who in (
            "", "chen", "bai", "zhou", "officer-WRB", "officer-UMB", "head-DRC", "officer-FGB", "head-CTB", "shen", "root",
        )}  # fmt: skip
        assert got == {
            "": 401,
            "chen": 200,
            "bai": 200,
            "zhou": 403,
            "officer-WRB": 200,
            "officer-UMB": 200,
            "head-DRC": 200,
            "officer-FGB": 403,
            "head-CTB": 403,
            "shen": 200,
            "root": 403,
        }, path


async def test_a_picture_is_given_without_what_the_camera_wrote_and_its_original_to_a_few(folder):  # H64
    shot = picture("JPEG")
    document = await folder.document(shot, name="现场.jpg")

    copy = await folder.get(f"documents/{document['id']}", "officer-UMB")
    originals = {
        who: await folder.get(f"documents/{document['id']}/original", who)
        for who in ("chen", "officer-WRB", "officer-UMB", "shen", "zhou")
    }

    assert b"SecretCamera" in shot
    assert b"SecretCamera" not in copy.content
    with Image.open(io.BytesIO(copy.content)) as shown:
        assert (shown.format, dict(shown.getexif())) == ("JPEG", {})
    assert {who: answer.status_code for who, answer in originals.items()} == {
        "chen": 200,
        "officer-WRB": 200,
        "officer-UMB": 403,
        "shen": 200,
        "zhou": 403,
    }
    assert originals["officer-WRB"].content == shot
    assert document["is_picture"]


async def test_a_file_is_given_out_so_that_a_browser_can_do_nothing_with_it(folder):
    kept = {
        "attachment": await folder.document(archive(WORD), name="方案.docx"),
        "inline": await folder.document(picture("PNG"), name="x.png"),
    }

    for how, document in kept.items():
        answer = await folder.get(f"documents/{document['id']}")
        headers = answer.headers
        assert headers["content-disposition"].startswith(f"{how}; ")
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert int(headers["content-length"]) == len(answer.content)


async def test_a_document_of_one_project_serves_in_another_of_the_same_applicant(folder):
    other, foreign = [await Folder.made(folder.counter, f"{folder.ref[:-6]}90000{number}") for number in (4, 5)]
    await folder.counter.pool.execute(
        "UPDATE dossier SET applicant = 'zhou', helper = NULL WHERE ref = $1", foreign.ref
    )
    first = await folder.document(PDF, material="identity", valid_until=TOMORROW)

    async def reuse(target, document=first["id"], who="chen", source=folder):
        body = {"from_ref": source.ref, "document": document}
        return await folder.counter.post(f"/projects/{target.ref}/documents", body, who)

    taken, again = [(await reuse(other)).json() for _ in range(2)]
    refused = {
        "foreign": (await reuse(foreign)).json()["code"],
        "of a foreign one": (await reuse(foreign, who="zhou")).json()["code"],
        "unknown": (await reuse(other, "x" * 20)).json()["code"],
        "officer": (await reuse(other, who="officer-DRC")).json()["code"],
    }

    same = ("material", "sha256", "name", "valid_until")
    assert {name: taken[name] for name in same} == {name: first[name] for name in same}
    assert (taken["version"], taken["handed_in_by"], again["id"]) == (1, "chen", taken["id"])
    assert taken["id"] != first["id"]
    assert refused == {
        "foreign": "not_yours",
        "of a foreign one": "not_yours",
        "unknown": "unknown_document",
        "officer": "not_allowed",
    }
    assert (await presence(other))["identity"] == "there"
    assert (await other.get(f"documents/{taken['id']}", "officer-DRC")).content == PDF
    assert await folder.counter.pool.fetchval("SELECT count(*) FROM content") == 1


async def test_an_id_of_another_project_leads_nowhere(folder):
    other = await Folder.made(folder.counter, folder.ref[:-6] + "900003")
    document = await other.document(PDF)

    guessed = [await folder.get(f"documents/{name}") for name in (document["id"], "x" * 20)]

    assert [answer.json()["code"] for answer in guessed] == ["unknown_document"] * 2
    assert (await folder.get("documents/..%2f..%2fetc")).status_code in (404, 422)


@pytest.fixture
async def received(office, project):
    """A project whose item was handed in, with a worker behind the counters."""
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    return Folder(office, ref)


async def correct(folder, *materials: str, key: str | None = None, faulty: dict[str, str] | None = None):
    """The officer of PR-05 asks for what is missing, or faulty."""
    words = {"remarks": "请补齐材料。", "materials": list(materials)}
    words["faulty"] = [{"material": name, "defect": defect} for name, defect in (faulty or {}).items()]
    return await folder.counter.act("officer-DRC", folder.ref, "PR-05", "correct", key, **words)


async def test_a_demand_for_what_is_there_or_not_in_the_catalogue_is_refused_and_recorded(received):
    await received.document(PDF, material="identity")

    hidden = await correct(received, "record_information", "bank_statement", "identity", key="one")
    again = await correct(received, "record_information", "bank_statement", "identity", key="one")
    twice = await correct(received, "identity")
    item = await received.counter.item(received.ref, "PR-05")

    assert [(answer.status_code, answer.json()["code"]) for answer in (hidden, again, twice)] == [
        (422, "not_in_catalogue"),
        (422, "not_in_catalogue"),
        (409, "already_handed_in"),
    ]
    assert twice.json()["allowed"] == "record_information, policy_declaration"
    assert item["state"] == "received"
    recorded = (await received.get("demands", "chen")).json()
    assert sorted((row["material"], row["refused"], row["asked_by"]) for row in recorded) == [
        ("bank_statement", "not_in_catalogue", "officer-DRC"),
        ("identity", "already_handed_in", "officer-DRC"),
        ("identity", "already_handed_in", "officer-DRC"),
    ]
    of_all = (await received.counter.get("/demands/refused?limit=2", "shen")).json()
    rest = (await received.counter.get(of_all["next"].removeprefix("/api/v1"), "shen")).json()
    assert {row["ref"] for row in of_all["rows"] + rest["rows"]} == {received.ref}
    assert (len(of_all["rows"]), len(rest["rows"]), rest["next"]) == (2, 1, None)
    assert (await received.counter.get("/demands/refused", "officer-DRC")).status_code == 403


async def test_a_demand_for_what_is_missing_is_obeyed_once_and_recorded_when_it_is(received):
    asked = await correct(received, "policy_declaration", "identity", key="one")
    await received.document(PDF, material="identity")
    repeated = await correct(received, "policy_declaration", "identity", key="one")
    second = await correct(received, "policy_declaration", key="two")

    assert (asked.status_code, repeated.status_code) == (200, 200)
    assert asked.json()["n"] == repeated.json()["n"]
    assert (second.status_code, second.json()["code"]) == (409, "correction_open")  # the case says no: told once
    recorded = (await received.get("demands", "officer-DRC")).json()
    assert [(row["material"], row["refused"], row["item"], row["department"]) for row in recorded] == [
        ("identity", "", "PR-05", "DRC"),
        ("policy_declaration", "", "PR-05", "DRC"),
    ]


async def test_words_that_name_nothing_ask_for_nothing(received):
    refused = await correct(received)

    assert (refused.status_code, refused.json()["code"]) == (422, "demand_unnamed")
    assert "identity" in refused.json()["allowed"]
    assert (await received.counter.item(received.ref, "PR-05"))["state"] == "received"
    (recorded,) = (await received.get("demands", "chen")).json()
    assert (recorded["material"], recorded["refused"], recorded["asked_by"]) == ("", "demand_unnamed", "officer-DRC")


async def test_what_is_there_and_faulty_is_asked_for_again_with_its_defect(received):
    await received.document(PDF, material="identity")

    answers = [
        await correct(received, faulty={"policy_declaration": "unsigned"}),
        await correct(received, faulty={"bank_statement": "unsigned"}),
        await correct(received, faulty={"identity": "ugly"}),
        await correct(received, faulty={"identity": "illegible"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 422, 422, 200]
    assert [answer.json().get("code") for answer in answers[:3]] == [
        "not_handed_in",
        "not_in_catalogue",
        "invalid_request",
    ]
    recorded = {row["material"]: row for row in (await received.get("demands", "chen")).json()}
    assert (recorded["identity"]["defect"], recorded["identity"]["refused"]) == ("illegible", "")
    assert recorded["identity"]["words"]["zh"] == "无法辨认"
    assert recorded["policy_declaration"]["refused"] == "not_handed_in"


async def test_a_helper_who_finishes_what_the_applicant_began_has_handed_it_in(folder):
    href = (await folder.begin(PDF)).json()["href"]
    await folder.send(href, PDF, 0)

    assert (await folder.finish(href, "bai")).json()["handed_in_by"] == "bai"


async def test_whoever_is_refused_an_original_has_read_nothing(folder):
    document = await folder.document(picture("JPEG"), name="现场.jpg")
    counted = "SELECT count(*) FROM access_log WHERE reader = $1"

    refused = await folder.get(f"documents/{document['id']}/original", "officer-UMB")
    given = await folder.get(f"documents/{document['id']}/original", "officer-WRB")

    assert (refused.status_code, given.status_code) == (403, 200)
    assert await folder.counter.pool.fetchval(counted, "officer-UMB") == 0
    assert await folder.counter.pool.fetchval(counted, "officer-WRB") == 1


async def test_nothing_of_a_document_is_in_histories_logs_or_public_answers(received, capfd):
    secret = PDF.replace(b"Catalog", b"SecretBytes")
    document = await received.document(secret, material="identity", name="SecretName.pdf")
    await received.get(f"documents/{document['id']}", "officer-DRC")
    await correct(received, "policy_declaration")

    history = await received.counter.client.get_workflow_handle(f"approval/{received.ref}").fetch_history()
    public = [
        (await received.counter.web.get(path)).text
        for path in (
            f"/api/v1/projects/{received.ref}",
            f"/api/v1/projects/{received.ref}/events",
            "/api/v1/projects",
            f"/projects/{received.ref}",
        )
    ]
    said = "".join(capfd.readouterr())

    assert "document.read" in said
    for text in (*public, history.to_json(), said):
        assert "SecretName" not in text
        assert "SecretBytes" not in text
        assert document["sha256"] not in text
