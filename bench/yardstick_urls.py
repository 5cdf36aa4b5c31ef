"""The shop's own addresses and, beside the programs' calls, the yardstick: a minimal view with one indexed read."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from abaca.config.urls import *  # noqa: F403 - the addresses as they are
from abaca.config.urls import urlpatterns
from abaca.licensing.devices.models import Device


def by_cursor(_request: HttpRequest, number: int) -> JsonResponse:
    """Read one row by its primary key, as plainly as Django allows, and without its look whether anybody is there."""
    connection.health_check_done = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, last_seen_at FROM licensing_devices_device WHERE id = %s", [number])
        row = cursor.fetchone()
    return JsonResponse({"id": row[0], "name": row[1], "last_seen_at": row[2]})


def by_model(_request: HttpRequest, number: int) -> JsonResponse:
    """Read the same row as most people would."""
    connection.health_check_done = True
    row = Device.objects.only("id", "name", "last_seen_at").get(pk=number)
    return JsonResponse({"id": row.pk, "name": row.name, "last_seen_at": row.last_seen_at})


# behind the two interfaces, so that both addresses are found after as many looks
urlpatterns[2:2] = [
    path("api/licensing/yardstick/<int:number>", by_cursor),
    path("api/licensing/yardstick/model/<int:number>", by_model),
]
