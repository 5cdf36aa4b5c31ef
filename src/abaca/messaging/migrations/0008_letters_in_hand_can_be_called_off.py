from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0007_letters_can_be_called_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="not_again",
            field=models.BooleanField(default=False),
        ),
    ]
