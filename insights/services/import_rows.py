"""From the rows of a file to feedback of the organisation: columns, departments, lengths."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from cem.accounts.selectors.departments import TreeNode, department_tree
from insights.domain.intake.errors import RowError
from insights.domain.intake.kinds import Kind
from insights.domain.intake.mapping import ColumnMapping, Field
from insights.domain.intake.rows import FeedbackRow, parse_row
from insights.domain.intake.tables import TableRow
from insights.services.feedback import FeedbackInput

UnknownDepartment = Literal["reject", "default"]

# What the table keeps of a value, where that is less than the intake lets through.
LIMITS: Final = {
    Field.SOURCE_ID: 120,
    Field.AUTHOR: 120,
    Field.PRODUCT: 120,
    Field.TOUCHPOINT: 80,
    Field.LANGUAGE: 10,
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is read. `columns`: field -> header. `department_id` takes rows that name no department.

    `unknown_department` says what becomes of a row that names one that is not there. `rating_scale`: the best rating.
    """

    columns: dict[str, str]
    source: str
    kind: str
    department_id: UUID
    unknown_department: UnknownDepartment = "reject"
    rating_scale: int | None = None

    def mapping(self) -> ColumnMapping:
        return ColumnMapping(
            columns={Field(name): header for name, header in self.columns.items() if header},
            default_kind=Kind(self.kind),
            default_rating_scale=self.rating_scale,
        )

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "department_id": str(self.department_id)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "ImportOptions":
        return cls(**{**values, "department_id": UUID(values["department_id"])})


class DepartmentFinder:
    """Departments by code, name, or path ("华东 / 上海店"), read once; only those of `within` where it is given."""

    def __init__(self, within: frozenset[UUID] | None = None) -> None:
        self._codes: dict[str, UUID] = {}
        self._names: dict[str, set[UUID]] = defaultdict(set)
        for node in department_tree(within):
            self._add(node)

    def _add(self, node: TreeNode) -> None:
        if node.code:
            self._codes[_plain(node.code)] = node.id
        for name in (node.name, node.label):
            self._names[_plain(name)].add(node.id)

    def find(self, value: str) -> UUID | str:
        """The id, or the code of the problem: department.unknown, department.ambiguous."""
        plain = _plain(value)
        if plain in self._codes:
            return self._codes[plain]
        named = self._names.get(plain, set())
        if len(named) == 1:
            return next(iter(named))
        return "department.ambiguous" if named else "department.unknown"


class RowReader:
    """Turns rows of a table into feedback. Times without a zone are local times of the organisation."""

    def __init__(self, options: ImportOptions, departments: DepartmentFinder, time_zone: str, now: datetime) -> None:
        self._options = options
        self._mapping = options.mapping()
        self._departments = departments
        self._zone = ZoneInfo(time_zone)
        self._now = now

    def read(self, row: TableRow | RowError) -> FeedbackInput | list[RowError]:
        """The feedback of a row, or everything that is wrong with it."""
        if isinstance(row, RowError):
            return [row]
        parsed = parse_row(row.number, row.cells, self._mapping, self._zone, self._now)
        if isinstance(parsed, list):
            return parsed
        errors = self._too_long(parsed)
        department = self._department(parsed, errors)
        if errors:
            return errors
        return FeedbackInput(
            source=self._options.source,
            source_id=parsed.source_id,
            kind=str(parsed.kind),
            department_id=department,
            text=parsed.text,
            occurred_at=parsed.occurred_at,
            rating=parsed.rating,
            author=parsed.author,
            product=parsed.product,
            touchpoint=parsed.touchpoint,
            language=parsed.language,
        )

    def _department(self, row: FeedbackRow, errors: list[RowError]) -> UUID:
        if not row.department:
            return self._options.department_id
        found = self._departments.find(row.department)
        if isinstance(found, UUID):
            return found
        if self._options.unknown_department == "reject":
            value = {"value": row.department[:50]}
            errors.append(RowError(row.number, self._mapping.column(Field.DEPARTMENT), found, value))
        return self._options.department_id

    def _too_long(self, row: FeedbackRow) -> list[RowError]:
        return [
            RowError(row.number, self._mapping.column(name), "value.too_long", {"length": len(value), "limit": limit})
            for name, limit in LIMITS.items()
            if len(value := getattr(row, name.value)) > limit
        ]


def _plain(name: str) -> str:
    return "/".join(part.strip() for part in name.casefold().split("/"))
