import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.tenancy.operations import TenantTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_current_organization"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("source_id", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Survey comment"),
                            ("review", "Review"),
                            ("appended_review", "Appended review"),
                            ("official_reply", "Official reply"),
                            ("chat", "Chat"),
                            ("call", "Call"),
                            ("social", "Social media"),
                            ("ticket", "Ticket"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("occurred_at", models.DateTimeField(verbose_name="when")),
                ("rating", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("author", models.CharField(blank=True, max_length=120)),
                ("product", models.CharField(blank=True, max_length=120)),
                ("touchpoint", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("survey_id", models.UUIDField(null=True)),
                ("response_id", models.UUIDField(null=True)),
                ("is_voice", models.BooleanField(default=True)),
                ("text_hash", models.CharField(max_length=64)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "department",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.department"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=cem.tenancy.context.require_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FeedbackAnalysis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("analyser", models.CharField(max_length=30)),
                ("version", models.CharField(max_length=30)),
                (
                    "polarity",
                    models.CharField(
                        choices=[("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Negative")],
                        max_length=10,
                    ),
                ),
                ("score", models.FloatField()),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("analysed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "feedback",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="analyses", to="insights.feedback"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=cem.tenancy.context.require_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ScoreFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("metric", models.CharField(max_length=20)),
                ("response_id", models.UUIDField()),
                ("survey_id", models.UUIDField()),
                ("collector_id", models.UUIDField()),
                ("value", models.SmallIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("day", models.DateField()),
                (
                    "department",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.department"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=cem.tenancy.context.require_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="DailyRollup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("metric", models.CharField(max_length=20)),
                ("survey_id", models.UUIDField()),
                ("collector_id", models.UUIDField()),
                ("day", models.DateField()),
                ("n", models.IntegerField(default=0)),
                ("promoters", models.IntegerField(default=0)),
                ("passives", models.IntegerField(default=0)),
                ("detractors", models.IntegerField(default=0)),
                ("histogram", models.JSONField(default=dict)),
                ("total", models.BigIntegerField(default=0)),
                ("total_of_squares", models.BigIntegerField(default=0)),
                (
                    "department",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.department"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=cem.tenancy.context.require_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "metric", "day"], name="daily_rollup_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "metric", "survey_id", "collector_id", "department", "day"),
                        name="daily_rollup_once",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["organization", "-occurred_at"], name="feedback_by_time"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["organization", "department", "-occurred_at"], name="feedback_by_department"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["organization", "survey_id", "-occurred_at"], name="feedback_by_survey"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["organization", "updated_at"], name="feedback_by_change"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(fields=("organization", "source", "source_id"), name="feedback_once"),
        ),
        migrations.AddConstraint(
            model_name="feedbackanalysis",
            constraint=models.UniqueConstraint(
                fields=("organization", "feedback", "analyser", "version"), name="feedback_analysis_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackanalysis",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("organization", "feedback"),
                name="analysis_current_once",
            ),
        ),
        migrations.AddIndex(
            model_name="scorefact",
            index=models.Index(fields=["organization", "metric", "day"], name="score_fact_by_day"),
        ),
        migrations.AddConstraint(
            model_name="scorefact",
            constraint=models.UniqueConstraint(
                fields=("organization", "metric", "response_id"), name="score_fact_once"
            ),
        ),
        TenantTable("ScoreFact"),
        TenantTable("DailyRollup"),
        TenantTable("Feedback"),
        TenantTable("FeedbackAnalysis"),
    ]
