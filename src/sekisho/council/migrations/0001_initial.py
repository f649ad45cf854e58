import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("kernel", "0003_refused"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=64, verbose_name="抽出元")),
                ("known_at", models.DateTimeField(verbose_name="抽出の時点")),
                ("population", models.PositiveBigIntegerField(verbose_name="母数")),
                ("size", models.PositiveIntegerField(verbose_name="抽出した数")),
                ("seed", models.CharField(max_length=64, verbose_name="乱数の種")),
                (
                    "digest",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="抽出した位置の要約値(SHA-256)",
                    ),
                ),
                (
                    "audit",
                    sekisho.kernel.models.LineField(
                        ledger="audits",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="監査",
                    ),
                ),
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
                "verbose_name": "監査の抽出",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", models.F("population"))),
                        name="sample_lies_in_population",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
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
                        verbose_name="確認した文書の要約値(SHA-256)",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="所見")),
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
                    "minutes",
                    sekisho.kernel.models.LineField(
                        ledger="minutes",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="議事録",
                    ),
                ),
                (
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="確認した者",
                    ),
                ),
            ],
            options={
                "verbose_name": "議事録の確認",
                "constraints": [
                    models.UniqueConstraint(fields=("minutes", "person"), name="minutes_confirmed_once")
                ],
            },
        ),
        AppendOnly("auditsample"),
        AppendOnly("signoff"),
    ]
