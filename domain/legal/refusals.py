"""The answers "no" of the legal circle; see `domain.refusals`."""

from __future__ import annotations

from domain.refusals import Refusal


class TakenBefore(Refusal):
    """Somebody has taken this over already."""

    code = "taken_before"


class OfferGone(Refusal):
    """This offer is not open, or was made to somebody else."""

    code = "offer_gone"


class NotTheHolder(Refusal):
    """Only who has the case, the desk and the director may do this."""

    code = "not_the_holder"
    status = 403


class NothingToMove(Refusal):
    """This person neither has the case nor is called for it; or it would go where it is."""

    code = "nothing_to_move"


class ProofWaived(Refusal):
    """The applicant has pledged instead of this proof; it may not be asked for."""

    code = "proof_waived"


class PledgeBarred(Refusal):
    """A pledge of this person was found false; until the stated day the papers must be handed in instead."""

    code = "pledge_barred"


class PapersToldOnce(Refusal):
    """Missing papers are told once, all together."""

    code = "papers_told_once"


class OtherSide(Refusal):
    """This person stands on the other side of the case."""

    code = "other_side"


class NotQualified(Refusal):
    """This person may not take this case."""

    code = "not_qualified"


class WindowOver(Refusal):
    """The time for this is over."""

    code = "window_over"


class UnknownFinding(Refusal):
    """This check-up has no finding with this number."""

    code = "unknown_finding"
    status = 404


class AdviserOverlap(Refusal):
    """Somebody else advises this village within this period, and cannot be relieved by this."""

    code = "adviser_overlap"


class NotBegun(Refusal):
    """This session has not begun yet; what becomes of it can be recorded from its beginning."""

    code = "not_begun"


class SessionSkipped(Refusal):
    """This session was left out: its day is skipped, or the programme was paused."""

    code = "session_skipped"


class NothingToCount(Refusal):
    """A session that was not held has neither an audience nor a recording."""

    code = "nothing_to_count"
    status = 422
