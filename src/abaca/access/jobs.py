"""What falls due here: entries of the audit log that were kept long enough."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork

from . import actions, queries


def forget(ids: list[int], *, at: datetime) -> None:
    """Take away what the setting no longer keeps."""
    actions.forget_notes(ids, at=at)


AUDIT = DueWork(name="access.audit", due=queries.over_time, next_at=queries.next_over_time, do=forget, batch=1000)
