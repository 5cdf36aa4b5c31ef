from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_letters_in_the_vendors_words")]

    operations = [
        migrations.AddField("letter", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "letter",
            models.Index(
                condition=models.Q(("forgotten_at", None)), fields=["created_at"], name="messaging_letter_kept"
            ),
        ),
    ]
