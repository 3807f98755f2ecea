"""The isolation suite is only worth something if it fails when the protection is gone: break it and look."""

import os
import re
import subprocess
import sys

import pytest

SUITE = ["tests/isolation/test_catalogue.py", "tests/isolation/test_forgotten_filter.py"]


def failures_under(sabotage: str) -> set[str]:
    """The names of the tests that fail in a run of the suite with this protection taken away."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no", *SUITE],
        env={**{k: v for k, v in os.environ.items() if "XDIST" not in k}, "CEM_TEST_SABOTAGE": sabotage},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return set(re.findall(r"^FAILED \S+::(\S+)", run.stdout, re.MULTILINE))


@pytest.mark.parametrize(
    ("sabotage", "expected"),
    [
        (
            "policy",
            {
                "test_table_has_forced_row_level_security_and_exactly_the_policy[surveys.Response]",
                "test_reads_without_a_filter_give_own_rows_only[surveys.Response]",
                "test_writes_to_a_foreign_row_change_nothing[surveys.Response]",
                "test_insert_for_another_organization_is_refused[surveys.Response]",
                "test_moving_an_own_row_to_another_organization_is_refused[surveys.Response]",
                "test_every_access_without_a_context_raises[surveys.Response]",
                "test_context_is_clean_after_success_and_failure[surveys.Response]",
            },
        ),
        (
            "loose_policy",
            {
                "test_table_has_forced_row_level_security_and_exactly_the_policy[actions.Ticket]",
                "test_reads_without_a_filter_give_own_rows_only[actions.Ticket]",
                "test_writes_to_a_foreign_row_change_nothing[actions.Ticket]",
                "test_every_access_without_a_context_raises[actions.Ticket]",
                "test_context_is_clean_after_success_and_failure[actions.Ticket]",
            },
        ),
        (
            "key",
            {
                "test_keys_of_the_table_start_with_the_organization[surveys.Response]",
                "test_reference_to_a_foreign_row_is_refused[surveys.Response]",
            },
        ),
    ],
)
def test_suite_fails_exactly_where_protection_is_missing(sabotage, expected):
    assert failures_under(sabotage) == expected


def test_suite_run_as_superuser_fails_by_role_and_for_every_table():
    failed = failures_under("superuser")

    assert "test_the_role_of_the_tests_is_bound_by_the_policies" in failed
    assert "test_the_role_of_the_tests_is_the_application_role" in failed
    assert "test_reads_without_a_filter_give_own_rows_only[surveys.Response]" in failed
    assert "test_insert_for_another_organization_is_refused[actions.Ticket]" in failed
