import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.tenancy.operations import AppendOnly, TenantTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_current_organization"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyLink",
            fields=[
                ("token", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField()),
                ("collector_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("template", models.CharField(blank=True, max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Live"), ("closed", "Closed")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("draft", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_by_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
            name="Collector",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "channel",
                    models.CharField(
                        choices=[("link", "Link"), ("qr", "QR code"), ("api", "API")], default="link", max_length=10
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                ("is_open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                (
                    "survey",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="collectors", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="SurveyVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("definition", models.JSONField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("published_by_id", models.UUIDField(null=True)),
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
                (
                    "survey",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("idempotency_key", models.CharField(max_length=64)),
                ("answers", models.JSONField()),
                ("contact", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collector",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.collector"
                    ),
                ),
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
                (
                    "survey",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="surveys.survey"
                    ),
                ),
                (
                    "version",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.surveyversion"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["organization", "-updated_at"], name="survey_by_change"),
        ),
        migrations.AddConstraint(
            model_name="collector",
            constraint=models.UniqueConstraint(
                fields=("organization", "survey", "department", "channel"), name="collector_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="collector",
            constraint=models.UniqueConstraint(fields=("organization", "token"), name="collector_token"),
        ),
        migrations.AddConstraint(
            model_name="surveyversion",
            constraint=models.UniqueConstraint(fields=("organization", "survey", "number"), name="survey_version_once"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["organization", "survey", "-submitted_at"], name="response_by_survey"),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                fields=("organization", "collector", "idempotency_key"), name="response_once"
            ),
        ),
        TenantTable("Survey"),
        TenantTable("SurveyVersion"),
        TenantTable("Collector"),
        TenantTable("Response"),
        AppendOnly("SurveyVersion"),
    ]
