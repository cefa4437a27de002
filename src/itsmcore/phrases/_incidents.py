"""What is said of incidents."""

PHRASES = {
    "incidents.comment.internal": "{by}, {day} {at} UTC, internal: ",
    "incidents.comment.public": "{by}, {day} {at} UTC, public: ",
    "incidents.expected.counts_update_update_condition": (
        "what counts as an update to {whom}, as update=…; a condition"
    ),
    "incidents.expected.following_offer": "a Following that is not an offer",
    "incidents.expected.name": "a name",
    "incidents.expected.timedelta_workingdays_workingdayby_too": (
        "a timedelta, WorkingDays(…) or WorkingDayBy(…), and not too long a time"
    ),
    "incidents.major.already": "it is {declared} already",
    "incidents.major.answer_triggers": "the answer of triggers",
    "incidents.major.child": "it is a child of {parents}",
    "incidents.major.decision_answers_reasons": "a Decision that answers with reasons",
    "incidents.major.given": "; not given: {names}",
    "incidents.major.it_is": "it is {state}",
    "incidents.major.leave": "leave: {why}",
    "incidents.major.propose": "propose: {why}",
    "incidents.major.trigger_holds": "no trigger holds{not_given}",
    "incidents.not_ended": "only an ended incident is followed up",
}
