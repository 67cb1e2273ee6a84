"""What those who work on requests hand in: one small body for each act, and which fields of the command it fills."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from api.bodies import Body, Id, Instant, Label, PersonId, Text

REQUEST_PATTERN = r"^H[0-9]{8}-[0-9]{6,9}$"
MOST_HOURS = 24 * 60
MOST_ASSISTS = 10

RequestRef = Annotated[str, StringConstraints(pattern=REQUEST_PATTERN)]
Satisfied = Annotated[int, Field(strict=True, ge=1, le=5)]
Hours = Annotated[int, Field(strict=True, ge=1, le=MOST_HOURS)]

_WHY = Field(description="Free text, at most 2,000 characters; it stays in the database.", examples=["需现场核实。"])
_WORDS = Field(default=None, description="Free text, at most 2,000 characters.", examples=["已电话说明。"])
_EVIDENCE = Field(default=None, description="At most 200 characters: an id or a digest.", examples=["sha256:9f2c…"])


class RequestBody(Body):
    """What every act on a request may say."""

    texts: ClassVar[tuple[str, ...]] = ("remarks",)
    sends: ClassVar[dict[str, str]] = {}

    def fields(self) -> dict[str, Any]:
        """The fields of the command that this body fills, by their names there."""
        return {name: getattr(self, mine) for name, mine in self.sends.items()}


class Placed(RequestBody):
    """Who shall hold a request: a body and a named person, or what it is about, so that they are found."""

    topic: Id | None = Field(
        default=None, description="What it is about, if not what was handed in.", examples=["road"]
    )
    body: Id | None = Field(default=None, description="The body; by the duty list if absent.", examples=["NRB"])
    owner: PersonId | None = Field(default=None, description="The person; by the roster if absent.", examples=["p-204"])
    assists: list[Id] | None = Field(
        default=None,
        max_length=MOST_ASSISTS,
        description="Bodies that help. If absent, those that help already; before a body has it, or with another topic, those of the duty list. A joint task has at least one.",
    )
    guide: PersonId | None = Field(default=None, description="A grid member who goes along, as guide or interpreter.")
    remarks: Text | None = _WORDS


class AcceptRequest(Placed):
    """The request is classified, and has a body and a named person: the 15 minutes end, the citizen's clock runs."""

    sends: ClassVar[dict[str, str]] = {"kind": "kind"}

    kind: Id = Field(description="A kind of the hotline's rules.", examples=["consultation"])


class DispatchRequest(Placed):
    """The request goes to another body: because it came back, or because the centre decides so."""


class SignRequest(RequestBody):
    """The named person, or somebody of the body, has taken notice of it."""

    remarks: Text | None = _WORDS


class Reclassify(RequestBody):
    """The request is of another kind; what has elapsed and what was paused stays."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    sends: ClassVar[dict[str, str]] = {"kind": "kind"}

    kind: Id = Field(description="A kind of the hotline's rules.", examples=["service"])
    reason: Text = _WHY


class PauseRequest(RequestBody):
    """The clock stands, for a reason of the closed list and with a document that shows it."""

    texts: ClassVar[tuple[str, ...]] = ("document", "remarks")
    sends: ClassVar[dict[str, str]] = {"reason": "reason", "until": "until"}

    reason: Id = Field(description="A pause reason of the hotline's rules.", examples=["citizen_away"])
    until: Instant = Field(description="The planned end, with an offset.", examples=["2026-12-05T17:30:00+08:00"])
    document: Label = Field(description="What shows it; at most 200 characters.", examples=["现场照片 12 号"])
    remarks: Text | None = _WORDS


class ResumeRequest(RequestBody):
    """The clock runs again."""

    remarks: Text | None = _WORDS


class AskExtension(RequestBody):
    """More time is asked for, once and before the term ends; the centre decides."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    sends: ClassVar[dict[str, str]] = {"hours": "hours"}

    hours: Hours = Field(description="How many hours more.", examples=[24])
    reason: Text = _WHY


class ExtendRequest(RequestBody):
    """The extension that was asked for is granted."""

    remarks: Text | None = _WORDS


