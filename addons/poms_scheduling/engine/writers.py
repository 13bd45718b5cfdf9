"""Schedules as JSON: for the referee (classic formats) and for the plant's adapter."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .model import Assignment, Problem, Schedule


def schedule_document(problem: Problem, schedule: Schedule) -> dict[str, Any]:
    """Give the JSON object of a schedule in the form that belongs to the format."""
    if problem.format == "fjsp-ind/2":
        return _plant_document(problem, schedule)
    rows = []
    for row in schedule.assignments:
        op = problem.operations[row.operation]
        item = {
            "job": op.job,
            "op": op.number,
            "machine": row.machine,
            "start": row.start,
            "end": row.end,
        }
        if problem.format == "birgin":
            item["operation"] = row.operation
        if row.worker is not None:
            item["worker"] = row.worker
        rows.append(item)
    return {"instance": problem.name, "operations": rows}


def _plant_document(problem: Problem, schedule: Schedule) -> dict[str, Any]:
    rows = []
    ends: dict[int, int] = {}
    for row in schedule.assignments:
        op = problem.operations[row.operation]
        machine = problem.machines[row.machine]
        ends[op.job] = max(ends.get(op.job, row.end), row.end)
        rows.append(
            {
                "operation": op.label,
                "job": problem.jobs[op.job].label,
                "machine": machine.label,
                "lane": machine.lane,
                "alternative": row.alternative,
                "start": row.start,
                "end": row.end,
                "setup_min": row.setup_min,
                "is_fixed": op.fixed is not None,
                **_people(problem, row),
            }
        )
    jobs = []
    for j, job in enumerate(problem.jobs):
        end = ends.get(j)
        late = 0 if end is None or job.due is None else max(0, end - job.due)
        jobs.append({"job": job.label, "end": end, "tardiness": late})
    return {
        "instance": problem.name,
        "format": problem.format,
        "status": schedule.status,
        "objective": {
            "weighted_tardiness": schedule.weighted_tardiness,
            "makespan": schedule.makespan,
            **({} if schedule.value is None else {"total": schedule.value}),
        },
        "warnings": list(schedule.warnings),
        **_terms(schedule),
        "operations": rows,
        "jobs": jobs,
    }


def _people(problem: Problem, row: Assignment) -> dict[str, Any]:
    """Named people and the time of the setup, where the problem asks for them."""
    found: dict[str, Any] = {}
    if problem.operators:
        found["operators"] = [problem.operators[k].label for k in row.operators]
        found["setters"] = [problem.operators[k].label for k in row.setters]
    if row.setup_at is not None:
        found["setup_start"], found["setup_end"] = row.setup_at
    return found


def _terms(schedule: Schedule) -> dict[str, Any]:
    """Terms of the objective and broken limits of a problem that is not plain."""
    if not schedule.terms:
        return {}
    return {"terms": dict(schedule.terms), "violations": list(schedule.violations)}


def result_line(problem: Problem, schedule: Schedule) -> dict[str, Any]:
    """Give the one-line figures of ``solve`` (null where not applicable)."""
    bound = schedule.lower_bound
    value = schedule.decisive
    gap = None
    if bound is not None:
        gap = (
            0.0
            if value <= bound
            else (round(value / bound - 1, 6) if bound > 0 else None)
        )
    return {
        "instance": problem.name,
        "format": "fjsp-ind"
        if problem.format.startswith("fjsp-ind")
        else problem.format,
        "algorithm": schedule.algorithm,
        "seed": schedule.seed,
        "status": schedule.status,
        "objective": {
            "weighted_tardiness": schedule.weighted_tardiness,
            "makespan": schedule.makespan,
            **({} if schedule.value is None else {"total": schedule.value}),
        },
        "lower_bound": bound,
        "gap": gap,
        "seconds": round(schedule.seconds, 3),
        "evaluations": schedule.evaluations,
    }


def write_json(path: str | Path, document: dict[str, Any]) -> None:
    """Write a file whole or not at all (a temporary file beside it is renamed)."""
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
