"""Reads the definitions of figures from their TOML text: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from domain.figures.definitions import About, Basis, Composite, Counted, Figure, FigureBook, Lag, Length, Service, Share
from domain.figures.facts import Mark, Measure, Subject
from domain.hotline.book_entries import names
from domain.strict_table import StrictTable
from domain.toml_file import BadFile, read_top

_MOST_NAME, _MOST_MEANS = 60, 300
_WHOLE = 100  # percent
_MARKS = tuple(Mark)
_PAUSED_BY = f"{Mark.PAUSED}_"  # with the kind of a pause behind it, which the catalogue says
_LATEST_DAY = 28  # every month has it


class BadFigureBook(BadFile):
    """A file of definitions is refused whole; `problems` are all its faults."""


def parse_figure_book(text: str, *, zone: str) -> FigureBook:
    """The definitions in the text of a file like domain/data/figures.toml, for the days of a zone (IANA name).

    Raises:
        BadFigureBook: the text is not TOML, or something in it is unknown, missing, of the wrong type or contradicts itself.
    """
    top, problems = read_top(text, BadFigureBook)
    begins = top.table("month_begins")
    days = {service: _day_of_month(begins, service) for service in Service}
    book = FigureBook(
        version=top.text("version"),
        source=top.text("source"),
        zone=zone,
        least=top.count("least"),
        backfilled=_lags(top, days[Service.APPROVALS]),
        settles_after=timedelta(days=top.count("settles_days")),
        month_begins=days,
        reasons={key: names(row, "names") for key, row in top.rows_by_id("reasons").items() if row.name("id")},
        figures=_figures(top, days),
    )
    top.close()
    if problems:
        raise BadFigureBook(problems)
    return book


def _day_of_month(table: StrictTable, key: str) -> int:
    day = table.count(key)
    if day > _LATEST_DAY:
        table.report(key, f"A month may begin on the 1st to the {_LATEST_DAY}th, not on the {day}th.")
    return min(day, _LATEST_DAY)


def _lags(top: StrictTable, begins: int) -> tuple[Lag, ...]:
    """From which lag on a decision counts as entered afterwards, by the months of approvals from which each holds."""
    lags: list[Lag] = []
    for row in top.rows("backfilled"):
        lag = Lag(row.day("since"), timedelta(hours=row.count("hours")))
        if lag.since.day != begins:
            row.report("since", f"This must be the first day of a month of approvals, which is the {begins}th.")
        if lags and lags[-1].since >= lag.since:
            row.report("since", "A later row must have a later `since`.")
        lags.append(lag)
    return tuple(lags)


def _figures(top: StrictTable, begins: Mapping[Service, int]) -> tuple[Figure, ...]:
    """All rows; an id may come back with a later `since`, and then as the same kind of figure."""
    counted: list[Counted] = [
        *(_share(row) for row in top.rows("shares")),
        *(_length(row) for row in top.rows("lengths")),
    ]
    shares = {figure.about.id: figure.about.service for figure in counted if isinstance(figure, Share)}
    figures: tuple[Figure, ...] = (*counted, *(_composite(row, shares) for row in top.rows("composites")))
    _check_versions(top, figures, begins)
    return figures


def _about(row: StrictTable) -> About:
    return About(
        id=row.name("id"),
        service=row.choice("service", Service),
        names=names(row, "names", most=_MOST_NAME),
        means=names(row, "means", most=_MOST_MEANS),
        since=row.day("since"),
        source=row.text("source"),
    )


def _share(row: StrictTable) -> Share:
    return Share(
        about=_about(row),
        subject=row.choice("subject", Subject),
        basis=row.choice("basis", Basis),
        of=_marks(row, "of"),
        but_not=_marks(row, "but_not"),
        counts=_weights(row, "counts", _is_mark, "mark"),
        is_count=row.yes("is_count", default=False),
    )


def _length(row: StrictTable) -> Length:
    percentiles = tuple(int(percent) for percent in row.texts("percentiles") if percent in map(str, range(1, 100)))
    if not percentiles:
        row.report("percentiles", 'This must be percents from "1" to "99".')
    return Length(
        about=_about(row),
        subject=row.choice("subject", Subject),
        basis=row.choice("basis", Basis),
        of=_marks(row, "of"),
        but_not=_marks(row, "but_not"),
        measure=row.choice("measure", Measure),
        percentiles=percentiles,
    )


def _composite(row: StrictTable, shares: Mapping[str, Service]) -> Composite:
    about = _about(row)
    mine = [key for key, service in shares.items() if service is about.service]
    parts = _weights(row, "parts", mine.__contains__, "share of this service")
    if sum(parts.values()) != _WHOLE:
        row.report("parts", f"The weights must add up to {_WHOLE} percent, not to {sum(parts.values())}.")
    return Composite(about, parts)


def _marks(row: StrictTable, key: str) -> frozenset[str]:
    return frozenset(row.references(key, _MARKS, "mark"))


def _is_mark(name: str) -> bool:
    return name in _MARKS or name.startswith(_PAUSED_BY)


def _weights(row: StrictTable, key: str, is_known: Callable[[str], bool], what: str) -> dict[str, int]:
    """Percents by mark or figure; none is more than a whole."""
    table = row.table(key)
    weights = {name: table.count(name) for name in table.keys}
    for name, weight in weights.items():
        if not is_known(name):
            table.report(name, f"This is not a known {what}.")
        elif weight > _WHOLE:
            table.report(name, f"This may be at most {_WHOLE} percent.")
    return {name: weight for name, weight in weights.items() if is_known(name)}


def _check_versions(top: StrictTable, figures: tuple[Figure, ...], begins: Mapping[Service, int]) -> None:
    """A figure changes with a month of its service only, or the month would be told by two definitions."""
    seen: dict[str, Figure] = {}
    for figure in figures:
        about, before = figure.about, seen.get(figure.about.id)
        if about.since.day != begins[about.service]:
            reason = (
                f"`since` must be the first day of a month of {about.service}, which is the {begins[about.service]}th."
            )
            top.report(about.id, reason)
        if before is not None and (type(before) is not type(figure) or before.about.service is not about.service):
            top.report(about.id, "A later version must be the same kind of figure, of the same service.")
        if before is not None and before.about.since >= about.since:
            top.report(about.id, "A later version must stand after the earlier one, with a later `since`.")
        seen[about.id] = figure