class DenyExtension(RequestBody):
    """The extension that was asked for is not granted."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)

    reason: Text = _WHY


class ParkRequest(RequestBody):
    """The request is parked (挂账) with a date of review; its clock runs on."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    sends: ClassVar[dict[str, str]] = {"until": "review_at"}

    review_at: Instant = Field(description="When it is looked at again.", examples=["2027-03-01T09:00:00+08:00"])
    reason: Text = _WHY


class UnparkRequest(RequestBody):
    """The request is parked no longer."""

    remarks: Text | None = _WORDS


class ReturnRequest(RequestBody):
    """The request is sent back (退单): with a reason of the list, and the body that has the duty."""

    texts: ClassVar[tuple[str, ...]] = ("proposed", "text")
    sends: ClassVar[dict[str, str]] = {"reason": "reason"}

    reason: Id = Field(description="A return reason of the hotline's rules.", examples=["not_our_duty"])
    proposed: Id = Field(description="The body that has the duty.", examples=["HUB"])
    text: Text = _WHY


class EscalateRequest(RequestBody):
    """The request is handed to the level above, where somebody on duty is found."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)

    reason: Text = _WHY


class CommentRequest(RequestBody):
    """A comment; no clock moves by it."""

    texts: ClassVar[tuple[str, ...]] = ("text",)

    text: Text = _WHY


class CloseRequest(RequestBody):
    """What was done, with the evidence that the kind demands; the citizen is asked next."""

    texts: ClassVar[tuple[str, ...]] = ("text", "photo", "place", "time", "document")

    text: Text = Field(description="What was done; at most 2,000 characters.", examples=["路灯已修复。"])
    photo: Label | None = _EVIDENCE
    place: Label | None = Field(default=None, description="Where it was done.", examples=["库伦镇 12 号路灯"])
    time: Instant | None = Field(default=None, description="When it was done, with an offset.")
    document: Label | None = _EVIDENCE

    def said(self) -> dict[str, str]:
        """The evidence that was filled in, the time as text."""
        values = super().said()
        return values | ({"time": self.time.isoformat()} if self.time else {})


class AdviseRequest(RequestBody):
    """The matter is for another road (police, court …): the citizen is told which, and it is closed with that reason."""

    sends: ClassVar[dict[str, str]] = {"reason": "road"}

    road: Id = Field(description="A road of the hotline's rules.", examples=["court"])
    remarks: Text | None = _WORDS


class CallRequest(RequestBody):
    """A citizen was called about a closed request, and this came of it."""

    outcome: Literal["solved", "unsolved", "not_reached", "refused", "no_answer"] = Field(
        description="`solved` and `unsolved` are an answer, the others an attempt."
    )
    satisfied: Satisfied | None = Field(default=None, description="1 very dissatisfied to 5 very satisfied.")
    complainant: PersonId | None = Field(default=None, description="Who was called, where there are several.")
    remarks: Text | None = _WORDS

    @model_validator(mode="after")
    def _is_whole(self) -> CallRequest:
        if self.satisfied is not None and not self.is_answer:
            raise ValueError("`satisfied` goes with `solved` and `unsolved` only.")
        return self

    @property
    def is_answer(self) -> bool:
        """Did the citizen say whether it is solved?"""
        return self.outcome in ("solved", "unsolved")

    def fields(self) -> dict[str, Any]:
        """The outcome, and the answer if there is one."""
        solved = self.outcome == "solved" if self.is_answer else None
        return {"outcome": self.outcome, "solved": solved, "satisfied": self.satisfied or 0, "way": "call"}


class ReopenRequest(RequestBody):
    """A closed request is opened again in a new cycle."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)

    reason: Text = _WHY


class MergeRequest(RequestBody):
    """The request is about the same matter as another one and goes on there; the earlier deadline holds for both."""

    into: RequestRef = Field(description="The request that goes on.", examples=["H20261125-000017"])
    remarks: Text | None = _WORDS


class WithdrawRequest(RequestBody):
    """The centre confirms that the citizen withdraws."""

    remarks: Text | None = _WORDS


class DenyWithdrawal(RequestBody):
    """The centre does not let the request be withdrawn."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)

    reason: Text = _WHY
