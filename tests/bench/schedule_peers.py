"""The solvers that we compare ourselves with, each in its best known configuration.

- ``cpsat-2``, ``cpsat-8``: OR-Tools CP-SAT with 2 and 8 workers, the dispatching
  rules' plan as a complete hint, probing off (presolve would eat the budget).
- ``lns``: a large neighbourhood search around CP-SAT: operations of a window of time
  or of a few machines are free, all others keep machine and order.
- ``pyjobshop``: PyJobShop's own model, 2 workers.

One model serves all formats: an interval per alternative, machines and workers without
overlap, a circuit per machine with setups. Calendars are left out of it (a plant's
times are taken in working minutes of its best staffed calendar); whatever a peer finds
is timed by our own decoder, which keeps its machines and order and is never worse on
the formats without calendars.
"""

import random
import threading
import time
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from engine import read_file
from engine.compile import FAMILY, INITIAL, MACHINE, MODE_FROM, SETUP, TIME, WORKER
from engine.kernels import decode as kernels
from engine.kernels.place import new_work
from engine.model import Schedule
from engine.search.control import Budget
from engine.search.ga import repair_order
from engine.search.rules import Plan
from engine.solver import prepare, timed, without_unusable
from engine.writers import schedule_document, write_json

STEP_S = 2.0  # CPU seconds of one step of the neighbourhood search
PERIOD = 10080
LONG = 60  # wall seconds per CPU second at most


class Task:
    """A problem with its compiled form, the rules' plan and the best answer so far."""

    def __init__(self, path, cpu_seconds, seed):
        self.end = time.process_time() + cpu_seconds
        self.problem = without_unusable(read_file(path))
        budget = Budget(seconds=None)
        self.compiled, plans = prepare(self.problem, budget, seed)
        self.best = plans[0]
        self.work = new_work(self.compiled.arrays)
        self.is_exact = not self.problem.has_due_dates
        self.before = [
            [p for p, _ in op.predecessors] for op in self.problem.operations
        ]

    @property
    def left(self):
        """CPU seconds left."""
        return self.end - time.process_time()

    def offer(self, starts, mode):
        """Time an answer (starts and alternative per operation) by our decoder."""
        a = self.compiled.arrays
        order = np.lexsort((np.array(starts) + a.mode[mode, TIME], starts))
        plan = Plan(order.astype(np.int32), np.array(mode, np.int32), (0, 0))
        plan = repair_order(plan, self.before)
        if kernels.decode(a, self.work, plan.sequence, plan.mode):
            key = (int(self.work.total[0]), int(self.work.total[1]))
            if key < self.best.key:
                self.best = replace(plan, key=key)

    def starts(self):
        """Start slots of the best answer."""
        kernels.decode(
            self.compiled.arrays, self.work, self.best.sequence, self.best.mode
        )
        return self.work.op[:, 0].copy()

    def write(self, out):
        """Write the best answer as a schedule file."""
        rows = timed(self.problem, self.compiled, self.best)
        document = schedule_document(self.problem, Schedule(rows, 0, None))
        write_json(out, document)


class OutOfTime(Exception):
    """The budget is over before the model is complete."""


