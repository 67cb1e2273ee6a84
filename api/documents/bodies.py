"""What is announced of a file before it comes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.bodies import Id, Ref

DOCUMENT_PATTERN = r"^[A-Za-z0-9_-]{20}$"
_EARLIEST, _LATEST = date(1950, 1, 1), date(2199, 12, 31)
_MOST_BYTES = 10_000_000_000  # the rules say how many are taken; this only keeps out what is no size

FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300),
    Field(description="Shown to those who may read it; it decides nothing.", examples=["水土保持方案.pdf"]),
]
FileSize = Annotated[int, Field(strict=True, ge=1, le=_MOST_BYTES, description="In bytes.", examples=[183500])]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the whole file, in lower-case hex.", examples=["9f86d081" * 8]),
]


class BeginUpload(BaseModel):
    """A file that is about to come."""

    model_config = ConfigDict(extra="forbid")

    material: Id = Field(description="What it is, by the catalogue's name.", examples=["soil_plan"])
    name: FileName
    size: FileSize
    sha256: Digest
    issued_on: date | None = Field(
        default=None, ge=_EARLIEST, le=_LATEST, description="When it was issued.", examples=["2026-11-02"]
    )
    valid_until: date | None = Field(
        default=None,
        ge=_EARLIEST,
        le=_LATEST,
        description="The last day on which it counts, if it says so itself.",
        examples=["2027-11-01"],
    )


class ReuseDocument(BaseModel):
    """A document of another project that should serve here too."""

    model_config = ConfigDict(extra="forbid")

    from_ref: Ref = Field(description="The project to which it was handed in.", examples=["2611-150524-04-01-000001"])
    document: Annotated[str, StringConstraints(pattern=DOCUMENT_PATTERN)] = Field(
        description="The id of its version.", examples=["Zk3vX8mQ0aB1cD2eF3gH"]
    )


class BeginPhoto(BaseModel):
    """A photo that is about to come."""

    model_config = ConfigDict(extra="forbid")

    name: FileName
    size: FileSize
    sha256: Digest
