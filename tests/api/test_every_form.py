"""What people type into a form comes back as they typed it when the form has a fault, and is kept so when it has none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from banner import DISPATCHER, TOPIC, VILLAGE, Banner
from circle import CLERK, Circle
from citizens import with_numbers_of_its_own
from hall import Hall, from_now
from signing import WEN, Doors
from sowing import sow_hotline, sow_legal, sow_programme, sow_project
from typist import ROUTES, Typist

FORMS = {name for name, route in ROUTES.items() if "POST" in route.methods and not route.include_in_schema}
FORMS -= {name for name in FORMS if name.startswith("twilio_")}  # carriers fill these in
# Where forms stand at any time, and who looks at them.
PAGES = [
    *(
        ("", page)
        for page in (
            "/report",
            "/report/demand",
            "/r",
            "/a",
            "/legal/ask",
            "/legal/aid",
            "/legal/visit",
            "/legal/places",
        )
    ),
    *(("", page) for page in ("/login", "/invitation")),
    *((CLERK, f"/work/station/{what}") for what in ("ask", "aid", "visit")),
    *((CLERK, f"/work/legal/{what}") for what in ("activities", "checkups", "programmes")),
    (DISPATCHER, "/work/calls"),
    *(("root", f"/admin/{what}") for what in ("rosters", "versions?kind=hotline", "erasures")),
    ("head-HUB", "/admin/work/officer-HUB"),
    ("officer-NRB", "/work/items"),
    ("root", "/outbox"),
    ("shen", "/work/exclusions"),
]
PERSONAL = ("/admin/people", "/admin/people/chen", "/admin/erasures", "/account")
# The forms that are filled in before there is a case, and what they leave to be chosen.
BEGINNINGS = {
    "/report": ("report_request", {"district": VILLAGE, "topic": TOPIC}),
    "/report/demand": ("report_off_list_demand", {"kind": "material", "department": "NRB"}),
    "/legal/ask": ("ask_inquiry", {}),
    "/legal/visit": ("ask_visit", {"group": "elderly"}),
}
# Codes, passwords and account names: what lets somebody in is not shown again.
CODES = {"request_page", "acknowledge", "login_on_page", "factor_on_page"}
# Nothing is typed there but codes and passwords: there are buttons, ticks, choices, days and files only.
WITHOUT_TEXT = {
    *("accept_many_on_page", "assign_item_on_page", "confirm_erasure_on_page", "confirm_on_page"),
    "decide_exclusion_on_page",
    *("end_absence_on_page", "end_duty_on_page", "end_session_on_page", "end_token_on_page", "language_on_page"),
    *("legal_near_on_page", "link_on_page", "logout_on_page", "own_hand_in_on_page", "own_receive_on_page"),
    *("password_on_page", "pause_programme_on_page", "photos_of_case_on_page", "photos_on_page", "propose_on_page"),
    *("prove_outside", "publish_file_on_page", "receipt_page", "receive_many_on_page", "resume_programme_on_page"),
    *("settle_on_page", "unlink_on_page", "unskip_session_on_page"),
    *("work_aid_accept_on_page", "work_legal_take_on_page"),
}


@pytest.fixture
async def typist(hasty):
    """An office in which everything was sown by the forms of its pages."""
    banner = await with_numbers_of_its_own(await Banner.staffed(hasty))
    circle = await Circle.staffed(hasty)
    hall = Hall(hasty, f"hall-{hasty.task_queue}", from_now(timedelta(days=3)))
    typist = Typist(hasty)
    await sow_project(typist)
    await sow_hotline(typist, banner)
    await sow_legal(typist, circle)
    await sow_programme(typist, hall)
    await _sow_a_breach(typist)
    ref = await hasty.pool.fetchval("SELECT ref FROM project ORDER BY ref LIMIT 1")
    await typist.try_page(f"/work/joint/{ref}", DISPATCHER)
    for page, (operation, given) in BEGINNINGS.items():
        await typist.fill_in((await typist.try_page(page))[0], operation, "", given)
    listed = [(CLERK, f"/work/legal/programmes/{hall.name}"), ("", f"/legal/programmes/{hall.name}")]
    for who, address in (*PAGES, *listed):
        await typist.try_page(address, who)
    doors = Doors(hasty.app, hasty.pool)
    async with doors.browser() as browser:
        await doors.entered(browser, WEN)
        for address in PERSONAL:
            await typist.try_page(address, web=browser.web)
    yield typist
    await hall.handle.delete()


async def test_a_text_of_any_kind_comes_through_every_form_as_it_was_typed(typist):
    """A text is trimmed and its line ends are LF, as api/filling.py says; nothing else of it is touched."""
    kept = await _kept(typist.office.pool)

    assert FORMS - {route for route, _ in typist.seen} == WITHOUT_TEXT, "show these: PAGES, or tests/support/typist.py"
    assert [one for one in typist.lost if one[0] not in CODES] == []
    assert {route for route, *_ in typist.lost} == CODES, "these need no excuse"
    assert {place for place, text in typist.typed.items() if text not in kept} == set()
    assert len(typist.typed) > 60


async def _sow_a_breach(typist) -> None:
    """A silence that is revoked and explained."""
    office, item = typist.office, "PR-05"
    here = {"ref": await office.open(), "item": item}
    await office.do("chen", here["ref"], item, "receive")
    await office.do("officer-DRC", here["ref"], item, "accept")
    await office.until(here["ref"], lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))
    await typist.sow("revoke_item", "shen", here)
    await typist.sow("explain_item", "officer-DRC", here)


async def _kept(pool) -> set[str]:
    """Every text that stands anywhere in the database."""
    tables = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    rows = [row for (name,) in tables for (row,) in await pool.fetch(f"SELECT to_jsonb(t) FROM {name} AS t")]  # noqa: S608
    kept: set[str] = set()
    while rows:
        match rows.pop():
            case dict(inner):
                rows += inner.values()
            case list(inner):
                rows += inner
            case str(text):
                kept.add(text)
    return kept
