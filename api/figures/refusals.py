"""The answers "no" of the counters of figures."""

from __future__ import annotations

from domain.refusals import Refusal


class UnknownFact(Refusal):
    """Nothing of the kind is counted, or nobody has asked for this exclusion."""

    code = "unknown_fact"
    status = 404


class UnknownFigure(Refusal):
    """The service has no such figure, or it has no cases of its own."""

    code = "unknown_figure"
    status = 404


class HeldBack(Refusal):
    """The figure of this group is of too few to be told, and so are the cases behind it."""

    code = "held_back"
    status = 403


class OnlyKeptMonths(Refusal):
    """Whoever may not open every case is told of all bodies one month as it was kept, together and by body (of=all); of their own body all (of=own)."""

    code = "only_kept_months"
    status = 403