class Model:
    """The CP-SAT model of a task; `fixed` operations keep machine and order."""

    def __init__(self, task, hint, fixed=frozenset()):
        self.task = task
        self.a = task.compiled.arrays
        self.fixed = fixed
        self.mode = task.best.mode
        self.hint = hint
        self.cp = cp_model.CpModel()
        self.horizon = int(hint.max() + self.a.mode[:, TIME].max()) * 2 + 1
        self.shares = _working_shares(task.problem)
        self._variables()
        self._precedence()
        self._resources()
        self._objective()

    def _variables(self):
        cp, a = self.cp, self.a
        n = len(a.op)
        self.start = [cp.new_int_var(0, self.horizon, "") for _ in range(n)]
        self.end = [cp.new_int_var(0, self.horizon, "") for _ in range(n)]
        self.taken = {}
        self.interval = {}
        for i in range(n):
            modes = range(a.op[i, MODE_FROM], a.op[i, MODE_FROM + 1])
            if i in self.fixed:
                modes = [self.mode[i]]
            for k in modes:
                self._alternative(i, int(k))
            cp.add_exactly_one(self.taken[i, int(k)] for k in modes)
            cp.add_hint(self.start[i], int(self.hint[i]))

    def _alternative(self, i, k):
        cp, a = self.cp, self.a
        share = self.shares[a.mode[k, MACHINE]]
        duration = int(round(a.mode[k, TIME] / share))
        taken = cp.new_bool_var("")
        self.taken[i, k] = taken
        self.interval[i, k] = cp.new_optional_interval_var(
            self.start[i], duration, self.end[i], taken, ""
        )
        cp.add_hint(taken, int(self.mode[i] == k))

    def _precedence(self):
        for i, op in enumerate(self.task.problem.operations):
            release = max(op.release, self.task.problem.jobs[op.job].release)
            release = self._working(max(0, release)) // self.a.grain
            self.cp.add(self.start[i] >= release)
            for p, lag in op.predecessors:
                self.cp.add(self.start[i] >= self.end[p] + lag // self.a.grain)

    def _resources(self):
        a = self.a
        rows = {}
        for (i, k), taken in self.taken.items():
            rows.setdefault(("machine", int(a.mode[k, MACHINE])), []).append(
                (i, k, taken)
            )
            if a.mode[k, WORKER] >= 0:
                rows.setdefault(("worker", int(a.mode[k, WORKER])), []).append(
                    (i, k, taken)
                )
        for (kind, number), row in rows.items():
            self.cp.add_no_overlap(self.interval[i, k] for i, k, _ in row)
            if kind == "machine" and a.machine[number, SETUP] >= 0:
                self._setups(number, row)
            elif self.fixed:
                self._keep_order(row)
        self._people()

    def _keep_order(self, row):
        """Fixed operations one after the other, as the hint has them."""
        kept = sorted((self.hint[i], i) for i, _, _ in row if i in self.fixed)
        for (_, i), (_, j) in zip(kept, kept[1:], strict=False):
            self.cp.add(self.start[j] >= self.end[i])

    def _setups(self, m, row):
        """A circuit through the operations on machine m; node 0 is begin and end."""
        cp, a = self.cp, self.a
        matrix = a.setup[a.machine[m, SETUP]]
        first = a.machine[m, INITIAL]
        arcs = [(0, 0, cp.new_bool_var(""))]
        if self.task.left <= 0:
            raise OutOfTime
        kept = sorted((self.hint[i], i) for i, _, _ in row if i in self.fixed)
        rank = {i: r for r, (_, i) in enumerate(kept)}
        for x, (i, _, taken) in enumerate(row, 1):
            arcs.append((x, x, ~taken))
            head = cp.new_bool_var("")
            arcs.append((0, x, head))
            if first >= 0 and a.op[i, FAMILY] >= 0:
                wait = int(matrix[first, a.op[i, FAMILY]])
                cp.add(self.start[i] >= wait).only_enforce_if(head)
            arcs.append((x, 0, cp.new_bool_var("")))
            for y, (j, _, _) in enumerate(row, 1):
                if i == j or (i in rank and j in rank and rank[j] != rank[i] + 1):
                    continue
                follows = cp.new_bool_var("")
                arcs.append((x, y, follows))
                gap = 0
                if a.op[i, FAMILY] >= 0 and a.op[j, FAMILY] >= 0:
                    gap = int(matrix[a.op[i, FAMILY], a.op[j, FAMILY]])
                cp.add(self.start[j] >= self.end[i] + gap).only_enforce_if(follows)
        cp.add_circuit(arcs)
        self._keep_order(row)

    def _people(self):
        """Counted people at the mean number that is there in working time."""
        problem, a = self.task.problem, self.a
        rows = {}
        for (i, k), _ in self.taken.items():
            alternative = problem.operations[i].alternatives[k - a.op[i, MODE_FROM]]
            for resource, units in alternative.demands:
                rows.setdefault(resource, []).append((self.interval[i, k], units))
        for resource, row in rows.items():
            windows = problem.resources[resource].capacity.intervals(PERIOD)
            most = max(units for _, _, units in windows)
            self.cp.add_cumulative([x for x, _ in row], [u for _, u in row], most)

    def _objective(self):
        problem, cp = self.task.problem, self.cp
        if not problem.has_due_dates:
            makespan = cp.new_int_var(0, self.horizon, "")
            cp.add_max_equality(makespan, self.end)
            cp.minimize(makespan)
            return
        last = {op.job: i for i, op in enumerate(problem.operations)}
        late = []
        for j, job in enumerate(problem.jobs):
            if job.due is None or j not in last:
                continue
            due = self._working(max(0, job.due)) // self.a.grain
            tardiness = cp.new_int_var(0, self.horizon, "")
            cp.add(tardiness >= self.end[last[j]] - due)
            late.append(job.weight * tardiness)
        cp.minimize(sum(late))

    def _working(self, minute):
        """Minutes of the best staffed calendar before a real minute."""
        if not self.task.problem.has_due_dates:
            return minute
        week, rest = divmod(minute, PERIOD)
        windows = self.task.problem.machines[int(np.argmax(self.shares))]
        rows = windows.calendar.intervals(PERIOD)
        total = sum(b - a for a, b, _ in rows)
        return week * total + sum(max(0, min(b, rest) - a) for a, b, _ in rows)


def _working_shares(problem):
    """Working time of each machine as a share of the best staffed one's."""
    rows = [m.calendar.intervals(PERIOD) for m in problem.machines]
    minutes = [sum(b - a for a, b, _ in row) for row in rows]
    return [x / max(minutes) for x in minutes]


class Watch(cp_model.CpSolverSolutionCallback):
    """Offers every answer to the task; a thread ends the search when time is up."""

    def __init__(self, model, solver, limit):
        super().__init__()
        self.model = model
        self.solver = solver
        self.limit = limit
        self.done = threading.Event()

    def on_solution_callback(self):
        """Called by CP-SAT for every better answer."""
        starts = [self.value(x) for x in self.model.start]
        mode = self.model.mode.copy()
        for (i, k), taken in self.model.taken.items():
            if self.boolean_value(taken):
                mode[i] = k
        self.model.task.offer(starts, mode)

    def guard(self):
        """Stop the solver once the process has used its CPU seconds."""
        while not self.done.wait(0.02):
            if time.process_time() >= self.limit:
                self.solver.stop_search()


def solve(model, workers, limit, seed):
    """Run CP-SAT until a point of CPU time; its status."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.random_seed = seed
    # CPU time ends it before; this holds where the process hardly gets any.
    solver.parameters.max_time_in_seconds = LONG * (limit - time.process_time()) + 1
    watch = Watch(model, solver, limit)
    thread = threading.Thread(target=watch.guard)
    thread.start()
    try:
        return solver.solve(model.cp, watch)
    finally:
        watch.done.set()
        thread.join()


def cpsat(workers):
    """CP-SAT on the whole model."""

    def run(path, cpu_seconds, seed, out):
        task = Task(path, cpu_seconds, seed)
        try:
            status = solve(Model(task, task.starts()), workers, task.end, seed)
        except OutOfTime:
            status = cp_model.UNKNOWN
        task.write(out)
        return status == cp_model.OPTIMAL and task.is_exact

    return run


def lns(path, cpu_seconds, seed, out):
    """Free one neighbourhood after the other; the first step is the whole model."""
    task = Task(path, cpu_seconds, seed)
    rng = random.Random(seed)
    n = len(task.problem.operations)
    size = min(n, 60)
    while task.left > 0.1:
        hint = task.starts()
        free = _neighbourhood(task, hint, size, rng)
        fixed = frozenset(range(n)) - free
        limit = min(task.end, time.process_time() + STEP_S)
        try:
            status = solve(Model(task, hint, fixed), 2, limit, seed)
        except OutOfTime:
            break
        if status == cp_model.OPTIMAL and size == n:
            task.write(out)
            return task.is_exact
        # What is solved at once was too small, what is not was too large.
        size = min(n, size + 5) if status == cp_model.OPTIMAL else max(10, size - 5)
    task.write(out)
    return False


def _neighbourhood(task, hint, size, rng):
    """Operations near a moment, or on some machines, or of some jobs."""
    ops = task.problem.operations
    kind = rng.randrange(3)
    if kind == 0:
        moment = rng.uniform(0, float(hint.max()))
        order = np.argsort(np.abs(hint - moment))
    else:
        a = task.compiled.arrays
        groups = (
            [int(a.mode[k, MACHINE]) for k in task.best.mode]
            if kind == 1
            else [op.job for op in ops]
        )
        rank = {g: rng.random() for g in set(groups)}
        order = sorted(range(len(ops)), key=lambda i: rank[groups[i]])
    return {int(i) for i in order[:size]}


def pyjobshop(path, cpu_seconds, seed, out):
    """PyJobShop's model of the same problem."""
    import schedule_pyjobshop

    task = Task(path, cpu_seconds, seed)
    proved = schedule_pyjobshop.run(task, seed)
    task.write(out)
    return proved


PEERS = {
    "cpsat-2": cpsat(2),
    "cpsat-8": cpsat(8),
    "lns": lns,
    "pyjobshop": pyjobshop,
}
