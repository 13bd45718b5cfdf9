"""Runs kept in a file, so that a long measurement can be stopped and taken up again."""

import hashlib
import json
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2] / "addons/poms_scheduling/engine"


def engine_version():
    """Fingerprint of the engine's sources: runs of another one do not count."""
    total = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        total.update(path.relative_to(ENGINE).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:12]


class Runs:
    """A file with a JSON line for each run; without a file nothing is kept.

    :param own: names of the solvers that are the engine; peers do not change with it
    """

    def __init__(self, path, own):
        self.path = path and Path(path)
        self.own = own
        self.version = engine_version()
        self.rows = {}
        if self.path and self.path.exists():
            self._read()

    def _read(self):
        for number, line in enumerate(self.path.read_text().splitlines(), 1):
            try:
                row = json.loads(line)
                self.rows[self._key(*row["key"])] = row["run"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{self.path}, line {number} is no kept run ({error!r}): remove "
                    "the line, or give --runs a new file."
                ) from error

    def _key(self, solver, instance, cpu_seconds, seed, version):
        return solver, instance, float(cpu_seconds), int(seed), version

    def of(self, solver, instance, cpu_seconds, seed, make):
        """The run that is kept, else the one that `make` gives, kept from now on."""
        version = self.version if solver in self.own else ""
        name = f"{instance.set}/{instance.name}"
        key = self._key(solver, name, cpu_seconds, seed, version)
        if key not in self.rows:
            self.rows[key] = make()
            if self.path:
                with self.path.open("a") as stream:
                    row = {"key": key, "run": self.rows[key]}
                    stream.write(json.dumps(row) + "\n")
        return self.rows[key]
