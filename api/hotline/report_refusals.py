"""The answers "no" at the counters for citizens and for the city, beside those of `api.refusals`."""

from __future__ import annotations

from api.refusals import Away, BadInput
from domain.refusals import Refusal


class NotLines(Refusal):
    """The body must be sent as application/x-ndjson: one JSON object a line."""

    code = "not_lines"
    status = 415


class RowsRefused(BadInput):
    """Some rows have faults, so all are refused and nothing was kept; the first faults are listed."""

    code = "rows_refused"
    status = 422


class UnknownTracking(Refusal):
    """There is no case with this number and this query code."""

    code = "unknown_tracking"
    status = 404


class HotlineMissing(Away):
    """No rules of the hotline have been loaded yet."""

    code = "hotline_missing"
    retry_after = 60


class TooManyGuesses(Away):
    """Too many wrong codes; try again in a minute. Your code is still good."""

    code = "too_many_guesses"
    status = 429
    retry_after = 60


class UnknownPaper(Refusal):
    """This request has no such document."""

    code = "unknown_paper"
    status = 404
