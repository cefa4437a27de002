"""What is said of desk."""

PHRASES = {
    "desk.ambiguous_inverse": "{words}; name another",
    "desk.by": "{goal} by {agreement}",
    "desk.class_records_such": "a class of records, such as Incident",
    "desk.converted": "converted to {id}",
    "desk.duplicate_fact": "is known already; give it another name",
    "desk.duplicate_practice": "is there twice; keep one",
    "desk.expected.applies_ticks_returned": "what applies and ticks have returned",
    "desk.expected.bundle_items_catalogue": "a Bundle, or items of a catalogue",
    "desk.expected.decision_match_all_such": "a Decision of Match.ALL, such as cascades()",
    "desk.expected.each_record_once": "each record once",
    "desk.expected.entries": 'entries, such as Entry("INC-1", Started(…))',
    "desk.expected.event_opens_record": "1 for the event that opens the record, and so on",
    "desk.expected.incident_problem": "an Incident, a Problem, …",
    "desk.expected.instance_event_class": "an instance of an Event class",
    "desk.expected.item_least_they_may": "one item at least that they may have",
    "desk.expected.known_error_gives": "what known_error() gives",
    "desk.expected.links": 'links, such as ("INC-2", "parent", "INC-1")',
    "desk.expected.model_another_practice": "a model of another practice than {practice_of}",
    "desk.expected.none": "a {name}, or None",
    "desk.expected.number": "the number of a {name}, not of a {other}",
    "desk.expected.number_desk_numbering": "a number, or the desk numbering=",
    "desk.expected.number_taken": "a number that is not taken",
    "desk.expected.reads_fact": "what reads a fact",
    "desk.expected.record_desk_opening_model": (
        "a record of the desk, or its opening and its model first"
    ),
    "desk.expected.some_number": "what some number is not",
    "desk.expected.somebody_else_who_approved": "somebody else than who approved it (assign)",
    "desk.known.is_not": "{fact} is {holds:.200}, not {said:.200}",
    "desk.link_table.example": 'for example ("INC-2", "parent", "INC-1")',
    "desk.link_table.follows": "lets {verb} follow, of which {model} knows nothing; {hint}",
    "desk.link_table.hangs": "hangs on {kind}; {hint}",
    "desk.link_table.hangs_ties_record": (
        "hangs on {kind}, which ties no record of it; add a link rule"
    ),
    "desk.link_table.inverse": "inverse {inverse}",
    "desk.link_table.inverse_another_kind": (
        "has the inverse {inverse}, which another kind has, or is"
    ),
    "desk.link_table.kind_link": "kind of link",
    "desk.link_table.link": "a link",
    "desk.link_table.link_rule": "link rule {kind}",
    "desk.link_table.link_rules_such": "link rules, such as LinkRule('parent')",
    "desk.link_table.link_table": "the link table",
    "desk.link_table.names": "names {name}; {hint}",
    "desk.link_table.opening": "what {verb} opens, of {of}",
    "desk.link_table.outside_fact": "outside fact {name} of {of}",
    "desk.link_table.practices_such_practice": "practices, such as Practice(Loan)",
    "desk.link_table.says_where_another": "says {nature}, where another says {other}; agree on one",
    "desk.link_table.single": "single",
    "desk.link_table.stands_two_practices": "stands for two practices; give one another",
    "desk.link_table.without_circles": "without circles",
    "desk.links.above_already_two": (
        "{other} has {one} above it already, and the two would form a circle"
    ),
    "desk.links.cannot_link_another": (
        "{target} cannot be the {kind} of {source}: {why}; link another record, or by another kind"
    ),
    "desk.links.is_the_of": "{one} is the {inverse} of {held}, {words}",
    "desk.links.known_loaded_desk": "{kind} {name} is known and not loaded; desk.load([…]) it",
    "desk.links.nothing": "nothing",
    "desk.links.same_record": "it is the same record",
    "desk.links.ties": "{kind} ties {words}, not {source} to {target}",
    "desk.links.to": "{a} to {b}",
    "desk.links.until_instead_ends": "until instead_of={held} ends that",
    "desk.model_orders_such": "a model of orders, such as ORDER",
    "desk.more": "… and {more} more",
    "desk.nothing_happened": "nothing happened",
    "desk.numbering.number": "a number",
    "desk.numbering.prefix": "a prefix",
    "desk.numbering.prefix_2": "prefix for",
    "desk.offers": "one of the offers",
    "desk.ordering.catalogue_bundle": "the Catalogue that the bundle is of",
    "desk.ordering.mapping_items_answers": "a mapping from items to the answers to their forms",
    "desk.ordering.part_order": "part of the order",
    "desk.outcome.because": ", because of {cause}",
    "desk.outcome.by": "by {by}{because}",
    "desk.outcome.come_before": "that has come before",
    "desk.outcome.entry_refused_nothing": (
        "entry {index}, {entry}, is refused, and nothing has happened: {error}"
    ),
    "desk.outcome.entry_version_each": (
        "entry {index} is version {version} of {record}, and {why}; give each version once, in "
        "order"
    ),
    "desk.outcome.missing": "{expected} is missing",
    "desk.outcome.of": "{verb} of {record}",
    "desk.outcome.of_2": "{part} of {source}",
    "desk.outcome.offer_past_leave": "the offer to {verb} {record} is past: {why}; leave it",
    "desk.outcome.where": "{by}, where {asks}",
    "desk.pending": "one of what is pending",
    "desk.plans.record": "record",
    "desk.proposal": "a proposal",
    "desk.record_link": "{records} {records:record|records}, {links} {links:link|links}",
    "desk.request_rules.another_request_part": "another request is a part of it",
    "desk.request_rules.request_approved_anew": "the request has to be approved anew",
    "desk.request_rules.request_fulfilled_without": "the request was fulfilled without it",
    "desk.request_rules.request_will_fulfilled": "the request will not be fulfilled",
    "desk.review_offers.changed": "{id} changed {name}",
    "desk.review_offers.changed_needs": "{id} changed {name}, which {other} needs",
    "desk.rules.models_such_incident": "models, such as INCIDENT.extended(…)",
    "desk.soundness.lets_follow_event": (
        "lets {verb} follow, which is no event of {practices}; name another"
    ),
    "desk.soundness.row": "row {place} of {name}",
    "desk.soundness.shadowed_row_before": (
        "is shadowed: a row before it says the same where {when}; drop it"
    ),
    "desk.subject.practice": "practice {name}",
    "desk.subject.prefix": "prefix {prefix}",
    "desk.work.ended": "{verb} of {id} ended it",
    "desk.work.event": "an event",
    "desk.work.happened_v": "it has happened at {at} (v{version})",
    "desk.work.made_state_ended": (
        "it was made for a state that has ended since, and it is {state} now"
    ),
    "desk.work.record": "a record",
    "desk.work.where": "it is for one where {asks}",
}
