import django.db.models.deletion
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JournalEvent",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="番号"),
                ),
                ("recorded_at", models.DateTimeField(db_index=True, verbose_name="記録日時")),
                ("verb", models.CharField(max_length=16, verbose_name="行為")),
                ("subject", models.CharField(max_length=64, verbose_name="対象")),
                ("line_number", models.PositiveIntegerField(null=True, verbose_name="行番号")),
                ("clause", models.CharField(blank=True, max_length=64, verbose_name="条項")),
                ("person", models.CharField(blank=True, max_length=32, verbose_name="職員")),
                ("person_name", models.CharField(blank=True, max_length=64, verbose_name="氏名")),
                ("post", models.CharField(blank=True, max_length=64, verbose_name="職")),
                ("capacity", models.CharField(max_length=16, verbose_name="資格")),
                ("acts_for", models.CharField(blank=True, max_length=64, verbose_name="代わられる職")),
                ("basis", models.CharField(max_length=128, verbose_name="根拠")),
                ("body", models.TextField(verbose_name="内容")),
            ],
            options={
                "verbose_name": "行為の記録",
                "indexes": [models.Index(fields=["subject", "line_number"], name="journal_by_line")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clause", models.CharField(max_length=64, verbose_name="条項")),
                ("document_number", models.CharField(max_length=40, unique=True, verbose_name="文書番号")),
                ("title", models.CharField(max_length=120, verbose_name="件名")),
                ("statement", models.TextField(verbose_name="決定の内容")),
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
                "verbose_name": "決定",
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField(verbose_name="番号")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "number"), name="line_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clause", models.CharField(max_length=64, verbose_name="条項")),
                ("to_role", models.CharField(max_length=64, verbose_name="報告先")),
                ("title", models.CharField(max_length=120, verbose_name="件名")),
                ("statement", models.TextField(verbose_name="内容")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="もとの記載",
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
                "verbose_name": "報告",
            },
        ),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("instruction", "指示"), ("request", "要請")],
                        max_length=16,
                        verbose_name="種別",
                    ),
                ),
                ("to_section", models.CharField(max_length=64, verbose_name="宛先")),
                ("statement", models.TextField(verbose_name="内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="kernel.decision",
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
                "verbose_name": "指示・要請",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "instruction"),
                            models.Q(("due_on__isnull", True), ("kind", "request")),
                            _connector="OR",
                        ),
                        name="request_has_no_deadline",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Excuse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duty", models.CharField(max_length=64, verbose_name="業務")),
                ("opens_on", models.DateField(verbose_name="この回の始まり")),
                ("due_on", models.DateField(verbose_name="期日")),
                ("reason", models.TextField(verbose_name="理由")),
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
                "verbose_name": "対象外の決定",
                "constraints": [
                    models.UniqueConstraint(fields=("duty", "opens_on"), name="excused_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="excuse_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duty", models.CharField(max_length=64, verbose_name="業務")),
                ("opens_on", models.DateField(verbose_name="この回の始まり")),
                ("due_on", models.DateField(verbose_name="期日")),
                ("done_on", models.DateField(verbose_name="実施日")),
                (
                    "paper",
                    models.CharField(blank=True, max_length=200, verbose_name="紙の証拠(名称と保管場所)"),
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
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="証拠の行",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.report",
                        verbose_name="報告",
                    ),
                ),
            ],
            options={
                "verbose_name": "履行",
                "indexes": [models.Index(fields=["duty", "opens_on"], name="discharge_by_duty")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("evidence__isnull", False), ("paper", ""), ("report__isnull", True)),
                            models.Q(("evidence__isnull", True), ("paper", ""), ("report__isnull", False)),
                            models.Q(
                                ("evidence__isnull", True),
                                ("report__isnull", True),
                                models.Q(("paper", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="discharge_has_one_evidence",
                        violation_error_message="証拠は、簿冊の行・報告・紙の文書のどれか一つを示してください。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=64, verbose_name="役割")),
                ("remark", models.TextField(blank=True, verbose_name="所見")),
                (
                    "acts_through",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.journalevent",
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
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgement",
                        to="kernel.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "受領",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acts_through__isnull", True), ("report__isnull", False)),
                            models.Q(
                                ("acts_through__isnull", False),
                                ("report__isnull", True),
                                models.Q(("role", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="acknowledges_one_thing",
                    )
                ],
            },
        ),
        AppendOnly("journalevent"),
        AppendOnly("line"),
        AppendOnly("discharge"),
        AppendOnly("excuse"),
        AppendOnly("report"),
        AppendOnly("acknowledgement"),
        AppendOnly("decision"),
        AppendOnly("instruction"),
    ]
