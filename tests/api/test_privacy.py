"""Names, telephone numbers and words of people stay where they belong."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from circle import AID, INQUIRY, POOL, STRANGER, VISIT, Circle, patiently

from api.counters import ROUTERS
from system.converter import data_converter

ITEM = "LR-01"
SECRETS = ("秘密理由甲", "秘密救济乙", "秘密备注丙", "秘密文号丁")
REASON, REMEDIES, REMARKS, DOCUMENT = SECRETS


@pytest.fixture
async def told(office):
    """A project in whose every text field somebody has written a secret, and every person has a name and a phone."""
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    await office.do("head-NRB", ref, ITEM, "assign", officer="officer-NRB")
    await office.do("chen", ref, ITEM, "receive", remarks=REMARKS)
    await office.do("officer-NRB", ref, ITEM, "correct", remarks=REMARKS, materials=["boundary_survey"])
    await office.do("chen", ref, ITEM, "supply", remarks=REMARKS)
    await office.do("officer-NRB", ref, ITEM, "accept", remarks=REMARKS)
    await office.do(
        "officer-NRB", ref, ITEM, "pause", kind="expert_review", document=DOCUMENT, until=until, reason=REASON
    )
    await office.do("officer-NRB", ref, ITEM, "resume", remarks=REMARKS)
    await office.do("head-NRB", ref, ITEM, "extend", days=5, reason=REASON)
    await office.do("officer-NRB", ref, ITEM, "refuse", reason=REASON, remedies=REMEDIES, document=DOCUMENT)
    await office.do("chen", ref, ITEM, "receive")
    await office.do("chen", ref, ITEM, "withdraw", reason=REASON)
    await office.do("chen", ref, ITEM, "receive")
    await office.do("officer-NRB", ref, ITEM, "decline", reason=REASON, remedies=REMEDIES)
    await office.act("officer-NRB", ref, ITEM, "approve", remarks=REMARKS)
    closed = await office.post(f"/projects/{ref}/close", {"reason": REASON}, "chen")
    assert closed.status_code == 200
    return ref


async def personal(office):
    """Everything that nobody outside may see."""
    rows = await office.pool.fetch("SELECT id, name, phone FROM person")
    ids = [row["id"] for row in rows]
    return [*SECRETS, *(row["name"] for row in rows), *(row["phone"] for row in rows if row["phone"])], ids


async def test_the_public_sees_no_name_no_number_and_no_note(office, told):
    addresses = [
        f"/api/v1/projects/{told}",
        f"/api/v1/projects/{told}/events",
        f"/api/v1/projects/{told}/cycle",
        f"/api/v1/projects/{told}/items/{ITEM}/why",
        "/api/v1/projects",
        "/api/v1/catalogue",
        "/api/v1/calendars",
        f"/projects/{told}",
        "/",
    ]
    secrets, ids = await personal(office)

    for address in addresses:
        text = (await office.web.get(address)).text
        assert [word for word in secrets if word in text] == [], address
        assert [person for person in ids if f'"{person}"' in text] == [], address
    assert (await office.item(told, ITEM))["officer_no"] == "NRB-101"


async def test_the_reason_of_a_breach_is_public_and_no_other_words_of_anybody(hasty):  # 优化营商环境条例 art. 36
    item, reason = "PR-05", "<i>专家论证</i>未能按期完成"
    ref = await hasty.open()
    await hasty.do("chen", ref, item, "receive", remarks=REMARKS)
    await hasty.do("officer-DRC", ref, item, "accept", remarks=REMARKS)
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))
    await hasty.do("shen", ref, item, "revoke", reason=REASON)
    owed, before = await hasty.item(ref, item), (await hasty.web.get(f"/projects/{ref}")).text

    await hasty.do("officer-DRC", ref, item, "explain", reason=reason)
    await hasty.do("officer-DRC", ref, item, "refuse", reason=REASON, remedies=REMEDIES, document=DOCUMENT)
    told, after = await hasty.item(ref, item), (await hasty.web.get(f"/projects/{ref}")).text

    assert (owed["breached"], owed["explained"], owed["reason"]) == (True, False, None)
    assert (told["breached"], told["explained"], told["reason"]) == (True, True, reason)
    assert "须公开说明原因" in before
    assert "原因：&lt;i&gt;专家论证&lt;/i&gt;未能按期完成" in after
    assert "须公开说明原因" not in after
    assert [word for word in SECRETS if word in before + after + str(told)] == []


async def test_no_free_text_and_no_name_enters_the_workflow(office, told):
    history = await office.client.get_workflow_handle(f"approval/{told}").fetch_history()
    secrets, _ = await personal(office)

    texts = [*_readable(history), history.to_json()]

    assert any("expert_review" in text for text in texts), "the payloads were really read"
    assert any("remarks" in text for text in texts)
    for text in texts:
        assert [word for word in secrets if word in text] == []


async def test_the_words_are_kept_with_their_author(office, told):
    rows = await office.pool.fetch("SELECT author, body FROM note WHERE ref = $1", told)

    kept = {word for row in rows for word in row["body"].values()}
    assert set(SECRETS) <= kept
    assert {row["author"] for row in rows} == {"chen", "officer-NRB", "head-NRB"}


OUTSIDERS = ("", "chen", "officer-NRB", "dispatcher", STRANGER)
PLACES = {"ref": "2611-150524-04-01-999999", "item": "LR-01", "n": "1", "code": "ABCDEF", "programme": "weekly-live"}
PLACES |= {"person": "ann"}  # who is called for all of it
QUERY = "from=2026-01-01&until=2028-01-01&lat=42.73&lon=121.77&limit=100"


def _readings():
    """Every address that can be read, with something in the place of what it names that is no case of the legal circle."""
    paths = {route.path for router in ROUTERS for route in router.routes if "GET" in route.methods}
    return [re.sub(r"{(\w+)}", lambda name: PLACES.get(name[1], "x"), path) for path in sorted(paths)]


async def test_no_case_of_the_legal_circle_is_ever_shown_singly_to_whoever_has_nothing_to_do_with_it(office):  # H65
    circle = await Circle.staffed(office)
    who = {"name": "求助者戊", "phone": "15400007777", "district": "V-001"}
    secrets = {"求助者戊", "15400007777"}
    for what, body in (("aid", AID), ("inquiries", INQUIRY), ("visits", VISIT)):
        ref, code = await circle.begun(what, body | who)
        secrets |= {ref, code, body["text"]}
        if what == "inquiries":
            assert await circle.called(ref) in POOL
            await office.pool.execute("UPDATE assignment SET person = 'ann' WHERE ref = $1", ref)

    read: dict[str, set[str]] = {}
    for person in OUTSIDERS:
        for path in _readings():
            answer = await patiently(partial(office.web.get, f"{path}?{QUERY}", headers=office.bearing(person)))
            assert [secret for secret in secrets if secret in answer.text] == [], f"{path} for {person or 'a visitor'}"
            if answer.status_code == 200:
                read.setdefault(person, set()).add(path)

    assert {"/", "/r", "/api/v1/projects", "/api/v1/legal/programmes"} <= read[""]
    assert {"/api/v1/queue", "/api/v1/accounts/ann/open-work"} <= read["dispatcher"]
    assert "/api/v1/legal/mine" in read[STRANGER]


def _readable(history) -> list[str]:
    """Every payload of a history as text, unpacked."""
    found: list[str] = []

    def visit(message) -> None:
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            if field.message_type.GetOptions().map_entry:
                values = [v for v in value.values() if hasattr(v, "ListFields")]
            else:
                values = value if field.is_repeated else [value]
            for inner in values:
                if inner.DESCRIPTOR.full_name == "temporal.api.common.v1.Payload":
                    found.append(repr(data_converter.payload_converter.from_payloads([inner])))
                else:
                    visit(inner)

    for event in history.events:
        visit(event)
    return found
