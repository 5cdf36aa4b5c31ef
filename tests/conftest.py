"""What every test may rely on: the clock stands at 2 March 2026, noon; the mail is caught; the network is shut."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings as configuration
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from abaca.dispatch.jobs import travel
from abaca.dispatch.models import Present
from abaca.dispatch.queries import present
from abaca.messaging.gateways.catcher import start_catcher
from abaca.operations import embedded_postgres
from abaca.operations.translations import compile_catalogues
from tests.environment import is_worker
from tests.letters import Letters

LUGANO = ZoneInfo("Europe/Zurich")
NOON = datetime(2026, 3, 2, 12, tzinfo=LUGANO)
PATIENCE_WITH_PAGES = 60_000  # milliseconds; nothing waits so long, but a machine with much else to do may
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDS_DATABASE = {"db", "transactional_db", "live_server", "clock", "letters"}
# on a server of one's own there is no embedded one to look at
collect_ignore = [] if embedded_postgres.is_wanted() else ["operations/test_embedded_postgres.py"]
ALLOWED_SKIP = "shared vectors absent"

# how long it takes to think examples up says something of the machine only
TIMELESS = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("house", **TIMELESS)
hypothesis.settings.register_profile("ci", **TIMELESS, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_configure() -> None:
    configuration.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
    configuration.SMTP_PORT = 9  # nobody listens there, so that a demo on this machine gets no letters of the tests
    if not is_worker():
        compile_catalogues()
        embedded_postgres.ensure_running(forgetful=True)


def pytest_unconfigure() -> None:
    if not is_worker():
        embedded_postgres.stop()
        shutil.rmtree(configuration.DATA_FOLDER, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser last: its event loop stays in the thread, and asyncio refuses a second one there."""
    items.sort(key=lambda item: bool({"page", "browser"} & set(getattr(item, "fixturenames", ()))))


# --- with CI=true nothing is skipped --------------------------------------------------------------------------------


def _refuse_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_failure = hasattr(report, "wasxfail")
    if os.environ.get("CI") and report.skipped and not expected_failure and ALLOWED_SKIP not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"Skipped, and with CI set nothing may be skipped: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _refuse_a_skip(report)
    return report


# --- the clock ------------------------------------------------------------------------------------------------------


class Clock:
    """The shop's clock, as a test sees and moves it."""

    @property
    def now(self) -> datetime:
        return present()

    def travel_to(self, when: str | datetime) -> None:
        """Move on, doing everything that falls due on the way; a day without an hour means its noon in Lugano."""
        travel(_instant(when))


def _instant(when: str | datetime) -> datetime:
    if isinstance(when, datetime):
        return when
    read = datetime.fromisoformat(when)
    if len(when) == len("2026-03-02"):
        read = read.replace(hour=12)
    return read if read.tzinfo else read.replace(tzinfo=LUGANO)


@pytest.fixture(autouse=True)
def _the_clock_stands(request: pytest.FixtureRequest) -> None:
    marked = request.node.get_closest_marker("django_db") is not None
    if marked or NEEDS_DATABASE & set(request.fixturenames):
        request.getfixturevalue("db")
        Present.objects.update_or_create(id=1, defaults={"at": NOON, "runs_since": None})


@pytest.fixture
def clock(db: None) -> Clock:
    return Clock()


# --- outside parties ------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _a_provider_of_its_own(settings, tmp_path: Path) -> None:
    settings.REHEARSAL_PROVIDER_FILE = tmp_path / "provider.sqlite3"
    settings.REHEARSAL_MAILBOX = tmp_path / "mailbox"


@pytest.fixture(autouse=True)
def _english_until_somebody_asks() -> None:
    """Forget the language of the page that an earlier test looked at: it stays with the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_pause_between_pulls(monkeypatch) -> None:
    monkeypatch.setattr("abaca.licensing.feed_import.jobs.BETWEEN_STARTS", timedelta(0))


@pytest.fixture
def letters(settings, db: None, _a_provider_of_its_own: None) -> Iterator[Letters]:
    """Catch the mail on a port of this test's own, and give it back per recipient."""
    catcher = start_catcher(settings.REHEARSAL_MAILBOX)
    settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", catcher.port
    yield Letters(settings.REHEARSAL_MAILBOX, catcher)
    catcher.stop()


# --- a real browser -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_WITH_PAGES)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="en-GB", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )  # axe must not meet a colour on its way to another
    context.set_default_timeout(PATIENCE_WITH_PAGES)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    return browser_context.new_page()
