"""Seats in the cells of quotas: held while somebody answers, counted when the answers are in, never one too many.

Each change is one conditional UPDATE of a counter, so that any number of respondents at once cannot overshoot. Every
transaction takes its locks in the same order (the visit's own lock, its reservations, then cells by id), so that two
of them cannot wait for each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from surveys.domain.definition.model import Quota
from surveys.models import QuotaCell, Reservation
from surveys.selectors.doors import Door
from surveys.selectors.quotas import CellState, cell_states, seats_left

# A seat is kept so long after the last answer was saved.
HELD = timedelta(minutes=30)
SWEEP_BATCH = 1000

_NOWHERE = UUID(int=0)

# (quota id, cell id)
CellName = tuple[str, str]


@dataclass(frozen=True)
class Full:
    """The quota that has no seat for this respondent, and what its survey wants done then."""

    quota: str
    cell: str
    do: str
    ending: str


@dataclass(frozen=True)
class Seats:
    """`full` is None when the respondent may go on; `over` are the full quotas that are only noted."""

    full: Full | None = None
    over: tuple[str, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)


class _FullError(Exception):
    def __init__(self, full: Full) -> None:
        super().__init__(full.quota)
        self.full = full


def lock_visit(key: str) -> None:
    """Until the end of the transaction nobody else works on this visit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [key])


def quota_left(door: Door, key: str = "") -> dict[str, int]:
    """{quota id: seats left over all of its cells}; a seat that this visit holds counts as left for it."""
    return seats_left(door.definition.quotas, _peek(door), _seats_of(key))


def find_full(door: Door, key: str, matched: Iterable[CellName]) -> Full | None:
    """The first full cell among those matched where this visit holds no seat; nothing is changed."""
    names, quotas, mine = set(matched), _quotas(door), _seats_of(key)
    for state in _peek(door):
        quota = quotas[state.quota]
        is_full = (state.quota, state.cell) in names and state.left == 0 and state.id not in mine
        if is_full and quota.do != "flag":
            return _full(quota, state)
    return None


def hold_seats(*, door: Door, key: str, matched: Iterable[CellName]) -> Seats:
    """Hold a seat for this visit in each cell that its answers have decided; give up those they no longer match.

    Where one is full, none is held. The caller has locked the visit.
    """
    names, over, seated = set(matched), list[str](), list[UUID]()
    mine, states = _own_seats(key), _states(door)
    # What is freed and what is taken by this visit come to the same for it.
    left = seats_left(door.definition.quotas, states, mine)
    wanted = {state.id: state for state in states if (state.quota, state.cell) in names}
    try:
        with transaction.atomic():
            for cell_id in sorted(mine ^ wanted.keys()):
                if cell_id in mine:
                    _move(cell_id, counted=0, reserved=-1)
                elif _sit(door, wanted[cell_id], over, counted=0, reserved=1):
                    seated.append(cell_id)
            _hold(key, seated, mine - wanted.keys())
    except _FullError as error:
        _give_up(key, mine)
        return Seats(full=error.full, left=left)
    return Seats(over=tuple(over), left=left)


def take_seats(*, door: Door, key: str, matched: Iterable[CellName]) -> Seats:
    """Count this visit in the cells that its answers match, by the seats it holds or by free ones.

    Where one is full and this visit holds no seat in it, nothing is counted and what it held is given up. The caller
    has locked the visit.
    """
    names, over = set(matched), list[str]()
    mine, states = _own_seats(key), _states(door)
    if mine:
        Reservation.objects.filter(key=key, cell__in=mine).delete()
    wanted = {state.id: state for state in states if (state.quota, state.cell) in names}
    try:
        with transaction.atomic():
            for cell_id in sorted(mine | wanted.keys()):
                if cell_id in mine:
                    _move(cell_id, counted=int(cell_id in wanted), reserved=-1)
                else:
                    _sit(door, wanted[cell_id], over, counted=1, reserved=0)
    except _FullError as error:
        _free(mine)
        return Seats(full=error.full)
    return Seats(over=tuple(over))


def give_up_seats(key: str) -> None:
    """The visit ended without counting: its seats are free again. The caller has locked the visit."""
    _give_up(key, _own_seats(key))


def release_expired(*, cell_id: UUID | None = None, now: datetime | None = None) -> int:
    """Free the seats of visits that were given up, of one cell or of the organisation in force; return how many.

    What another transaction works on is left to it.
    """
    expired = Reservation.objects.filter(expires_at__lt=now or timezone.now())
    if cell_id is not None:
        expired = expired.filter(cell_id=cell_id)
    with transaction.atomic():
        rows = expired.select_for_update(skip_locked=True).order_by("id")
        found = list(rows.values_list("id", "cell_id")[:SWEEP_BATCH])
        Reservation.objects.filter(pk__in=[pk for pk, _cell in found]).delete()
        cells = [cell for _pk, cell in found]
        for cell in sorted(set(cells)):
            QuotaCell.objects.filter(pk=cell).update(reserved=F("reserved") - cells.count(cell))
    return len(found)


