"""A posted form as the domain sees it, without a web framework."""

from collections.abc import Iterator, Sequence


class PostedForm:
    """Pairs of name and value; of a name that comes twice `get` gives the last one."""

    def __init__(self, pairs: Sequence[Sequence[str]]) -> None:
        self._pairs = pairs

    def get(self, key: str, default: str = "") -> str:
        found = self.getlist(key)
        return found[-1] if found else default

    def getlist(self, key: str) -> list[str]:
        return [value for name, value in self._pairs if name == key]

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _value in self._pairs])
