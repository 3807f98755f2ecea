"""Regular expressions that take linear time: a subset, matched by following all states of an automaton at once.

The same algorithm stands in static/respondent/patterns.js, so that the page and the server judge alike; it knows code
points, not bytes or UTF-16 units, and always matches the whole text. pattern_syntax.py says what is allowed.

The automaton is Thompson's: node 0 is the end; a split goes two ways, a character node reads one character, an anchor
asks for the start or the end. Sets of nodes met while matching are kept with their transitions (a lazily built
deterministic automaton), so that a usual text costs one look-up for each character.
"""

from functools import lru_cache

from surveys.domain.logic.pattern_syntax import Node, PatternError, Ranges, parse

MOST_NODES = 1000
# Transitions kept for a pattern; beyond, all are forgotten and found again.
KEPT = 5000
END = 0

# Of nodes in an automaton: what is read or asked for, and where it goes on.
_Program = list[tuple[Ranges | str, int, int]]


class _State:
    """A set of nodes in which the automaton is."""

    __slots__ = ("accepts", "following", "nodes")

    def __init__(self, nodes: frozenset[int], *, accepts: bool) -> None:
        self.nodes = nodes
        self.accepts = accepts
        self.following: dict[str, _State] = {}


class Pattern:
    """A compiled pattern; it may be shared between threads."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._program: _Program = [("end", 0, 0)]
        self._entry = self._build(parse(source), END)
        self._empty = END in self._closure([self._entry], at_start=True, at_end=True)
        self._start_nodes = self._closure([self._entry], at_start=True)
        self._forget()

    def matches(self, text: str) -> bool:
        """Whether the whole text matches, in time linear in its length."""
        if not text:
            return self._empty
        state = self._start
        for mark in text:
            following = state.following.get(mark)
            if following is None:
                following = self._step(state, mark)
            state = following
            if not state.nodes:
                return False
        return state.accepts

    def _forget(self) -> None:
        self._kept = 0
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(self._start_nodes)

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self._states.get(nodes)
        if state is None:
            state = _State(nodes, accepts=END in self._closure(nodes, at_end=True))
            self._states[nodes] = state
        return state

    def _step(self, state: _State, mark: str) -> _State:
        code = ord(mark)
        after = []
        for node in state.nodes:
            kind, on, _ = self._program[node]
            if not isinstance(kind, str) and any(low <= code <= high for low, high in kind):
                after.append(on)
        self._kept += 1
        if self._kept > KEPT:
            self._forget()
        following = self._state(self._closure(after))
        state.following[mark] = following
        return following

    def _closure(
        self, nodes: "list[int] | frozenset[int]", *, at_start: bool = False, at_end: bool = False
    ) -> frozenset[int]:
        """The nodes reached without reading: those that read, the end, and anchors that wait for the end."""
        todo, seen = list(nodes), set(nodes)
        kept = []
        while todo:
            node = todo.pop()
            kind, on, other = self._program[node]
            if kind == "split":
                ways = [on, other]
            elif (kind == "^" and at_start) or (kind == "$" and at_end):
                ways = [on]
            else:
                kept.append(node)
                continue
            todo += [way for way in ways if way not in seen]
            seen.update(ways)
        return frozenset(kept)

    def _add(self, kind: Ranges | str, on: int, other: int = 0) -> int:
        if len(self._program) >= MOST_NODES:
            raise PatternError("pattern_too_large", 0)
        self._program.append((kind, on, other))
        return len(self._program) - 1

    def _build(self, node: Node, following: int) -> int:
        """Add a node of the syntax so that it goes on to `following`; gives where it begins."""
        kind = node[0]
        if kind == "all":
            for part in reversed(node[1]):
                following = self._build(part, following)
            return following
        if kind == "any":
            entry = self._build(node[1][-1], following)
            for way in reversed(node[1][:-1]):
                entry = self._add("split", self._build(way, following), entry)
            return entry
        if kind == "repeat":
            return self._repeat(node[1], node[2], node[3], following)
        return self._add(node[1], following)

    def _repeat(self, node: Node, least: int, most: int | None, following: int) -> int:
        entry = following
        if most is None:
            entry = self._add("split", END, following)
            self._program[entry] = ("split", self._build(node, entry), following)
        for _ in range((most or 0) - least):
            entry = self._add("split", self._build(node, entry), following)
        for _ in range(least):
            entry = self._build(node, entry)
        return entry


@lru_cache(maxsize=1000)
def compile_pattern(source: str) -> Pattern:
    """The pattern, compiled once; PatternError says what is not allowed in it."""
    return Pattern(source)
