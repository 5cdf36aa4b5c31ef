from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_mails_may_need_somebody")]

    operations = [
        migrations.AddField("incoming", "needed_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "incoming",
            models.Index(
                fields=["needed_until"],
                condition=models.Q(forgotten_at=None, needed_until__isnull=False),
                name="inbox_needed_longer",
            ),
        ),
    ]
