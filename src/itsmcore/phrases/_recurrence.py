"""What is said of recurrence."""

PHRASES = {
    "recurrence.cases": "{count:,} {count:case|cases}",
    "recurrence.expected.fact_name": "the name of a fact, such as 'category'",
    "recurrence.expected.facts": "a mapping from names to values",
    "recurrence.expected.incidents": (
        "incidents, or a mapping from each incident's number to its timeline"
    ),
    "recurrence.expected.keys": "one or more, such as Key('category')",
    "recurrence.expected.least_number": "a whole number of 2 or more",
    "recurrence.expected.occurrences": "what occurrences(…) gives",
    "recurrence.expected.once": "each incident once, as it is now",
    "recurrence.expected.outside_baseline": "a span outside the baseline",
    "recurrence.expected.positive_timedelta": "a timedelta above zero",
    "recurrence.expected.share": "a number above 0 and up to 1",
    "recurrence.expected.significance": "a number between 0 and 1",
    "recurrence.expected.span": "a Span with an end after its start",
    "recurrence.expected.texts": "a tuple of {count} {count:text|texts}",
    "recurrence.expected.timelines": "a mapping from each incident's number to its timeline",
    "recurrence.incidents": "{why}\nIncidents: {numbers}",
    "recurrence.keys.with_words": "{name} with the words {words}",
    "recurrence.keys.words_of": "words of {name}",
    "recurrence.nothing": "nothing found among {count} groups",
    "recurrence.so_far": "{count}, {added} so far",
    "recurrence.summary": "Recurring incidents: {title}",
    "recurrence.title": "what keeps coming back",
    "recurrence.why.burst": "{count} within {time}, any {any} in a row within {within}",
    "recurrence.why.pareto": (
        "{count:,} of {total:,} ({share:.1f} %), {cumulated:.1f} % with those ahead"
    ),
    "recurrence.why.rise": (
        "{count} in {time}, {expected:.3g} expected from {former} in {before}; p {p:.2g}, "
        "{holm:.2g} among {tried} tried (Holm)"
    ),
}
