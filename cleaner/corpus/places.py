"""The files of a run: `OUT`, `OUT.failures.jsonl`, `OUT.summary.json`, and `OUT.run/` as long as it is not over."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.corpus.journal import Journal, Mark, Totals, check_identity
from cleaner.corpus.outputs import is_jsonl, sync_folder
from cleaner.errors import OptionError


class Places:
    """Where the files of a run are, and how they come and go."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.run = output.with_name(f"{output.name}.run")
        self.failures = output.with_name(f"{output.name}.failures.jsonl")
        self.summary = output.with_name(f"{output.name}.summary.json")
        self.journal = self.run / "journal.jsonl"
        self.open_failures = self.run / "failures.jsonl"
        self.open_output = self.run / "output"

    def begin(self, identity: Mapping[str, Any]) -> tuple[Journal, Mark]:
        """Begin a run.

        Raises:
            OptionError: there is an output or an unfinished run already.
        """
        if self.journal.exists():
            raise OptionError(f"{self.run} holds an unfinished run; go on with --resume or start anew with --overwrite")
        for path in (self.output, self.failures, self.summary):
            is_empty_folder = path.is_dir() and not any(path.iterdir())
            if path.exists() and not is_empty_folder:
                raise OptionError(f"{path} exists; choose another output or replace it with --overwrite")
        self.output.parent.mkdir(parents=True, exist_ok=True)
        return Journal.begin(self.journal, identity), Mark()

    def remove(self) -> None:
        """Remove what an earlier run left, and nothing else.

        Raises:
            OptionError: the output folder holds files that no run wrote.
        """
        if self.output.is_dir():
            ours = [*self.output.glob("part-*.parquet"), *self.output.glob(".part-*.parquet.tmp")]
            others = sorted({path.name for path in self.output.iterdir()} - {path.name for path in ours})
            if others or is_jsonl(self.output):
                raise OptionError(f"{self.output} is a folder with other files ({', '.join(others[:3])}); not replaced")
            for path in ours:
                path.unlink()
        else:
            self.output.unlink(missing_ok=True)
        for path in (self.failures, self.summary):
            path.unlink(missing_ok=True)
        if self.run.exists():
            shutil.rmtree(self.run)

    def finished(self, identity: Mapping[str, Any]) -> Totals | None:
        """Return the totals of a run that is over, None if there is none.

        Raises:
            OptionError: it was another run.
        """
        if not self.summary.exists():
            return None
        # It is written when all else is in its place; the run's own folder may have outlived it.
        summary = json.loads(self.summary.read_text("utf-8"))
        check_identity(summary["run"], identity, self.summary)
        shutil.rmtree(self.run, ignore_errors=True)
        return Totals(**summary["totals"])

    def finish(self, identity: Mapping[str, Any], totals: Totals) -> None:
        """Put the files of a complete run in their places; may be done again if it was cut off."""
        if self.open_output.exists():
            os.replace(self.open_output, self.output)
        if self.open_failures.exists():
            os.replace(self.open_failures, self.failures)
        hidden = self.run / "summary.json"
        text = json.dumps({"run": identity, "totals": asdict(totals)}, indent=2, ensure_ascii=False)
        with open(hidden, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(hidden, self.summary)
        sync_folder(self.output.parent)
        shutil.rmtree(self.run)
