"""The forms on the page of a case: how each is read into the body that the JSON route takes, and what is told when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.forms import Form
from api.legal.act_bodies import LegalBody
from api.legal.deeds import ASKERS_DEEDS, LegalDeed
from domain.roles import Act

_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class AskerForm:
    """A form: how its fields become those of the body, and the key of what is told (`tracking_words.TOLD`)."""

    read: Callable[[Form], dict[str, Any]]
    told: str


def body_of(deed: LegalDeed, form: Form) -> LegalBody:
    """What was filled in, as the body of the act.

    Raises:
        ValueError: it is not whole, or nothing that can be kept.
    """
    said = {"code": form.get("code", ""), **ASKER_FORMS[deed.act].read(form)}
    if text := typed(form):
        said |= {"text": text}
    return deed.body.model_validate(said)


def typed(form: Form) -> str:
    """The words that were typed, with the line ends that a text has here."""
    return form.get("text", "").replace("\r\n", "\n").strip()


def _rating(form: Form) -> dict[str, Any]:
    helped, satisfied = form.get("helped", ""), form.get("satisfied", "")
    if not (helped or satisfied):
        raise ValueError("Nothing was chosen.")
    said: dict[str, Any] = {"helped": _YES_NO.get(helped, helped)} if helped else {}
    return said | ({"satisfied": int(satisfied)} if satisfied else {})


def _papers(form: Form) -> dict[str, Any]:
    papers = form.getlist("proofs")
    if not papers:
        raise ValueError("Nothing was ticked.")
    return {"proofs": papers}


def _kind(form: Form) -> dict[str, Any]:
    return {"kind": form.get("kind", "")}


def _sure(form: Form) -> dict[str, Any]:
    if form.get("sure") != "yes":
        raise ValueError("To withdraw is confirmed.")
    return {}


def _words_only(_form: Form) -> dict[str, Any]:
    return {}


ASKER_FORMS: dict[Act, AskerForm] = {
    Act.LEGAL_RATE: AskerForm(_rating, "rated"),
    Act.AID_SUPPLY: AskerForm(_papers, "supplied"),
    Act.AID_OBJECT: AskerForm(_words_only, "objected"),
    Act.AID_ASK_CHANGE: AskerForm(_words_only, "change_asked"),
    Act.LEGAL_SAY: AskerForm(_kind, "said"),
    Act.LEGAL_WITHDRAW: AskerForm(_sure, "withdrawn"),
}
PATHS: dict[Act, str] = {deed.act: deed.path for deed in ASKERS_DEEDS}
