import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_refused"),
        ("ledgers", "0004_signatures_of_a_run"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyBinder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版")),
                ("reason", models.TextField(blank=True, editable=False, verbose_name="訂正・抹消の理由")),
                (
                    "retired_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="抹消日"),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("printed_on", models.DateField(verbose_name="刷った日")),
                ("places", models.CharField(max_length=200, verbose_name="置いた場所")),
                (
                    "contents_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="内容の要約値(SHA-256)",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
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
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                    ),
                ),
            ],
            options={
                "verbose_name": "緊急時綴",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="emergencybinder_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="emergencybinder_successor_has_reason",
                    ),
                ],
            },
        ),
        AppendOnly("emergencybinder"),
    ]
