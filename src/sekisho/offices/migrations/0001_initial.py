import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("staff_number", models.CharField(max_length=16, unique=True, verbose_name="職員番号")),
                ("language", models.CharField(blank=True, max_length=2, verbose_name="言語")),
                ("is_active", models.BooleanField(default=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.line"
                    ),
                ),
            ],
            options={
                "verbose_name": "利用者",
            },
        ),
        migrations.CreateModel(
            name="Absence",
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
                    "condition",
                    models.CharField(
                        choices=[("absent", "不在"), ("incapacity", "事故")],
                        default="absent",
                        max_length=12,
                        verbose_name="別",
                    ),
                ),
                ("since_at", models.DateTimeField(verbose_name="始まり")),
                (
                    "until_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="終わり(この時刻から戻る)"),
                ),
                ("cause", models.CharField(max_length=80, verbose_name="事由")),
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="氏名",
                    ),
                ),
            ],
            options={
                "verbose_name": "不在",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="absence_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="absence_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gt", models.F("since_at")),
                            _connector="OR",
                        ),
                        name="absence_until_after_since",
                        violation_error_message="終わりが始まりより後になっていません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActingDecision",
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
                    "acts_for",
                    sekisho.offices.fields.OfficeField(max_length=64, verbose_name="代わられる役割・職"),
                ),
                ("post", sekisho.offices.fields.PostField(max_length=64, verbose_name="代わる者の職")),
                ("since_at", models.DateTimeField(verbose_name="始まり")),
                (
                    "until_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="終わり(この時刻から効力がない)"
                    ),
                ),
                ("document_number", models.CharField(max_length=40, verbose_name="文書番号")),
                ("grounds", models.CharField(max_length=120, verbose_name="規程に定めのない理由")),
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="代わる者",
                    ),
                ),
            ],
            options={
                "verbose_name": "職務代理の決定",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="actingdecision_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="actingdecision_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gt", models.F("since_at")),
                            _connector="OR",
                        ),
                        name="actingdecision_until_after_since",
                        violation_error_message="終わりが始まりより後になっていません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                ("post", sekisho.offices.fields.PostField(max_length=64, verbose_name="職")),
                ("since", models.DateField(verbose_name="発令日")),
                (
                    "until",
                    models.DateField(blank=True, null=True, verbose_name="解かれる日(この日から外れる)"),
                ),
                ("order_number", models.CharField(max_length=40, verbose_name="辞令番号")),
                ("concurrent", models.BooleanField(default=False, verbose_name="兼務")),
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="氏名",
                    ),
                ),
            ],
            options={
                "verbose_name": "辞令",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="appointment_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="appointment_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="appointment_until_after_since",
                        violation_error_message="解かれる日が発令日より後になっていません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                ("name", models.CharField(max_length=64, verbose_name="氏名")),
                (
                    "reading",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[ぁ-ゖー・ \u3000]+$", "ふりがなは、ひらがなで書いてください。"
                            )
                        ],
                        verbose_name="ふりがな",
                    ),
                ),
                ("staff_number", models.CharField(max_length=16, verbose_name="職員番号")),
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
                "verbose_name": "職員",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="person_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="person_successor_has_reason",
                    ),
                ],
            },
        ),
        AppendOnly("person"),
        AppendOnly("appointment"),
        AppendOnly("absence"),
        AppendOnly("actingdecision"),
    ]
