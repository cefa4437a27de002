"""What is said of queue."""

PHRASES = {
    "queue.before": "{name} {said} before {other}",
    "queue.criteria_such_criterion": "criteria, such as Criterion('major', 'is_major')",
    "queue.descending": "{name}, descending",
    "queue.expected.clocks": "a clock, or several, for each record",
    "queue.expected.clocks_were_measured_queue": (
        "clocks that were measured for {at}, as the queue is"
    ),
    "queue.expected.each_record_once": "each record once",
    "queue.expected.mappings_more_deep": "{clocks}, not in mappings more than {deepest} deep",
    "queue.fact": "fact of a queue",
    "queue.left_out_resolved": "left out: {left_out:,} resolved or ended",
    "queue.mapping_record_numbers": "a mapping from record numbers to clocks",
    "queue.not_unlike": "not {name}, unlike {other}",
    "queue.number_before": "number {id} before {other}",
    "queue.unlike": "{name}, unlike {other}",
}
