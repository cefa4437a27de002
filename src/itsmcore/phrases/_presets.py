"""What is said of presets."""

PHRASES = {
    "presets.audits.mapping_texts_texts": "a mapping from texts to texts",
    "presets.audits.record_number_read": "the record has no number; read as {key}",
    "presets.both": "{first} and {other}",
    "presets.chains.earlier_row_says": "an earlier row says that {fact} became {new}; left out",
    "presets.chains.now_last_change": "it is {now} now, and its last change left it {last}",
    "presets.changelog.change": "a change",
    "presets.changelog.changelog_histories_fetch": (
        "its changelog has {count} histories of {total}; fetch its other pages"
    ),
    "presets.changelog.changelog_status_read": (
        "it has no changelog; its status is read as from its creation"
    ),
    "presets.changelog.creation": "the issue's creation",
    "presets.changelog.fetch_expand_changelog": "{words}; fetch it with expand=changelog",
    "presets.changelog.history_before_left": "the history {id} was there before; left out",
    "presets.changelog.lies_before_creation": (
        "{at} lies before {opened}, its creation; read as that instant"
    ),
    "presets.changelog.no_number": "the issue's key is {key}",
    "presets.could_not_be_read": "could not be read",
    "presets.datamodel.actions": "the actions of {get} in {name}",
    "presets.datamodel.phases": "the phases of {name}",
    "presets.datamodel.target": "a target",
    "presets.date": "a date",
    "presets.deviation": "{topic}: {preset} {product}; here {here}, because {why}",
    "presets.expected.and_no": "{expected}, and no <{tag}>",
    "presets.expected.audited": (
        "rows of the table that was audited, such as csv.DictReader gives, or a frame"
    ),
    "presets.expected.audits": (
        "audits, as the REST interface gives them: what its answers have in 'audits'"
    ),
    "presets.expected.begins_itself": "{expected}; {state} begins in itself",
    "presets.expected.code_tables": "tables of codes",
    "presets.expected.codes": "codes, such as ProductCode('1', 'New', 'new')",
    "presets.expected.column_for": "a column for {names}",
    "presets.expected.column_name": "the name of a column",
    "presets.expected.columns": "a mapping from facts",
    "presets.expected.columns_required": (
        "columns by the names of facts, of which {names} are required"
    ),
    "presets.expected.datamodel": "a datamodel of iTop as XML, with a class that has a lifecycle",
    "presets.expected.documents": "documents, as the interface gives them",
    "presets.expected.each_own": "{expected}, each with its own",
    "presets.expected.fact_value_such_priority": (
        "a fact and its value, such as ('priority', 'high')"
    ),
    "presets.expected.facts": "facts about the product",
    "presets.expected.facts_by_key": "a mapping from keys to facts",
    "presets.expected.format": "a format; {formats} both read it, as different days",
    "presets.expected.frame": "a frame, or a mapping of columns",
    "presets.expected.github_events": "events of issues, as the REST interface gives them",
    "presets.expected.github_issues": "issues, as the REST interface gives them",
    "presets.expected.given": "give {expected}",
    "presets.expected.history": "entries of a history, as the interface gives them",
    "presets.expected.instant": "the instant to measure the agreement at",
    "presets.expected.issues": "issues, as the REST interface gives them with expand=changelog",
    "presets.expected.keys": "a key, or several",
    "presets.expected.labels": "a mapping from labels to states",
    "presets.expected.leads_none": "{expected}; {name} leads to none of them",
    "presets.expected.leads_state": "{expected}; {verb} of {name} leads to no state of it",
    "presets.expected.model_or_lifecycle": "a model or a lifecycle, such as INCIDENT",
    "presets.expected.named_column": "{hint}; name it with columns={{{name}: …}}",
    "presets.expected.no_mark": (
        "its first column begins with a byte order mark; open the file with encoding='utf-8-sig'"
    ),
    "presets.expected.no_zone": (
        "one without %Z, which reads the name of a zone and forgets it; write that name out, and "
        "say it with tz="
    ),
    "presets.expected.none_id": "{expected}; none of them has that id",
    "presets.expected.ocel": (
        "a log in OCEL 2.0, as json.load gives it, with its 'events' and 'objects'"
    ),
    "presets.expected.one_of": "one of {names}",
    "presets.expected.other_model": "give a model that has it",
    "presets.expected.place": (
        "a function from the name of a state and the other facts to the name of one"
    ),
    "presets.expected.plain_xml": "a document that declares no type and no entity of its own",
    "presets.expected.profile": (
        "the matrix of a profile: statuses, each with those it may not lead to as 0"
    ),
    "presets.expected.reads": (
        "functions by the names of facts, each from a text to its value and a code"
    ),
    "presets.expected.record": "a record or a timeline",
    "presets.expected.rows": "rows, such as csv.DictReader gives, or a frame",
    "presets.expected.scales": (
        "scales by the names of facts, such as {{'priority': Priority.scale}}"
    ),
    "presets.expected.state_chart": "a state chart in SCXML, with its states",
    "presets.expected.state_keys": "the key of the state, or several",
    "presets.expected.states": "give states= what stands for it",
    "presets.expected.strptime": "letters of datetime.strptime, {most} at most",
    "presets.expected.tickets": (
        "rows of the tickets themselves, such as csv.DictReader gives, or a frame"
    ),
    "presets.expected.values": "give values= what stands for it",
    "presets.expected.well_formed": "well-formed XML ({error})",
    "presets.expected.workflow": "a workflow that Jira exported as XML, with its steps",
    "presets.expected.xml": "the text of an XML document, its bytes, or a file opened for reading",
    "presets.expected.zone": "an IANA zone such as 'Europe/Lisbon'",
    "presets.fact": "a fact",
    "presets.flaw.backward": "{at} lies before {before}; read as that instant",
    "presets.flaw.event_no_state": "the event has no state; its phase is unknown",
    "presets.flaw.no_beginning": "nothing says when it began; no step is read",
    "presets.flaw.no_number": "the row has no number",
    "presets.flaw.no_state": "the row has no state; its phase is unknown",
    "presets.flaw.no_time": "the row has no time; no step is read",
    "presets.flaw.pauses_unknown": "a row does not say when work stood still",
    "presets.flaw.read_as": "{name} {raw} was read as {value}",
    "presets.flaw.same_number": "{number} was there before; read beside it",
    "presets.flaw.state_since_unknown": "the row does not say since when it is {name}",
    "presets.flaw.time_left_out": "the time of {what} is {raw}; left out",
    "presets.flaw.trace_no_number": "the trace has no name",
    "presets.flaw.unknown_state": "{name} is no state; its phase is unknown",
    "presets.flaw.unread_time": "the event's time is {time}; {read}",
    "presets.flaw.values_as_of_row": "other values are those of the row, and not of the time",
    "presets.github.label": "the label {label}",
    "presets.github.mapping_labels": "a mapping from labels",
    "presets.histories.change": "the change",
    "presets.histories.lies_before_opening": (
        "{at} lies before {opened}, the opening; read as that instant"
    ),
    "presets.histories.mapping_fields": "a mapping from fields",
    "presets.histories.no_changes": "the {called}'s key is {id}; its changes are not read",
    "presets.histories.nothing_says_time": "nothing says the time of {what}; left out",
    "presets.histories.opening": "the {called}'s opening",
    "presets.histories.read_first_change": "read as from its first change",
    "presets.histories.row_names_read": (
        "the row names no {called}; read with all others that name none"
    ),
    "presets.histories.time": "the time of {what} is {raw}; {read}",
    "presets.histories.value_read": "{fact} {raw} was read as {value}",
    "presets.kind.code": "code of {field} for",
    "presets.kind.codes": "codes of {name} for",
    "presets.kind.column": "column",
    "presets.kind.model": "model of {name}",
    "presets.kind.topic": "topic",
    "presets.kind.value": "value of {field}",
    "presets.left_out": "left out",
    "presets.no_fact": "has no fact; say what was looked for, as 'not_found'",
    "presets.no_phase": "has no phase; {hint}",
    "presets.ocel.attribute": "the attribute {name}",
    "presets.ocel.event": "the event",
    "presets.ocel.mapping_attributes": "a mapping from attributes",
    "presets.ocel.no_id": "the object has no id; no event can name it",
    "presets.preset.found": "{what} was not found",
    "presets.preset.product": "what the product does",
    "presets.profile.line": "the line {source}",
    "presets.read_as": "read as {at}",
    "presets.read_as_before": "read as at the time of the one before",
    "presets.repeated": "is there twice",
    "presets.run_on": "run on",
    "presets.scxml.actions_transition": "the actions of a transition of {id}",
    "presets.scxml.condition": "the condition of {event} in {id}",
    "presets.scxml.id": "an id",
    "presets.scxml.initial_state": "an initial state",
    "presets.scxml.of": "{tag} of {id}",
    "presets.scxml.transition_without_event": "the transition of {id} without an event",
    "presets.snapshots.but_say_state": (
        "{name} is {at}, but does not say in which state it ended; left out"
    ),
    "presets.stand_still": "stand still",
    "presets.subject.codes": "the codes of {field}",
    "presets.subject.field": "field {name}",
    "presets.subject.preset": "the preset {name}",
    "presets.subject.state": "state {name}",
    "presets.subject.table": "table {name}",
    "presets.subject.topic": "topic {name}",
    "presets.task_slas.breached_row_say": "it was breached, and the row does not say when",
    "presets.task_slas.counted_row_clock": "what was counted is as of the row; the clock may go on",
    "presets.task_slas.lies_before_read": "{at} lies before {started}; read as that instant",
    "presets.task_slas.read": "{name} {raw} was read as it is",
    "presets.task_slas.row_name_task": "the row does not name its task and its definition",
    "presets.task_slas.row_say_when": "the row does not say when it started; no step is read",
    "presets.task_slas.row_say_when_clock_stood": "the row does not say when the clock stood still",
    "presets.task_slas.row_stage_phase": "the row has no stage; its phase is unknown",
    "presets.task_slas.stage_phase_unknown": "{name} is no stage; its phase is unknown",
    "presets.timelines.lies_before_read": "{at} lies before {at_2}; read as that instant",
    "presets.timelines.read": "was read as {value}",
    "presets.timelines.row_number_read": (
        "the row has no number; read with all others that have none"
    ),
    "presets.timelines.row_time_none": "the row has no time, and none stands before it; left out",
    "presets.timelines.row_time_read": "the row has no time; read as the last one's",
    "presets.two_meanings": "stands for {first} and for {other}",
    "presets.was_read_as": "was read as {at}",
    "presets.why.illegal_value": "would say {name} {value}, which the model does not have",
    "presets.why.no_column": "has no column {column}",
    "presets.why.no_mapping": "is {row}",
    "presets.why.says_nothing": "says {name} {value}, for which there is nothing",
    "presets.why.unknown_state": "is in {state}, a state that {model} does not have",
    "presets.why.unknown_verb": "is {verb}, which {model} does not know",
    "presets.workflow.conditions": "the conditions of {name}",
    "presets.workflow.step": "a step",
    "presets.xes.read": "{text} was read as {at}",
}
