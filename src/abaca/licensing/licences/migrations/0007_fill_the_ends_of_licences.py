"""Licences that are known already get the end of their last term; the journal speaks of it at the next sweep."""

from django.db import migrations

FILL = """
UPDATE licensing_licences_licence licence SET ends_on = last.ends, ends_at = last.ends_at,
    next_note_at = (last.ends - 30)::timestamp AT TIME ZONE licence.zone
FROM (SELECT DISTINCT ON (licence_id) licence_id, ends, ends_at FROM licensing_licences_term
      ORDER BY licence_id, begins DESC) AS last
WHERE last.licence_id = licence.id;
"""


class Migration(migrations.Migration):
    dependencies = [("licensing_licences", "0006_licences_know_their_end")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
