import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.regions import FOLDER, find, full_name, has_parts, is_known, name, parts, provinces


def test_the_table_is_whole():
    cities = [city for province in provinces() for city in parts(province)]
    counties = [county for city in cities for county in parts(city)]
    assert (len(provinces()), len(cities), len(counties)) == (34, 342, 3056)
    assert len(set(counties)) == len(counties)
    assert all(len(county) in {6, 9} for county in counties)
    assert [province for province in provinces() if not has_parts(province)] == ["71", "81", "82"]
    assert all(has_parts(city) for city in cities)


def test_each_province_has_one_small_file():
    files = {path.stem: path.stat().st_size for path in FOLDER.glob("*.json")}
    assert set(files) == {"provinces", *provinces()} - {"71", "81", "82"}
    assert max(files.values()) < 8000
    assert json.loads((FOLDER / "31.json").read_text(encoding="utf-8"))["3101"][1]["15"] == "浦东新区"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("31", "上海市"),
        ("310115", "上海市 浦东新区"),
        ("330106", "浙江省 杭州市 西湖区"),
        ("500231", "重庆市 垫江县"),
        ("441900003", "广东省 东莞市 东城街道"),
        ("429004", "湖北省 仙桃市"),
        ("71", "台湾省"),
        ("999999", "999999"),
    ],
)
def test_full_name_leaves_out_levels_without_a_name(code: str, text: str):
    assert full_name(code) == text


@pytest.mark.parametrize(
    ("within", "text", "code"),
    [
        ("", "上海", "31"),
        ("", "内蒙古自治区", "15"),
        ("33", "杭州", "3301"),
        ("33", "杭州市", "3301"),
        ("3301", "西湖区", "330106"),
        ("31", "浦东", "310115"),
        ("32", "鼓楼区", None),  # Nanjing and Xuzhou both have one.
        ("31", "市辖区", "3101"),
        ("71", "台北", None),
        ("99", "上海", None),
        ("310115", "上海", None),
        ("31", "", None),
    ],
)
def test_find_is_sure_or_says_nothing(within: str, text: str, code: str | None):
    assert find(within, text) == code


@given(st.text(max_size=10), st.text(max_size=10))
def test_nothing_raises_on_strange_codes(code: str, text: str):
    assert is_known(code) is bool(name(code))
    assert isinstance(full_name(code), str)
    found = find(code, text)
    assert found is None or is_known(found)
