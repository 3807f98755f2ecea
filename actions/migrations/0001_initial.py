import django.core.validators
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
            name="AlertRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("metric", models.CharField(default="nps", max_length=20)),
                (
                    "maximum_score",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[django.core.validators.MaxValueValidator(10)],
                        verbose_name="open a ticket at a score of at most",
                    ),
                ),
                ("survey_id", models.UUIDField(blank=True, null=True)),
                (
                    "hours_to_resolve",
                    models.PositiveSmallIntegerField(
                        default=48,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="hours to resolve",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="enabled")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "department",
                    cem.tenancy.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
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
            name="Ticket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="subject")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("assigned", "Assigned"),
                            ("in_progress", "In progress"),
                            ("waiting", "Waiting for customer"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                        ],
                        default="new",
                        max_length=12,
                    ),
                ),
                ("response_id", models.UUIDField(null=True)),
                ("survey_id", models.UUIDField(null=True)),
                ("score", models.SmallIntegerField(null=True)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("logistics", "Delivery and logistics"),
                            ("product", "Product quality"),
                            ("service", "Staff and service"),
                            ("price", "Price and promotion"),
                            ("process", "Process and policy"),
                            ("system", "System and app"),
                            ("environment", "Store environment"),
                            ("expectation", "Expectation or misunderstanding"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("resolution", models.TextField(blank=True, verbose_name="what was done")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("resolved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.membership",
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
                    "rule",
                    cem.tenancy.models.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.alertrule"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TicketCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
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
            name="TicketEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("from_status", models.CharField(blank=True, max_length=12)),
                ("to_status", models.CharField(blank=True, max_length=12)),
                ("note", models.TextField(blank=True)),
                ("changes", models.JSONField(default=dict)),
                ("actor_label", models.CharField(max_length=160)),
                ("actor_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "ticket",
                    cem.tenancy.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="actions.ticket"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["resolved", "closed"]), _negated=True),
                fields=["organization", "department", "due_at"],
                name="ticket_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["organization", "survey_id", "-opened_at"], name="ticket_by_survey"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="ticket_number"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("response_id__isnull", False)),
                fields=("organization", "response_id"),
                name="ticket_once_for_response",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketcounter",
            constraint=models.UniqueConstraint(fields=("organization",), name="ticket_counter_once"),
        ),
        migrations.AddIndex(
            model_name="ticketevent",
            index=models.Index(fields=["organization", "ticket", "at"], name="ticket_event_by_ticket"),
        ),
        TenantTable("AlertRule"),
        TenantTable("TicketCounter"),
        TenantTable("Ticket"),
        TenantTable("TicketEvent"),
        AppendOnly("TicketEvent"),
    ]
