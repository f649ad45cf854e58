import django.db.models.deletion
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refused",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=64, verbose_name="拒否の種類")),
                ("sentence", models.TextField(verbose_name="拒否の理由")),
                (
                    "event",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.journalevent",
                        verbose_name="行為",
                    ),
                ),
            ],
            options={
                "verbose_name": "拒まれた行為",
            },
        ),
        AppendOnly("refused"),
    ]
