"""The counters' own answers "no", beside those of the law, and how a refusal comes back from a workflow by its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.refusals import Refusal

BEARER = 'Bearer realm="chengnuo"'


class BadInput(Refusal):
    """The request is not in the form that the description of this address states."""

    code = "invalid_request"
    status = 422

    def __init__(self, problems: list[dict[str, str]], **facts: str) -> None:
        super().__init__(**facts)
        self.problems = problems


class BadJson(BadInput):
    """The body is not JSON, or says one thing twice."""

    code = "invalid_json"
    status = 400


class BodyTooLarge(Refusal):
    """The body is larger than this address takes."""

    code = "body_too_large"
    status = 413


class TooSlow(Refusal):
    """The body did not come in time; nothing was done."""

    code = "too_slow"
    status = 408


class NotJson(Refusal):
    """The body must be sent as application/json."""

    code = "unsupported_media_type"
    status = 415


class NotForm(Refusal):
    """The body must be sent as application/x-www-form-urlencoded."""

    code = "not_a_form"
    status = 415


class NotFiles(Refusal):
    """The body must be sent as multipart/form-data."""

    code = "not_a_form_with_files"
    status = 415


class BadForm(BadInput):
    """The body is no form, or lacks a field."""

    code = "invalid_form"
    status = 400


class SignatureWrong(Refusal):
    """The signature of this webhook is missing or not by the carrier's account; nothing was done."""

    code = "signature_wrong"
    status = 403


class UnknownAddress(Refusal):
    """There is nothing at this address."""

    code = "unknown_address"
    status = 404


class MethodNotAllowed(Refusal):
    """This address exists, but not for this method."""

    code = "method_not_allowed"
    status = 405


class TokenMissing(Refusal):
    """Say who you are: this needs a bearer token."""

    code = "token_missing"
    status = 401
    challenge = BEARER  # how to ask for it


class TokenUnknown(Refusal):
    """This token is not known, or no longer valid."""

    code = "token_unknown"
    status = 401
    challenge = BEARER  # how to ask for it


class UnknownProject(Refusal):
    """There is no project with this code."""

    code = "unknown_project"
    status = 404


class UnknownRequest(Refusal):
    """There is no request with this number."""

    code = "unknown_request"
    status = 404


class UnknownBody(Refusal):
    """The organisation has no such body on this day."""

    code = "unknown_body"
    status = 422


class NobodyThere(Refusal):
    """Nobody is on duty where this belongs, nor above; name a person."""

    code = "nobody_there"


class UnknownCommand(Refusal):
    """No command with this id was handed in for this case."""

    code = "unknown_command"
    status = 404


class RootMissing(Refusal):
    """No root of this night stands over this case."""

    code = "root_missing"
    status = 404


class ProjectExists(Refusal):
    """A project with other data is already open under this code; the first data stays."""

    code = "project_exists"
    status = 409


class UnknownValue(Refusal):
    """The catalogue has no such value; the allowed ones are listed."""

    code = "unknown_choice"
    status = 422


class FlagMissing(Refusal):
    """One flag is only possible together with another."""

    code = "flag_missing"
    status = 422


class UnknownPerson(Refusal):
    """There is no such person who could have this part."""

    code = "unknown_person"
    status = 422


class UnknownEntry(Refusal):
    """The roster has no such entry."""

    code = "unknown_entry"
    status = 404


class UnknownMessage(Refusal):
    """There is no such message."""

    code = "unknown_message"
    status = 404


class NotOnTheList(Refusal):
    """This message is not, or no longer, on the list of those whom a person must tell."""

    code = "not_on_the_list"
    status = 409


class ProofWrong(Refusal):
    """This button was not on a page that we gave to you; load the page again."""

    code = "proof_wrong"
    status = 403


class HotlineExists(Refusal):
    """This version of the hotline's rules is known with another content; give a new version."""

    code = "hotline_exists"
    status = 409


class CatalogueExists(Refusal):
    """This version of the catalogue is known with another content; give a new version."""

    code = "catalogue_exists"
    status = 409


class FileRefused(BadInput):
    """The file has faults and is refused whole; the present one stays."""

    code = "file_refused"
    status = 422


class Away(Refusal):
    """A part of the office cannot be reached at the moment; nothing was done."""

    code = "away"
    status = 503
    retry_after = 5


class TemporalAway(Away):
    """The workflows cannot be reached at the moment; nothing was done, try again with the same key."""

    code = "temporal_away"


class PostgresAway(Away):
    """The database cannot be reached at the moment; nothing was done, try again with the same key."""

    code = "postgres_away"


class TooManyStreams(Away):
    """As many follow projects live as we can serve; read the page again instead."""

    code = "too_many_streams"
    retry_after = 30


class CatalogueMissing(Away):
    """No catalogue has been loaded yet."""

    code = "catalogue_missing"
    retry_after = 60


class MergePending(Away):
    """The other request could not take this one in yet; this one goes on as it is, try again with the same key."""

    code = "merge_pending"


class CaseNotRunning(Away):
    """The case is open, but its workflow is not there; an administrator has to look at it."""

    code = "case_not_running"
    retry_after = 60


def refusal_of(code: str, facts: Mapping[str, str]) -> Refusal:
    """The refusal with this code; for a code that this version does not know, a plain one that bears it."""
    for known in _all(Refusal):
        if known.code == code and not issubclass(known, BadInput):
            return known(**facts)
    refusal = Refusal(**facts)
    refusal.code = code
    return refusal


def told_apart() -> list[dict[str, object]]:
    """Every refusal by its code, with its status and its sentence, for the page that describes them."""
    found = {kind.code: kind for kind in _all(Refusal) if kind not in (Refusal, Away)}
    return [
        {"code": code, "status": found[code].status, "sentence": str(found[code].__doc__)} for code in sorted(found)
    ]


def _all(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _all(narrower)
