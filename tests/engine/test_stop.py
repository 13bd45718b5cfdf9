"""A stop at any moment, also before there is a plan: a whole plan, and soon."""

import json
import threading
import time

import pytest
from engine_reference import violations
from plant_checker import violations as plant_violations
from plant_generator import generate
from schedule_growth import plant

from engine import read_text, solve
from engine.compile import compile_problem
from engine.search.control import Budget
from engine.search.rules import Dispatcher, standard_rules
from engine.solver import first_horizon
from engine.writers import schedule_document


class Bell(threading.Event):
    """Rings when it is looked at for so many times."""

    def __init__(self, looks):
        super().__init__()
        self.left = looks

    def is_set(self):
        self.left -= 1
        return self.left < 0


LOOKS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]


@pytest.mark.parametrize("looks", LOOKS)
def test_a_stop_at_any_look_gives_a_whole_plan(looks):
    problem = read_text(json.dumps(plant(300, 10)))
    schedule = solve(problem, seconds=60.0, stop=Bell(looks))
    assert not violations(problem, schedule)
    assert schedule.seconds < 30


@pytest.mark.parametrize("looks", LOOKS)
def test_a_stop_at_any_look_of_a_plant_with_all_features(looks):
    document = generate(1, 120, machines=6, day=1440)
    problem = read_text(json.dumps(document))
    schedule = solve(problem, seconds=60.0, stop=Bell(looks))
    found = plant_violations(document, schedule_document(problem, schedule))
    assert all("waits too long" in text or "deadline" in text for text in found)
    assert schedule.seconds < 30


def test_a_stop_before_the_first_plan_makes_it_quickly():
    problem = read_text(json.dumps(plant(3000, 40)))
    compiled = compile_problem(problem, 4 * first_horizon(problem))
    rule = standard_rules(has_due_dates=True)[0]
    seconds = []
    for budget in (Budget(), Budget(stop=Bell(0))):
        dispatcher = Dispatcher(compiled, 1)
        began = time.process_time()
        assert dispatcher.run(rule, budget, is_needed=True) is not None
        seconds.append(time.process_time() - began)
    assert seconds[1] < seconds[0] / 3


def test_a_stop_that_came_before_leaves_the_bounds_out():
    problem = read_text(json.dumps(plant(300, 10)))
    stop = threading.Event()
    stop.set()
    schedule = solve(problem, seconds=60.0, stop=stop)
    assert (schedule.lower_bound, schedule.is_optimal) == (0, False)
