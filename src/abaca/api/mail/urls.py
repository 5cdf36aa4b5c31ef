"""Addresses that a mail provider calls."""

from django.urls import path

from . import events

app_name = "mail_api"
urlpatterns = [path("events/", events.receive, name="events")]
