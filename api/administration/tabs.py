"""What the pages of administration have in common: the tabs between them, each for those who may open it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import HTMLResponse

from api.access import ACCESS
from api.desk import actor_of
from api.filling import TOLD
from api.forms import Form
from api.navigation import Room
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.refusals import Refusal
from domain.roles import RULES, Actor

NO_STORE = {"Cache-Control": "no-store"}
TABS = (
    Room("admin_page", "/admin", N_("运行状况")),
    Room("people_page", "/admin/people", N_("账号")),
    Room("rosters_page", "/admin/rosters", N_("值班与缺勤")),
    Room("outbox_page", "/outbox", N_("消息")),
    Room("incoming_page", "/admin/incoming", N_("来信")),
    Room("versions_page", "/admin/versions", N_("规则版本")),
    Room("bodies_page", "/admin/organisation", N_("机构")),
    Room("wording_page", "/admin/templates", N_("消息文本")),
    Room("erasures_page", "/admin/erasures", N_("到期删除")),
    Room("security_page", "/admin/record", N_("账号记录")),
)


def tabs_for(actor: Actor) -> list[Room]:
    """The tabs that somebody may open; none where there is only one."""
    tabs = [tab for tab in TABS if actor.role in RULES[ACCESS[tab.route]]]
    return tabs if len(tabs) > 1 else []


def tried(form: Form | None, faults: dict[str, str] | None, refusal: Refusal | None, told: str) -> dict[str, object]:
    """What was typed in a form and what came of it, as the templates of administration show it."""
    return {
        "form": form or Form([]),
        "faults": faults or {},
        "refused": sentence_of(refusal) if refusal else "",
        "told": TOLD.get(told),
    }


def admin_page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    there: str,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    """A page of administration at `there`, which no cache keeps; with a refusal it has the refusal's status."""
    shown = {"tabs": tabs_for(actor_of(request)), "tab": there, **values}
    return page(request, template, shown, status=refusal.status if refusal else status, headers=NO_STORE, there=there)
