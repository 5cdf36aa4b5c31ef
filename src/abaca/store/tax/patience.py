"""When a silent register is asked again, and how long an answer counts (billing.md, X8)."""

from datetime import datetime, timedelta

FIRST_PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
DAY = timedelta(days=1)
MOST_DAYS = 60  # an answer that comes later changes no invoice any more

REUSE = timedelta(days=30)  # so old may a positive answer be when something is bought
REUSE_FOR_RENEWAL = timedelta(days=90)  # it was asked for again at D-38 and D-12
SILENCE = timedelta(days=7)  # after so long a silence a waiting invoice is issued with tax


def next_ask(asked_at: datetime, *, at: datetime) -> datetime | None:
    """Return when to ask again what was first asked at `asked_at`: the first instant of the timetable after `at`.

    None once the register was silent for sixty days.
    """
    for pause in FIRST_PAUSES:
        if asked_at + pause > at:
            return asked_at + pause
    days = (at - asked_at) // DAY + 1
    return asked_at + days * DAY if days <= MOST_DAYS else None
