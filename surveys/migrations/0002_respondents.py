import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.privacy import UnreadableError, decrypt, encrypt
from cem.tenancy.operations import TenantTable

BATCH = 500


def contact_by_question(apps, schema_editor):
    """What identifies a person is kept by question now: {"name", "phone"} goes below the key of its question.

    A text that cannot be read with the data key in force is kept as it is and marked, so that it can be read again
    once the right key is back.
    """
    responses = apps.get_model("surveys", "Response").objects.using(schema_editor.connection.alias)
    keys = {}
    batch = []
    rows = responses.exclude(private="").only("id", "organization_id", "version_id", "private").order_by("id")
    for row in rows.iterator(BATCH):
        if row.version_id not in keys:
            keys[row.version_id] = contact_key(apps, schema_editor, row.version_id)
        row.private = wrapped(row, keys[row.version_id])
        batch.append(row)
        if len(batch) == BATCH:
            responses.bulk_update(batch, ["private"])
            batch = []
    responses.bulk_update(batch, ["private"])


def contact_key(apps, schema_editor, version_id):
    versions = apps.get_model("surveys", "SurveyVersion").objects.using(schema_editor.connection.alias)
    definition = versions.values_list("definition", flat=True).get(pk=version_id)
    for page in definition["pages"]:
        for question in page["questions"]:
            if question["type"] == "consent_contact":
                return question["key"]
    return "contact"


def wrapped(row, key):
    try:
        contact = decrypt(row.private, organization_id=row.organization_id)
    except UnreadableError:
        return f"contact:{row.private}"
    return encrypt({key: contact}, organization_id=row.organization_id)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_entries_and_invitation_mail"),
        ("tenancy", "0001_current_organization"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("seed", models.CharField(max_length=16)),
                ("edition", models.PositiveBigIntegerField(default=0)),
                ("answers", models.JSONField(default=dict)),
                ("private", models.TextField(blank=True)),
                ("url", models.JSONField(default=dict)),
                ("page", models.CharField(blank=True, max_length=100)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("completed", "Handed in"), ("abandoned", "Abandoned")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collector",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.collector"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.survey"
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
        migrations.CreateModel(
            name="QuotaCell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quota", models.CharField(max_length=40)),
                ("cell", models.CharField(max_length=40)),
                ("limit", models.PositiveIntegerField()),
                ("version_number", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField(default=0)),
                ("reserved", models.PositiveIntegerField(default=0)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                (
                    "cell",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.quotacell"
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
            name="SurveyAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("password", models.CharField(blank=True, max_length=200)),
                ("opens_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("daily_from", models.TimeField(null=True)),
                ("daily_until", models.TimeField(null=True)),
                ("time_zone", models.CharField(blank=True, max_length=40)),
                ("response_limit", models.PositiveIntegerField(null=True)),
                ("taken", models.PositiveIntegerField(default=0)),
                (
                    "once_per",
                    models.CharField(
                        choices=[
                            ("none", "No limit"),
                            ("person", "Person"),
                            ("device", "Device"),
                            ("address", "Internet address"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("once_days", models.PositiveSmallIntegerField(default=0)),
                ("close_text", models.JSONField(default=dict)),
                ("is_test_open", models.BooleanField(default=False)),
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
                (
                    "survey",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("question", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Not handed in yet"), ("kept", "Kept"), ("refused", "Refused")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("path", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "response",
                    cem.tenancy.models.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="surveys.response",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.RenameField(
            model_name="response",
            old_name="contact",
            new_name="private",
        ),
        migrations.AddField(
            model_name="response",
            name="address_mark",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="response",
            name="arms",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="response",
            name="context",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="response",
            name="device_mark",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="response",
            name="dropped",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="response",
            name="ending",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="response",
            name="excluded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="is_signed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="response",
            name="is_test",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="response",
            name="outcome",
            field=models.CharField(
                choices=[("complete", "Complete"), ("screened_out", "Screened out"), ("quota_full", "Quota full")],
                default="complete",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="over_quotas",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="response",
            name="path",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="response",
            name="person_mark",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="response",
            name="quality",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="response",
            name="seconds",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="seed",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="response",
            name="started_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="timings",
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("person_mark", ""), _negated=True),
                fields=["organization", "survey", "person_mark"],
                name="response_by_person",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("device_mark", ""), _negated=True),
                fields=["organization", "survey", "device_mark"],
                name="response_by_device",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("address_mark", ""), _negated=True),
                fields=["organization", "survey", "address_mark"],
                name="response_by_address",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["organization", "saved_at"], name="attempt_by_age"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["organization", "survey", "state"], name="attempt_by_survey"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="quotacell",
            constraint=models.UniqueConstraint(
                fields=("organization", "survey", "quota", "cell"), name="quota_cell_once"
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["organization", "key"], name="reservation_by_key"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["organization", "expires_at"], name="reservation_by_expiry"),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(fields=("organization", "cell", "key"), name="reservation_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyaccess",
            constraint=models.UniqueConstraint(fields=("organization", "survey"), name="survey_access_once"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["organization", "key"], name="survey_upload_by_key"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["organization", "state", "created_at"], name="survey_upload_by_state"),
        ),
        migrations.RunPython(contact_by_question, migrations.RunPython.noop),
        TenantTable("QuotaCell"),
        TenantTable("Reservation"),
        TenantTable("Attempt"),
        TenantTable("SurveyAccess"),
        TenantTable("Upload"),
    ]
