import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("ledgers", "0003_stock_takes"),
    ]

    operations = [
        migrations.CreateModel(
            name="MethodVersion",
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
                ("method", sekisho.offices.fields.MethodField(max_length=64, verbose_name="管理方法")),
                ("version", models.CharField(max_length=40, verbose_name="版の名")),
                ("summary", models.TextField(verbose_name="内容・改めた点の要旨")),
                ("drafted_on", models.DateField(verbose_name="起案日")),
                ("council_on", models.DateField(blank=True, null=True, verbose_name="会議に諮った日")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=40, verbose_name="決裁の文書番号"),
                ),
                (
                    "document_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="決裁した文書の要約値(SHA-256)",
                    ),
                ),
                ("in_force_on", models.DateField(blank=True, null=True, verbose_name="施行日")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="最後に見直した日")),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="廃止日(この日から効力がない)"),
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
                "verbose_name": "管理方法の版",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="methodversion_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="methodversion_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("council_on__isnull", True),
                            ("council_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="methodversion_council_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            ("decided_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="methodversion_decided_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_on__isnull", True),
                            ("in_force_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="methodversion_in_force_on_not_before_decided_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_on__isnull", True),
                            ("reviewed_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="methodversion_reviewed_on_not_before_decided_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("in_force_on")),
                            _connector="OR",
                        ),
                        name="methodversion_withdrawn_on_not_before_in_force_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            models.Q(
                                ("decision_number", ""),
                                ("document_sha256", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="methodversion_decision_names_document",
                        violation_error_message="決裁日があるのに、文書番号か、決裁した文書の要約値がありません。文書をこの行に添付し、その要約値を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", False),
                            models.Q(
                                ("in_force_on__isnull", True),
                                ("reviewed_on__isnull", True),
                                ("withdrawn_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="methodversion_in_force_was_decided",
                        violation_error_message="決裁されていない版は施行できません。先に決裁日を書いてください。",
                    ),
                ],
            },
        ),
        AppendOnly("methodversion"),
    ]
