"""Citizens add photos to their request; those who work on it see them clean, and the centre has the originals."""  # H64

from __future__ import annotations

import hashlib

import pytest
from banner import BODY, DISPATCHER, OWNER, Banner
from files import PDF, picture
from folder import BYTES

CODE = {"Query-Code": "ABCDEF"}


@pytest.fixture
async def banner(counter):
    return await Banner.staffed(counter)


@pytest.fixture
async def ref(banner):
    """A request that HUB holds."""
    number = await banner.handed_in()
    await banner.counter.pool.execute(
        "INSERT INTO request (ref, state, kind, level, body, owner, n, updated_at)"
        " VALUES ($1, 'handling', 'consultation', 'banner', $2, $3, 2, now())",
        *(number, BODY, OWNER),
    )
    await banner.counter.pool.execute(
        "INSERT INTO custody (ref, n, level, body, owner, since) VALUES ($1, 1, 'banner', $2, $3, now())",
        *(number, BODY, OWNER),
    )
    return number


async def begin(banner, ref, photo, headers=CODE, **more):
    body = {"name": "IMG_0001.jpg", "size": len(photo), "sha256": hashlib.sha256(photo).hexdigest()} | more
    return await banner.counter.web.post(f"/api/v1/requests/{ref}/photos", json=body, headers=headers)


async def add(banner, ref, photo, headers=CODE, **more):
    """Add a photo; the answer is that of the last step."""
    begun = await begin(banner, ref, photo, headers, **more)
    if begun.status_code != 201:
        return begun
    href, web = begun.json()["href"], banner.counter.web
    sent = await web.patch(href, content=photo, headers=headers | {"Upload-Offset": "0", "Content-Type": BYTES})
    return sent if sent.status_code != 204 else await web.post(f"{href}/finish", headers=headers)


async def test_a_citizens_photo_reaches_the_body_clean_and_the_centre_as_it_came(banner, ref):
    shot = picture("JPEG")
    added = await add(banner, ref, shot)

    (listed,) = (await banner.counter.get(f"/requests/{ref}/photos", OWNER)).json()
    path = listed["href"].removeprefix("/api/v1")
    copy = await banner.counter.get(path, OWNER)
    original = {who: await banner.counter.get(f"{path}/original", who) for who in (DISPATCHER, OWNER, "shen", "")}

    assert (added.status_code, added.json()["offset"]) == (200, len(shot))
    assert (listed["kind"], listed["handed_in_by"], listed["name"]) == ("jpeg", "", "")
    assert b"SecretCamera" not in copy.content
    assert original[DISPATCHER].content == shot
    assert {who: answer.status_code for who, answer in original.items()} == {
        DISPATCHER: 200,
        OWNER: 403,
        "shen": 403,
        "": 401,
    }


async def test_nobody_else_sees_or_adds_a_photo(banner, ref):
    await add(banner, ref, picture())
    begun = (await begin(banner, ref, picture("PNG"))).json()["href"]
    other = await banner.handed_in()
    await banner.counter.pool.execute("UPDATE complainant SET code = 'GHJKMN' WHERE ref = $1", other)

    elsewhere = f"/api/v1/requests/{other}/photos/{begun.rpartition('/')[2]}"
    told = {"Query-Code": "GHJKMN", "Upload-Offset": "0", "Content-Type": BYTES}
    foreign = await banner.counter.web.patch(elsewhere, content=b"x", headers=told)
    guessed = await begin(banner, ref, picture(), {"Query-Code": "ZZZZZZ"})
    unseen = {
        who: (await banner.counter.get(f"/requests/{ref}/photos", who)).status_code for who in ("", "grid-V2", "chen")
    }

    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_upload")
    assert (guessed.status_code, guessed.json()["code"]) == (404, "unknown_tracking")
    assert unseen == {"": 401, "grid-V2": 403, "chen": 403}
    public = (await banner.counter.get(f"/requests/{ref}/track", **CODE)).text
    assert "photo" not in public


async def test_photos_go_with_their_citizen_when_requests_are_merged(banner, ref):
    mine, shot = picture("PNG"), picture("JPEG")
    await add(banner, ref, mine)
    other = await banner.handed_in()
    await banner.counter.pool.execute("UPDATE complainant SET code = 'GHJKMN' WHERE ref = $1", other)
    await add(banner, other, shot, {"Query-Code": "GHJKMN"})
    await banner.counter.pool.execute("UPDATE complainant SET ref = $1 WHERE ref = $2", ref, other)  # as a merger does

    listed = (await banner.counter.get(f"/requests/{ref}/photos", OWNER)).json()
    address = listed[1]["href"].removeprefix("/api/v1")
    copy = await banner.counter.get(address, OWNER)
    original = await banner.counter.get(f"{address}/original", DISPATCHER)

    assert [photo["kind"] for photo in listed] == ["png", "jpeg"]
    assert [photo["name"] for photo in listed] == ["", ""]
    assert b"SecretCamera" not in copy.content
    assert original.content == shot
    assert address.startswith(f"/requests/{ref}/photos/")
    read = await banner.counter.pool.fetch("SELECT DISTINCT ref FROM access_log WHERE reader = $1", DISPATCHER)
    assert [row["ref"] for row in read] == [other]  # the citizen's own request, under which the reading is told to them


async def test_only_pictures_are_taken_and_only_so_many(banner, ref):
    no_picture = await add(banner, ref, PDF)
    too_large = await begin(banner, ref, picture(), size=31 * 1024 * 1024)
    many = [await add(banner, ref, picture(size=(20 + n, 20))) for n in range(10)]

    assert (no_picture.status_code, no_picture.json()["code"]) == (422, "kind_not_allowed")
    assert (too_large.status_code, too_large.json()["code"]) == (413, "file_too_large")
    assert [answer.status_code for answer in many] == [200] * 9 + [409]
    assert many[-1].json()["code"] == "documents_enough"
