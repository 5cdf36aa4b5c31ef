from django.db import migrations, models

KINDS = ["letter", "auto_reply", "bounce", "complaint", "loop", "unsubscribe"]


def kinds(*more: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name="incoming_kind_is_known", condition=models.Q(("kind__in", [*KINDS[:5], *more, KINDS[5]]))
    )


class Migration(migrations.Migration):
    dependencies = [("inbox", "0009_mails_know_when_they_were_fetched")]

    operations = [
        migrations.RemoveConstraint("incoming", "incoming_kind_is_known"),
        migrations.AddConstraint("incoming", kinds("machine", "flood")),
    ]
