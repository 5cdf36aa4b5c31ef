from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_letters_can_be_called_off")]

    operations = [
        migrations.AddField("letter", "needed_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "letter",
            models.Index(
                fields=["needed_until"],
                condition=models.Q(forgotten_at=None, needed_until__isnull=False),
                name="messaging_letter_needed",
            ),
        ),
    ]
