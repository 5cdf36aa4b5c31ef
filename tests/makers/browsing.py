"""What a test of a real browser has to wait for: a page that is shown need not be complete, nor listen to keys yet."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def arrived(page: Page, heading: str) -> None:
    """Wait until the page of this heading is there with its scripts, so that no key that is pressed next is lost."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


def shows(page: Page, text: str, *, within: str = "main") -> None:
    """Wait until a part of the page shows a text, and until its scripts are there."""
    expect(page.locator(within)).to_contain_text(text, use_inner_text=True)
    page.wait_for_load_state()


def is_sound(page: Page) -> None:
    """Fail if the page is wider than its window, or if axe complains; a half-built page would be judged wrongly."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
