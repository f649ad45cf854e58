import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("ledgers", "0002_logs_and_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockTake",
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
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("credentials", "認証情報"),
                            ("terminals", "業務端末"),
                            ("assets", "情報資産"),
                        ],
                        max_length=12,
                        verbose_name="棚卸の対象",
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="棚卸日")),
                ("in_ledger", models.PositiveIntegerField(verbose_name="管理簿の数")),
                ("found", models.PositiveIntegerField(verbose_name="現物の数")),
                (
                    "not_found",
                    models.PositiveIntegerField(default=0, verbose_name="管理簿にあって現物のない数"),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="違いの説明と処置")),
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
                (
                    "taker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="数えた者",
                    ),
                ),
                (
                    "witness",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立会者",
                    ),
                ),
            ],
            options={
                "verbose_name": "棚卸",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="stocktake_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stocktake_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("explanation", ""), _negated=True),
                            models.Q(("in_ledger", models.F("found")), ("not_found", 0)),
                            _connector="OR",
                        ),
                        name="stocktake_difference_is_explained",
                        violation_error_message="管理簿と現物が違います。「違いの説明と処置」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_found__lte", models.F("in_ledger"))),
                        name="stocktake_missing_was_in_ledger",
                        violation_error_message="現物のない数が、管理簿の数を超えています。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("taker", models.F("witness")), _negated=True),
                            _connector="OR",
                        ),
                        name="stocktake_witness_is_another",
                        violation_error_message="数えた者と立会者が同じです。立会者がいなければ空けておいてください。",
                    ),
                ],
            },
        ),
        AppendOnly("stocktake"),
    ]
