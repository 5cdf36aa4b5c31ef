from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0007_providers_pay_out")]

    operations = [
        migrations.AddField(
            model_name='providerevent',
            name='about',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='providerevent',
            name='kind',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='providerevent',
            name='next_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='providerevent',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='hint_due'),
        ),
    ]
