"""Forgotten tickets whose bounced letters had woken them are closed again: nobody is left to whom a word could go."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("support_tickets", "0003_tickets_are_kept_for_a_time")]

    operations = [
        migrations.RunSQL(
            "UPDATE support_tickets_ticket"
            " SET state = 'closed', closed_at = touched_at, waits_since = NULL, answer_by = NULL"
            " WHERE address = 'forgotten' AND state <> 'closed'",
            migrations.RunSQL.noop,
        )
    ]
