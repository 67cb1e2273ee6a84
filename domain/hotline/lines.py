"""The line of the record that a person's act writes."""

from __future__ import annotations

from dataclasses import replace

from domain.hotline.draft import Draft
from domain.hotline.record import Happening, RequestCommand


def write_line(
    draft: Draft, command: RequestCommand, kind: Happening, *, what: str = "", body: str = "", moved: bool = False
) -> None:
    """The line that this act writes; `moved` says that the clock stands from now on."""
    draft.write(
        kind,
        at=command.received_at,
        by=command.actor,
        body=body,
        note=command.note,
        what=what,
        acted_at=command.acted_at,
        was=replace(draft.case, pauses=draft.case.pauses[:-1]) if moved else None,
    )
