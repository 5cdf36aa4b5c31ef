"""What procrastinate carries: names of work, never the work itself."""

from procrastinate.contrib.django import app

from . import jobs
from .actions import DRAIN
from .queries import present


@app.task(name=DRAIN)
def drain(name: str) -> None:
    """Do everything of one kind that is due."""
    jobs.drain_by(name, present)
