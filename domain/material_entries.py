"""Reads the materials of the catalogue file, each from its own table."""

from collections.abc import Iterator, Mapping

from domain.catalogue_entries import Known
from domain.materials import Field, Material
from domain.strict_table import Problem, StrictTable


def materials(top: StrictTable, known: Known) -> dict[str, Material]:
    """The materials by id, in the order of the file; none where an older catalogue names none."""
    rows = top.rows_by_id("materials") if "materials" in top.keys else {}
    return {key: _material(table, known) for key, table in rows.items()}


def confused(materials: Mapping[str, Material], items: Mapping[str, object]) -> Iterator[Problem]:
    """Materials that bear an item's id: whoever is asked for one could not tell which is meant."""
    for name in materials:
        if name in items:
            yield Problem(f"materials[{name}].id", f"{name!r} is an item, so no material can be called that.")


def _material(table: StrictTable, known: Known) -> Material:
    keys = table.keys
    of_types = "project_types" in keys
    found = Material(
        table.name("id"),
        table.text("name_zh"),
        table.text("name_en"),
        items=table.references("items", known.items, "item"),
        project_types=table.references("project_types", known.project_types, "project type") if of_types else (),
        when=table.reference("when", known.flags, "flag") if "when" in keys else None,
        field=table.choice("field", Field) if "field" in keys else None,
        valid_days=table.count("valid_days") if "valid_days" in keys else None,
        basis=table.text("basis"),
        sources=table.references("sources", known.sources, "source"),
    )
    if found.field is not None and found.valid_days is not None:
        table.report("valid_days", "Data of the project has no day of issue, so it cannot be too old.")
    return found
