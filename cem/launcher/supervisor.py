"""Starts everything in order, watches it, and stops it in the opposite order."""

import signal
import threading
import time
from types import FrameType

from cem import env
from cem.launcher import ports, programs, state
from cem.launcher.child import Child, Program
from cem.launcher.console import Console
from cem.launcher.demo import Demo
from cem.launcher.preparation import Preparation
from cem.launcher.refusals import LauncherError, StoppedError
from cem.launcher.servers import Servers
from cem.launcher.sign_ins import SignIns, table

WEB_START_SECONDS = 90
LOOK_SECONDS = 0.5


class Supervisor:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.var_dir = env.VAR_DIR
        self.run_dir = env.VAR_DIR / "run"
        self.servers = Servers(self.var_dir, console)
        self.demo = Demo(self.var_dir, console)
        self.sign_ins = SignIns(self.run_dir)
        self.preparation = Preparation(self.var_dir, check=self._check)
        self.web: Child | None = None
        self.background: list[Child] = []
        self._asked = threading.Event()
        self._hurried = False
        self._began = time.monotonic()

    def run(self) -> int:
        with state.only_one(self.run_dir):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self._ask)
            try:
                self._start()
                while not self._asked.wait(LOOK_SECONDS):
                    self._tend()
            finally:
                self._stop()
        return 0

    def _start(self) -> None:
        self.console.line(f"Starting in {self.var_dir}")
        orphans = state.stop_orphans(self.run_dir)
        if orphans:
            self.console.step("cleaned", f"stopped what a killed start had left: {', '.join(orphans)}")
        ports.require_free(env.HOST, env.PORT)
        self.preparation.begin_files()
        self.servers.start()
        self.console.step("database", "given by DATABASE_URL" if env.DATABASE_URL else "embedded PostgreSQL")
        self.console.step("broker", "given by REDIS_URL" if env.REDIS_URL else "embedded Valkey")
        self._check()
        urls = {"database_url": self.servers.database_url, "redis_url": self.servers.redis_url}
        self.console.step("tables", self.preparation.migrate(owner_url=self.servers.owner_url, **urls))
        self.console.step("files", self.preparation.end_files())
        environment = programs.environment(**urls)
        if env.DEMO:
            self.sign_ins.begin(environment)
        self._start_web(environment)
        for program in programs.background(environment):
            self._check()
            self.background.append(self._child(program))
            self.background[-1].start()
        loading = env.DEMO and self.demo.begin(environment)
        self._welcome(loading=loading)

    def _start_web(self, environment: dict[str, str]) -> None:
        self.web = self._child(programs.web(environment))
        self.web.start()
        deadline = time.monotonic() + WEB_START_SECONDS
        while (status := ports.web_status(env.HOST, env.PORT)) is None or status >= 500:
            self._check()
            if status is not None or self.web.exit_code is not None or time.monotonic() > deadline:
                raise LauncherError(f"The web did not start ({self.web.log}):\n{self.web.last_lines()}")
            time.sleep(0.05)

    def _welcome(self, *, loading: bool) -> None:
        seconds = time.monotonic() - self._began
        self.console.line()
        self.console.line(f"  Ready in {seconds:.1f} s:  {env.BASE_URL}")
        rows = self.sign_ins.rows() if env.DEMO else []
        if rows:
            self.console.line()
            self.console.line("  Sign in to the demo" + (", which is being loaded, as" if loading else " as"))
            for line in table(rows):
                self.console.line(f"    {line}")
        self.console.line()
        self.console.line(f"  Logs: {self.var_dir / 'log'}. Ctrl-C stops everything.")
        self.console.line()

    def _tend(self) -> None:
        self.servers.tend()
        for child in self._children():
            child.tend()
        self.demo.tend()

    def _stop(self) -> None:
        self._asked.set()
        self.preparation.abandon()
        self.sign_ins.abandon()
        children = self._children()
        loader = self.demo.stop()
        if children or loader:
            self.console.line("Stopping")
        if self.web is not None:
            self._end([self.web])
        self._end([*([loader] if loader else []), *reversed(self.background)])
        self.servers.stop()
        if children:
            self.console.line("Stopped. The data are kept.")

    def _end(self, children: list[Child]) -> None:
        """Ask all to stop, then wait for each; a second Ctrl-C cuts the waiting short."""
        for child in children:
            child.ask_to_stop()
        began = time.monotonic()
        for child in children:
            deadline = began + child.program.grace
            while child.running and time.monotonic() < deadline and not self._hurried:
                time.sleep(0.02)
            child.wait(deadline=time.monotonic())

    def _children(self) -> list[Child]:
        return [*([self.web] if self.web else []), *self.background]

    def _child(self, program: Program) -> Child:
        return Child(program, var_dir=self.var_dir, console=self.console)

    def _check(self) -> None:
        if self._asked.is_set():
            raise StoppedError

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._hurried = self._asked.is_set()
        self._asked.set()
