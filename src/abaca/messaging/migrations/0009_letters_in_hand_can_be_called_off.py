from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0008_letters_are_needed_longer"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="not_again",
            field=models.BooleanField(default=False),
        ),
    ]
