"""What is said of timeline."""

PHRASES = {
    "timeline.expected.fact_single_values_such": "a fact of single values, such as texts",
    "timeline.expected.fix_either_leave_opened": "fix either, or leave opened_at out",
    "timeline.expected.give": "give {rows}",
    "timeline.expected.give_2": "give {changes}",
    "timeline.expected.mapping_each_record_s": (
        "a mapping from each record's number to its timeline"
    ),
    "timeline.expected.row_opened": "give a row, or opened_at",
    "timeline.fact_s_name": "a fact's name",
    "timeline.facts_row": "the facts of row {index}",
    "timeline.field_row": "the field of row {index}",
    "timeline.instant_among": "instant among",
    "timeline.lies_before_read": "{column} {at} lies before {other}; read as that instant",
    "timeline.names_states": "the names of states",
    "timeline.none": "{name} none",
    "timeline.phase_snapshot_tells": "phase in a snapshot that tells no pauses,",
    "timeline.phase_timeline_read": "phase in the timeline (read it with phases=)",
    "timeline.place": "a place",
    "timeline.row": "{words} (row {index})",
    "timeline.row_mapping": "a row, as a mapping",
    "timeline.row_says": "{field} was {known} and the row says {old}",
    "timeline.snapshot_say_when": "a snapshot does not say when work stood still",
    "timeline.state_phase_unknown": "{name} is no state; its phase is unknown",
    "timeline.state_timeline": "state of the timeline",
    "timeline.text_none": "a text, or None",
    "timeline.verb_row": "the verb of row {index}",
    "timeline.whole_number_slice": "a whole number, or a slice of numbers or instants",
    "timeline.why.before_opened": "is at {rows}, before opened_at, {start}",
    "timeline.why.is": "is {row}",
    "timeline.why.missing": "is missing",
}
