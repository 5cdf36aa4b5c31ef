from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing_accounts", "0001_initial")]
    operations = [
        migrations.AddIndex("challenge", models.Index(fields=["sent_at"], name="challenges_by_age")),
        migrations.AddIndex("token", models.Index(fields=["used_at"], name="tokens_by_last_use")),
    ]
