"""What is said of lifecycle."""

PHRASES = {
    "lifecycle.actor.actor_s_name": "an actor's name",
    "lifecycle.actor.actor_s_roles": "an actor's roles",
    "lifecycle.actor.blank": "begins or ends with a blank",
    "lifecycle.actor.holds_u_invisible": "holds U+{ord:04X}, which is invisible",
    "lifecycle.argument.condition_such_field": (
        "a condition, such as field('answers.model').is_('15')"
    ),
    "lifecycle.argument.tuple_values": "a tuple of values",
    "lifecycle.attempt.refused_for": "{guard}: {names}",
    "lifecycle.bad_value": "cannot be {value}; {wanted}",
    "lifecycle.blank": "{name} is blank",
    "lifecycle.card.at": "at, in UTC",
    "lifecycle.card.held": "held by {holder}",
    "lifecycle.card.held_2": "held by",
    "lifecycle.card.held_nobody": "held by nobody",
    "lifecycle.card.history": "history of {id}",
    "lifecycle.card.in": "{id} in {model}",
    "lifecycle.card.opened": "opened by {opened_by}",
    "lifecycle.card.priority": "priority {priority}",
    "lifecycle.card.then": ", then ",
    "lifecycle.card.way_went": "the way it went",
    "lifecycle.chart.any_open_state": "any open state",
    "lifecycle.chart.any_state": "any state",
    "lifecycle.chart.any_state_before": "any state before the end",
    "lifecycle.chart.but": " but ",
    "lifecycle.chronology.lie_after_when": "{name} {said} does not lie after {at}, when it is said",
    "lifecycle.chronology.lies_after_when": "{name} {said} lies after {at}, when it is said",
    "lifecycle.chronology.lies_before": "{second} {end} lies before {first} {start}",
    "lifecycle.custom.custom_field_s": "a custom field's name",
    "lifecycle.custom.plain": (
        "a str, int, float, bool, Decimal, date, datetime, None, or a tuple of these"
    ),
    "lifecycle.dead_end": "is {value} and nothing leads on; add a rule",
    "lifecycle.diff.count": "{n} {part} {change}",
    "lifecycle.diff.reopens": "{leads}, reopens",
    "lifecycle.diff.stays": "stays",
    "lifecycle.dotted_name": "has a dot in its name; call it {meant}",
    "lifecycle.duplicate_field": "is declared twice; keep one",
    "lifecycle.duplicate_state": "is defined twice; keep one",
    "lifecycle.duplicate_state.would_twice_each": "would be there twice; give each its own",
    "lifecycle.duplicate_verb": "is claimed by {classes}; rename all but one",
    "lifecycle.edges.phase": "has no phase; {hint}",
    "lifecycle.edges.role_row": "the role of row {index}",
    "lifecycle.edges.row": "row {index}",
    "lifecycle.edges.target_row": "the target of row {index}",
    "lifecycle.event.of": " of {record}",
    "lifecycle.event.value_verb_needs": "a value; the verb needs it",
    "lifecycle.events.is_not_its": "{target} is not its {kind}; {hint}",
    "lifecycle.events.name_instead_end": (
        "its {kind} is {other}; name it as instead_of= to end that"
    ),
    "lifecycle.events.version_holds_tombstone": (
        "version {version} holds no tombstone; use record.redacted(…)"
    ),
    "lifecycle.events.versions_events_such": "the versions of events, such as (1, 4)",
    "lifecycle.expected.after_or_at": "either after=timedelta(…) or at='a field'",
    "lifecycle.expected.agreements_model_records_they": (
        "agreements, and a model whose records they are for"
    ),
    "lifecycle.expected.another_every_state": "another: {any} is every state",
    "lifecycle.expected.another_name_records_something": (
        "another name: records have that for something else"
    ),
    "lifecycle.expected.condition_facts_linked_record": (
        "a condition on facts of the linked record, such as field('fine').is_set"
    ),
    "lifecycle.expected.duration_zero_more": "a duration of zero or more",
    "lifecycle.expected.edges": (
        "rows (source, verb, target) or (source, verb, target, role), or mappings with these keys"
    ),
    "lifecycle.expected.field_function_event_record": (
        "a field, a function of the event and the record, or a constant"
    ),
    "lifecycle.expected.following_no_offer": "a Following that is not only offered, or None",
    "lifecycle.expected.instance_event_class": "an instance of an Event class",
    "lifecycle.expected.kind_link_your_own": "{inverse}, or a kind of link of your own",
    "lifecycle.expected.lifecycle_model": "a lifecycle or a model",
    "lifecycle.expected.mapping_names_values": "a mapping from names to values",
    "lifecycle.expected.mapping_see_roles": "a mapping; see with_roles",
    "lifecycle.expected.model_attribute_another_name": (
        "model_attribute= another name than the verb {held}"
    ),
    "lifecycle.expected.model_none": "a model, or None",
    "lifecycle.expected.name_actor": "a name or an Actor",
    "lifecycle.expected.name_class_longer_old": (
        "a name that the class no longer has, by which old documents are recognised"
    ),
    "lifecycle.expected.named_function_opening_event": (
        "a named function that makes an opening event"
    ),
    "lifecycle.expected.names_event_classes_pairs": (
        "names, event classes, pairs of one with a state, or reactions"
    ),
    "lifecycle.expected.names_fields_texts_take": (
        "the names of fields, or texts= to take out wherever they stand"
    ),
    "lifecycle.expected.object_attributes_set_none": (
        "an object whose attributes can be set, or None"
    ),
    "lifecycle.expected.other_records_histories_each": (
        "other records, or their histories, each with its opening first"
    ),
    "lifecycle.expected.outside_facts_such_outsidefact": (
        "outside facts, such as OutsideFact('unpaid', 'fine', …)"
    ),
    "lifecycle.expected.place": "a verb, and a state, a phase or None",
    "lifecycle.expected.practice_class_records_such": (
        "a practice, its class of records such as Incident, or its name"
    ),
    "lifecycle.expected.practice_such_incidentmodel": "one of a practice, such as IncidentModel(…)",
    "lifecycle.expected.read_facts": "what can be read of the facts; {error}",
    "lifecycle.expected.role_may_none_everybody": "the role that may do so, or None for everybody",
    "lifecycle.expected.role_permit_role_condition": (
        "a role, Permit('a role', condition), or several of them"
    ),
    "lifecycle.expected.roles_name_roles": "Roles(); name them by with_roles",
    "lifecycle.expected.schedule_count_after": "a Schedule, to count after= by",
    "lifecycle.expected.schedule_none": "a Schedule, or None",
    "lifecycle.expected.some": "some of {clearable}",
    "lifecycle.expected.somebody_name_among_redacted": (
        "somebody whose name is not among what is redacted; let another do it"
    ),
    "lifecycle.expected.source_verb_target_perhaps": (
        "a source, a verb and a target, perhaps a role, or a mapping that has all three"
    ),
    "lifecycle.expected.state": "a State",
    "lifecycle.expected.state_leads_none_stay": "the state that it leads to, or None to stay",
    "lifecycle.expected.state_rule_timer_reaction": "a State, Rule, Timer, Reaction or Lifecycle",
    "lifecycle.expected.state_s_name_phase": "a state's name or a Phase",
    "lifecycle.expected.text_blank": "a text that is not blank",
    "lifecycle.expected.text_empty": "a text, not empty",
    "lifecycle.expected.text_says_something_part": (
        "a text that says something, and is no part of {stone}"
    ),
    "lifecycle.expected.text_stands_record": (
        "a text that stands in {record}, outside its codes, levels and instants"
    ),
    "lifecycle.expected.texts_source_verb": "texts for its source and verb",
    "lifecycle.expected.time_schedule_count": "a time that the schedule can count",
    "lifecycle.expected.timer_positive_after_timedelta": (
        "a timer with a positive after=timedelta(…)"
    ),
    "lifecycle.expected.true_record_two_kind": (
        "True, for no record has two of it; or a kind of link of your own"
    ),
    "lifecycle.expected.values_nested_most_deep": "values that are nested at most {deepest} deep",
    "lifecycle.expected.verb_region_names": "a verb and a region by their names",
    "lifecycle.extension.part": "part in {model}",
    "lifecycle.extension.part_model": "a part of a model",
    "lifecycle.faces.now": "now",
    "lifecycle.facts.fact": "fact of {model}",
    "lifecycle.fault_report.agreements_such_gold": "agreements, such as gold",
    "lifecycle.fault_report.fault": "{name} has no fault",
    "lifecycle.fault_report.mapping_states_verbs": "a mapping from states or verbs to such",
    "lifecycle.fault_report.wrong": "what is wrong",
    "lifecycle.faults.edge": "edge {source} -> {target}",
    "lifecycle.faults.event_leads_state": "an event leads to one state",
    "lifecycle.faults.leads_final_state": (
        "leads to no final state, whatever happens; add a rule that ends it"
    ),
    "lifecycle.faults.leads_out_final": (
        "leads out of {left}, which is final; leave it out, or give it reopens=True"
    ),
    "lifecycle.faults.rules": "has {count} rules from {name}, to {ends}",
    "lifecycle.field_missing": "{name} must be set first",
    "lifecycle.following.fact_such_field": "a fact, such as field('requester')",
    "lifecycle.following.follows": "what follows",
    "lifecycle.following.follows_2": "what follows by {verb}",
    "lifecycle.following.gives": "gives {name} to {verb}; {hint}",
    "lifecycle.following.gives_add_data": "gives no {name} to {verb}; add it to data",
    "lifecycle.following.offer": "offer {verb}",
    "lifecycle.form.arguments_such_argument": "arguments, such as Argument('site')",
    "lifecycle.form.asked_asked_before": (
        "is asked by {name}, which is not asked before it; move it"
    ),
    "lifecycle.form.asked_function_page": "is asked by the function {leaf}, which no page can ask",
    "lifecycle.form.asked_where_compared": (
        "is asked where {subject} is compared with {value}; {wanted}"
    ),
    "lifecycle.form.cannot": "{name} cannot be {value}; {wanted}",
    "lifecycle.form.cannot_2": "{name} cannot be {one}; {hint}",
    "lifecycle.form.give": "give {words}",
    "lifecycle.form.mapping_questions_answers": "a mapping from questions to answers",
    "lifecycle.form.never_asked_fix": "can never be asked: {when}; fix its condition",
    "lifecycle.form.there_is_no": "there is no {noun} {name}; {hint}",
    "lifecycle.form.type_s_declare": (
        "is of a type that {noun}s do not have; declare a str, an int, a float, a bool, a Decimal, "
        "a date, a datetime, or a tuple of one of these"
    ),
    "lifecycle.idle.declared_rule_add": "is declared, and no rule has it; add one, or leave it out",
    "lifecycle.idle.guards_never_hold": "has guards that never hold together; fix or drop it",
    "lifecycle.idle.starts_only_states": (
        "starts only from states that nothing leads to; add a rule, or leave it out"
    ),
    "lifecycle.idle.waits_nothing_leads": "waits, and nothing leads back to work; add a rule",
    "lifecycle.implied.happens_without_add": "happens without {early}: {way}; add a guard",
    "lifecycle.implied.state_verb": "state or verb",
    "lifecycle.judge.cannot": "{name} cannot be {value}: {error}",
    "lifecycle.judge.cannot_2": "{name} cannot be {value}; {legal_hint}",
    "lifecycle.judge.may_model_s": (
        "{by} may not; the model's roles name nobody for it (with_roles)"
    ),
    "lifecycle.judge.may_takes_role": "{name} may not; it takes the role {who}",
    "lifecycle.judge.name": "the name {name} {flaw_of_name}",
    "lifecycle.judge.no_opening": "{given} is no opening of it; give {own}",
    "lifecycle.judge.none_events": "{given} is none of its events; give {own}",
    "lifecycle.lambda_guard": "{words}; write it at module level",
    "lifecycle.lifecycle.rules_such_rule": "rules, such as Rule(Resumed, source='on_hold')",
    "lifecycle.link.kind_link_such": "a kind of link, such as 'child'",
    "lifecycle.model.arguments_such_argument": "arguments, such as Argument('site', str)",
    "lifecycle.model.codes": "codes of {name}",
    "lifecycle.model.event": "event of {model}",
    "lifecycle.model.field_codes": "a field of codes",
    "lifecycle.model.guard": "guard in {model}",
    "lifecycle.model.mapping_events_verbs": "a mapping from events or verbs to who may",
    "lifecycle.model.mapping_events_verbs_2": "a mapping from events or verbs",
    "lifecycle.model.mapping_fields_legal": "a mapping from fields to their legal values",
    "lifecycle.model.model": "a model",
    "lifecycle.model.model_2": "model {name}",
    "lifecycle.model.model_such_incident": "a model, such as INCIDENT",
    "lifecycle.model.rule": "rule for {verb} in {model} from",
    "lifecycle.model.rule_2": "rule in {model} for",
    "lifecycle.model.states_rules": "{states} states, {rules} rules",
    "lifecycle.model.table": "a table",
    "lifecycle.model.verb": "verb of {model}",
    "lifecycle.model_diff.and": "{before} and {after}: {said}",
    "lifecycle.model_diff.code": "code {code}",
    "lifecycle.model_diff.difference": "no difference",
    "lifecycle.model_diff.to": "to {target}",
    "lifecycle.named.form": "form",
    "lifecycle.named.take_note": "Take note of {verb}.",
    "lifecycle.named.verb": "a verb",
    "lifecycle.no_event": "{words}; ask what it leaves behind",
    "lifecycle.no_event.read_leaves_behind": "{words}; read what it leaves behind",
    "lifecycle.no_states": "has no state; give it at least one",
    "lifecycle.no_verb": "has no verb; give it verb: ClassVar[str] = '…'",
    "lifecycle.not_allowed": "{verb} is not allowed while {where}",
    "lifecycle.not_asked": "{name} is not asked; leave it out",
    "lifecycle.not_given": "not given: {missing}",
    "lifecycle.opaque": "{words}; write a condition",
    "lifecycle.opens.rule": "what it opens something for",
    "lifecycle.out_of_order": "{at} is earlier than the last event, {verb} at {last}",
    "lifecycle.overlay.model": "not in the model",
    "lifecycle.overlay.moves_log_wider": "moves of the log: the wider, the more often",
    "lifecycle.overlay.moves_model": "moves that the model does not have",
    "lifecycle.overlay.moves_were_never": "moves that were never made",
    "lifecycle.overlay.times": "{times} times",
    "lifecycle.parts.reaction": "a reaction",
    "lifecycle.parts.timedelta_workingdays": "a timedelta, or WorkingDays(…)",
    "lifecycle.parts.timer": "timer {name}",
    "lifecycle.pending_trap": "waits, and only cancelling leads on; add a rule back to work",
    "lifecycle.pictures.any": "any",
    "lifecycle.pictures.no_moves": "no moves",
    "lifecycle.pictures.only_rules": "rules",
    "lifecycle.pictures.rules": "rules of {title}",
    "lifecycle.pictures.stays": "(stays)",
    "lifecycle.pictures.timers": "timers of {title}",
    "lifecycle.pictures.to_by": "{source} to {target} by {verbs}",
    "lifecycle.pictures.with_timers": "rules and timers",
    "lifecycle.plan.is": "{region_names} is {regions}",
    "lifecycle.practice.class_records_such": "a class of records, such as Incident",
    "lifecycle.practice.inverse": "inverse of {kind}",
    "lifecycle.practice.link_rules_such": "link rules, such as LinkRule('parent')",
    "lifecycle.practice.practice": "a practice",
    "lifecycle.practice.single": "is_single of {kind}",
    "lifecycle.reaction_cycle": "leads back to itself by reactions; cut one",
    "lifecycle.record.argument": "argument of {verb}",
    "lifecycle.record.event": "an event",
    "lifecycle.record.event_class": "an Event class",
    "lifecycle.record.events_opening_first": "events, the opening first",
    "lifecycle.record.names_facts": "names of facts",
    "lifecycle.record.verb": "a verb of {name}",
    "lifecycle.record.verb_2": "verb",
    "lifecycle.redaction.field": "field of {model}",
    "lifecycle.redaction.value": "{space} value of {id}",
    "lifecycle.renamed.label": "a label",
    "lifecycle.renamed.labelled_state": "labelled state",
    "lifecycle.renamed.name": "a name",
    "lifecycle.renamed.renaming": "the renaming of {model}",
    "lifecycle.roles.place": "a place",
    "lifecycle.said.argument": "there is no argument {name}; {hint}",
    "lifecycle.said.date_such": "a date such as '2026-01-31'",
    "lifecycle.said.instant_such": "an instant such as {example}",
    "lifecycle.said.mapping_names_texts": "a mapping from names to texts",
    "lifecycle.said.number": "a number",
    "lifecycle.said.those_choice_model": "those of a choice, or of a model",
    "lifecycle.said.value_itself": "the value itself, since it is not read from a text",
    "lifecycle.said.whole_number": "a whole number",
    "lifecycle.said.yes_or_no": "yes or no",
    "lifecycle.scope.asks_about_links": (
        "asks about {kind} links, which only a desk knows; let a cascade ask"
    ),
    "lifecycle.scope.asks_about_links_2": "asks about {kind} links; {hint}",
    "lifecycle.scope.asks_whether": "asks whether {subject} {op} {value}",
    "lifecycle.scope.asks_whether_2": "asks whether {subject} is {value}; {hint}",
    "lifecycle.scope.asks_whether_true": "asks whether {asked}, true only as an event happens",
    "lifecycle.scope.lambda_local_function": (
        "is a lambda or a local function, which cannot be pickled"
    ),
    "lifecycle.scope.reads": "reads {name}; {hint}",
    "lifecycle.scope.reads_verb_only": "reads 'verb', which is there only as an event happens",
    "lifecycle.seen.says": "it says",
    "lifecycle.seen.sees": "<{practice} {id} {state} as the {name} sees it>",
    "lifecycle.seen_card.says": "what it says",
    "lifecycle.sets.field": "field of {name}",
    "lifecycle.sets.of": "{name} of {of}",
    "lifecycle.sets.sets": "sets of {name}",
    "lifecycle.signs.after": "after {length}",
    "lifecycle.signs.after_days": "after {days} days",
    "lifecycle.signs.guard": "something must hold",
    "lifecycle.signs.more": "and {count} more",
    "lifecycle.signs.needs": "fields must be given",
    "lifecycle.signs.role": "only some roles may",
    "lifecycle.signs.timer": "a timer does it",
    "lifecycle.states_such_state": "states, such as State('new', phase=Phase.NEW)",
    "lifecycle.subject.codes": "codes",
    "lifecycle.subject.event": "event {verb}",
    "lifecycle.subject.event_2": "event {name}",
    "lifecycle.subject.lifecycle": "lifecycle {name}",
    "lifecycle.subject.region": "region {name}",
    "lifecycle.subject.rule": "rule {verb}",
    "lifecycle.subject.state": "state {name}",
    "lifecycle.subject.task_plan": "the task plan",
    "lifecycle.subject.verb": "verb {verb}",
    "lifecycle.table.event": "the event of {where}",
    "lifecycle.table.guard": "a guard",
    "lifecycle.table.guard_why_refused": "Guard('why it is refused', condition)",
    "lifecycle.table.rule": "a rule",
    "lifecycle.table.state": "a state",
    "lifecycle.table.where": "{role} where {when}",
    "lifecycle.texts.redacted": "(redacted {place} of {record})",
    "lifecycle.unknown_field": "list values of {name}; {hint}",
    "lifecycle.unknown_field.needs": "needs {name}; {hint}",
    "lifecycle.unknown_field.reads": "reads {at}; {hint}",
    "lifecycle.unknown_field.sets": "sets {name}; {hint}",
    "lifecycle.unknown_state": "names {name}; {hint}",
    "lifecycle.unknown_state.exist": "does not exist; {hint}",
    "lifecycle.unknown_state.runs": "runs in {name}; {hint}",
    "lifecycle.unreachable_state": "is reached by no rule; add one, or leave it out",
    "lifecycle.unsettable_field": "needs {name}, which no event of the model sets",
    "lifecycle.upgrades.forms": (
        "the field's old name, or a named function whose arguments are old fields"
    ),
    "lifecycle.upgrades.upgrade": "the upgrade of {name}.{field}",
    "lifecycle.upgrades.upgrades": "upgrades of {name}",
    "lifecycle.values.cannot_own": "{id} cannot be its own {kind}",
    "lifecycle.values.link_cannot_kind": "a link cannot be of the kind {kind}; {hint}",
    "lifecycle.verb.opening": "an opening",
    "lifecycle.verify.argument": "is for no argument of {verb}; {hint}",
    "lifecycle.verify.default": "default of {name}",
    "lifecycle.verify.field_every_event": (
        "has a field for {name}, which every event has; give it another name"
    ),
    "lifecycle.verify.gives": "gives {code} as {name} to {verb}",
    "lifecycle.verify.guard": "{subject}, guard {code}",
    "lifecycle.verify.is": "is {value}; {legal_hint}",
    "lifecycle.verify.list_kind_link": "list {kind}, which is no kind of link; {hint}",
    "lifecycle.verify.list_values_categories": (
        "list values of {name}, and categories do so too; leave one of them out"
    ),
    "lifecycle.verify.name_another": "has the name of a {noun}; give it another",
    "lifecycle.verify.never_asked_since": (
        "is never asked for, since {verb} always says one; leave it out"
    ),
    "lifecycle.verify.never_fire_possible": "can never fire: {verb} is not possible in its states",
    "lifecycle.verify.never_fire_second": (
        "can never fire: the second is not possible after the first under its condition"
    ),
    "lifecycle.verify.never_restarted_name": (
        "can never be restarted: {restart}; name an event of the model"
    ),
    "lifecycle.verify.never_starts_state": (
        "never starts; give it the state in which its tasks are made: starts_in="
    ),
    "lifecycle.verify.opens_record_cannot": "opens a record, and cannot be a rule of an open one",
    "lifecycle.verify.plan_given_nothing": "a plan is given nothing",
    "lifecycle.verify.planned_task": "planned task {name}",
    "lifecycle.verify.reaction": "reaction {verb} -> {following}",
    "lifecycle.verify.reads": "reads {name}, and {why}",
    "lifecycle.verify.reads_ask_event": (
        "reads {name}; ask event.by, its roles, or a fact of the record"
    ),
    "lifecycle.verify.role": "{subject}, role {role}",
    "lifecycle.verify.sets": "sets {name} to {value}; {hint}",
    "lifecycle.verify.starts": "starts in {starts_in}; {hint}",
    "lifecycle.verify.starts_end_name": (
        "starts in {starts_in}, which is an end; name a state before it"
    ),
    "lifecycle.verify.timers_length_lead": (
        "timers of no length lead from it back to itself, forever; give one a duration"
    ),
    "lifecycle.why.condition_model_reads_would": (
        "a condition of the model reads it, and would judge {event} otherwise"
    ),
    "lifecycle.why.follows_other_facts": "it follows from other facts",
    "lifecycle.why.missing": "is missing",
    "lifecycle.why.opening": "is {opening} and no opening of {model}",
    "lifecycle.why.takes_tombstone": "{verb} takes no tombstone for it: {error}",
    "lifecycle.why.timer_given_nothing_guard": "a timer is given nothing; guard its event instead",
    "lifecycle.workflow.beside": "beside it: {region}",
    "lifecycle.workflow.model": "{words} (not in the model)",
    "lifecycle.workflow.states_moves_too": "{states} states and {moves} moves are too many to draw",
}
