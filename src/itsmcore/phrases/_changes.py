"""What is said of changes."""

PHRASES = {
    "changes.bad_stages": "have {stage}; {hint}",
    "changes.bad_stages.authorise_scheduled_implement": (
        "{are} authorise, or scheduled and implement"
    ),
    "changes.bad_stages.scheduled_implement_both": "{are} scheduled and implement both, or neither",
    "changes.controls.control": "a control",
    "changes.controls.control_2": "control",
    "changes.expected.facts_fixed": "facts that are not fixed",
    "changes.expected.guards_needs": "guards= or needs=",
    "changes.expected.names_controls_such_control": (
        "names of controls, such as {names}, or a Control of your own"
    ),
    "changes.expected.schedule": "a Schedule",
    "changes.expected.template_fixed_free": "a template in which {name} is fixed, or free",
    "changes.expected.text_says_done": "a text that says what is done",
    "changes.expected.text_template_leaves_free": "a text, for template {name} leaves it free",
    "changes.expected.timedelta_zero_more": "a timedelta of zero or more",
    "changes.procedure.back_out": "back out",
    "changes.stages.are_give": "are {passed}; give",
    "changes.stages.belongs_stage_authorise": (
        "belongs to the stage authorise: give both, or neither"
    ),
    "changes.stages.change_model": "change model {name}",
    "changes.stages.names_stages_order": "the names of stages, in order",
    "changes.stages.new_review_closed": (
        "{are} new, review, closed and others, in this order: {stages}"
    ),
    "changes.stages.stage": "is of {verb}, which no stage of it has; {hint}",
    "changes.subject.control": "control {name}",
    "changes.subject.policy": "policy",
    "changes.subject.stages": "stages",
    "changes.template.approved_until": "was approved by {approved_by} until {approved_until}",
    "changes.template.fact_change": "fact of a change",
    "changes.template.free_fact": "free fact in {name},",
    "changes.template.revoked": "was revoked at {revoked_at}",
}
