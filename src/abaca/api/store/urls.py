"""Addresses of the store's API."""

from django.urls import path

from . import notifications

app_name = "store_api"
urlpatterns = [path("notifications/<slug:provider>/", notifications.receive, name="notifications")]
