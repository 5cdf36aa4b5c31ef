from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing_licences", "0004_fill_the_days_of_products")]
    operations = [
        migrations.AlterField(model_name="plan", name="created_at", field=models.DateTimeField()),
        migrations.AlterField(model_name="product", name="created_at", field=models.DateTimeField()),
    ]
