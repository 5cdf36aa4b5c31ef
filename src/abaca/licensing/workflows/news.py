"""What a holder is told because somebody else may have done it: a device of his was released."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from abaca.licensing.devices.models import Device
from abaca.licensing.devices.queries import in_use
from abaca.licensing.licences.queries import current, licence_by_id
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import instant_fact


def tell_released(licence_id: int, device: UUID, *, at: datetime) -> None:
    """Tell the holder that a device was released on a page or for another device.

    A program that signs its own device off is not worth a letter, and an account without an address gets none.
    """
    licence = licence_by_id(licence_id)
    to = licence.account
    if not to.email:
        return
    plan = current(licence, at=at).plan
    places = {"used": len(in_use(licence.pk)), "of": plan.devices} if plan and plan.devices else None
    draft = Draft(
        to_address=to.email,
        language=to.language,
        template="licensing_workflows/device_released",
        kind="device_released",
        context={
            "product": licence.product.name,
            "device": Device.objects.get(uuid=device).name,
            "released_at": instant_fact(at),
            "places": places,
        },
        about=licence.ref,
        whose=to.ref,
        key=f"device_released/{device}/{at.isoformat()}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
    enqueue([draft], at=at)
