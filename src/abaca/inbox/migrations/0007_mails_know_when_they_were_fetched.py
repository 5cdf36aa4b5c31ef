from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_mails_may_need_somebody")]

    operations = [
        migrations.AddField("incoming", "fetched_at", models.DateTimeField(null=True)),
        migrations.AddField("mailbox", "began_at", models.DateTimeField(null=True)),
    ]
