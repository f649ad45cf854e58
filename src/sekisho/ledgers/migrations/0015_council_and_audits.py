import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_refused"),
        ("ledgers", "0014_incidents_and_disconnection"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
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
                ("seat", sekisho.offices.fields.OfficeField(max_length=64, verbose_name="席")),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("present", "出席"),
                            ("absent", "欠席"),
                            ("proxy", "代理出席"),
                            ("vacant", "欠員"),
                        ],
                        max_length=7,
                        verbose_name="出欠",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
            ],
            options={
                "verbose_name": "出欠",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditFinding",
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
                ("title", models.CharField(max_length=120, verbose_name="指摘の件名")),
                ("statement", models.TextField(verbose_name="指摘の内容")),
                ("found_on", models.DateField(verbose_name="指摘した日")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="回答日")),
                ("answer", models.TextField(blank=True, verbose_name="回答(改めること)")),
                ("remedy_due_on", models.DateField(blank=True, null=True, verbose_name="改善の期限")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="改善を確かめた日")),
                ("checked", models.CharField(blank=True, max_length=200, verbose_name="何を見て確かめたか")),
            ],
            options={
                "verbose_name": "監査の指摘",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Hearing",
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
                ("about", models.CharField(max_length=200, verbose_name="聴くこと")),
                ("asked_on", models.DateField(verbose_name="出席を求めた日")),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="聴いた日")),
                ("statement", models.TextField(blank=True, verbose_name="意見・説明の内容")),
            ],
            options={
                "verbose_name": "関係職員の意見・説明",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                ("name", models.CharField(max_length=60, verbose_name="会議の名")),
                ("planned_on", models.DateField(verbose_name="開催予定日")),
                ("starts_at", models.TimeField(verbose_name="開会の時刻")),
                ("place", models.CharField(max_length=60, verbose_name="場所")),
                (
                    "other_business",
                    models.TextField(blank=True, verbose_name="五つの審議事項のほかに諮ること"),
                ),
                ("convened_on", models.DateField(blank=True, null=True, verbose_name="招集日")),
                (
                    "convener_office",
                    models.CharField(blank=True, max_length=64, verbose_name="招集した職・役割"),
                ),
                (
                    "convener_capacity",
                    models.CharField(blank=True, max_length=16, verbose_name="招集した者の資格"),
                ),
                ("convened_basis", models.CharField(blank=True, max_length=128, verbose_name="招集の根拠")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="開催日")),
                ("called_off_on", models.DateField(blank=True, null=True, verbose_name="取りやめた日")),
            ],
            options={
                "verbose_name": "会議",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingNotice",
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
                ("called_on", models.DateField(verbose_name="会議が招集された日")),
                ("sent_on", models.DateField(verbose_name="通知した日")),
                ("recipients", models.TextField(verbose_name="通知した相手")),
                ("papers", models.TextField(blank=True, verbose_name="付けた資料")),
            ],
            options={
                "verbose_name": "会議の通知",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Minutes",
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
                ("held_on", models.DateField(verbose_name="会議の開催日")),
                ("minuted_on", models.DateField(verbose_name="議事録を作成した日")),
                ("summary", models.TextField(verbose_name="議事の要旨")),
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
                        verbose_name="議事録の文書の要約値(SHA-256)",
                    ),
                ),
            ],
            options={
                "verbose_name": "議事録",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("number", models.CharField(max_length=40, verbose_name="文書番号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("instruction", "指示"), ("request", "要請")],
                        max_length=16,
                        verbose_name="種別",
                    ),
                ),
                ("to_section", sekisho.offices.fields.SectionField(max_length=64, verbose_name="宛先")),
                ("issued_on", models.DateField(verbose_name="発した日")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="受領日時")),
                ("replied_on", models.DateField(blank=True, null=True, verbose_name="回答日")),
                ("reply", models.TextField(blank=True, verbose_name="回答")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完了日")),
                (
                    "done_with",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="完了の証拠(簿冊の行・文書の名)"
                    ),
                ),
            ],
            options={
                "verbose_name": "指示・要請",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Resolution",
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
                ("matter", sekisho.offices.fields.MatterField(max_length=64, verbose_name="審議事項")),
                ("deliberated_on", models.DateField(verbose_name="審議した日")),
                ("title", models.CharField(max_length=120, verbose_name="件名")),
                ("statement", models.TextField(verbose_name="決定・審議の内容")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("decided", "決定した"),
                            ("confirmed", "報告を受けて確認した"),
                            ("continued", "継続して審議する"),
                        ],
                        max_length=9,
                        verbose_name="結果",
                    ),
                ),
                ("present", models.PositiveSmallIntegerField(verbose_name="そのとき出席していた人数")),
                ("manner", models.CharField(max_length=200, verbose_name="決め方(あったとおりに)")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=40, verbose_name="決定の文書番号"),
                ),
            ],
            options={
                "verbose_name": "会議の決定",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="audit",
            name="approval_number",
            field=models.CharField(blank=True, max_length=40, verbose_name="計画を承認した決定の文書番号"),
        ),
        migrations.AddField(
            model_name="audit",
            name="approved_on",
            field=models.DateField(blank=True, null=True, verbose_name="計画が承認された日"),
        ),
        migrations.AddField(
            model_name="audit",
            name="scope_decision",
            field=models.CharField(
                blank=True, max_length=40, verbose_name="範囲を改めた会議の決定の文書番号"
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_on__isnull", True),
                    ("approved_on__gte", models.F("planned_on")),
                    _connector="OR",
                ),
                name="audit_approved_on_not_before_planned_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=sekisho.kernel.models.LineField(
                ledger="meetings",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="会議",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="person",
            field=sekisho.kernel.models.LineField(
                blank=True,
                ledger="persons",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="席に就いている者",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="proxy",
            field=sekisho.kernel.models.LineField(
                blank=True,
                ledger="persons",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="代理で出席した者",
            ),
        ),
        migrations.AddField(
            model_name="auditfinding",
            name="audit",
            field=sekisho.kernel.models.LineField(
                ledger="audits",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="監査",
            ),
        ),
        migrations.AddField(
            model_name="auditfinding",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="auditfinding",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="meeting",
            field=sekisho.kernel.models.LineField(
                ledger="meetings",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="会議",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="person",
            field=sekisho.kernel.models.LineField(
                ledger="persons",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="出席を求めた職員",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="convener",
            field=sekisho.kernel.models.LineField(
                blank=True,
                ledger="persons",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="招集した者",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="meetingnotice",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="meetingnotice",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="meetingnotice",
            name="meeting",
            field=sekisho.kernel.models.LineField(
                ledger="meetings",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="会議",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="meeting",
            field=sekisho.kernel.models.LineField(
                ledger="meetings",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="会議",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="instruction",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.instruction",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="event",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.journalevent",
                verbose_name="行為",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="meeting",
            field=sekisho.kernel.models.LineField(
                ledger="meetings",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="会議",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="attendance_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="attendance_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", True), ("presence", "vacant")),
                    models.Q(models.Q(("presence", "vacant"), _negated=True), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="attendance_vacant_without_person",
                violation_error_message="欠員の席には者を書かず、ほかの席には就いている者を書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("presence", "proxy"), ("proxy__isnull", False)),
                    models.Q(models.Q(("presence", "proxy"), _negated=True), ("proxy__isnull", True)),
                    _connector="OR",
                ),
                name="attendance_proxy_is_named",
                violation_error_message="代理出席のときだけ、代理で出席した者を書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.UniqueConstraint(
                fields=("line", "revision"), name="auditfinding_revision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="auditfinding_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_on__isnull", True), ("answered_on__gte", models.F("found_on")), _connector="OR"
                ),
                name="auditfinding_answered_on_not_before_found_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_on__isnull", True),
                    ("checked_on__gte", models.F("answered_on")),
                    _connector="OR",
                ),
                name="auditfinding_checked_on_not_before_answered_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_on__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                ),
                name="auditfinding_answer_is_written",
                violation_error_message="回答日があります。回答も書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_on__isnull", True),
                    models.Q(("answered_on__isnull", False), models.Q(("checked", ""), _negated=True)),
                    _connector="OR",
                ),
                name="auditfinding_check_follows_answer",
                violation_error_message="改善を確かめた日があります。回答と、何を見て確かめたかも書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="hearing_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hearing_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("heard_on__isnull", True), ("heard_on__gte", models.F("asked_on")), _connector="OR"
                ),
                name="hearing_heard_on_not_before_asked_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="meeting_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="meeting_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("convened_on__isnull", True), ("convener__isnull", True), ("convener_office", "")
                    ),
                    models.Q(
                        ("convened_on__isnull", False),
                        ("convener__isnull", False),
                        models.Q(("convened_basis", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_call_has_basis",
                violation_error_message="招集には、招集した者とその根拠が要ります。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_on__isnull", True), ("called_off_on__isnull", True), _connector="OR"
                ),
                name="meeting_held_or_called_off",
                violation_error_message="開催日と取りやめた日の両方があります。どちらかを消してください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingnotice",
            constraint=models.UniqueConstraint(
                fields=("line", "revision"), name="meetingnotice_revision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="meetingnotice_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_on__isnull", True), ("sent_on__gte", models.F("called_on")), _connector="OR"
                ),
                name="meetingnotice_sent_on_not_before_called_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="minutes_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="minutes_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minuted_on__isnull", True), ("minuted_on__gte", models.F("held_on")), _connector="OR"
                ),
                name="minutes_minuted_on_not_before_held_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="order_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="order_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replied_on__isnull", True), ("replied_on__gte", models.F("issued_on")), _connector="OR"
                ),
                name="order_replied_on_not_before_issued_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_on__isnull", True), ("done_on__gte", models.F("issued_on")), _connector="OR"
                ),
                name="order_done_on_not_before_issued_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "instruction"),
                    models.Q(("due_on__isnull", True), ("kind", "request")),
                    _connector="OR",
                ),
                name="order_request_has_no_deadline",
                violation_error_message="独立した執行機関へは要請であり、期限は付けられません。",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_on__isnull", True), models.Q(("done_with", ""), _negated=True), _connector="OR"
                ),
                name="order_done_has_evidence",
                violation_error_message="完了の証拠がありません。簿冊の行か文書の名を書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.UniqueConstraint(fields=("line", "revision"), name="resolution_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revision", 1)),
                    models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="resolution_successor_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision_number", ""), ("outcome", "decided"), _connector="OR"),
                name="resolution_number_of_decided",
                violation_error_message="決定した事項だけが、決定の文書番号を持ちます。",
            ),
        ),
        AppendOnly("audit"),
        AppendOnly("attendance"),
        AppendOnly("auditfinding"),
        AppendOnly("hearing"),
        AppendOnly("meeting"),
        AppendOnly("meetingnotice"),
        AppendOnly("minutes"),
        AppendOnly("order"),
        AppendOnly("resolution"),
    ]
