"""A file comes piece by piece, goes on where it broke off, and is kept once."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from files import PDF, WORD, archive, huge_picture, picture
from folder import BYTES, Folder

from store import uploads

KIB = 1024
MIB = 1024 * KIB
MEGABYTES = int(os.environ.get("CHENGNUO_TEST_MEGABYTES", "24"))  # 100 is the most that is taken


@pytest.fixture
async def folder(counter, project):
    return await Folder.made(counter, project["ref"])


def long_pdf(size: int) -> bytes:
    """A PDF of this size, no two blocks of which are alike."""
    noise = hashlib.shake_256(b"noise").digest(size - len(PDF))
    return PDF[:9] + noise + PDF[9:]


async def kept(folder) -> dict[str, int]:
    """How many rows of each kind there are."""
    tables = ("upload", "content", "piece", "document")
    return {name: await folder.counter.pool.fetchval(f"SELECT count(*) FROM {name}") for name in tables}  # noqa: S608


async def test_a_file_is_announced_sent_in_pieces_and_kept_by_what_is_in_it(folder):
    content = long_pdf(300 * KIB)
    begun = (await folder.begin(content)).json()

    offsets = []
    for start in range(0, len(content), 128 * KIB):
        sent = await folder.send(begun["href"], content[start : start + 128 * KIB], start)
        offsets.append(sent.headers["upload-offset"])
    document = (await folder.finish(begun["href"])).json()

    assert offsets == [str(128 * KIB), str(256 * KIB), str(300 * KIB)]
    assert (document["material"], document["version"], document["kind"]) == ("soil_plan", 1, "pdf")
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    assert (await folder.get(f"documents/{document['id']}")).content == content
    assert await kept(folder) == {"upload": 1, "content": 1, "piece": 3, "document": 1}


async def test_after_an_interruption_it_goes_on_at_the_offset_that_is_told(folder):
    content = long_pdf(300 * KIB)
    href = (await folder.begin(content)).json()["href"]
    await folder.send(href, content[: 128 * KIB], 0)

    again = (await folder.begin(content)).json()  # the same announcement finds the upload, whoever forgot its address
    told = (await folder.counter.web.get(href, headers=folder.counter.bearing("bai"))).json()
    await folder.send(href, content[told["offset"] :], told["offset"], "bai")

    assert (again["href"], again["offset"], told["offset"]) == (href, 128 * KIB, 128 * KIB)
    assert (await folder.finish(href)).status_code == 200


async def test_a_piece_for_another_offset_is_refused_and_told_where_to_go_on(folder):
    content = long_pdf(300 * KIB)
    href = (await folder.begin(content)).json()["href"]
    await folder.send(href, content[: 128 * KIB], 0)

    for offset in (0, 64 * KIB, 200 * KIB):
        refused = await folder.send(href, content[offset : offset + 64 * KIB], offset)
        assert (refused.status_code, refused.json()["code"], refused.json()["offset"]) == (
            409,
            "offset_wrong",
            "131072",
        )

    assert (await kept(folder))["piece"] == 1


async def test_of_pieces_that_come_at_once_one_is_taken_and_the_file_is_whole(folder):
    content = long_pdf(512 * KIB)
    href = (await folder.begin(content)).json()["href"]

    for start in range(0, len(content), 128 * KIB):
        piece = content[start : start + 128 * KIB]
        answers = await asyncio.gather(*(folder.send(href, piece, start) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    finished = await asyncio.gather(*(folder.finish(href) for _ in range(3)))

    assert {answer.status_code for answer in finished} == {200}
    assert len({answer.json()["id"] for answer in finished}) == 1
    assert (await kept(folder))["document"] == 1


async def test_a_piece_that_breaks_off_on_the_way_is_not_kept(folder):
    content = long_pdf(300 * KIB)
    href = (await folder.begin(content)).json()["href"]
    half = {"type": "http.request", "body": content[: 100 * KIB], "more_body": True}
    gone = {"type": "http.disconnect"}

    said = await folder.through("PATCH", href, "chen", half, gone, **{"upload-offset": "0", "content-type": BYTES})

    assert said is None
    assert (await folder.counter.web.get(href, headers=folder.counter.bearing("chen"))).json()["offset"] == 0


async def test_a_damaged_piece_is_refused_at_once_and_a_damaged_file_at_its_end(folder):
    content = long_pdf(300 * KIB)
    half = 150 * KIB
    href = (await folder.begin(content)).json()["href"]

    damaged = await folder.send(href, b"x" * half, 0, digest=hashlib.sha256(content[:half]).digest())
    good = await folder.send(href, content[:half], 0, digest=hashlib.sha256(content[:half]).digest())
    unnoticed = await folder.send(href, content[half:-9] + b"x" + content[-8:], half)
    wrong = await folder.finish(href)

    assert (damaged.status_code, damaged.json()["code"]) == (422, "piece_damaged")
    assert (good.status_code, unnoticed.status_code) == (204, 204)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "digest_wrong")
    assert (await folder.finish(href)).json()["code"] == "unknown_upload"
    assert await kept(folder) == {"upload": 0, "content": 0, "piece": 0, "document": 0}


async def test_a_piece_has_a_least_and_a_most_size(folder):
    href = (await folder.begin(long_pdf(300 * KIB))).json()["href"]

    answers = [await folder.send(href, bytes(size), 0) for size in (0, 1000, 301 * KIB)]

    assert [answer.json()["code"] for answer in answers] == ["piece_too_short", "piece_too_short", "piece_too_long"]


async def test_a_file_is_finished_only_when_all_of_it_is_here(folder):
    content = long_pdf(300 * KIB)
    href = (await folder.begin(content)).json()["href"]
    await folder.send(href, content[: 200 * KIB], 0)

    early = await folder.finish(href)
    await folder.send(href, content[200 * KIB :], 200 * KIB)

    assert (early.status_code, early.json()["code"], early.json()["offset"]) == (409, "upload_incomplete", "204800")
    assert (await folder.finish(href)).status_code == 200


async def test_an_upload_that_is_left_lying_goes_with_its_bytes_when_the_next_one_begins(folder):
    content, document = long_pdf(300 * KIB), await folder.document(PDF + b"\n")
    href = (await folder.begin(content)).json()["href"]
    await folder.send(href, content[: 200 * KIB], 0)
    await folder.counter.pool.execute("UPDATE upload SET expires_at = $1", datetime.now(UTC) - timedelta(seconds=1))

    late = await folder.send(href, content[200 * KIB :], 200 * KIB)
    await folder.begin(PDF)

    assert (late.status_code, late.json()["code"]) == (410, "upload_expired")
    assert await kept(folder) == {"upload": 1, "content": 2, "piece": 1, "document": 1}
    assert (await folder.get(f"documents/{document['id']}")).content == PDF + b"\n"


async def test_what_is_being_finished_is_not_swept_away_and_nobody_waits_for_it(folder):
    upload = (await folder.begin(PDF)).json()["id"]
    await folder.counter.pool.execute("UPDATE upload SET expires_at = $1", datetime.now(UTC) - timedelta(seconds=1))

    async with folder.counter.pool.acquire() as connection, connection.transaction():
        assert await uploads.lock(connection, upload)
        begun = await asyncio.wait_for(folder.begin(PDF, name="another.pdf"), 5)

    assert begun.status_code == 201
    assert (await kept(folder))["upload"] == 2


async def test_the_same_bytes_are_kept_once_for_all_cases_and_the_same_document_is_one_version(folder):
    other = await Folder.made(folder.counter, folder.ref[:-6] + "900001")

    first = await folder.document(PDF)
    again = await folder.document(PDF, name="another name.pdf")
    elsewhere = await other.document(PDF)
    changed = await folder.document(PDF + b"\n")

    assert (again["id"], again["version"]) == (first["id"], 1)
    assert elsewhere["id"] != first["id"]
    assert changed["version"] == 2
    assert (await kept(folder))["content"] == 2
    assert (await kept(folder))["piece"] == 2


NOT_TAKEN = (
    (b"MZ\x90\x00" + b"x" * 100, "kind_not_allowed"),
    (PDF + archive(WORD), "two_things_in_one"),
    (archive(WORD | {"word/vbaProject.bin": b"x"}), "archive_not_allowed"),
    (archive(WORD | {"word/zeros.xml": bytes(3_000_000)}), "archive_not_allowed"),
    (archive({"a.txt": b"x"}), "kind_not_allowed"),
    (huge_picture(), "picture_not_allowed"),
    (picture("PNG")[:200] + b"IEND\xaeB`\x82", "picture_not_allowed"),
)


async def test_what_is_not_taken_leaves_nothing_behind(folder):
    for content, code in NOT_TAKEN:
        refused = await folder.hand_in(content)
        assert (refused.status_code, refused.json()["code"]) == (422, code)

    assert await kept(folder) == {"upload": 0, "content": 0, "piece": 0, "document": 0}


async def test_the_name_and_what_the_sender_says_decide_nothing(folder):
    document = await folder.document(archive(WORD), name="setup.exe")

    assert document["kind"] == "docx"
    assert (await folder.get(f"documents/{document['id']}")).headers["content-disposition"].endswith("setup.exe.docx")


ANNOUNCED_WRONGLY = (
    ({"name": "../../etc/passwd"}, 422, "name_not_allowed"),
    ({"name": "a.pdf\r\nSet-Cookie: a=b"}, 422, "name_not_allowed"),
    ({"name": "长" * 200}, 422, "name_not_allowed"),
    ({"size": 105 * MIB}, 413, "file_too_large"),
    ({"size": 0}, 422, "invalid_request"),
    ({"size": "12"}, 422, "invalid_request"),
    ({"sha256": "00"}, 422, "invalid_request"),
    ({"material": "bank_statement"}, 422, "not_in_catalogue"),
    ({"material": "project_name"}, 422, "not_in_catalogue"),  # data, handed in with the opening
    ({"material": "water_argument"}, 422, "not_in_catalogue"),  # no item of this project needs it
    ({"colour": "red"}, 422, "invalid_request"),
)


async def test_an_announcement_is_refused_before_anything_is_sent(folder):
    for more, status, code in ANNOUNCED_WRONGLY:
        refused = await folder.begin(PDF, **more)
        assert (refused.status_code, refused.json()["code"]) == (status, code), more

    assert (await kept(folder))["upload"] == 0


async def test_pieces_are_taken_as_bytes_only_and_as_large_as_a_piece_may_be(folder):
    content = long_pdf(5 * MIB)
    href = (await folder.begin(content)).json()["href"]

    as_json = await folder.send(href, b"{}", 0, kind="application/json")
    too_large = await folder.send(href, content, 0)
    from_nobody = await folder.counter.web.patch(href, content=PDF, headers={"Upload-Offset": "0"})

    assert (as_json.status_code, as_json.json()["code"]) == (415, "not_bytes")
    assert (too_large.status_code, too_large.json()["code"]) == (413, "body_too_large")
    assert (from_nobody.status_code, from_nobody.json()["code"]) == (401, "token_missing")


async def test_only_so_many_uploads_are_under_way_in_one_case(folder):
    answers = [await folder.begin(PDF, name=f"{n}.pdf") for n in range(21)]

    assert [answer.status_code for answer in answers] == [201] * 20 + [409]
    assert answers[-1].json()["code"] == "uploads_enough"


async def test_a_foreign_hand_can_neither_see_nor_continue_nor_finish_an_upload(folder):
    href = (await folder.begin(PDF)).json()["href"]

    for who in ("zhou", "officer-WRB", "root"):
        headers = folder.counter.bearing(who)
        answers = [
            await folder.counter.web.get(href, headers=headers),
            await folder.send(href, PDF, 0, who),
            await folder.finish(href, who),
        ]
        assert {answer.status_code for answer in answers} == {403}, who
    assert (await kept(folder))["piece"] == 0


async def test_a_large_file_goes_in_and_out_with_little_memory(folder):
    """The peak of this process grows by a few pieces, whatever the size; CHENGNUO_TEST_MEGABYTES=100 tries the most."""
    size = MEGABYTES * MIB
    block = hashlib.shake_256(b"block").digest(4 * MIB - 64)
    digest = hashlib.sha256()

    def piece_at(start: int) -> bytes:
        body = start.to_bytes(64, "big") + block
        body = body if start else PDF[:9] + body[9:]
        return body[: -len(PDF)] + PDF if start + 4 * MIB >= size else body

    for start in range(0, size, 4 * MIB):
        digest.update(piece_at(start))
    body = {"material": "soil_plan", "name": "图纸.pdf", "size": size, "sha256": digest.hexdigest()}
    begun = await folder.counter.post(f"/projects/{folder.ref}/uploads", body, "chen")
    href = begun.json()["href"]
    before, began = _peak(), time.monotonic()

    for start in range(0, size, 4 * MIB):
        piece = {"type": "http.request", "body": piece_at(start), "more_body": False}
        told = {"upload-offset": str(start), "content-type": BYTES}
        assert await folder.through("PATCH", href, "chen", piece, **told) == 204
    finished = await folder.finish(href)
    got = hashlib.sha256()
    out = f"/api/v1/projects/{folder.ref}/documents/{finished.json()['id']}"
    assert await folder.through("GET", out, "officer-WRB", take=got.update) == 200

    assert got.hexdigest() == digest.hexdigest()
    sys.stderr.write(f"{MEGABYTES} MiB: {time.monotonic() - began:.1f} s, {(_peak() - before) // MIB} MiB more\n")
    assert _peak() - before < 40 * MIB


def _peak() -> int:
    """The most memory that this process has ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
