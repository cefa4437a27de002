"""What is said of documents."""

PHRASES = {
    "documents.built.cannot_read_old": "cannot be read from its old form: {error}",
    "documents.built.missing": "is missing",
    "documents.built.object": "an object",
    "documents.built.part": "is no part of {words}; {advice}",
    "documents.clocks.date_such": "is for no date; give one such as '2026-01-31'",
    "documents.computed.agreement": (
        "it is computed, and never stored; store the agreement, and measure again"
    ),
    "documents.computed.catalogue": (
        "it is computed, and never stored; store the catalogue, and ask it again"
    ),
    "documents.computed.improvements": (
        "it is computed, and never stored; store the improvements, and ask them again"
    ),
    "documents.computed.map": (
        "it is computed, and never stored; store the service map, and ask it again"
    ),
    "documents.computed.order": (
        "it is computed, and never stored; store the order, and put the records in it again"
    ),
    "documents.computed.outages": (
        "it is computed, and never stored; store what was agreed and the outages"
    ),
    "documents.computed.rules": (
        "it is computed, and never stored; store the rules and the facts, and ask again"
    ),
    "documents.computed.survey": (
        "it is computed, and never stored; store the survey, what was sent and what came back"
    ),
    "documents.derived.types": "the types of {name}",
    "documents.errors.cannot_written": "{place}{told} cannot be written: {why}",
    "documents.errors.document_cannot_read": (
        "the document cannot be read: {told}; fix it and read it again"
    ),
    "documents.errors.more_problems_hold": "and {more} more, which its `problems` hold",
    "documents.errors.two_different_called": (
        "two different {kind} are called {name}; give each a name of its own"
    ),
    "documents.events.class": "is {told}, and that of its class is {verb}",
    "documents.events.event_class": "an event class",
    "documents.events.must_text": "is {told}, and must be a text",
    "documents.events.name_object_name": "a name, or an object with a name and roles",
    "documents.events.verb": "is {told}, no verb of {words}; {advice}",
    "documents.events.verb_several_event": (
        "is {told}, a verb of several event classes; ask for one of them"
    ),
    "documents.expected.instant_such_t_z": "an instant such as '2026-01-31T09:00:00Z'",
    "documents.expected.names_run_time_type": (
        "names that are there at run time, and not to type checkers alone"
    ),
    "documents.forms.asked": "{name} is asked",
    "documents.forms.question_form": "is no question of the form; {advice}",
    "documents.holidays.date_rule_object": "a date, a rule, or an object of either",
    "documents.kinds.band": "a band",
    "documents.kinds.cause": "a cause",
    "documents.kinds.flaw": "a flaw",
    "documents.kinds.function_pass_functions": "it is a function; pass it as functions=",
    "documents.kinds.question": "a question",
    "documents.kinds.row": "a row",
    "documents.kinds.scale_known_pass": "its scale is not known; pass its class as levels=",
    "documents.kinds.step": "a step",
    "documents.leaves.date_such": "a date such as '2026-01-31'",
    "documents.leaves.decimal_number_text": "a decimal number in a text, such as '12.50'",
    "documents.leaves.duration_less_billion": "a duration of less than a billion days",
    "documents.leaves.duration_such_p": "a duration such as 'P1DT2H30M'",
    "documents.leaves.fraction_text_such": "a fraction in a text, such as '2/3'",
    "documents.leaves.integer": "an integer",
    "documents.model_class": "a model, or a class",
    "documents.models.differs_known_name": (
        "differs from the known one of that name; give it another version"
    ),
    "documents.models.known_known": "is {name} {version}, which is not known; known: {known}",
    "documents.models.known_pass_models": "is not known; pass it as models=",
    "documents.models.model": "a model",
    "documents.paths.list": "a list",
    "documents.paths.very_long_integer": "a very long integer",
    "documents.practices.alert": "an alert",
    "documents.practices.bundled_item": "a bundled item",
    "documents.practices.custom_field": "a custom field",
    "documents.practices.entry": "an entry",
    "documents.practices.entry_roles": "an entry of roles",
    "documents.practices.planned_task": "a planned task",
    "documents.practices.proposal": "a proposal",
    "documents.practices.table_roles": "a table of roles",
    "documents.practices.timer": "a timer",
    "documents.records.empty": "is empty",
    "documents.records.model": "is {name}, and {model} is a model of {other}",
    "documents.records.must": "is {name}, and must be {expected}",
    "documents.records.record": "a record",
    "documents.records.replay": "does not replay: {words}",
    "documents.requests.argument": "is no argument of {whole}; {advice}",
    "documents.requests.part_envelope": "part of the envelope",
    "documents.requests.said_server_client": (
        "is said by the server, and not by the client; leave it out"
    ),
    "documents.requests.text_number_true": "a text, a number, true, false or null",
    "documents.roles.same_place_before": "is of the same place as one before; keep one",
    "documents.schedules.empty_schedules_combines": "is empty; give the schedules that it combines",
    "documents.schedules.say_when_open": "does not say when it is open; {advice}",
    "documents.schedules.schedule": "a schedule of {key}",
    "documents.shape.cannot_made": "cannot be made: {words}",
    "documents.shape.cannot_read": "cannot be read: {why}",
    "documents.shape.faulty": "is faulty: {fault}",
    "documents.shape.faulty_2": "is faulty: {words}",
    "documents.shape.is": "is {told}; {advice}",
    "documents.shape.must": "is {told}, and must be {expected}",
    "documents.shape.nested_too_deeply": "is nested too deeply",
    "documents.shape.none_of_them": "it is not among the values of its type; give one of them",
    "documents.shapes.class_known_pass": "its class is not known; pass it as records=",
    "documents.shapes.class_known_pass_events": "its class is not known; pass it as events=",
    "documents.shapes.event_classes": "event classes",
    "documents.shapes.field_use_converter": (
        "its field is of {kind}; use a converter with a hook for that"
    ),
    "documents.shapes.known_models": "the known models",
    "documents.shapes.level_classes": "level classes",
    "documents.shapes.model_classes": "model classes",
    "documents.shapes.record_classes": "record classes",
    "documents.values.must": "is {told}, and must be {words}",
    "documents.view": "cannot be read: a view is no record; store the record",
    "documents.why.aware_datetime": "it {why}; give an aware datetime",
    "documents.why.cannot_written_own_class": "it cannot be written as {kind}; give its own class",
    "documents.why.class_known_model_pass": (
        "its class is that of no known model; pass one as models="
    ),
    "documents.why.documents_hold_such_number": "documents hold no such number; give a finite one",
    "documents.why.documents_hold_such_values": "documents hold no such values; give a plain one",
    "documents.why.few_stores_take_leave": "it {flaw}, which few stores take; leave that out",
    "documents.why.field": "its field is for {words}; give one",
    "documents.why.field_actor": "its field is for an Actor; give one",
    "documents.why.field_answers_mapping": "its field is for answers; give a mapping of them",
    "documents.why.field_collection": "its field is for a collection; give one",
    "documents.why.field_date": "its field is for a date; give one",
    "documents.why.field_decimal": "its field is for a Decimal; give one",
    "documents.why.field_event": "its field is for an event; give one",
    "documents.why.field_event_seen": "its field is for an event that is seen; give one",
    "documents.why.field_integer": "its field is for an integer; give one",
    "documents.why.field_mapping": "its field is for a mapping; give one",
    "documents.why.field_record_seen": "its field is for a record that is seen; give one",
    "documents.why.field_text": "its field is for a text; give one",
    "documents.why.field_timedelta": "its field is for a timedelta; give one",
    "documents.why.it_is_not_give": "it is not {words}; give one",
    "documents.why.json_s_keys_texts": "JSON's keys are texts; use one",
    "documents.why.json_such_number_finite": "JSON has no such number; give a finite one",
    "documents.why.model": "its model {model} {advice}",
    "documents.why.nested_too_deeply_flatten": "it is nested too deeply; flatten it",
    "documents.why.question_form_leave_out": (
        "there is no question {name} in the form; leave it out"
    ),
    "documents.why.too_many_digits_json": "it has too many digits for JSON; give a shorter one",
    "documents.zones.offset_such": "an offset such as '+02:00'",
    "documents.zones.zone_s_name": "a zone's name, or an offset such as '+02:00'",
}
