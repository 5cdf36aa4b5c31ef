from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0010_mails_may_be_a_flood")]

    operations = [
        migrations.AddField("mailbox", "troubled_since", models.DateTimeField(null=True)),
        migrations.AddField("mailbox", "refused", models.JSONField(default=dict)),
    ]
