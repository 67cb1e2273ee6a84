"""How uploads, documents, needs and demands look to those who may see them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.documents.words import words_of_demand, words_of_need
from domain.documents.rules import Limits
from domain.needs import Handed, Need, Origin, Presence, how_old
from store.demands import Demand
from store.documents import Document
from store.uploads import Upload


class UploadView(BaseModel):
    """How far a file has come: go on at `offset`, with pieces of at most `piece_bytes` and, but for the last, at least `piece_least`."""

    id: str
    href: str = Field(description="Where pieces go (PATCH) and where this is read again (GET).")
    size: int
    offset: int
    piece_bytes: int
    piece_least: int
    expires_at: datetime
    document: str | None = Field(description="What it became, once it is finished.")


class DocumentView(BaseModel):
    """One version of a document."""

    id: str
    href: str
    material: str
    version: int
    name: str
    kind: str
    size: int
    sha256: str
    presence: Presence = Field(description="`there`, or `outdated`: a newer version is there, or its last day is over.")
    issued_on: date | None
    valid_until: date | None
    handed_in_by: str
    handed_in_at: datetime
    is_picture: bool = Field(
        description="Then what is given is a copy without what the camera wrote into it; the original is at `href`/original."
    )


class NeedView(BaseModel):
    """One thing that an item needs, and how it stands."""

    id: str = Field(description="A material, or the item whose result it is.")
    origin: Origin
    presence: Presence
    name_zh: str
    name_en: str
    basis: str = Field(description="Where it is written.")
    version: int | None
    valid_until: date | None
    words: dict[str, str] = Field(
        description="How it stands and why, for people.", examples=[{"zh": "尚未提交", "en": "not handed in yet"}]
    )


class ItemNeeds(BaseModel):
    """An item of a project with everything that it needs."""

    item: str
    name_zh: str
    name_en: str
    department: str
    needs: list[NeedView]


class DemandView(BaseModel):
    """One thing that a department asked the project side for; `refused` is the code when it may not."""

    ref: str
    item: str
    department: str
    material: str = Field(description="By the catalogue's name; empty for words that named nothing, which are refused.")
    defect: str = Field(description="What is wrong with what is there; empty when it is missing.")
    words: dict[str, str] = Field(
        description="The same for people.", examples=[{"zh": "缺少签字或盖章", "en": "not signed or sealed"}]
    )
    refused: str
    asked_by: str
    asked_at: datetime
    command: str


def upload_view(upload: Upload, limits: Limits, *, under: str) -> UploadView:
    """An upload whose address begins with `under`."""
    return UploadView(
        id=upload.id,
        href=f"{under}/{upload.id}",
        size=upload.size,
        offset=upload.received,
        piece_bytes=limits.piece_bytes,
        piece_least=limits.piece_least,
        expires_at=upload.expires_at,
        document=upload.document,
    )


def document_view(document: Document, newest: Document, today: date, *, under: str) -> DocumentView:
    """A version of a document, beside the newest one of it, whose address begins with `under`."""
    return DocumentView(
        id=document.id,
        href=f"{under}/{document.id}",
        material=document.material,
        version=document.version,
        name=document.name,
        kind=document.kind,
        size=document.size,
        sha256=document.digest.hex(),
        presence=how_old(_handed(document), _handed(newest), today),
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        handed_in_by=document.handed_in_by,
        handed_in_at=document.handed_in_at,
        is_picture=document.copy is not None,
    )


def need_view(need: Need) -> NeedView:
    """A need, with words for people."""
    return NeedView(
        id=need.id,
        origin=need.origin,
        presence=need.presence,
        name_zh=need.name_zh,
        name_en=need.name_en,
        basis=need.basis,
        version=need.version,
        valid_until=need.valid_until,
        words=words_of_need(need),
    )


def demand_view(demand: Demand) -> DemandView:
    """A demand, with words for people."""
    return DemandView(
        ref=demand.ref,
        item=demand.item,
        department=demand.department,
        material=demand.material,
        defect=demand.defect,
        words=words_of_demand(demand.defect),
        refused=demand.refused,
        asked_by=demand.asked_by,
        asked_at=demand.asked_at,
        command=demand.command,
    )


def _handed(document: Document) -> Handed:
    return Handed(document.version, document.valid_until)
