from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store_correspondence", "0007_what_was_awaited_moves")]

    operations = [
        migrations.RemoveIndex(model_name="wish", name="wish_awaits_charge"),
        migrations.RemoveIndex(model_name="declaration", name="declaration_awaits_charge"),
        migrations.RemoveField(model_name="wish", name="awaits"),
        migrations.RemoveField(model_name="declaration", name="awaits"),
    ]
