"""Somebody who uses a page with the keyboard alone: wherever they come to must be marked as such, and in sight.

    keys = Keys(page)
    await keys.write(page.get_by_label("Telephone"), "15400008888")
    await keys.press(page.get_by_role("button", name="Send"))

Nothing is clicked and nothing is filled in: what Tab does not reach, they do not reach.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page

_MOST_STOPS = 60
_LOOK = """async target => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));  // a focus scrolls when it is drawn
  const at = document.activeElement, style = getComputedStyle(at), [box] = at.getClientRects();
  if (at === document.body) return { isThere: false, fault: '' };
  const isMarked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const over = box && document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const isSeen = over && (at.contains(over) || over.control === at || over.closest('label')?.control === at);
  const fault = !isSeen ? 'out of sight: ' : !isMarked ? 'no ring around ' : '';
  return { isThere: at === target, fault: fault && fault + at.outerHTML.slice(0, 200) };
}"""


@dataclass(frozen=True)
class Keys:
    """The keys of somebody who looks at a page."""

    page: Page

    async def to(self, target: Locator, *, by: str = "Tab") -> None:
        """Go from stop to stop until the one is reached; `by` says with which key."""
        await target.wait_for()
        for _ in range(_MOST_STOPS):
            look = await target.evaluate(_LOOK)
            assert not look["fault"], look["fault"]
            if look["isThere"]:
                return
            await self.page.keyboard.press(by)
        raise AssertionError(f"{by} does not lead to {target}")

    async def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link, a button or a box, and press it."""
        await self.to(target)
        await self.page.keyboard.press(key)

    async def write(self, target: Locator, text: str) -> None:
        """Go to a field and write; in a list, the first letters of what is meant."""
        await self.to(target)
        await self.page.keyboard.type(text)

    async def step(self, field: Locator, steps: int) -> None:
        """Go through the parts of a day and its time, in whatever order they stand, and count each up from nothing."""
        await self.to(field)
        while await field.evaluate("field => field.matches(':focus')"):
            for _ in range(steps):
                await self.page.keyboard.press("ArrowUp")
            await self.page.keyboard.press("Tab")
