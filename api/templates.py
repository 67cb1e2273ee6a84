"""The pages' templates: strict about what they are given, and escaping everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

_FOLDER = Path(__file__).parent / "pages"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["one_day"] = timedelta(days=1)  # a term ends at 24:00 of its due day, which is how it is shown


def page(
    template: str, values: Mapping[str, object], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page from its template and everything that it names."""
    html = _ENVIRONMENT.get_template(template).render(values)
    return HTMLResponse(html, status, {"Cache-Control": "no-cache", "Content-Language": "zh-Hans", **(headers or {})})
