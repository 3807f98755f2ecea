"""The people and places of the demonstration organisations."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import DepartmentKind, Role

# Published on purpose: demonstration data is nobody's secret. See docs/threat-model.md.
PASSWORD = "demo-experience-2026"  # noqa: S105

ORGANIZATIONS = {"demo": "晨光零售（演示）", "demo2": "晨星零售（演示）"}

HEADQUARTERS = "总部"
REGIONS = {
    "华东区": [("上海徐汇店", "SH01"), ("上海浦东店", "SH02"), ("杭州西湖店", "HZ01"), ("南京新街口店", "NJ01")],
    "华北区": [("北京朝阳店", "BJ01"), ("北京海淀店", "BJ02"), ("天津滨江店", "TJ01")],
    "华南区": [("广州天河店", "GZ01"), ("深圳南山店", "SZ01"), ("深圳福田店", "SZ02")],
    "西南区": [("成都锦江店", "CD01"), ("重庆解放碑店", "CQ01")],
}
STORE_CODES = [code for stores in REGIONS.values() for _name, code in stores]


@dataclass(frozen=True)
class Person:
    """`department` is a name of the tree above."""

    role: Role
    name: str
    local_part: str
    department: str
    title: str | Promise

    def email(self, slug: str) -> str:
        return f"{self.local_part}@{slug}.example"


PEOPLE = [
    Person(Role.OWNER, "陈晨", "owner", HEADQUARTERS, _("Owner")),
    Person(Role.ADMINISTRATOR, "高敏", "admin", HEADQUARTERS, _("Administrator")),
    Person(Role.CX_MANAGER, "林悦", "cx", HEADQUARTERS, _("CX manager")),
    Person(Role.ANALYST, "周析", "analyst", HEADQUARTERS, _("Analyst")),
    Person(Role.EXECUTIVE, "王总", "executive", HEADQUARTERS, _("Executive")),
    Person(Role.CX_MANAGER, "赵华", "region", "华东区", _("Regional manager")),
    Person(Role.FRONTLINE, "小李", "frontline", "上海徐汇店", _("Frontline staff")),
    Person(Role.FRONTLINE, "小吴", "beijing", "北京朝阳店", _("Frontline staff")),
]

REGION_KIND, STORE_KIND = DepartmentKind.REGION, DepartmentKind.STORE

# (what the person is, address, password): shown by the launcher and on the sign-in page of a demonstration.
SIGN_INS = [(person.title, person.email("demo"), PASSWORD) for person in PEOPLE[:7]]
