"""A lease that was given out before learns its licence from its device."""

from django.db import migrations

FILL = """
UPDATE licensing_devices_lease lease SET licence_id = device.licence_id
FROM licensing_devices_device device WHERE device.id = lease.device_id;
"""


class Migration(migrations.Migration):
    dependencies = [("licensing_devices", "0002_devices_tell_more")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
