"""What somebody asks of the legal circle, as a counter took it in, whichever service it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.commands import short_hash
from api.legal.bodies import AidFields, ApplyForAid, Asking, AskVisit, Inquire, PledgeTold
from domain.legal.record import Service
from domain.roles import Actor, Role

WEB = ("web", "mini_program")  # by which visitors come
ON_DUTY = {  # who may enter what somebody else asks, and by which way people come to them as a rule
    Role.CLERK: "counter",
    Role.DIRECTOR: "counter",
    Role.LAWYER: "counter",
    Role.HELPER: "counter",
    Role.OFFICER: "counter",
    Role.HEAD: "counter",
    Role.DISPATCHER: "hotline",
    Role.LEADER: "hotline",
    Role.GRID_MEMBER: "chat",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: its words, who asks, who enters it, and what makes it unique.

    `key` names who handed it in and their own key; another `print` under the same key is something else. `groups` are
    those to which whoever asks belongs. For what came from another case `from_ref` is its number, `first_at` when its asker first came,
    and `code` the query code that they have already. `where` is the place of its fields in what was handed in.
    """

    service: Service
    key: str
    print: str
    actor: Actor
    received_at: datetime
    text: str
    channel: str
    language: str = "zh"
    district: str = ""
    address: str = ""
    field: str = ""
    kind: str = ""
    groups: tuple[str, ...] = ()
    other_side: str = ""
    name: str = ""
    phone: str | None = None
    mail: str | None = None
    bars: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    limit_on: date | None = None
    pledge: PledgeTold | None = None
    from_ref: str = ""
    first_at: datetime | None = None
    code: str = ""
    where: str = "body"

    @property
    def can_be_told(self) -> bool:
        """Can a message reach whoever asks?"""
        return bool(self.phone or self.mail)


def asked_of(body: Asking, *, actor: Actor, at: datetime, key: str) -> Asked:
    """What a body asks for; the same again under the same key is the same."""
    service, more = _read(body)
    return Asked(
        service=service,
        key=short_hash("asked", actor.id, key),
        print=short_hash("asked", service, body.model_dump_json()),
        actor=actor,
        received_at=at,
        text=body.text,
        channel=body.channel or ON_DUTY.get(actor.role, WEB[0]),
        language=body.language,
        district=body.district or "",
        name=body.name or "",
        phone=body.phone,
        mail=body.mail,
        **more,
    )


def aid_fields(body: AidFields) -> dict[str, Any]:
    """What an application says beside its text and who applies."""
    return {
        "kind": body.kind,
        "groups": tuple(dict.fromkeys(body.groups)),
        "field": body.field or "",
        "limit_on": body.limit_on,
        "other_side": body.other_side or "",
        "bars": tuple(dict.fromkeys(body.bars or ())),
        "pledge": body.pledge,
        "proofs": tuple(dict.fromkeys(body.proofs)),
    }


def _read(body: Asking) -> tuple[Service, dict[str, Any]]:
    """The service that a body is for, and what only that asks."""
    match body:
        case Inquire():
            return Service.INQUIRY, {"field": body.field or ""}
        case ApplyForAid():
            return Service.AID, aid_fields(body)
        case AskVisit():
            return Service.VISIT, {"groups": (body.group,), "address": body.address}
    raise TypeError(type(body))
