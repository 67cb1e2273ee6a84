"""The answers "no" at the counters for documents, beside those of `domain.documents.refusals`."""

from __future__ import annotations

from domain.refusals import Refusal


class NotBytes(Refusal):
    """A piece of a file must be sent as application/offset+octet-stream."""

    code = "not_bytes"
    status = 415


class UnknownUpload(Refusal):
    """There is no such upload, or no more: begin it again."""

    code = "unknown_upload"
    status = 404


class UnknownDocument(Refusal):
    """This case has no such document."""

    code = "unknown_document"
    status = 404
