import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0013_media_back_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disconnection",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                ("known", models.TextField(verbose_name="分かっていること")),
                ("at_risk", models.TextField(verbose_name="危険にさらされているデータ")),
                ("grounds", models.TextField(verbose_name="会議の報告・調査の結果")),
                ("counters", models.TextField(verbose_name="窓口への影響と、その間の手立て")),
                (
                    "proposed",
                    sekisho.offices.fields.CutOptionField(
                        blank=True, max_length=64, verbose_name="起案した者の案"
                    ),
                ),
                ("conditions", models.TextField(verbose_name="つなぎ直す条件")),
                ("laid_at", models.DateTimeField(verbose_name="町長に示した日時")),
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
                    "incident",
                    sekisho.kernel.models.LineField(
                        ledger="incidents",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="事故",
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
                "verbose_name": "切離しの判断票",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disconnection_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnection_successor_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisconnectionOrder",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "kind",
                    models.CharField(
                        choices=[("cut", "切り離す"), ("keep", "切り離さない"), ("reconnect", "つなぎ直す")],
                        max_length=9,
                        verbose_name="決定",
                    ),
                ),
                (
                    "option",
                    sekisho.offices.fields.CutOptionField(
                        blank=True, max_length=64, verbose_name="切り離し方"
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="決定した日時")),
                ("because", models.TextField(verbose_name="理由・付ける条件")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="文書番号")),
                (
                    "paper_place",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="紙の決定書の置き場所(後から書き写したとき)"
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
                    "line",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                    ),
                ),
                (
                    "sheet",
                    sekisho.kernel.models.LineField(
                        ledger="disconnections",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="切離し判断票",
                    ),
                ),
            ],
            options={
                "verbose_name": "切離しの決定",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disconnectionorder_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionorder_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("kind", "cut"), _negated=True), ("option", "")),
                            models.Q(("kind", "cut"), models.Q(("option", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionorder_cut_names_its_option",
                        violation_error_message="切り離すときは切り離し方を選び、切り離さないときは空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisconnectionRun",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "way",
                    models.CharField(
                        choices=[("cut", "切離し"), ("restore", "つなぎ直し")],
                        max_length=7,
                        verbose_name="切離しかつなぎ直しか",
                    ),
                ),
                ("plan", models.TextField(verbose_name="行うこと(実施前に示した手順)")),
                (
                    "plan_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="手順の要約値(SHA-256)",
                    ),
                ),
                ("executed_at", models.DateTimeField(verbose_name="実施した日時")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="立ち会って確認した日時"),
                ),
                (
                    "seen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cut", "切れている"),
                            ("connected", "つながっている"),
                            ("partly", "一部だけ切れている"),
                            ("unknown", "分からない"),
                        ],
                        max_length=9,
                        verbose_name="確かめた結果",
                    ),
                ),
                ("facts", models.TextField(blank=True, verbose_name="確かめて見えたこと")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="確かめた日時")),
                (
                    "slip_place",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        verbose_name="紙の操作記録の置き場所(後から書き写したとき)",
                    ),
                ),
                (
                    "confirmed_by",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立ち会って確認した者",
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
                    "executed_by",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="実施した者",
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
                    "order",
                    sekisho.kernel.models.LineField(
                        ledger="disconnection_orders",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="決定",
                    ),
                ),
            ],
            options={
                "verbose_name": "切離しの実施",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disconnectionrun_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirmed_at__gte", models.F("executed_at")),
                            _connector="OR",
                        ),
                        name="disconnectionrun_confirmed_at_not_before_executed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_at__isnull", True),
                            ("verified_at__gte", models.F("executed_at")),
                            _connector="OR",
                        ),
                        name="disconnectionrun_verified_at_not_before_executed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("executed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disconnectionrun_has_a_second_person",
                        violation_error_message="実施した者は自分で立会いの確認ができません。別の者が確認してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_confirmed_by_somebody",
                        violation_error_message="立ち会って確認した者と日時は、両方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen", ""), ("verified_at__isnull", True)),
                            models.Q(("verified_at__isnull", False), models.Q(("seen", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_verified_says_what",
                        violation_error_message="確かめた日時と結果は、両方を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyNotice",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "recipient",
                    sekisho.offices.fields.RecipientField(
                        blank=True, max_length=64, verbose_name="知らせた先"
                    ),
                ),
                ("other", models.CharField(blank=True, max_length=80, verbose_name="ほかの知らせた先")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="口頭で知らせた日時")),
                ("statement", models.TextField(verbose_name="知らせた内容")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="文書番号")),
                ("means", models.CharField(blank=True, max_length=60, verbose_name="送り方")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="発送した日時")),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="相手が受け取った日時"),
                ),
                (
                    "received_by",
                    models.CharField(blank=True, max_length=80, verbose_name="受け取った者・受信の確認"),
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
                    "incident",
                    sekisho.kernel.models.LineField(
                        ledger="incidents",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="事故",
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
                "verbose_name": "通報",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="emergencynotice_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="emergencynotice_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_at__isnull", True),
                            ("received_at__gte", models.F("sent_at")),
                            _connector="OR",
                        ),
                        name="emergencynotice_received_at_not_before_sent_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", ""), models.Q(("other", ""), _negated=True)),
                            models.Q(models.Q(("recipient", ""), _negated=True), ("other", "")),
                            _connector="OR",
                        ),
                        name="emergencynotice_names_one_recipient",
                        violation_error_message="知らせた先を一つだけ書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at__isnull", False), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="emergencynotice_says_when",
                        violation_error_message="口頭で知らせた日時か、発送した日時を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(("number", ""), ("means", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="emergencynotice_document_has_number_and_means",
                        violation_error_message="発送した文書の、文書番号と送り方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_at__isnull", True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="emergencynotice_received_was_sent",
                        violation_error_message="発送していない文書を相手が受け取ることはありません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "family",
                    models.CharField(
                        choices=[("failure", "障害"), ("misuse", "不正行為")],
                        default="failure",
                        max_length=8,
                        verbose_name="種類",
                    ),
                ),
                ("summary", models.TextField(verbose_name="何が起きているか")),
                ("known_at", models.DateTimeField(verbose_name="知った日時")),
                ("reported_at", models.DateTimeField(verbose_name="統括責任者に報告した日時")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="場所・機器")),
                (
                    "level",
                    sekisho.offices.fields.IncidentLevelField(
                        blank=True, max_length=64, verbose_name="事故のレベル"
                    ),
                ),
                (
                    "slip_place",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="紙の第一報の置き場所(後から書き写したとき)"
                    ),
                ),
                (
                    "personal_data",
                    models.CharField(
                        choices=[("unknown", "まだ分からない"), ("yes", "ある"), ("no", "ない")],
                        default="unknown",
                        max_length=8,
                        verbose_name="本人確認情報・個人番号の漏えい等のおそれ",
                    ),
                ),
                (
                    "improper_purpose",
                    models.CharField(
                        choices=[("unknown", "まだ分からない"), ("yes", "ある"), ("no", "ない")],
                        default="unknown",
                        max_length=8,
                        verbose_name="不正の目的のおそれ",
                    ),
                ),
                (
                    "persons_affected",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="本人の数(分かる範囲)"),
                ),
                (
                    "instructed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="指示を受けた日時"),
                ),
                ("instruction", models.TextField(blank=True, verbose_name="統括責任者の指示")),
                (
                    "carried_out_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="指示を済ませた日時"),
                ),
                ("contained_at", models.DateTimeField(blank=True, null=True, verbose_name="封じ込めた日時")),
                ("containment", models.TextField(blank=True, verbose_name="封じ込めの内容")),
                ("cause_found_on", models.DateField(blank=True, null=True, verbose_name="原因が分かった日")),
                ("cause", models.TextField(blank=True, verbose_name="原因")),
                ("prevented_on", models.DateField(blank=True, null=True, verbose_name="再発防止を決めた日")),
                ("prevention", models.TextField(blank=True, verbose_name="再発防止策")),
                (
                    "breach",
                    models.CharField(
                        blank=True,
                        choices=[("applies", "報告を要する"), ("not", "報告を要しない")],
                        max_length=8,
                        verbose_name="委員会への報告の判断",
                    ),
                ),
                ("breach_reason", models.TextField(blank=True, verbose_name="判断の理由")),
                ("preliminary_on", models.DateField(blank=True, null=True, verbose_name="速報を出した日")),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="確報を出した日")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="完結した日")),
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
                    "reported_with",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="ともに報告した者",
                    ),
                ),
            ],
            options={
                "verbose_name": "事故",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="incident_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="incident_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_at__isnull", True),
                            ("reported_at__gte", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="incident_reported_at_not_before_known_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instructed_at__isnull", True),
                            ("instructed_at__gte", models.F("reported_at")),
                            _connector="OR",
                        ),
                        name="incident_instructed_at_not_before_reported_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_at__isnull", True),
                            ("carried_out_at__gte", models.F("instructed_at")),
                            _connector="OR",
                        ),
                        name="incident_carried_out_at_not_before_instructed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contained_at__isnull", True),
                            ("contained_at__gte", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="incident_contained_at_not_before_known_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_on__isnull", True),
                            ("final_on__gte", models.F("preliminary_on")),
                            _connector="OR",
                        ),
                        name="incident_final_on_not_before_preliminary_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("instructed_at__isnull", True), ("instruction", "")),
                            models.Q(
                                ("instructed_at__isnull", False), models.Q(("instruction", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="incident_instruction_has_its_time",
                        violation_error_message="統括責任者の指示と、指示を受けた日時は、両方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_at__isnull", True),
                            ("instructed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="incident_carried_out_was_instructed",
                        violation_error_message="指示を受けていないのに、済ませた日時があります。先に指示を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("breach", ""), models.Q(("breach_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="incident_breach_has_its_reason",
                        violation_error_message="委員会への報告について判断した理由を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            models.Q(("cause", ""), ("prevention", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="incident_closed_knows_why",
                        violation_error_message="原因と再発防止策を書いてから完結してください。",
                    ),
                ],
            },
        ),
        AppendOnly("disconnection"),
        AppendOnly("disconnectionorder"),
        AppendOnly("disconnectionrun"),
        AppendOnly("emergencynotice"),
        AppendOnly("incident"),
    ]
