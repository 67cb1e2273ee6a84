"""How values travel to Temporal and lie in its histories: JSON by pydantic, without what is as it always is.

What people read in the Web UI (commands, answers, summaries) is plain JSON. What only machines read (a value whose
class says `__packed__ = True`) is compressed besides.
"""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, PydanticPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
)


class CompactJSON(PydanticJSONPlainPayloadConverter):
    """Leaves out fields of dataclasses that hold their default; reading fills them in again."""

    def to_payload(self, value: Any) -> Payload | None:
        """See base class."""
        return super().to_payload(compact(value))


class PackedJSON(EncodingPayloadConverter):
    """Compresses values of classes that are marked as read by machines only."""

    _json = CompactJSON()

    @property
    def encoding(self) -> str:
        """See base class."""
        return "json/zlib"

    def to_payload(self, value: Any) -> Payload | None:
        """See base class; None for values that are not marked, which another converter then takes."""
        if not getattr(type(value), "__packed__", False):
            return None
        plain = self._json.to_payload(value)
        assert plain is not None, "pydantic takes every value"
        return Payload(metadata={"encoding": self.encoding.encode()}, data=zlib.compress(plain.data, 9))

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """See base class."""
        return self._json.from_payload(Payload(data=zlib.decompress(payload.data)), type_hint)


class CompactPayloads(CompositePayloadConverter):
    """The converters of Temporal, with ours for JSON and for what is packed."""

    def __init__(self) -> None:
        """Put ours where the plain ones stand."""
        usual = PydanticPayloadConverter().converters.values()
        plain = JSONPlainPayloadConverter | PydanticJSONPlainPayloadConverter
        super().__init__(PackedJSON(), *(CompactJSON() if isinstance(c, plain) else c for c in usual))


data_converter = DataConverter(payload_converter_class=CompactPayloads)


def compact(value: Any) -> Any:
    """The value with each dataclass as a dictionary of the fields that differ from their defaults."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((f.name, getattr(value, f.name), f.default) for f in dataclasses.fields(value))
        return {name: compact(held) for name, held, default in fields if held != default}
    if isinstance(value, tuple | list):
        return [compact(held) for held in value]
    if isinstance(value, dict):
        return {key: compact(held) for key, held in value.items()}
    return value
