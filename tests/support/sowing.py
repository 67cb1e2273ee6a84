"""What people do with a case of each service, from its beginning to its end, with something personal in every field."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from banner import DISPATCHER, OWNER, TOPIC, VILLAGE, Banner
from circle import CLERK, DIRECTOR, Circle
from citizens import written
from files import PDF, picture
from folder import BYTES
from hall import Hall, from_now
from httpx import ASGITransport, AsyncClient
from planting import MARKUP, Planter, mark
from watched import found

from api.app import make_app
from system.settings import Settings

ITEM = "LR-01"
_refs = itertools.count(900_000)
_NOW = datetime.now(UTC)
LATER = (_NOW + timedelta(days=3)).isoformat()


async def sow_project(planter: Planter) -> None:
    """Each act on an item, a breach that is explained left out: its reason is public."""
    ref = await _opened(planter)
    here = {"ref": ref, "item": ITEM}

    async def do(who: str, act: str, **given: Any) -> None:
        await planter.sow(act, who, here, **given)

    await do("chen", "receive_item")
    await do("officer-NRB", "correct_item", materials=["site_argument"])
    await do("chen", "supply_item")
    await do("officer-NRB", "accept_item")
    await do("officer-NRB", "pause_item", kind="expert_review", until=LATER)
    await do("officer-NRB", "resume_item")
    await do("head-NRB", "extend_item", days=5)
    await do("officer-NRB", "refuse_item")
    await do("chen", "receive_item")
    await do("chen", "withdraw_item")
    await do("chen", "receive_item")
    await do("officer-NRB", "decline_item")
    await do("chen", "receive_items", items=[ITEM])
    await do("officer-NRB", "accept_item")
    await do("officer-NRB", "approve_item")
    await do("officer-NRB", "explain_item")
    await do("shen", "review_item")
    await do("shen", "revoke_item")
    finding = {"number": await found(planter.office.pool, ref, "NRB")}
    await planter.sow("judge_finding", "shen", here | finding, verdict="confirmed")
    for_a_year = {"valid_from": "2026-01-01", "valid_until": "2099-01-01"}
    await planter.sow("mark_credit", "officer-NRB", here, level="bad", document="库应急罚〔2026〕3号", **for_a_year)
    await planter.sow("object_to_credit", "chen", here | {"entry": await _entry(planter, ref, "credit")})
    warning = {"level": "high", "subject": "safety", "valid_until": "2099-01-01"}
    await planter.sow("warn_of_risk", "officer-NRB", here, **warning)
    await planter.sow("withdraw_entry", "officer-NRB", here | {"entry": await _entry(planter, ref, "warning")})
    await do("chen", "close_project")


async def _entry(planter: Planter, ref: str, kind: str) -> str:
    """The entry of a kind about a project."""
    pool = planter.office.pool
    return str(await pool.fetchval("SELECT id FROM joint_entry WHERE ref = $1 AND kind = $2", ref, kind))


async def _opened(planter: Planter) -> str:
    body: dict[str, Any] = {
        "ref": f"2611-150524-04-01-{next(_refs):06d}",
        "name": "库伦镇冷链仓储项目",
        "site": "库伦镇工业园区",
        "project_type": "ent_approval",
        "land_mode": "grant",
        "flags": ["land_allocation_or_separate_site"],
    }
    assert (await planter.sow("open_project", "chen", **body)).status_code == 201
    return str(body["ref"])


async def sow_hotline(planter: Planter, banner: Banner) -> tuple[str, str]:
    """A request to its second closing, one that is sent back and taken back, one that is advised, two that become one."""
    first, code = await _reported(planter, banner)
    mine = {"ref": first}
    await planter.sow("request_accept", DISPATCHER, mine, kind="consultation")
    await planter.sow("request_reclassify", DISPATCHER, mine, kind="agent")
    await planter.sow("request_sign", OWNER, mine)
    await planter.sow("request_comment", OWNER, mine)
    await planter.sow("request_pause", OWNER, mine, reason="third_party", until=LATER)
    await planter.sow("request_resume", OWNER, mine)
    await planter.sow("request_ask_extension", OWNER, mine, hours=1)
    await planter.sow("request_deny_extension", DISPATCHER, mine)
    await planter.sow("request_ask_extension", OWNER, mine, hours=1)
    await planter.sow("request_extend", DISPATCHER, mine)
    await planter.sow("request_park", OWNER, mine, review_at=LATER)
    await planter.sow("request_unpark", OWNER, mine)
    await planter.sow("add_words", "", mine, code=code)
    await planter.sow("request_close", OWNER, mine)
    await planter.sow("request_call", DISPATCHER, mine, outcome="no_answer")
    await planter.sow("answer_request", "", mine, code=code, solved=False, satisfied=1)
    await planter.sow("request_close", OWNER, mine)
    await planter.sow("request_reopen", DISPATCHER, mine)

    second, code = await _reported(planter, banner)
    mine = {"ref": second}
    await planter.sow("request_accept", DISPATCHER, mine, kind="consultation")
    await planter.sow("request_return", OWNER, mine, reason="not_our_duty", proposed="NRB")
    await planter.sow("request_dispatch", DISPATCHER, mine, body="HUB", owner=OWNER)
    await planter.sow("request_escalate", OWNER, mine)
    await planter.sow("withdraw_request", "", mine, code=code)
    await planter.sow("request_deny_withdrawal", DISPATCHER, mine)
    await planter.sow("withdraw_request", "", mine, code=code)
    await planter.sow("request_withdraw", DISPATCHER, mine)

    third, _ = await _reported(planter, banner)
    await planter.sow("request_advise", DISPATCHER, {"ref": third}, road="court")
    fourth, _ = await _reported(planter, banner)
    fifth, _ = await _reported(planter, banner)
    await planter.sow("request_accept", DISPATCHER, {"ref": fifth}, kind="consultation")
    await planter.sow("request_merge", DISPATCHER, {"ref": fourth}, into=fifth)
    demand = await planter.sow("report_off_list_demand", kind="material", department="NRB")
    await written(banner, demand.json()["ref"])
    days = {"from_on": (_NOW - timedelta(days=9)).date().isoformat(), "until_on": LATER[:10]}
    task = await planter.sow("open_joint_task", "leader", topic=TOPIC, lead="HUB", assists=["NRB"], **days)
    assert task.status_code < 400, task.text
    row = {"district": VILLAGE, "topic": TOPIC, "external_no": f"TL-{first}", "outer_due": LATER}
    answer = await planter.sow("import_city", DISPATCHER, rows=[row])
    await written(banner, answer.json()["rows"][0]["ref"])
    return await _reported(planter, banner)


async def _reported(planter: Planter, banner: Banner) -> tuple[str, str]:
    answer = await planter.sow("report_request", district=VILLAGE, topic=TOPIC)
    assert answer.status_code == 201, answer.text
    await written(banner, answer.json()["ref"])
    return answer.json()["ref"], answer.json()["code"]


async def sow_legal(planter: Planter, circle: Circle) -> None:
    """Inquiries, applications for legal aid, visits and a check-up, each by every act that it knows."""
    await _sow_inquiries(planter, circle)
    await _sow_aid(planter, circle)
    ref, _ = await _asked(planter, circle, "ask_visit", group="elderly")
    who = await circle.called(ref)
    await planter.sow("visit_confirm", who, {"ref": ref}, at=LATER)
    await planter.sow("visit_done", who, {"ref": ref}, outcome="advised")
    company = {"company": "库伦旗某某商贸有限公司", "district": VILLAGE}
    answer = await planter.sow("order_checkups", CLERK, person="ann", campaign="spring", companies=[company])
    assert answer.status_code == 201, answer.text
    mine = {"ref": answer.json()[0]["ref"]}
    await circle.until(mine["ref"], lambda row: row["n"] > 0)
    await planter.sow("checkup_find", "ann", mine, severity="high", field="labour")
    await planter.sow("checkup_report", "ann", mine)
    await planter.sow("checkup_follow", "ann", mine, finding=1, result="mended")


async def _sow_inquiries(planter: Planter, circle: Circle) -> None:
    ref, code = await _asked(planter, circle, "ask_inquiry", field="labour")
    mine, who = {"ref": ref}, await circle.called(ref)
    await planter.sow("legal_decline", who, mine, reason="busy")
    await planter.sow("legal_assign", CLERK, mine, person="bo")
    await planter.sow("legal_take", "bo", mine)
    await planter.sow("legal_refer", "bo", mine, reason="other_field")
    await planter.sow("legal_assign", CLERK, mine, person="ann")
    await planter.sow("legal_take", "ann", mine)
    await planter.sow("legal_comment", "ann", mine)
    await planter.sow("legal_move", CLERK, mine, former="ann", person="bo")
    await planter.sow("legal_reply", "bo", mine)
    await planter.sow("legal_rate", "", mine, code=code, helped=True, satisfied=5)
    ref, code = await _asked(planter, circle, "ask_inquiry")
    mine, who = {"ref": ref}, await circle.called(ref)
    await planter.sow("legal_take", who, mine)
    pledge = {"may_check": True, "spoken": True}
    new = {"to": "aid", "kind": "wages", "groups": ["migrant_worker"], "pledge": pledge}
    await planter.sow("legal_become", who, mine, new=new)
    ref, code = await _asked(planter, circle, "ask_inquiry")
    who = await circle.called(ref)
    await planter.sow("legal_take", who, {"ref": ref})
    await planter.sow("legal_become", who, {"ref": ref}, new={"to": "visit", "group": "elderly"})
    ref, code = await _asked(planter, circle, "ask_inquiry")
    await planter.sow("legal_withdraw", "", {"ref": ref}, code=code)


async def _sow_aid(planter: Planter, circle: Circle) -> None:
    pledge = {"may_check": True, "spoken": True}
    aid = {"channel": "counter", "kind": "wages", "groups": ["migrant_worker"], "pledge": pledge}
    ref, code = await _asked(planter, circle, "ask_aid", CLERK, **aid)
    mine = {"ref": ref}
    await planter.sow("aid_ask_papers", CLERK, mine, proofs=["identity"])
    await planter.sow("aid_supply", "", mine, code=code, proofs=["identity"])
    await planter.sow("aid_grant", CLERK, mine)
    await planter.sow("aid_accept", await circle.called(ref), mine)
    for act in ("aid_deny_change", "aid_grant_change"):
        await planter.sow("aid_ask_change", "", mine, code=code)
        await planter.sow(act, CLERK, mine)
    await planter.sow("legal_assign", CLERK, mine, person="ann")
    await planter.sow("aid_accept", "ann", mine)
    await planter.sow("aid_verify", CLERK, mine, yes=True)
    await planter.sow("aid_work", CLERK, mine, kind="meeting")
    await planter.sow("legal_say", "", mine, code=code, kind="thanks")
    await planter.sow("aid_close", CLERK, mine)
    ref, code = await _asked(planter, circle, "ask_aid", CLERK, **aid)
    await planter.sow("aid_refuse", CLERK, {"ref": ref}, ground="not_in_scope")
    await planter.sow("aid_object", "", {"ref": ref}, code=code)
    await planter.sow("aid_decide_objection", DIRECTOR, {"ref": ref}, yes=True)
    ref, code = await _asked(planter, circle, "ask_aid", CLERK, **aid)
    await planter.sow("aid_hurry", CLERK, {"ref": ref}, urgency="evidence")
    await planter.sow("aid_grant", CLERK, {"ref": ref})
    await planter.sow("aid_terminate", CLERK, {"ref": ref}, ground="asked_to_end")


async def _asked(planter: Planter, circle: Circle, what: str, who: str = "", **given: Any) -> tuple[str, str]:
    answer = await planter.sow(what, who, district=VILLAGE, **given)
    assert answer.status_code == 201, answer.text
    await circle.until(answer.json()["ref"], lambda row: row["n"] > 0)
    ref = answer.json()["ref"]
    return ref, await planter.office.pool.fetchval("SELECT code FROM asker WHERE ref = $1", ref)


async def sow_files(planter: Planter, photographed: str, code: str) -> None:
    """A document of a project and a photo of a request, with something personal in their names and in themselves."""
    office, ref = planter.office, await _opened(planter)
    told = {"Query-Code": code}
    for operation, path, who, material in (
        ("begin_upload", f"/api/v1/projects/{ref}/uploads", office.bearing("chen"), {"material": "boundary_survey"}),
        ("begin_photo", f"/api/v1/requests/{photographed}/photos", told, {}),
    ):
        inside = mark("text").removesuffix(MARKUP).encode()
        content = picture("JPEG") if operation == "begin_photo" else PDF[:9] + inside + PDF[9:]
        body = {
            "name": f"{mark('name').removesuffix(MARKUP)}.{'jpg' if told is who else 'pdf'}",
            "size": len(content),
            **material,
        }
        body["sha256"] = hashlib.sha256(content).hexdigest()
        begun = await office.web.post(path, json=body, headers=who)
        planter.planted(operation, body, begun)
        assert begun.status_code == 201, begun.text
        href, kind = begun.json()["href"], {"Upload-Offset": "0", "Content-Type": BYTES}
        sent = await office.web.patch(href, content=content, headers=who | kind)
        finished = await office.web.post(f"{href}/finish", headers=who)
        assert (sent.status_code, finished.status_code) == (204, 200), finished.text


async def sow_history(planter: Planter) -> None:
    """An old request that is taken over, with who handed it in."""
    line = {
        "no": "OLD-1", "source": "hotline", "state": "archived", "kind": "consultation", "topic": TOPIC,
        "district": VILLAGE, "reported_at": "2025-03-03T10:00:00+08:00", "closed_at": "2025-03-04T10:00:00+08:00",
        "outcome": "solved", **{name: mark(name) for name in ("text", "address", "name", "phone", "mail")},
    }  # fmt: skip
    headers = planter.office.bearing("root") | {"Content-Type": "application/x-ndjson"}
    content = json.dumps(line, ensure_ascii=False).encode()
    answer = await planter.office.web.post("/api/v1/requests/history", content=content, headers=headers)
    assert answer.json() == {"new": 1, "known": 0}, answer.text


async def sow_texts(planter: Planter) -> None:
    """What Twilio brings: a text from somebody's number, and what it says of a message of ours."""
    office = planter.office
    account = {"twilio_account_sid": "AC" + "2" * 32, "twilio_auth_token": "12345"}
    settings = Settings(task_queue=office.task_queue, public_base_url="https://office", **account)
    app = make_app(pool=office.pool, client=office.client, settings=settings)
    forms = {
        "/hooks/twilio/inbound": {"MessageSid": "SM9", "From": f"+86{mark('phone')}", "Body": mark("text")},
        "/hooks/twilio/status": {"MessageSid": "SM1", "MessageStatus": "delivered", "To": f"+86{mark('phone')}"},
        "/hooks/twilio/voice": {"CallSid": "CA1", "Digits": "1", "To": f"+86{mark('phone')}"},
    }
    async with AsyncClient(transport=ASGITransport(app=app), base_url="https://office") as web:
        for path, form in forms.items():
            signed = f"https://office{path}" + "".join(f"{name}{form[name]}" for name in sorted(form))
            signature = base64.b64encode(hmac.digest(b"12345", signed.encode(), "sha1")).decode()
            answer = await web.post(path, data=form, headers={"X-Twilio-Signature": signature})
            planter.answers.append(answer.text)
            assert answer.status_code in (200, 204), answer.text


async def sow_programme(planter: Planter, hall: Hall) -> None:
    """A programme with subscribers, a session that was held, and what was done and is counted."""
    hall.starts_at = from_now(timedelta(hours=5))
    await hall.made()
    here = {"programme": hall.name}
    await planter.sow("subscribe", "", here)
    await hall.noted()
    await planter.office.pool.execute("UPDATE programme_session SET starts_at = starts_at - interval '7 days'")
    began = (hall.starts_at - timedelta(days=7)).isoformat()
    await planter.sow("record_session", CLERK, here, starts_at=began, held=True, audience=30)
    done = {"kind": "leaflet", "on_day": (_NOW - timedelta(days=2)).date().isoformat(), "place": "centre"}
    answer = await planter.sow("add_activity", CLERK, count=3, person="ann", **done)
    assert answer.status_code == 201, answer.text
    await planter.sow("take_back_activity", CLERK, {"activity": answer.json()["id"]})
