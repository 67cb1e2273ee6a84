"""Every page there is, in every language: on a telephone in the dark, at a desk by day, and on paper."""

import asyncio
import itertools
from operator import attrgetter

from exhibits import exhibits
from looking import axe, fit
from surfing import needs_browser

from api.counters import ROUTERS

PHONE, DESK, PAPER = (
    {"width": w, "height": h} for w, h in ((320, 640), (1280, 800), (672, 1000))
)  # A4 less its margins
# What words can break; all else of a page is the same in every language, and looked at in Chinese, in the dark.
WORDS = ("document-title", "html-has-lang", "html-lang-valid", "valid-lang", "label", "link-name", "button-name")
BY_DAY = {
    "zh": ("color-contrast", "target-size"),
    "en": (*WORDS, "target-size"),
    "mn": (*WORDS, "target-size"),
}
NO_PAGES = {"asset", "version_file", "begin_outside", "come_back_outside"}  # files, and ways to a provider
NO_PAGES |= {"open_data_package", "open_data_rows"}  # files too
PERSON = attrgetter("person")
SEND = """typed => {
  const form = document.querySelector('main form:has([name=' + Object.keys(typed)[0] + '])');
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.requestSubmit();
}"""
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
  const style = getComputedStyle(e);
  return style.overflow !== 'visible' && e.innerText && style.clipPath === 'none'
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 80))"""
AROUND = "() => [...document.querySelectorAll('header.top, .skip, .no-print')].filter(e => e.checkVisibility()).map(e => e.className)"


def pages():
    """Every route that answers with a page to whoever opens it."""
    routes = [route for router in ROUTERS for route in router.routes if "GET" in route.methods]
    return {route.name for route in routes if not (route.include_in_schema or route.path.endswith(".csv"))} - NO_PAGES


@needs_browser
async def test_every_page_is_sound_for_everybody_in_every_language_on_a_phone_at_a_desk_and_on_paper(look, hasty):
    async with exhibits(hasty) as shown:
        missing = pages() - {one.route for one in shown}
        faults = []
        by_person = {who: list(them) for who, them in itertools.groupby(sorted(shown, key=PERSON), PERSON)}
        for lang in BY_DAY:
            for person, theirs in by_person.items():
                async with look.window(lang, person, **PHONE, dark=True) as (page, seen):
                    for one in theirs:
                        seen.faults += [
                            f"/{lang}{one.path}: {fault}" for fault in await faults_of(page, look, one, lang)
                        ]
                    await asyncio.gather(*seen.tasks)
                    faults += seen.faults

    assert missing == set(), "show these too: tests/support/exhibits.py"
    assert faults == [], "\n".join(faults)


async def faults_of(page, look, one, lang):
    """What is wrong with a page that is opened once, and then looked at in each of its forms."""
    await page.set_viewport_size(PHONE)
    await page.emulate_media(media="screen", color_scheme="dark")
    await page.goto(look.address(one.path, lang))
    if one.typed:
        async with page.expect_navigation():
            await page.evaluate(SEND, one.typed)
    dark = [*await fit(page), *(await axe(page) if lang == "zh" else [])]
    await page.set_viewport_size(DESK)
    await page.emulate_media(color_scheme="light")
    light = [*await fit(page), *await axe(page, *BY_DAY[lang])]
    await page.set_viewport_size(PAPER)
    await page.emulate_media(media="print")
    paper = [*await fit(page), *(f"stays: {what}" for what in await page.evaluate(AROUND))]
    paper += [f"is cut: {what}" for what in await page.evaluate(CUT)]
    told = {"phone": dark, "desk": light, "paper": paper}
    return [f"{form}: {fault}" for form, faults in told.items() for fault in faults]
