"""The answers "no" to a file, and to who asks for one; see `domain.refusals`."""

from __future__ import annotations

from domain.refusals import Refusal


class NameNotAllowed(Refusal):
    """A file cannot be called this."""

    code = "name_not_allowed"
    status = 422


class KindNotAllowed(Refusal):
    """By its content, this is no kind of file that is taken here."""

    code = "kind_not_allowed"
    status = 422


class FileTooLarge(Refusal):
    """The file is larger than a file of its kind may be."""

    code = "file_too_large"
    status = 413


class TwoThingsInOne(Refusal):
    """This file can be read as something else than it seems to be."""

    code = "two_things_in_one"
    status = 422


class FileCutOff(Refusal):
    """This file does not end as a file of its kind ends."""

    code = "file_cut_off"
    status = 422


class ArchiveNotAllowed(Refusal):
    """What is packed in this file is not taken; the reason says why.

    `cut_off`, `in_parts`, `between` (bytes that belong to no member), `too_many` members, `twice` the same name, `bomb`
    (much larger than it is packed), `enciphered`, `unusual` packing, `lies` (members are not what the table says), `name`
    (one that leads elsewhere), `nested` archives or programs, `acts_by_itself` (macros, scripts).
    """

    code = "archive_not_allowed"
    status = 422


class PictureNotAllowed(Refusal):
    """This picture cannot be read, or has more pixels than are taken."""

    code = "picture_not_allowed"
    status = 422


class IssueMissing(Refusal):
    """The rule counts this document from its issue: say on which day that was."""

    code = "issue_missing"
    status = 422


class OffsetWrong(Refusal):
    """The upload stands elsewhere: go on from its offset."""

    code = "offset_wrong"


class PieceTooLong(Refusal):
    """The piece reaches beyond the size that was announced; nothing of it was kept."""

    code = "piece_too_long"
    status = 422


class PieceTooShort(Refusal):
    """Pieces so small would be too many; only the last one may be."""

    code = "piece_too_short"
    status = 422


class PieceDamaged(Refusal):
    """The piece is not what its digest says; nothing of it was kept."""

    code = "piece_damaged"
    status = 422


class UploadIncomplete(Refusal):
    """Not all of the file is here yet."""

    code = "upload_incomplete"


class DigestWrong(Refusal):
    """The file is not what its digest says; the upload is over, begin it again."""

    code = "digest_wrong"
    status = 422


class UploadExpired(Refusal):
    """This upload was left lying for too long and is gone; begin it again."""

    code = "upload_expired"
    status = 410


class UploadsEnough(Refusal):
    """Too many uploads are under way here; finish one, or wait until it expires."""

    code = "uploads_enough"


class DocumentsEnough(Refusal):
    """This case holds as many documents as it may."""

    code = "documents_enough"


class AlreadyHandedIn(Refusal):
    """This is there already: a project hands everything in once."""

    code = "already_handed_in"


class NotInCatalogue(Refusal):
    """The catalogue does not list this for the item, so nobody may ask for it."""

    code = "not_in_catalogue"
    status = 422


class MadeByDepartment(Refusal):
    """A department makes this itself; the project side is not asked for it."""

    code = "made_by_department"


class NotHandedIn(Refusal):
    """This is not here, so nothing is wrong with it: ask for it as missing."""

    code = "not_handed_in"


class DemandUnnamed(Refusal):
    """Say what is missing or faulty by the catalogue's names; words alone ask for nothing."""

    code = "demand_unnamed"
    status = 422
