"""A request as the doors hand it in: with the one instant at which it happens."""

from datetime import datetime

from django.http import HttpRequest


class Visit(HttpRequest):
    at: datetime
