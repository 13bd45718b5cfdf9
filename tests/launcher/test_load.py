"""The figures of a load run."""

from load_figures import Figures, percentile


def test_percentiles():
    values = list(range(1, 101))
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99)] == [51, 96, 100]
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.95) is None


def test_the_rate_at_which_reports_get_slow():
    figures = Figures()
    for due in range(20):
        figures.add("report", due / 2, 0.1, 0)
    assert figures.slow_rate() is None
    # ten seconds with twice as many acts, some of which take too long
    for number in range(40):
        figures.add("report", 10 + number / 4, 1.5 if number % 4 == 0 else 0.2, 1)
    assert figures.slow_rate() == 4.0
    assert figures.row("report")["retries"] == 40
