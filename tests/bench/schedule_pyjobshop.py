"""PyJobShop's own model of a problem, with its calendars as breaks."""

import threading

import numpy as np
import pyjobshop
from ortools.sat.python import cp_model

from engine.compile import FAMILY, MACHINE, MODE_FROM, MODE_TO, SETUP, WORKER

LONG_S = 3600.0  # wall; CPU time ends the search long before


def run(task, seed):
    """Search until the task's CPU time is up; whether the answer is proved optimal."""
    model = pyjobshop.Model()
    tasks, alternatives = _model(task, model)
    result = _solve(task, model, seed)
    if result.best is None or not result.best.tasks:
        return False
    mode = task.best.mode.copy()
    starts = np.zeros(len(tasks), np.int64)
    for i, found in enumerate(result.best.tasks):
        starts[i] = found.start // task.compiled.arrays.grain
        mode[i] = alternatives[found.mode]
    task.offer(starts, mode)
    return task.is_exact and result.status == pyjobshop.SolveStatus.OPTIMAL


def _model(task, model):
    """Fill the model; its tasks and our alternative of each of its modes."""
    problem, a = task.problem, task.compiled.arrays
    horizon = int(1.5 * task.best.key[1] * a.grain) + 10080
    jobs = [
        model.add_job(
            weight=job.weight, release_date=max(0, job.release), due_date=job.due
        )
        for job in problem.jobs
    ]
    machines = [
        model.add_machine(breaks=_breaks(machine, horizon))
        for machine in problem.machines
    ]
    workers = [model.add_machine() for _ in range(problem.n_workers)]
    people = [
        model.add_renewable(max(u for _, _, u in r.capacity.intervals(10080)))
        for r in problem.resources
    ]
    tasks, alternatives = [], []
    for i, op in enumerate(problem.operations):
        can_pause = all(problem.machines[x.machine].splittable for x in op.alternatives)
        row = model.add_task(jobs[op.job], max(0, op.release), allow_breaks=can_pause)
        tasks.append(row)
        for k in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
            alternative = op.alternatives[k - a.op[i, MODE_FROM]]
            resources, demands = [machines[a.mode[k, MACHINE]]], [0]
            if a.mode[k, WORKER] >= 0:
                resources.append(workers[a.mode[k, WORKER]])
                demands.append(0)
            for resource, units in alternative.demands:
                resources.append(people[resource])
                demands.append(units)
            model.add_mode(row, resources, alternative.duration, demands)
            alternatives.append(k)
        for p, lag in op.predecessors:
            model.add_end_before_start(tasks[p], row, lag)
    _setups(task, model, machines, tasks)
    if problem.has_due_dates:
        model.set_objective(weight_total_tardiness=1)
    else:
        model.set_objective(weight_makespan=1)
    return tasks, alternatives


def _breaks(machine, horizon):
    """What is not working time, closures included."""
    closed, at = [], 0
    for begin, end, _ in machine.calendar.intervals(horizon):
        if begin > at:
            closed.append((at, begin))
        at = end
    closed = sorted([*closed, *machine.closures])
    joined = []
    for begin, end in closed:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _setups(task, model, machines, tasks):
    """Setups between tasks; PyJobShop knows none before a machine's first one."""
    a = task.compiled.arrays
    for m in range(len(a.machine)):
        if a.machine[m, SETUP] < 0:
            continue
        matrix = a.setup[a.machine[m, SETUP]]
        here = {
            i
            for i in range(len(a.op))
            for k in range(a.op[i, MODE_FROM], a.op[i, MODE_TO])
            if a.mode[k, MACHINE] == m and a.op[i, FAMILY] >= 0
        }
        for i in here:
            if task.left <= 0:
                return
            for j in here - {i}:
                gap = int(matrix[a.op[i, FAMILY], a.op[j, FAMILY]]) * a.grain
                if gap:
                    model.add_setup_time(machines[m], tasks[i], tasks[j], gap)


def _solve(task, model, seed):
    """PyJobShop's solve, ended by CPU time: its own limit is wall time."""
    original = cp_model.CpSolver.solve
    done = threading.Event()

    def limited(self, *args, **kwargs):
        def guard():
            while not done.wait(0.02):
                if task.left <= 0:
                    self.stop_search()

        thread = threading.Thread(target=guard)
        thread.start()
        try:
            return original(self, *args, **kwargs)
        finally:
            done.set()
            thread.join()

    cp_model.CpSolver.solve = limited
    try:
        return model.solve(
            time_limit=LONG_S, display=False, num_workers=2, random_seed=seed
        )
    finally:
        cp_model.CpSolver.solve = original
