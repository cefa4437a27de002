"""What is said of conditions."""

PHRASES = {
    "conditions.always": "always",
    "conditions.and": "and",
    "conditions.condition.fact_s_name": "a fact's name",
    "conditions.condition.field_such_field": "a field, such as field('state')",
    "conditions.condition.happens": "{value} happens",
    "conditions.condition.known": "not known",
    "conditions.condition.tuple_values": "a tuple of values",
    "conditions.expected.compared_number": "the number that a count is compared with",
    "conditions.expected.facts_each_linked_record": (
        "the facts of each linked record, or None for one not loaded"
    ),
    "conditions.expected.field_such_field_resolved": "a field, such as field('resolved_at')",
    "conditions.expected.instant": "an aware datetime",
    "conditions.expected.mapping_get_name_default": "a mapping, or what has get(name, default)",
    "conditions.expected.name_fact_such_summary": "the name of a fact, such as 'summary'",
    "conditions.expected.path_such_email": "a path, such as 'email'",
    "conditions.expected.schedule_none": "a Schedule, or None",
    "conditions.expected.shorter_time": "a shorter time",
    "conditions.expected.text_letter_digit": "a text with a letter or a digit",
    "conditions.expected.timedelta_workingdays": "a timedelta, or WorkingDays(…)",
    "conditions.expected.word_several": "one word or several",
    "conditions.has.part": "{subject} has a word with {word}",
    "conditions.has.start": "{subject} has a word that begins with {word}",
    "conditions.has.whole": "{subject} has the word {word}",
    "conditions.linked.any": "some {kind} link",
    "conditions.linked.every": "every {kind} ({part})",
    "conditions.linked.fewer_links": "fewer than {least} {kind} links{which}",
    "conditions.linked.kind_link": "a kind of link",
    "conditions.linked.known": "{words}, {unknown} of them not known",
    "conditions.linked.least_links": "at least {least} {kind} links{which}",
    "conditions.linked.no": "no {kind}{which}",
    "conditions.linked.none": "no {kind} link",
    "conditions.linked.of": "{met} of {all}",
    "conditions.linked.some": "some {kind}{which}",
    "conditions.never": "never",
    "conditions.not": "not ({part})",
    "conditions.nothing": "nothing",
    "conditions.op.above": "{subject} > {value}",
    "conditions.op.at_least": "{subject} >= {value}",
    "conditions.op.at_most": "{subject} <= {value}",
    "conditions.op.below": "{subject} < {value}",
    "conditions.op.contains": "{subject} contains {value}",
    "conditions.op.is": "{subject} is {value}",
    "conditions.op.is_in": "{subject} is in {value}",
    "conditions.op.is_set": "{subject} is set",
    "conditions.op.under": "{subject} is under {value}",
    "conditions.or": "or",
    "conditions.reading.of": " of {schedule}",
    "conditions.reading.timedelta_schedule_beside": "a timedelta, or a schedule beside it",
    "conditions.why.cannot_stand_condition": "cannot stand for a condition",
    "conditions.why.condition_ask_every_some": (
        "is no condition: ask every(…), some(…) or count() > 20"
    ),
    "conditions.why.condition_ask_some_every": (
        "is no condition: ask some(…) or every(…) of the words"
    ),
    "conditions.why.count_condition_compare": "is a count and no condition: compare it, as in > 20",
    "conditions.why.field_condition_ask_set": (
        "is a field and no condition: ask .is_set or .is_(True)"
    ),
    "conditions.why.holds_field_read_ask": "holds a field, which is not read: ask is_() of each",
    "conditions.why.importable_name_write_named": "has no importable name: write a named function",
    "conditions.why.phase": "is no phase",
    "conditions.why.truth_own_combine_ask": (
        "has no truth of its own: combine with & | ~, ask holds()"
    ),
    "conditions.why.value_ask_tuple": "is one value: ask is_(…), or give a tuple",
    "conditions.why.verb": "has no verb",
    "conditions.words.facts_hold_texts": "the facts that hold the texts",
}
