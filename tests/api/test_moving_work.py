"""Who leaves hands over first: the head moves items, and the centre requests, that somebody has in hand."""

from banner import BODY, DISPATCHER, OWNER, Banner


async def test_a_head_moves_the_items_of_an_officer_who_leaves(office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    department = (await office.item(ref, "PR-05"))["department"]
    officer, head = f"officer-{department}", f"head-{department}"
    await office.do(officer, ref, "PR-05", "accept")
    other = "head-DRC" if department != "DRC" else "head-NRB"
    refused = await office.post(f"/accounts/{officer}/close", {}, "wen")
    listed = (await office.get(f"/accounts/{officer}/open-work", head)).json()

    foreign = await office.post(f"/accounts/{officer}/open-work/move", {"to": head}, other)
    moved = await office.post(f"/accounts/{officer}/open-work/move", {"to": head}, head)

    assert refused.json()["code"] == "work_open"
    assert [(piece["kind"], piece["ref"], piece["item"]) for piece in listed] == [("item", ref, "PR-05")]
    assert foreign.json()["code"] == "not_yours"
    assert [piece["outcome"] for piece in moved.json()] == ["done"]
    assert await office.pool.fetchval("SELECT officer FROM item WHERE ref = $1 AND id = 'PR-05'", ref) == head
    assert (await office.post(f"/accounts/{officer}/close", {}, "wen")).status_code == 204
    assert (await office.get("/inbox", officer)).status_code == 401


async def test_the_centre_moves_the_requests_of_somebody_who_leaves(office):
    banner = await Banner.staffed(office)
    ref = await banner.begun()
    await banner.do(DISPATCHER, ref, "accept", kind="consultation")
    head = f"head-{BODY}"

    by_head = await office.post(f"/accounts/{OWNER}/open-work/move", {"to": head}, head)
    by_centre = await office.post(f"/accounts/{OWNER}/open-work/move", {"to": head}, DISPATCHER)

    assert [piece["outcome"] for piece in by_head.json()] == ["not_allowed"]
    assert [(piece["ref"], piece["outcome"]) for piece in by_centre.json()] == [(ref, "done")]
    shown = await banner.read(f"/requests/{ref}")
    assert (shown["body"], shown["owner"]) == (BODY, head)
