"""A small HTTP load generator: keep-alive connections, bounded in requests and time, loopback only."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """One run at one concurrency. Times in seconds; an operation may be several requests."""

    concurrency: int
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Connection:
    """One keep-alive connection to the server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        """Send one request; return status and body. A connection the server has closed is opened again once."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept-Language: zh\r\n"
        if body:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        message = head.encode() + b"\r\n" + body
        for attempt in (1, 2):
            try:
                if self._writer is None:
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
                self._writer.write(message)
                return await self._answer()
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    async def _answer(self) -> tuple[int, bytes]:
        assert self._reader is not None
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        if headers.get("transfer-encoding") == "chunked":
            body = await self._chunks()
        else:
            body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return int(lines[0].split()[1]), body

    async def _chunks(self) -> bytes:
        assert self._reader is not None
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


Operation = Callable[[Connection], object]


def run(port: int, operation: Operation, *, concurrency: int, operations: int) -> Outcome:
    """Carry out `operations` over `concurrency` connections; `operation(connection)` raises on a wrong answer."""
    return asyncio.run(_run(port, operation, concurrency, operations))


async def _run(port: int, operation: Operation, concurrency: int, operations: int) -> Outcome:
    outcome = Outcome(concurrency)
    left = iter(range(operations))

    async def client() -> None:
        connection = Connection(port)
        for _each in left:
            started = time.perf_counter()
            try:
                await operation(connection)  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001  # every failure is counted, whatever it is
                outcome.errors.append(f"{type(error).__name__}: {error}"[:200])
                connection.close()
            else:
                outcome.times.append(time.perf_counter() - started)
        connection.close()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _each in range(concurrency)))
    outcome.seconds = time.perf_counter() - started
    return outcome
