import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0010_lost_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuildingRound",
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
                ("checked_on", models.DateField(verbose_name="点検日")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("before", "始業前"),
                            ("hours", "執務時間中"),
                            ("after", "終業後"),
                            ("night", "夜間"),
                            ("closed", "閉庁日"),
                        ],
                        max_length=8,
                        verbose_name="巡視の時間帯",
                    ),
                ),
                (
                    "locks",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="施錠",
                    ),
                ),
                (
                    "windows",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="窓",
                    ),
                ),
                (
                    "alarm",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="警備装置",
                    ),
                ),
                (
                    "lighting",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="照明",
                    ),
                ),
                (
                    "strange_objects",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="不審物",
                    ),
                ),
                (
                    "server_room_door",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="サーバ室の扉",
                    ),
                ),
                ("guards_report", models.TextField(blank=True, verbose_name="警備会社の報告")),
                ("action_taken", models.TextField(blank=True, verbose_name="異常の内容と処置")),
                (
                    "touches_server_room",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "関わる"), ("no", "関わらない")],
                        max_length=3,
                        verbose_name="サーバ室に関わるか",
                    ),
                ),
                (
                    "passed_to",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="サーバ室に関わる異常を伝えた相手"
                    ),
                ),
                (
                    "checker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="点検者",
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
            ],
            options={
                "verbose_name": "庁舎点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="buildinground_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="buildinground_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_taken", ""), _negated=True),
                            models.Q(
                                ("locks", "ng"),
                                ("windows", "ng"),
                                ("alarm", "ng"),
                                ("lighting", "ng"),
                                ("strange_objects", "ng"),
                                ("server_room_door", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="buildinground_anomaly_has_action",
                        violation_error_message="異常のあった項目があります。「異常の内容と処置」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("touches_server_room", ""), _negated=True),
                            models.Q(
                                ("locks", "ng"),
                                ("windows", "ng"),
                                ("alarm", "ng"),
                                ("lighting", "ng"),
                                ("strange_objects", "ng"),
                                ("server_room_door", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="buildinground_anomaly_says_where",
                        violation_error_message="異常のあった項目があります。「サーバ室に関わるか」を選んでください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("touches_server_room", "yes"),
                            models.Q(("server_room_door", "ng"), _negated=True),
                            _connector="OR",
                        ),
                        name="buildinground_door_touches_server_room",
                        violation_error_message="サーバ室の扉の異常です。「サーバ室に関わるか」で「関わる」を選んでください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("passed_to", ""), _negated=True),
                            models.Q(("touches_server_room", "yes"), _negated=True),
                            _connector="OR",
                        ),
                        name="buildinground_server_room_is_passed_on",
                        violation_error_message="サーバ室に関わる異常です。「サーバ室に関わる異常を伝えた相手」を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                    "position",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="連絡の順番"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[0-9０-９][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="氏名または窓口の名(職員でない場合)",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[0-9０-９][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="組織",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[0-9０-９][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="災害時の役割",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("desk", "電話(職場)"),
                            ("mobile", "携帯電話"),
                            ("home", "電話(自宅)"),
                            ("radio", "防災無線"),
                            ("satellite", "衛星電話"),
                            ("mail", "電子メール"),
                            ("visit", "直接訪ねる"),
                        ],
                        max_length=9,
                        verbose_name="連絡手段",
                    ),
                ),
                (
                    "list_place",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[0-9０-９][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="番号の載った紙の一覧の置き場所",
                    ),
                ),
                (
                    "alternate",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[0-9０-９][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="代わりの者",
                    ),
                ),
                ("tried_on", models.DateField(blank=True, null=True, verbose_name="最後に連絡を試した日")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "つながった"),
                            ("alternate", "代わりの者につながった"),
                            ("failed", "つながらなかった"),
                        ],
                        max_length=9,
                        verbose_name="連絡の結果",
                    ),
                ),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="最後につながった日")),
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
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="職員",
                    ),
                ),
            ],
            options={
                "verbose_name": "緊急連絡先",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="contact_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("person__isnull", False)),
                            models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_is_staff_or_named",
                        violation_error_message="職員か、職員でない者の氏名か、どちらか一方だけを書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("tried_on__isnull", True)),
                            models.Q(("tried_on__isnull", False), models.Q(("result", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_try_has_result",
                        violation_error_message="連絡を試した日と結果は、どちらも書くか、どちらも空けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_on__isnull", True),
                            models.Q(("reached_on__lte", models.F("tried_on")), ("tried_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_reached_by_a_try",
                        violation_error_message="つながった日までに連絡を試した記載がありません。「最後に連絡を試した日」を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__in", ["", "failed"]),
                            models.Q(("reached_on", models.F("tried_on")), ("reached_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_reached_that_day",
                        violation_error_message="つながったのなら、「最後につながった日」に試した日と同じ日を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterDrill",
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
                ("drilled_on", models.DateField(verbose_name="訓練日")),
                ("scenario", models.TextField(verbose_name="想定")),
                ("participants", models.TextField(verbose_name="参加者")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="かかった時間(分)")),
                ("not_done", models.TextField(verbose_name="できなかったこと")),
                ("to_mend", models.TextField(verbose_name="直すこと")),
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
                    "plan",
                    sekisho.kernel.models.LineField(
                        ledger="disaster_plans",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="手順の版",
                    ),
                ),
                (
                    "responsible",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="責任者",
                    ),
                ),
            ],
            options={
                "verbose_name": "災害訓練",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disasterdrill_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterdrill_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_done", ""), _negated=True),
                            models.Q(("to_mend", ""), _negated=True),
                        ),
                        name="disasterdrill_says_what_was_learnt",
                        violation_error_message="「できなかったこと」と「直すこと」を書いてください。なければ「なし」と書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)),
                        name="disasterdrill_took_time",
                        violation_error_message="かかった時間を1分以上で書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterPlan",
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
                ("version", models.CharField(max_length=20, verbose_name="版")),
                ("title", models.CharField(max_length=120, verbose_name="題名")),
                ("changes", models.TextField(verbose_name="変更の要旨")),
                ("reviewed_on", models.DateField(verbose_name="見直した日")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                ("decision_number", models.CharField(blank=True, max_length=40, verbose_name="決裁番号")),
                ("paper_places", models.TextField(verbose_name="紙の写しの置き場所")),
                ("next_review_on", models.DateField(verbose_name="次の見直し期限")),
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
                "verbose_name": "災害対応手順",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disasterplan_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterplan_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_on__isnull", True), ("decision_number", "")),
                            models.Q(
                                ("approved_on__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disasterplan_approval_has_number",
                        violation_error_message="決裁日と決裁番号は、どちらも書くか、どちらも空けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_review_on__gt", models.F("reviewed_on"))),
                        name="disasterplan_next_review_is_later",
                        violation_error_message="次の見直し期限が、見直した日より後になっていません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paper_places", ""), _negated=True),
                        name="disasterplan_exists_on_paper",
                        violation_error_message="紙の写しの置き場所を書いてください。停電の日にも読めなければなりません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterResponse",
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
                ("began_at", models.DateTimeField(verbose_name="始まった日時")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earthquake", "地震"),
                            ("storm", "風水害・土砂災害"),
                            ("fire", "火災"),
                            ("power", "停電"),
                            ("line", "通信の途絶"),
                            ("epidemic", "感染症"),
                            ("other", "その他"),
                        ],
                        max_length=10,
                        verbose_name="災害の種別",
                    ),
                ),
                ("course", models.TextField(verbose_name="経過(何をいつしたか)")),
                ("effect", models.TextField(verbose_name="端末・サーバへの影響")),
                (
                    "juki_net",
                    models.CharField(
                        choices=[
                            ("running", "止まらなかった"),
                            ("stopped", "止まった"),
                            ("cut", "決定により止めた"),
                        ],
                        max_length=7,
                        verbose_name="住基ネットの停止の有無",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="対応を終えた日")),
                ("lessons", models.TextField(blank=True, verbose_name="教訓")),
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
                "verbose_name": "災害対応",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disasterresponse_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterresponse_successor_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingAttendance",
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
                ("attended_on", models.DateField(verbose_name="受講日")),
                (
                    "manner",
                    models.CharField(
                        choices=[("together", "集合"), ("make_up", "補講"), ("materials", "資料")],
                        default="together",
                        max_length=9,
                        verbose_name="受講の形",
                    ),
                ),
                (
                    "understanding",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="理解度(100点満点)"),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "合格"), ("failed", "不合格")],
                        max_length=6,
                        verbose_name="合否",
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="受講者",
                    ),
                ),
                (
                    "training",
                    sekisho.kernel.models.LineField(
                        ledger="training",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="研修",
                    ),
                ),
            ],
            options={
                "verbose_name": "研修の受講",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="trainingattendance_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingattendance_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("understanding__isnull", True), ("understanding__lte", 100), _connector="OR"
                        ),
                        name="trainingattendance_score_up_to_full_marks",
                        violation_error_message="理解度は0点から100点までで書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", ""), ("understanding__isnull", False), _connector="OR"),
                        name="trainingattendance_result_has_score",
                        violation_error_message="合否があります。「理解度」の点も書いてください。試していなければ、合否も空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlan",
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
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2002),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="年度(始まる年の西暦)",
                    ),
                ),
                ("purpose", models.TextField(verbose_name="目的")),
                ("audience", models.TextField(verbose_name="対象者の範囲")),
                ("schedule", models.TextField(verbose_name="回数と時期")),
                ("content", models.TextField(verbose_name="研修の内容")),
                ("drafted_on", models.DateField(verbose_name="起案日")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                ("decision_number", models.CharField(blank=True, max_length=40, verbose_name="決裁番号")),
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
                "verbose_name": "研修計画",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="trainingplan_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingplan_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_on__isnull", True),
                            ("approved_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="trainingplan_approved_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_on__isnull", True), ("decision_number", "")),
                            models.Q(
                                ("approved_on__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="trainingplan_approval_has_number",
                        violation_error_message="決裁日と決裁番号は、どちらも書くか、どちらも空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
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
                ("held_on", models.DateField(verbose_name="研修の実施日")),
                ("title", models.CharField(max_length=120, verbose_name="題目")),
                ("lecturer", models.CharField(max_length=60, verbose_name="講師")),
                ("audience", models.TextField(verbose_name="対象者の範囲")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="時間(分)")),
                (
                    "materials",
                    models.CharField(blank=True, max_length=200, verbose_name="資料(名称と保管場所)"),
                ),
                ("make_up", models.TextField(blank=True, verbose_name="未受講者の補講予定")),
                (
                    "completed_on",
                    models.DateField(blank=True, null=True, verbose_name="対象者全員の受講を確かめた日"),
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
                    "plan",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="training_plans",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="研修計画",
                    ),
                ),
            ],
            options={
                "verbose_name": "研修",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="trainingsession_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingsession_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on__isnull", True),
                            ("completed_on__gte", models.F("held_on")),
                            _connector="OR",
                        ),
                        name="trainingsession_completed_on_not_before_held_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="trainingsession_takes_part_of_a_day",
                        violation_error_message="時間は1分から1440分までで書いてください。",
                    ),
                ],
            },
        ),
        AppendOnly("buildinground"),
        AppendOnly("contact"),
        AppendOnly("disasterdrill"),
        AppendOnly("disasterplan"),
        AppendOnly("disasterresponse"),
        AppendOnly("trainingattendance"),
        AppendOnly("trainingplan"),
        AppendOnly("trainingsession"),
    ]
