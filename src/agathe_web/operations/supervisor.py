"""Child processes kept alive until a signal asks to stop."""

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from agathe.kernel import Text
from agathe_web.operations import Tell

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 25.0
"""Seconds a child has to finish what it does, once it was asked to stop."""
STEADY = 10.0
"""Seconds after which a child counts as well started."""
LONGEST_PAUSE = 30.0
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Child:
    """A function that runs in a process of its own, started again whenever it ends.

    Attributes:
        name: in both languages, for messages.
        work: what it does; it returns when it is asked to stop.
        pid: its process, ``None`` while there is none.
        begun: when that process began, on the monotonic clock.
        due: when the next one may begin.
        failures: quick ends one after the other.
    """

    name: Text
    work: Callable[[], None]
    pid: int | None = None
    begun: float = 0.0
    due: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Fork a process that does the work in its own session, so that Ctrl+C in a terminal reaches the parent only."""
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self.begun = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(parent)

    def _live(self, parent: int) -> None:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*STOPS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.setsid()
            _end_with(parent)
            self.work()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)  # nothing of the parent is to be run or cleaned up here

    def ended(self, now: float) -> None:
        """Its process is gone: another begins, at once the first time, later and later if it ends quickly each time."""
        self.failures = 0 if now - self.begun > STEADY else self.failures + 1
        self.due = now + min(LONGEST_PAUSE, 2.0**self.failures - 2.0) if self.failures else now
        self.pid = None


def _end_with(parent: int) -> None:
    """Ask the system to end this process when its parent ends, even killed; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # it ended meanwhile
        os._exit(0)


class Supervisor:
    """Starts children, starts them again when they end, stops them at a signal.

    Args:
        children: the processes.
        tell: says what happens.
        tick: called in every round; returns the seconds until it wants to be called again. It may ask to give up by
            raising ``SystemExit``.
    """

    def __init__(self, children: Sequence[Child], tell: Tell, tick: Callable[[], float]) -> None:
        self._children = children
        self._tell = tell
        self._tick = tick
        self._asked_at: float | None = None
        self._hurried = False

    def run(self) -> None:
        """Return once a signal asked to stop and all children ended."""
        with self._awake() as pipe:
            try:
                while self._asked_at is None:
                    self._start()
                    pause = self._tick()
                    now = time.monotonic()
                    due = [child.due - now for child in self._children if child.pid is None]
                    _wait(pipe, max(0.0, min([pause, *due])))
                    self._reap()
            finally:
                self._stop(pipe)

    def _start(self) -> None:
        for child in self._children:
            if child.pid is None and child.due <= time.monotonic():
                child.start()

    def _reap(self) -> None:
        for child, status in self._gone():
            child.ended(time.monotonic())
            code = os.waitstatus_to_exitcode(status)
            self._tell(Text(
                f"{child.name.fr} : le processus s'est arrêté (code {code}), un autre démarre",
                f"{child.name.en}: the process stopped (code {code}), another starts",
            ))  # fmt: skip

    def _gone(self) -> Iterator[tuple[Child, int]]:
        for child in self._children:
            if child.pid is not None:
                with suppress(ChildProcessError):
                    pid, status = os.waitpid(child.pid, os.WNOHANG)
                    if pid:
                        yield child, status

    def _stop(self, pipe: int) -> None:
        """Ask all to end, wait, and end by force those that do not."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self._alive():
            for child, _ in self._gone():
                child.pid = None
            left = deadline - time.monotonic()
            if left <= 0 or self._hurried:
                self._signal(signal.SIGKILL)
                left = 0.1
            if self._alive():
                _wait(pipe, min(left, 1.0))

    def _alive(self) -> bool:
        return any(child.pid is not None for child in self._children)

    def _signal(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid is not None:
                with suppress(ProcessLookupError):
                    # By force: the whole session, for the processes that this child started.
                    (os.killpg if number is signal.SIGKILL else os.kill)(child.pid, number)

    @contextmanager
    def _awake(self) -> Iterator[int]:
        """A pipe that can be read whenever a signal came."""
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        before = {number: signal.getsignal(number) for number in (*STOPS, signal.SIGCHLD)}
        earlier = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in STOPS:
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield reader
        finally:
            signal.set_wakeup_fd(earlier)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reader)
            os.close(writer)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        """Stop; a second signal, unless it came along with the first, asks not to wait."""
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > 1.0:
            self._hurried = True


def _wait(pipe: int, seconds: float) -> None:
    """Wait until a signal comes, no longer than some seconds."""
    select.select([pipe], [], [], seconds)
    with suppress(BlockingIOError):
        while os.read(pipe, 512):
            pass
