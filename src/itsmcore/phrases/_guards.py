"""What guards refuse by."""

PHRASES = {
    "guards.already_responded": "a first answer is given only once",
    "guards.already_started": "it has been started",
    "guards.answered_before": (
        "whoever has answered it does not answer it again (assign somebody else)"
    ),
    "guards.approval_not_requested": "nobody was asked to approve it (request_approval)",
    "guards.approval_requested": "those who approve it were asked already",
    "guards.approved_for_changes": "what it was approved for would change",
    "guards.approvers_absent": "nobody, or too few, of those who may approve it are there",
    "guards.approvers_lost": "nobody, or too few, would be left who may approve it",
    "guards.assignee_concerned": "it is not given to whom it concerns",
    "guards.author_publishes": "whoever wrote it does not publish it",
    "guards.author_validates": "whoever wrote it does not validate it",
    "guards.backed_out": "it was backed out",
    "guards.begun": "what is begun is backed out first (back_out)",
    "guards.committed": "it is past the point of no return",
    "guards.concerned": "whom it concerns does not handle it",
    "guards.conflict_unresolved": "a conflict is unresolved (grant_exception)",
    "guards.conflicts_unknown": "what is in its way was not looked up",
    "guards.decided": "the authorities have decided",
    "guards.deputy_is_party": "neither the requester nor the implementer is a deputy",
    "guards.deputy_is_recipient": "whom it is for is no deputy",
    "guards.deputy_took_part": (
        "who opened it, asked for the approval or last amended it is no deputy"
    ),
    "guards.ended": "only an open change is put on hold",
    "guards.ended_2": "the incident must still be open",
    "guards.ended_3": "only an open problem is put on hold",
    "guards.ends_backed_out": "what was backed out ends as backed out or unsuccessful",
    "guards.expired": "its time has passed (tick)",
    "guards.failure_unreviewed": "what was not successful has to be reviewed first (review)",
    "guards.fixed_by_template": "its template fixes that (change.fixed)",
    "guards.frozen": "a freeze is in force (grant_exception)",
    "guards.group_changed": "a hierarchical escalation keeps the group",
    "guards.group_unchanged": "a functional escalation names another group",
    "guards.held_as_approved": "what it was approved for would change (resume it first)",
    "guards.hold_unchanged": "held again, it waits for another reason or another date",
    "guards.major_unreviewed": "a major incident is reviewed (review_major) before it is closed",
    "guards.major_unreviewed_2": "a major problem is reviewed (review) before it is closed",
    "guards.never_published": "nothing was published that it could fall back to (retire)",
    "guards.no_approval": "the authorities have not approved",
    "guards.no_better": "its target is no better than its baseline (update)",
    "guards.no_comment": "an incident that waits for the caller carries a comment",
    "guards.no_counts": "its baseline has no counts, which its test needs (update)",
    "guards.no_people_named": "affected users or watchers must be named",
    "guards.no_rejection": "the authorities have not rejected",
    "guards.no_revision": "nothing is being written",
    "guards.no_template": "it is of no template (ChangeTemplate.open)",
    "guards.no_workaround": "there is none",
    "guards.no_workaround_proposed": "none is proposed (propose_workaround)",
    "guards.no_workaround_text": "a workaround says what to do",
    "guards.nobody_named": "a group or an assignee must be named",
    "guards.not_a_member": "only a member who was asked delegates",
    "guards.not_a_voter": "only those vote who are asked now",
    "guards.not_an_approver": "only those ask who are asked to approve it now",
    "guards.not_backed_out": "only what was backed out ends as backed out (back_out)",
    "guards.not_by_hand": "it follows by itself, and nobody does it by hand",
    "guards.not_communicated": "those whom it concerns have not been told (communicate)",
    "guards.not_corrective": (
        "a corrective action says its nonconformity, its cause and its action (update)"
    ),
    "guards.not_effective": (
        "a corrective action that does not meet its target is not effective: iterate, or abandon it"
    ),
    "guards.not_failed": "only what failed is retried",
    "guards.not_improved": "only what its test says has improved is standardised",
    "guards.not_measured": "nothing was measured after its start (measure)",
    "guards.not_open": "only an open task is put on hold",
    "guards.not_open_2": "only an open improvement is put on hold (close)",
    "guards.not_resolved": "only what is resolved or closed is rated",
    "guards.not_retried": "what failed is retried first (retry)",
    "guards.not_simply_successful": "what failed its verification was not simply successful",
    "guards.not_the_desk": "a first answer comes from the desk",
    "guards.not_yet_resolved": "a major incident is reviewed while resolved, or once it is closed",
    "guards.nothing_amended": "it does not say what is amended",
    "guards.nothing_named": "an impact or an urgency must be named",
    "guards.nothing_under_review": "nothing is under review (revise, submit)",
    "guards.on_hold": "it is on hold (resume)",
    "guards.other_approvers": "those are asked whom the policy names",
    "guards.other_respondent": "only whoever was asked rates it",
    "guards.other_target": (
        "its target is about another figure than its baseline, or has not one bound (update)"
    ),
    "guards.outcome_unconfirmed": "its code has to confirm the outcome",
    "guards.outside_window": "it is outside its window (reschedule)",
    "guards.own_complaint": "whoever complains does not handle it",
    "guards.own_duplicate": "it is no duplicate of itself",
    "guards.own_proposal": "whoever proposed it does not approve it",
    "guards.pin_ended": "only an open record's priority is pinned",
    "guards.pin_kept": "it has ended, and keeps its pin",
    "guards.policy_moved": "the policy would ask others by now (amend it, and request_approval)",
    "guards.requests_awaited": "a request that it waits for is not fulfilled",
    "guards.requests_done": (
        "a request of it was fulfilled, or is past the point of no return (cancel the others)"
    ),
    "guards.requests_open": "a request of it has not ended",
    "guards.retired": "a retired article is not revised: write another",
    "guards.reworded": (
        "its words are others than those that were approved (amend it, and request_approval)"
    ),
    "guards.somebody_asked": "the policy asks somebody to approve it",
    "guards.survey_over": "the survey is over",
    "guards.tasks_open": "a task of it is open",
    "guards.template_expired": "the approval of its template has ended",
    "guards.test_not_passed": "the test before it has not passed (record_test)",
    "guards.too_few_approvers": "the policy names nobody, or too few, who may approve it",
    "guards.too_late_to_amend": "what has been started is not amended (order anew)",
    "guards.too_late_to_change": (
        "what it was approved for would change once it has started (order anew)"
    ),
    "guards.unapproved": "it is not approved",
    "guards.under_review": "it is under review (send_back)",
    "guards.unpublished": "readers do not see it",
    "guards.unreviewed": "it has to be reviewed first (review)",
    "guards.untested": "no test of it is recorded (record_test)",
    "guards.unvalidated": "what partners or customers read is validated (validate) first",
    "guards.unverified": "it has to be verified, or backed out, first (verify)",
    "guards.verification_failed": (
        "what failed its verification is retried, backed out, or accepted with issues"
    ),
    "guards.vote_expired": "the time to decide has passed (tick)",
    "guards.wider_unvalidated": "only what is validated (validate) is shown to more readers",
    "guards.workaround_published": (
        "one is published: withdraw it (withdraw_workaround), or publish another"
    ),
    "guards.would_concern_assignee": (
        "it would concern whoever it is given to (assign somebody else first)"
    ),
}
