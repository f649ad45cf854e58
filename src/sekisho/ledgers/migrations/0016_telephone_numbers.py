import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0015_council_and_audits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="alternate",
            field=models.CharField(
                blank=True,
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                        "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                        inverse_match=True,
                    )
                ],
                verbose_name="代わりの者",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="list_place",
            field=models.CharField(
                max_length=120,
                validators=[
                    django.core.validators.RegexValidator(
                        "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                        "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                        inverse_match=True,
                    )
                ],
                verbose_name="番号の載った紙の一覧の置き場所",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="name",
            field=models.CharField(
                blank=True,
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                        "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                        inverse_match=True,
                    )
                ],
                verbose_name="氏名または窓口の名(職員でない場合)",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="organisation",
            field=models.CharField(
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                        "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                        inverse_match=True,
                    )
                ],
                verbose_name="組織",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="role",
            field=models.CharField(
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                        "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                        inverse_match=True,
                    )
                ],
                verbose_name="災害時の役割",
            ),
        ),
        migrations.AlterField(
            model_name="trainingattendance",
            name="manner",
            field=models.CharField(
                choices=[("together", "集合"), ("make_up", "補講"), ("materials", "資料")],
                default="together",
                max_length=9,
                verbose_name="受講の形態",
            ),
        ),
    ]
