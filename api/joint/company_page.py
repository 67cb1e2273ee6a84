"""Counter: the page of joint supervision of a company, over all its projects, and the same as a sheet; entries are made on the pages of projects."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheDesk
from api.joint.counter import CompanyPath
from api.joint.deeds import of_company
from api.joint.page import HEAD, entry_rows, listed
from api.privacy.reading import TheReading
from api.public.sheets import csv_file, speech_for
from api.templates import page

router = APIRouter(include_in_schema=False)

_PLACE = "/work/joint/companies/{company}"


@router.get(f"{_PLACE}/entries.csv", name="joint_company_sheet")
async def joint_company_sheet(request: Request, company: CompanyPath, desk: TheDesk, reading: TheReading) -> Response:
    """What is entered about a company and its projects, without what people wrote, for a spreadsheet."""
    view, speech = await of_company(desk, reading, company), speech_for(request)
    return csv_file(speech, f"joint-{company}.csv", HEAD, entry_rows(speech, view), cache="no-store")


@router.get(_PLACE, name="joint_company_page")
async def joint_company_page(request: Request, company: CompanyPath, desk: TheDesk, reading: TheReading) -> Response:
    """What is known of a company over all its projects, as whoever asks may see it."""
    view = await of_company(desk, reading, company)
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.newest_catalogue(connection)
    here = _PLACE.format(company=company)
    values = {**listed(view, catalogue.departments), "project": None, "here": here}
    return page(request, "joint.html", values, headers={"Cache-Control": "no-store"})
