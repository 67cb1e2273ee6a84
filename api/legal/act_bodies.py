"""What those who work on cases of the legal circle hand in: one small body for each act, and which fields of the command it fills."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.bodies import Body, Id, Instant, PersonId, Text, Yes
from api.hotline.report_bodies import Code, Line, Satisfied, Words
from api.legal.bodies import MOST_PROOFS, AidFields, Proofs

LEGAL_PATTERN = r"^[LAVC][0-9]{8}-[0-9]{6,9}$"
LegalRef = Annotated[str, StringConstraints(pattern=LEGAL_PATTERN)]

_WHY = Field(description="Free text, at most 2,000 characters; it stays in the database.", examples=["已电话说明。"])
_WORDS = Field(default=None, description="Free text, at most 2,000 characters.", examples=["已电话说明。"])
_DONE_AT = Field(default=None, description="When it was, if not now; with an offset, not in the future.")


class LegalBody(Body):
    """What every act on a case of the legal circle may say."""

    texts: ClassVar[tuple[str, ...]] = ("text",)
    sends: ClassVar[dict[str, str]] = {}

    def fields(self) -> dict[str, Any]:
        """The fields of the command that this body fills, by their names there; what was not said is left at its default."""
        values = {name: getattr(self, mine) for name, mine in self.sends.items()}
        return {name: value for name, value in values.items() if value is not None}


class Take(LegalBody):
    """A named person takes it over; until then nobody has it."""

    text: Text | None = _WORDS


class Reply(LegalBody):
    """The question is answered; who answers what nobody has takes it over with that."""

    text: Text = _WHY


class Refer(LegalBody):
    """It is handed on. Until somebody accepts nobody has it, and its first clock runs on."""

    sends: ClassVar[dict[str, str]] = {"reason": "reason", "person": "person", "field": "field"}

    reason: Id = Field(description="A reason to decline of the rules.", examples=["other_field"])
    person: PersonId | None = Field(default=None, description="Who is called; whoever is on duty, if absent.")
    field: Id | None = Field(default=None, description="The field of law that it is of, if not the one before.")
    text: Text | None = _WORDS


class AssignTo(LegalBody):
    """A named person is called, or offered the case, at once."""

    sends: ClassVar[dict[str, str]] = {"person": "person"}

    person: PersonId = Field(
        description="A person of the pool; for an inquiry also of the desk.", examples=["lawyer-03"]
    )
    text: Text | None = _WORDS


class DeclineCall(LegalBody):
    """A person who was called, or offered the case, declines with a reason; the next one is called."""

    sends: ClassVar[dict[str, str]] = {"reason": "reason"}

    reason: Id = Field(description="A reason to decline of the rules.", examples=["conflict"])
    text: Text | None = _WORDS


class CommentLegal(LegalBody):
    """A comment; no clock moves by it."""

    text: Text = _WHY


class AskPapers(LegalBody):
    """All that is missing is told, once; the clocks stand until it comes."""

    sends: ClassVar[dict[str, str]] = {"proofs": "proofs"}

    proofs: list[Id] = Field(min_length=1, max_length=MOST_PROOFS, description="Papers of the rules.")
    text: Text | None = _WORDS

    def fields(self) -> dict[str, Any]:
        """The papers, each once."""
        return {"proofs": tuple(dict.fromkeys(self.proofs))}


class Grant(LegalBody):
    """Legal aid is granted; a lawyer is sought, if there is none yet."""

    text: Text | None = _WORDS


class RefuseAid(LegalBody):
    """Legal aid is refused: in writing, with the ground and the reasons (法律援助法 art. 43)."""

    sends: ClassVar[dict[str, str]] = {"reason": "ground"}

    ground: Id = Field(description="A ground of refusal of the rules.", examples=["not_in_scope"])
    text: Text = _WHY


class Hurry(LegalBody):
    """It is urgent: a lawyer first, papers later (art. 44)."""

    sends: ClassVar[dict[str, str]] = {"reason": "urgency"}

    urgency: Id = Field(description="An urgency of the rules.", examples=["evidence"])
    text: Text | None = _WORDS


class AcceptOffer(LegalBody):
    """The lawyer who was asked last takes the case."""

    text: Text | None = _WORDS


class GrantChange(LegalBody):
    """Another lawyer is sought (art. 55)."""

    text: Text | None = _WORDS


class DenyChange(LegalBody):
    """The lawyer stays."""

    text: Text = _WHY


class VerifyPledge(LegalBody):
    """The pledge was checked; a false one ends the aid."""

    sends: ClassVar[dict[str, str]] = {"yes": "yes"}

    yes: Yes = Field(description="Was it true?")
    text: Text = _WHY


class Work(LegalBody):
    """What was done on the case, and when."""

    sends: ClassVar[dict[str, str]] = {"kind": "kind", "at": "at"}

    kind: Id = Field(description="A kind of work of the rules.", examples=["meeting"])
    text: Text = _WHY
    at: Instant | None = _DONE_AT


class CloseAid(LegalBody):
    """The closing report; the applicant is asked how satisfied they are."""

    text: Text = _WHY


class Terminate(LegalBody):
    """Legal aid ends before its time (art. 48)."""

    sends: ClassVar[dict[str, str]] = {"reason": "ground"}

    ground: Id = Field(description="A ground of termination of the rules.", examples=["asked_to_end"])
    text: Text = _WHY


class DecideObjection(LegalBody):
    """The director decides the objection (art. 49): upheld, or not."""

    sends: ClassVar[dict[str, str]] = {"yes": "yes"}

    yes: Yes = Field(description="Is it upheld?")
    text: Text = _WHY


class ConfirmVisit(LegalBody):
    """A person says when they will come; whoever has confirmed may name another time."""

    sends: ClassVar[dict[str, str]] = {"at": "at"}

    at: Instant = Field(description="When, with an offset.", examples=["2026-11-26T09:30:00+08:00"])
    text: Text | None = _WORDS


class Visited(LegalBody):
    """What the visit came to."""

    sends: ClassVar[dict[str, str]] = {"outcome": "outcome", "at": "at"}

    outcome: Id = Field(description="An outcome of the rules.", examples=["advised"])
    text: Text = _WHY
    at: Instant | None = _DONE_AT


class AskersBody(LegalBody):
    """What an asker says, with the query code; the desk may enter it for them without."""

    code: Code | None = Field(default=None, description="The query code; the desk leaves it out.", examples=["K7M2QX"])


class WithdrawLegal(AskersBody):
    """The asker takes it back."""

    text: Words | None = _WORDS


class SupplyPapers(AskersBody):
    """What was missing is handed in: the papers that are named, or all. Once nothing is missing the clocks run on."""

    proofs: Proofs = Field(
        default_factory=list, description="Which of the missing papers; all, if empty.", examples=[["identity"]]
    )
    text: Words | None = Field(
        default=None, description="In words, at most 2,000 characters.", examples=["已补交身份证复印件。"]
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.proofs or self.text):
            raise ValueError("Say which papers are handed in, by `proofs` or in words.")
        return self

    def fields(self) -> dict[str, Any]:
        """The papers, each once."""
        return {"proofs": tuple(dict.fromkeys(self.proofs))} if self.proofs else {}


class AskChange(AskersBody):
    """Another lawyer is asked for; the desk decides."""

    text: Words = _WHY


class ObjectTo(AskersBody):
    """A refusal or termination is objected to, once; the director decides within five days (art. 49)."""

    text: Words = _WHY


class Rate(LegalBody):
    """Did it help, and how satisfied is the asker? For an inquiry `helped` is asked, after legal aid `satisfied`."""

    sends: ClassVar[dict[str, str]] = {"yes": "helped", "satisfied": "satisfied"}

    code: Code = Field(description="The query code: nobody rates for somebody else.", examples=["K7M2QX"])
    helped: Yes | None = Field(default=None, description="Did it help?")
    satisfied: Satisfied | None = Field(default=None, description="1 is very dissatisfied, 5 very satisfied.")
    text: Words | None = _WORDS


class Say(LegalBody):
    """Thanks or a complaint; a complaint goes to the director."""

    sends: ClassVar[dict[str, str]] = {"kind": "kind"}

    code: Code = Field(description="The query code.", examples=["K7M2QX"])
    kind: Literal["thanks", "complaint"]
    text: Words = _WHY


class BecomeAid(AidFields):
    """The inquiry goes on as an application for legal aid: what the inquiry says already is not said again."""

    to: Literal["aid"]


class BecomeVisit(BaseModel):
    """The inquiry goes on as a home visit."""

    model_config = ConfigDict(extra="forbid")

    to: Literal["visit"]
    group: Id = Field(description="A group of the rules that may ask for a visit.", examples=["elderly"])
    address: Line = Field(description="Where, at most 200 characters.")


class BecomeRequest(BaseModel):
    """The inquiry goes on as a request of the hotline."""

    model_config = ConfigDict(extra="forbid")

    to: Literal["hotline"]
    topic: Id | None = Field(default=None, description="A topic of the hotline's rules.", examples=["wages"])
    district: Id | None = Field(default=None, description="The village or town, if the inquiry does not say it.")


class Become(LegalBody):
    """An inquiry goes on as another case, with its words and its asker; nobody has to say anything twice."""

    new: BecomeAid | BecomeVisit | BecomeRequest = Field(discriminator="to")
    text: Text | None = _WORDS
