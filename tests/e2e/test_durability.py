"""Nothing lost, nothing doubled: the short form of benchmarks/durability.py."""

from benchmarks.durability import problems, submit_under_fire, wait_until_quiet
from benchmarks.stack import Stack


def test_every_acknowledged_answer_survives_the_death_of_every_part(tmp_path):
    with Stack(tmp_path) as stack:
        ledger = submit_under_fire(stack, responses=150, clients=6, kills=5)
        wait_until_quiet(stack)

        assert len(ledger.acknowledged) == 150
        assert ledger.kills == {"web": 1, "worker": 1, "relay": 1, "broker": 1, "database": 1}
        assert problems(stack, ledger) == []
