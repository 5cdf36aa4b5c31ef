from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0009_letters_in_hand_can_be_called_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="put_off_since",
            field=models.DateTimeField(null=True),
        ),
    ]
