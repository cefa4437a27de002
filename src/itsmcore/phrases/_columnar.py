"""What is said of columnar."""

PHRASES = {
    "columnar.a_column": "a column",
    "columnar.clocks.column": "the column {at}",
    "columnar.expected.a_case": "a case",
    "columnar.expected.an_instant": "an instant",
    "columnar.expected.as_long": "a column as long as the first one, which has {count} rows",
    "columnar.expected.as_long_as_case": "a column as long as case, which has {count} rows",
    "columnar.expected.asked": "values such as {asked}, which an agreement asks for; {how}",
    "columnar.expected.aware": "aware datetimes",
    "columnar.expected.batches": "batches of rows, such as table.to_batches()",
    "columnar.expected.booleans": "a column of {count} booleans",
    "columnar.expected.broadcast": "columns whose shapes broadcast",
    "columnar.expected.cases": "a mapping from each case's name to its timeline, or to its record",
    "columnar.expected.clocks": "columns by their names, such as measure(…)['resolution']",
    "columnar.expected.column": "a column, such as np.array(['mail'])",
    "columnar.expected.column_names": "the names of columns",
    "columnar.expected.every_case": "a case for every row",
    "columnar.expected.every_instant": "an instant for every row",
    "columnar.expected.fact_names": "the names of facts",
    "columnar.expected.facts": "a mapping from the names of facts to their columns",
    "columnar.expected.function": "a function of facts",
    "columnar.expected.instants": (
        "instants of the years 1 to 9999 in UTC as datetime64, such as {example}"
    ),
    "columnar.expected.instants_or_nat": (
        "instants in the years 1 to 9999, and NaT for what is missing"
    ),
    "columnar.expected.known": "what the model knows: {hint}",
    "columnar.expected.map_texts": "give Steps the model, or map each text",
    "columnar.expected.one_dimension": "a column of one dimension",
    "columnar.expected.rows": "a slice, or an array of rows",
    "columnar.expected.rows_in_order": "the rows of a case in order of time",
    "columnar.expected.rows_together": "all rows of a case together",
    "columnar.expected.schedule": "a Schedule",
    "columnar.expected.sorted_cases": "the cases in ascending order: sort by {case}, then by time",
    "columnar.expected.sorted_rows": (
        "the rows of a case in order of time: sort by {case}, then by {at}"
    ),
    "columnar.expected.steps": "Steps(…), or Steps.of(…)",
    "columnar.expected.texts_whole_numbers": "texts, or whole numbers",
    "columnar.expected.times": "times of less than 10000 years as timedelta64, such as {example}",
    "columnar.expected.tuple": "a tuple, such as ({fact},)",
    "columnar.expected.with_unit": (
        "{expected}; say what the numbers count, such as .astype('{unit}[s]')"
    ),
    "columnar.kind.column": "column",
    "columnar.kind.fact": "column of the fact",
    "columnar.of_row": "{name} of row {row}",
    "columnar.open_time": "{time} of open time",
    "columnar.row_of": "{field} of row {row}",
    "columnar.steps.counts": "{rows} of {cases} {cases:case|cases}",
    "columnar.steps.no_facts": "no facts",
    "columnar.subject.agreement": "agreement {name}",
    "columnar.subject.goal": "goal {name}",
    "columnar.the_column": "the column {name}",
    "columnar.why.applies": "applies to some records only ({condition})",
    "columnar.why.earlier_version": "has an earlier version",
    "columnar.why.function": "asks a function ({condition})",
    "columnar.why.no_fixed_time": "allows {target}, no fixed time",
    "columnar.why.option": "has {name}={value}",
    "columnar.why.schedule_by_facts": "has a schedule that facts choose",
    "columnar.why.single_steps": (
        "has a {name} that asks what is true at single steps ({condition})"
    ),
    "columnar.why.terms": "has {terms}",
    "columnar.why.too_long": "allows {target}, more than a column holds",
}
