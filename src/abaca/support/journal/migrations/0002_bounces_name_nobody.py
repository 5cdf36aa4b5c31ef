"""That an answer came back stays; to which address it had gone does not: the ticket itself knows it, and forgets it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("support_journal", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "UPDATE support_journal_entry SET facts = facts - 'to' WHERE what = 'letter.bounced'",
            migrations.RunSQL.noop,
        )
    ]