def _sit(door: Door, state: CellState, over: list[str], *, counted: int, reserved: int) -> bool:
    """Take a seat; False where the cell is full and that is only to be noted."""
    if _move(state.id, counted=counted, reserved=reserved):
        return True
    if release_expired(cell_id=state.id) and _move(state.id, counted=counted, reserved=reserved):
        return True
    quota = _quotas(door)[state.quota]
    if quota.do != "flag":
        raise _FullError(_full(quota, state))
    over.append(quota.id)
    return False


def _move(cell_id: UUID, *, counted: int, reserved: int) -> bool:
    """Change the counters; one seat more is only given where there is one."""
    cells = QuotaCell.objects.filter(pk=cell_id)
    if counted + reserved > 0:
        cells = cells.filter(limit__gt=F("counted") + F("reserved"))
    return bool(cells.update(counted=F("counted") + counted, reserved=F("reserved") + reserved))


def _hold(key: str, seated: Iterable[UUID], given_up: Iterable[UUID]) -> None:
    """Write down what was taken and freed; the seats that stay are held from now on."""
    expires_at = timezone.now() + HELD
    gone = list(given_up)
    if gone:
        Reservation.objects.filter(key=key, cell__in=gone).delete()
    Reservation.objects.filter(key=key).update(expires_at=expires_at)
    Reservation.objects.bulk_create(
        [Reservation(cell_id=cell_id, key=key, expires_at=expires_at) for cell_id in seated]
    )


def _give_up(key: str, cell_ids: Iterable[UUID]) -> None:
    given_up = list(cell_ids)
    if given_up:
        Reservation.objects.filter(key=key, cell__in=given_up).delete()
        _free(given_up)


def _free(cell_ids: Iterable[UUID]) -> None:
    for cell_id in sorted(cell_ids):
        _move(cell_id, counted=0, reserved=-1)


def _own_seats(key: str) -> frozenset[UUID]:
    """The cells where this visit holds a seat, which nobody frees until the end of this transaction."""
    rows = Reservation.objects.filter(key=key).order_by("id").select_for_update()
    return frozenset(rows.values_list("cell_id", flat=True))


def _seats_of(key: str) -> frozenset[UUID]:
    return frozenset(Reservation.objects.filter(key=key).values_list("cell_id", flat=True)) if key else frozenset()


def _peek(door: Door) -> list[CellState]:
    """The cells of the version that is answered, as `_states` will find them; nothing is written."""
    known = {(state.quota, state.cell): state for state in cell_states(door.survey_id)}
    number = door.version_number or 0
    found = []
    for quota in door.definition.quotas:
        for cell in quota.cells:
            state = known.get((quota.id, cell.id))
            if state is None:
                state = CellState(_NOWHERE, quota.id, cell.id, cell.limit, number, 0, 0)
            found.append(replace(state, limit=cell.limit) if state.version_number < number else state)
    return found


def _states(door: Door) -> list[CellState]:
    """The cells of the version that is answered.

    A version makes its counters, or brings its limits to them, when the first respondent comes by.
    """
    limits = {(quota.id, cell.id): cell.limit for quota in door.definition.quotas for cell in quota.cells}
    number = door.version_number or 0
    known = cell_states(door.survey_id)
    current = {(state.quota, state.cell) for state in known if state.version_number >= number}
    if not limits.keys() <= current:
        _bring_up_to(door, number, limits, known)
        known = cell_states(door.survey_id)
    return [state for state in known if (state.quota, state.cell) in limits]


def _bring_up_to(door: Door, number: int, limits: Mapping[CellName, int], known: list[CellState]) -> None:
    """Make the counters of a version; older ones take its limits, in the order of their locks."""
    for state in known:
        name = (state.quota, state.cell)
        if name in limits and state.version_number < number:
            older = QuotaCell.objects.filter(pk=state.id, version_number__lt=number)
            older.update(limit=limits[name], version_number=number)
    there = {(state.quota, state.cell) for state in known}
    QuotaCell.objects.bulk_create(
        [
            QuotaCell(survey_id=door.survey_id, quota=quota, cell=cell, limit=limit, version_number=number)
            for (quota, cell), limit in sorted(limits.items())
            if (quota, cell) not in there
        ],
        ignore_conflicts=True,
    )


def _quotas(door: Door) -> dict[str, Quota]:
    return {quota.id: quota for quota in door.definition.quotas}


def _full(quota: Quota, state: CellState) -> Full:
    return Full(quota=quota.id, cell=state.cell, do=quota.do, ending=quota.ending)
