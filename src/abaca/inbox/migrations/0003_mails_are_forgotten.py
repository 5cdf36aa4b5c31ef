from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_mailboxes_are_remembered")]

    operations = [
        migrations.AddField("incoming", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "incoming",
            models.Index(condition=models.Q(("forgotten_at", None)), fields=["settled_at"], name="inbox_kept"),
        ),
    ]
