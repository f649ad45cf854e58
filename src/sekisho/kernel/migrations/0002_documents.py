import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="要約値(SHA-256)",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="ファイル名")),
                ("media_type", models.CharField(max_length=100, verbose_name="種類")),
                ("size", models.PositiveIntegerField(verbose_name="大きさ(バイト)")),
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
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="行",
                    ),
                ),
            ],
            options={
                "verbose_name": "添付文書",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="document_is_not_empty")
                ],
            },
        ),
        AppendOnly("document"),
    ]
