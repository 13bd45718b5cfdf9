"""The figures of a load run."""

from load_figures import Figures, first_slow, percentile


def test_percentiles():
    values = list(range(1, 101))
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99)] == [51, 96, 100]
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.95) is None


def test_the_rate_at_which_reports_get_slow():
    steps = [{"rate": 5.0, "p95": 0.4}, {"rate": 6.7, "p95": None}]
    assert first_slow(steps) is None
    steps += [{"rate": 10.0, "p95": 1.2}, {"rate": 13.3, "p95": 9.0}]
    assert first_slow(steps) == 10.0


def test_retries_are_counted_by_kind():
    figures = Figures()
    for retries in (0, 1, 2):
        figures.add("report", 1.0, 0.1, retries)
    assert figures.row("report")["retries"] == 3
    assert figures.row("start")["count"] == 0
