"""What is said of service levels."""

PHRASES = {
    "service_levels.account.because": "{status} {local}, because {because}",
    "service_levels.account.by": "{name}{whose} by {agreement}: {status}",
    "service_levels.account.clock": "by the clock of {zone}",
    "service_levels.account.due": "due",
    "service_levels.account.due_resumed_now": "due if resumed now",
    "service_levels.account.far": "so far",
    "service_levels.account.held": "held by",
    "service_levels.account.held_longest": "{most} held it longest, {clock_text}",
    "service_levels.account.instant": "{said}, which is no instant",
    "service_levels.account.is": "{fact} is {words}",
    "service_levels.account.is_2": "{start_at} is {local}",
    "service_levels.account.late_since": "late since {since}",
    "service_levels.account.late_since_became": (
        "late since {since}, when the target became {shown}"
    ),
    "service_levels.account.late_target": "was late from {start} to {end}, by a target of {shown}",
    "service_levels.account.nobody": "nobody",
    "service_levels.account.of": " of {holder}",
    "service_levels.account.of_2": " of {clock_text}",
    "service_levels.account.set": "not set",
    "service_levels.account.target_changed": "the target changed",
    "service_levels.agreement.agreement": "agreement {name}",
    "service_levels.agreement.clock": "clock",
    "service_levels.agreement.for_records": "for records where {condition}",
    "service_levels.agreement.force": "in force from {effective_from}",
    "service_levels.agreement.instant_after_version": (
        "is {begun}; give an instant after that of version {version}"
    ),
    "service_levels.agreement.mapping_names_goals": (
        "a mapping from the names of goals to their clocks"
    ),
    "service_levels.agreement.name_several_goals": (
        "is the name of several goals; give each its own with name="
    ),
    "service_levels.agreement.over_period": "over a period: {of}",
    "service_levels.agreement.paused_while": "paused while",
    "service_levels.agreement.terms_such_jira": "Terms, such as jira.TERMS",
    "service_levels.agreement.version": "version",
    "service_levels.agreement.version_2": "{kind} {name} (version {version})",
    "service_levels.always_paused": "holds always; fix it, or leave it out",
    "service_levels.bad_target": "is {target}; give a positive time",
    "service_levels.beside.agreement": "agreement {agreement}",
    "service_levels.beside.asks_whether": "asks whether {subject} is {value}",
    "service_levels.beside.but_where_clock": ", but where the clock has stopped",
    "service_levels.beside.holds_state_fix": (
        "holds in no state of {name}{beside}: {condition}; fix it"
    ),
    "service_levels.beside.row_targets": "{subject}, row {number} of the targets",
    "service_levels.does_not_apply": "{agreement} does not apply: {found}",
    "service_levels.expected.another_agreement_schedule_matrix": (
        "another agreement, or schedule= or matrix="
    ),
    "service_levels.expected.each_once_wins_first": (
        "each of {signals} once, the one that wins first"
    ),
    "service_levels.expected.each_percentage_once": "each percentage once",
    "service_levels.expected.facts_names_figure": "facts whose names no figure has",
    "service_levels.expected.levels": (
        "a level such as {asked}, which an agreement asks for; map each text to one"
    ),
    "service_levels.expected.number_above": "a number above 0",
    "service_levels.expected.pairs_condition_target": "pairs of a condition and a target",
    "service_levels.expected.phases": (
        "a phase such as {asked}, which an agreement asks for; map each text to one, or give"
        " Timeline.from_rows states instead, and what they mean as phases="
    ),
    "service_levels.expected.thresholds": "percentages, or a mapping from them to actions",
    "service_levels.goal.asks_true_single": (
        "asks for what is true at single steps only; ask what lasts"
    ),
    "service_levels.goal.could_paused_moves": (
        "could be paused, which moves durations and WorkingDays only; fix either"
    ),
    "service_levels.goal.goal": "goal {name}",
    "service_levels.goal.goal_allows_days": (
        "goal {name} allows {days} days, which are {hours} hours of open time; is "
        "WorkingDays({days}) meant?"
    ),
    "service_levels.goal.holds_single_steps": (
        "holds at single steps only, so it pauses for no time; give resume="
    ),
    "service_levels.goal.holds_single_steps_only_next": (
        "holds at single steps only, so the next one would cancel the clock"
    ),
    "service_levels.goal.holds_wherever_clock": (
        "holds wherever the clock starts ({start}), so that nothing is measured"
    ),
    "service_levels.goal.never_holds_beside": (
        "never holds beside the start, so the clock is cancelled instead of paused"
    ),
    "service_levels.goal.read_holds_single": (
        "read {fact}, which holds at single steps only; read what lasts"
    ),
    "service_levels.goal.reads_timeline_ask": (
        "reads {name}, which no timeline has; ask a fact of the record"
    ),
    "service_levels.goal.schedule_decision_answers": (
        "is {schedule}; give a Schedule, or a Decision that answers with one"
    ),
    "service_levels.known.fact": "fact",
    "service_levels.momentary_start": "{words}; ask what lasts",
    "service_levels.never_holds": "can never hold: {condition}; fix it",
    "service_levels.no_goals": "are missing; give at least one Goal",
    "service_levels.no_name": "is {name}; give a text",
    "service_levels.no_step": "not started: nothing has happened yet",
    "service_levels.no_target": "no target matches: {unmet}",
    "service_levels.no_target.missing_least": "are missing; give at least one",
    "service_levels.not_started": "not started: {found}",
    "service_levels.nothing_to_resume": "has no pause to end; give pause=",
    "service_levels.pause_loses_start": "{words}; let start hold on",
    "service_levels.paused": "paused since {since}, because {cause}",
    "service_levels.picture.all_drawn": ", not all drawn",
    "service_levels.picture.clocks": "no clocks",
    "service_levels.picture.due_late_since": "due, and late since, {local}",
    "service_levels.picture.how_time_adds": "how the time adds up",
    "service_levels.picture.late_since": "late since",
    "service_levels.picture.until_here": "until here",
    "service_levels.segments.holder": "holder",
    "service_levels.selection.applies": "applies",
    "service_levels.selection.apply": "does not apply",
    "service_levels.selection.every_record": "to every record",
    "service_levels.stops_at_start": "{words}; fix either",
    "service_levels.strange_value": "{fact} is {value}, where values such as {asked} are asked for",
    "service_levels.subject.effective": "effective_from",
    "service_levels.subject.goal": "goal {name}, {subject}",
    "service_levels.subject.goals": "goals",
    "service_levels.subject.name": "name",
    "service_levels.subject.pause": "pause",
    "service_levels.subject.resume": "resume",
    "service_levels.subject.row_targets": "row {number} of the targets",
    "service_levels.subject.schedule": "schedule",
    "service_levels.subject.start": "start",
    "service_levels.subject.stop": "stop",
    "service_levels.subject.target": "the target {target}",
    "service_levels.subject.targets": "targets",
    "service_levels.targets.answer_several_match": (
        "answer with several; match the first, the least or the greatest"
    ),
    "service_levels.targets.by": "by {fact}{moves}",
    "service_levels.targets.default_target": "the default target",
    "service_levels.targets.may_hold_together": (
        "{mixed} may hold together and cannot be compared; use match=Match.FIRST"
    ),
    "service_levels.targets.moved_pauses": ", moved by pauses",
    "service_levels.targets.row_targets": "row {n} of the targets",
    "service_levels.targets.rows": "rows {one} and {other}",
    "service_levels.targets.timedelta_target_such": (
        "is {target}; give a timedelta or a target such as WorkingDays(5)"
    ),
    "service_levels.targets.timedelta_workingdays_mapping": (
        "are {given}; give a timedelta, WorkingDays(5), or a mapping to such"
    ),
    "service_levels.to_come": "not started: {said}",
    "service_levels.told.timeline_record_such": "a Timeline, or a record such as an Incident",
    "service_levels.what_if.become": "become",
    "service_levels.what_if.become_missed_become": (
        "{goal}: {missed} of {total} become missed, {met} become met"
    ),
    "service_levels.what_if.before_after": "{was}, before and after",
    "service_levels.what_if.before_by_after": "before \\ after",
    "service_levels.what_if.from_to": "from {was} to {now}",
    "service_levels.what_if.goal": "goal",
    "service_levels.what_if.nothing_compare": "nothing to compare",
    "service_levels.why.nothing_happened_yet": "nothing has happened yet",
}
