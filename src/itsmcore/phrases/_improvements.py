"""What is said of improvements."""

PHRASES = {
    "improvements.events.any_time": "any time",
    "improvements.events.counts_earlier": "it counts from {since} on, before the start at {start}",
    "improvements.events.counts_later": "it counts {word} {bound}, after {at}, when it is said",
    "improvements.events.no_count": "{value} of {n} is no count, which the test needs",
    "improvements.events.other_baseline": (
        "{figure} measures something else than its baseline: {baseline}"
    ),
    "improvements.events.other_target": "{figure} is not what its target is about: {target}",
    "improvements.expected.levels": "levels, such as Benefit.scale",
    "improvements.expected.once": "each improvement once",
    "improvements.expected.positive_ranks": (
        "levels with ranks above 0, of which benefit over effort is taken"
    ),
    "improvements.expected.positive_timedelta": "a duration of more than zero",
    "improvements.expected.significance": "a number above 0 and below 1, such as 0.05",
    "improvements.trend.baseline": "baseline",
    "improvements.trend.of": "{value} of {count}{way}",
    "improvements.verdict.fisher": "Fisher's exact test, two-sided",
    "improvements.verdict.fisher_one_sided": "Fisher's exact test, one-sided",
    "improvements.verdict.improved": "it has become better",
    "improvements.verdict.met": "met",
    "improvements.verdict.missed": "missed",
    "improvements.verdict.no_share": "only a share of so many counted is",
    "improvements.verdict.no_test": "no test was named",
    "improvements.verdict.not_tested": "not tested: {why}",
    "improvements.verdict.other_baseline": "it measures something else than its baseline",
    "improvements.verdict.other_target": "about something else",
    "improvements.verdict.poisson": "the exact test of two Poisson counts, two-sided",
    "improvements.verdict.poisson_one_sided": "the exact test of two Poisson counts, one-sided",
    "improvements.verdict.target": "{value}{way}; the target, {bound}, is {met}\n{tested}",
    "improvements.verdict.tested": "{test}: p = {p:.2g}, {movement}",
    "improvements.verdict.too_early": "too early to say",
    "improvements.verdict.untested": "which does not bear on its target",
    "improvements.verdict.way": ", {share} of the way",
    "improvements.verdict.worsened": "it has become worse",
}
