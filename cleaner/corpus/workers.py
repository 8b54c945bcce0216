"""Worker processes that clean batches, each record under a time limit that is kept by killing the worker.

A worker says which row it is about to clean. If it then takes too long, or dies, that row is to blame: the worker is
replaced, the row is put down as failed and the rest of the batch is cleaned again. A row at which a worker died (not
one that took too long) is tried once more on its own first, since it may be the machine that killed it.

Each worker has a pipe of its own, so that the death of one cannot leave a lock taken or half a message for another.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from cleaner.adapters.arrow import BatchPlan, clean_batch, failed_batch
from cleaner.corpus.records import Reason
from cleaner.errors import CleanerError
from cleaner.extras import require
from cleaner.templates.template import Template

_PRELOAD = ["cleaner.corpus.warm", "cleaner.corpus.workers", "cleaner.metadata", "pyarrow"]
_PRELOAD_LONG = ["cleaner.corpus.warm_dates"]
_START_SECONDS = 120
_STARTS = 4
_READY = "ready"

Cleaning = Callable[[Any, BatchPlan, Callable[[int], object]], Any]


class _LostError(Exception):
    """A worker that had to be given up, the row it was at, and why."""

    def __init__(self, row: int, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.row = row
        self.reason = reason


class Workers:
    """A fixed number of workers behind a queue. Use it as a context manager; leaving it kills what still runs."""

    def __init__(self, count: int, seconds: float, cleaning: Cleaning = clean_batch, *, is_long: bool = False) -> None:
        """Start the workers.

        Args:
            count: Number of processes.
            seconds: How long one record may take.
            cleaning: What they do, with the signature of `clean_batch`; a function of a module, so that it can be
                pickled.
            is_long: Whether the run is long enough to spend some seconds on its preparation.
        """
        self._context = _context(_PRELOAD + _PRELOAD_LONG * is_long)
        self._seconds = seconds
        self._cleaning = cleaning
        self._closed = False
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="cleaner-worker")
        self._all = [_Worker(self._context, cleaning, seconds) for _ in range(count)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=True)

    def submit(self, batch: Any, plan: BatchPlan) -> Future[Any]:
        """Have a `pyarrow.RecordBatch` cleaned; the future holds a batch of as many rows, in the same order."""
        return self._threads.submit(self._run, batch, plan)

    def _run(self, batch: Any, plan: BatchPlan) -> Any:
        worker = self._idle.get()
        try:
            parts = self._clean(worker, batch, plan)
        finally:
            self._idle.put(worker)
        pa = require("pyarrow", "parquet")
        return parts[0] if len(parts) == 1 else pa.Table.from_batches(parts).combine_chunks().to_batches()[0]

    def _clean(self, worker: _Worker, batch: Any, plan: BatchPlan) -> list[Any]:
        """Clean a batch as one, or around the rows that cannot be cleaned."""
        try:
            return [worker.ask(batch, plan)]
        except _LostError as lost:
            if self._closed:
                raise
            parts = self._clean(worker, batch.slice(0, lost.row), plan) if lost.row else []
            parts.append(self._retry(worker, batch.slice(lost.row, 1), plan, lost))
            rest = batch.slice(lost.row + 1)
            return parts + (self._clean(worker, rest, plan) if rest.num_rows else [])

    def _retry(self, worker: _Worker, row: Any, plan: BatchPlan, lost: _LostError) -> Any:
        """Give a row that cost a worker its life a second chance, and one that took too long none."""
        if lost.reason == "worker_died":
            try:
                return worker.ask(row, plan)
            except _LostError as again:
                if self._closed:
                    raise
                lost = again
        return failed_batch(row, plan, lost.reason, str(lost))


class _Worker:
    """One process and the pipe to it; started when first asked, and again after each death."""

    def __init__(self, context: Any, cleaning: Cleaning, seconds: float) -> None:
        self.process: Any = None
        self._context = context
        self._cleaning = cleaning
        self._seconds = seconds
        self._pipe: Any = None
        self._killed = False
        self._template: Template | None = None

    def ask(self, batch: Any, plan: BatchPlan) -> Any:
        """Have a batch cleaned.

        Raises:
            _LostError: a row took too long or the process died; it is gone.
            CleanerError: no process can be started.
        """
        row = 0
        try:
            if self.process is None:
                self._start()
            self._send(batch, plan)
            while self._pipe.poll(self._seconds):
                answer = self._pipe.recv()
                if not isinstance(answer, int):
                    return answer
                row = answer
        except (EOFError, OSError):
            code = self._stop()
            raise _LostError(row, "worker_died", f"the process that cleaned it died, {_describe(code)}") from None
        self._stop()
        raise _LostError(row, "timeout", f"took longer than {self._seconds:g} s")

    def _send(self, batch: Any, plan: BatchPlan) -> None:
        """Send a batch. A template may be large and is the same all the time: a process gets it once."""
        news = () if plan.template is self._template else (plan.template,)
        self._pipe.send((batch, replace(plan, template=None), news))
        self._template = plan.template

    def kill(self) -> None:
        """End the process for good; who waits for its answer is told that it died."""
        self._killed = True
        if self.process is not None:
            self.process.kill()

    def _start(self) -> None:
        """Start a process; one that is killed before it is ready, as another may be at any time, is started again."""
        for _ in range(_STARTS):
            code = self._try_start()
            if self.process is not None:
                return
            if code is None or code >= 0:
                break
        raise CleanerError(f"a worker process cannot start: it ended before its first record, {_describe(code)}")

    def _try_start(self) -> int | None:
        """Start a process and wait until it is ready; if it ends before, return its exit code."""
        if self._killed:
            raise OSError("the workers were stopped")
        self._template = None
        self._pipe, other = self._context.Pipe()
        self.process = self._context.Process(target=_serve, args=(other, self._cleaning, self._seconds), daemon=True)
        self.process.start()
        other.close()
        if self._killed:  # meanwhile
            self.process.kill()
        try:
            if self._pipe.poll(_START_SECONDS) and self._pipe.recv() == _READY:
                return None
        except (EOFError, OSError):
            if self._killed:
                raise
        return self._stop()

    def _stop(self) -> int | None:
        """Kill the process, wait for its end and return its exit code."""
        process, self.process = self.process, None
        if self._pipe is not None:
            self._pipe.close()
        if process is None:
            return None
        process.join(0.2)
        process.kill()
        process.join()
        code: int | None = process.exitcode
        return code


def _describe(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit code {code}"


def _context(preload: list[str]) -> Any:
    """A way to start processes that copies neither threads nor locks of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(preload)
    return context


def _serve(pipe: Connection, cleaning: Cleaning, seconds: float) -> None:
    """Clean batches until the other end of the pipe closes."""
    from cleaner.lexicon import load_lexicon
    from cleaner.scoring import load_model

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_lexicon()
    load_model()

    def started(row: int) -> None:
        _set_alarm(2 * seconds + 5)
        pipe.send(row)

    template: Template | None = None
    try:
        pipe.send(_READY)
        while True:
            batch, plan, news = pipe.recv()
            template = news[0] if news else template
            answer = cleaning(batch, replace(plan, template=template), started)
            _set_alarm(0)
            pipe.send(answer)
    except (EOFError, OSError):
        return  # the other end is gone, and with it whoever wanted an answer


def _set_alarm(seconds: float) -> None:
    """End this process some time after its parent should have: the parent may have been killed meanwhile."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
