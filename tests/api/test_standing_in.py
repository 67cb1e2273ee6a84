"""Who is away and has named a stand-in: acts are recorded as "A for B"."""

from datetime import UTC, datetime, timedelta


async def test_what_a_stand_in_does_is_recorded_as_done_for_whoever_is_away(office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    department = (await office.item(ref, "PR-05"))["department"]
    officer, head = f"officer-{department}", f"head-{department}"
    await office.do(officer, ref, "PR-05", "accept")
    now = datetime.now(UTC)
    away = {"person": officer, "from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}
    assert (await office.post("/absences", away | {"stand_in": head}, head)).status_code == 201

    await office.do(head, ref, "PR-05", "approve")

    rows = await office.pool.fetch("SELECT kind, actor, instead_of FROM event WHERE ref = $1 AND actor LIKE '%-%'", ref)
    assert {tuple(row) for row in rows} == {("accepted", officer, None), ("approved", head, officer)}
