"""What events and their arguments mean, as their docstrings say it."""

PHRASES = {
    "helps.approval.approve": "Record that the authorities have approved.",
    "helps.approval.approve_by_policy": "Record that the policy asks nobody, and lets it pass.",
    "helps.approval.close_voting": (
        "Close the voting of those who are being asked now, as at the end of a meeting."
    ),
    "helps.approval.delegate": (
        "Let somebody else vote in your place; delegating to yourself takes it back."
    ),
    "helps.approval.expire_approval": "Record that the authorities did not decide in time.",
    "helps.approval.reject": "Record that the authorities have rejected.",
    "helps.approval.request_approval": (
        "Ask the authorities to approve; their members are fixed from here on."
    ),
    "helps.approval.request_approval.absent": (
        "who is away, and can be asked only through a deputy."
    ),
    "helps.approval.request_approval.authorities": (
        "who is asked, with those of their members who may decide."
    ),
    "helps.approval.request_approval.lasts": (
        "how long from now they have to decide; None means without end."
    ),
    "helps.approval.request_approval.sequential": (
        "whether each is asked only once the one before has approved."
    ),
    "helps.approval.void_approvals": (
        "Record that the approvals are void, because what they were for has changed."
    ),
    "helps.approval.vote": (
        "Vote yes, no or abstain, for yourself and those you deputise for; a note says why."
    ),
    "helps.changes.amend": "Change the plan, the scope, the items or the risk.",
    "helps.changes.assess": "Take it up for assessment.",
    "helps.changes.back_out": "Return to the former situation, as the back-out plan says.",
    "helps.changes.cancel": "Cancel it; if it was on hold, it no longer is.",
    "helps.changes.close": "Close it, and confirm what came of it.",
    "helps.changes.close.code": "the outcome, confirmed.",
    "helps.changes.communicate": "Tell those whom it concerns, as the communication plan says.",
    "helps.changes.complete": "End the implementation, and say what came of it.",
    "helps.changes.complete.outcome": "a CloseCode, or the model's own.",
    "helps.changes.grant_exception": "Let it pass a freeze or a conflict, by name, for a reason.",
    "helps.changes.grant_exception.of": "the name of the freeze or conflict.",
    "helps.changes.hold": "Put it on hold; its stage stays, and nothing moves until it is resumed.",
    "helps.changes.implement": "Begin to implement it.",
    "helps.changes.open": "Open a change; the requester is who opened it unless another is named.",
    "helps.changes.open.approved_until": (
        "until when the template was approved, in UTC; None means without end."
    ),
    "helps.changes.open.fixed": "the facts that the template does not leave free.",
    "helps.changes.open.steps": "the implementation, as a method of procedure.",
    "helps.changes.open.template": "the name of the template it was made from.",
    "helps.changes.record_test": "Record what the test before the implementation showed.",
    "helps.changes.reschedule": "Plan it for another window.",
    "helps.changes.resume": (
        "Take it off hold; the time to decide is extended by as long as it was on hold."
    ),
    "helps.changes.retry": "Try again what the verification found lacking.",
    "helps.changes.revert": "Take it back to its beginning, to be planned again.",
    "helps.changes.review": "Record the post-implementation review; it may find another outcome.",
    "helps.changes.review.incidents": "those that the change caused.",
    "helps.changes.schedule": "Put it on the change schedule, if it needs no approval of its own.",
    "helps.changes.update": "Correct its words, its custom fields or its tags.",
    "helps.changes.verify": "Record what the verification after the implementation showed.",
    "helps.complaints.acknowledge": (
        "Tell the complainant that it was received, and who looks into it."
    ),
    "helps.complaints.answer": "Answer the complainant.",
    "helps.complaints.answer.findings": "what was found.",
    "helps.complaints.answer.outcome": (
        "whether it was right, by an Outcome or the model's own code."
    ),
    "helps.complaints.answer.remedy": "what is done about it, if anything is.",
    "helps.complaints.answer.reply": "what the complainant is told.",
    "helps.complaints.close": "Close it: the answer is accepted, or nobody has objected in time.",
    "helps.complaints.escalate": (
        "Take it to the next level, because it is not answered, or the answer is not accepted."
    ),
    "helps.complaints.investigate": "Begin to look into it.",
    "helps.complaints.open": "Receive a complaint.",
    "helps.complaints.open.about": "the numbers of the records that it is about.",
    "helps.complaints.open.complainant": "who complains; by default whoever opens it.",
    "helps.complaints.open.concerns": "the people it is about, who do not handle it.",
    "helps.complaints.update": "Correct or complete its facts; name those to empty in `clear`.",
    "helps.complaints.withdraw": "Withdraw it, as the complainant wishes.",
    "helps.improvements.accept": "Take the idea into the register's work.",
    "helps.improvements.approve": (
        "Approve it, with its baseline, its target and its test; these stay as they are."
    ),
    "helps.improvements.assess": "Begin to assess what it would bring and what it would take.",
    "helps.improvements.cancel": "Cancel it before it was checked.",
    "helps.improvements.close": "Close it: standardise the new way, iterate, or abandon it.",
    "helps.improvements.close.lessons": "what was learned.",
    "helps.improvements.close.outcome": "which of these.",
    "helps.improvements.measure": "Record a value of the figure, of some time after the start.",
    "helps.improvements.measure.figure": "the value, with from when on it counts, and of how many.",
    "helps.improvements.open": "Propose an improvement.",
    "helps.improvements.open.action": "what is to be done.",
    "helps.improvements.open.baseline": "what was measured before.",
    "helps.improvements.open.correction": "what was done about that at once.",
    "helps.improvements.open.due": "when the target is to be reached.",
    "helps.improvements.open.follow_up_of": "the number of the improvement that it goes on from.",
    "helps.improvements.open.kind": "whether it improves, or corrects a nonconformity.",
    "helps.improvements.open.nonconformity": "what was not as required.",
    "helps.improvements.open.origin": "what it comes from.",
    "helps.improvements.open.proposers": (
        "who proposed what it goes on with, beside whoever opens it."
    ),
    "helps.improvements.open.reference": (
        "what that is called where it is no record, such as an audit's own number."
    ),
    "helps.improvements.open.root_cause": "why it was so.",
    "helps.improvements.open.sources": "the numbers of the records that it comes from.",
    "helps.improvements.open.target": (
        "what the same figure is to come to; its one bound says which is better."
    ),
    "helps.improvements.open.test": (
        "the exact test that says at the review whether a rate has moved."
    ),
    "helps.improvements.reject": "Decide against it.",
    "helps.improvements.review": (
        "Check the last value against the target, and by the test whether the rate has moved."
    ),
    "helps.improvements.start": (
        "Start to do it; what is measured from now on is measured after the start."
    ),
    "helps.improvements.update": (
        "Change what is proposed, before it is approved; name facts to empty in `clear`."
    ),
    "helps.incidents.add_people": (
        "Add people whom it affects too, or who watch it; those that it has stay."
    ),
    "helps.incidents.cancel": "Cancel it without resolving it.",
    "helps.incidents.cancel.code": (
        "what it was instead, if the model has a resolution code for that."
    ),
    "helps.incidents.close": "Close it for good, with the category it turned out to have.",
    "helps.incidents.demote_major": "Make it an ordinary incident again.",
    "helps.incidents.escalate": (
        "Escalate it: functionally to another group, or hierarchically to somebody who decides."
    ),
    "helps.incidents.escalate.kind": (
        "functional names a group, and clears the assignee; hierarchic keeps both."
    ),
    "helps.incidents.escalate.to": "who was called on, if it is hierarchic.",
    "helps.incidents.hold": "Put it on hold until somebody else acts.",
    "helps.incidents.hold.reason": "whom it waits for; a HoldReason, or the model's own code.",
    "helps.incidents.hold.until": "when to follow it up; the model says what happens then.",
    "helps.incidents.mark_duplicate": (
        "Resolve it as a duplicate of another, which a desk moves callers, watchers and links to."
    ),
    "helps.incidents.open": (
        "Open an incident; the caller is who opened it unless another is named."
    ),
    "helps.incidents.open.affected_users": (
        "who has it too; they are on the customer's side, as the caller is."
    ),
    "helps.incidents.open.detected_at": "when somebody or something first noticed it.",
    "helps.incidents.open.occurred_at": "when the fault began, if that is known.",
    "helps.incidents.open.watchers": "who else is told of it.",
    "helps.incidents.promote_major": "Make it a major incident.",
    "helps.incidents.propose_major": "Propose it as a major incident.",
    "helps.incidents.recategorise": "Move it to another category.",
    "helps.incidents.reject_major": "Reject the proposal.",
    "helps.incidents.remind": "Remind those who are waiting that it is time to follow up.",
    "helps.incidents.remove_people": (
        "Remove people whom it does not affect, or who no longer watch it."
    ),
    "helps.incidents.reopen": (
        "Take it up again: the resolution did not hold, or it is no duplicate after all."
    ),
    "helps.incidents.reprioritise": "Change its impact, its urgency, or both, and say why.",
    "helps.incidents.resolve": "Resolve it, and say how.",
    "helps.incidents.resolve.code": "a ResolutionCode, or the model's own.",
    "helps.incidents.resolve.restored_at": "when the service came back, if that was earlier.",
    "helps.incidents.respond": "Give the caller the first human answer.",
    "helps.incidents.resume": "Take it off hold.",
    "helps.incidents.review_major": "Record the review of a major incident.",
    "helps.incidents.start": "Start to work on it.",
    "helps.knowledge.confirm": (
        "Say, after a review, that what is published still holds; its flags are settled."
    ),
    "helps.knowledge.confirm.valid_until": "until when, if that changes.",
    "helps.knowledge.discard": (
        "Give a revision up; its text is again that of the version that was published last."
    ),
    "helps.knowledge.flag": (
        "Say that something is wrong with it, as whoever reads it; several flags ask for a review."
    ),
    "helps.knowledge.keep": "Decide against retiring it.",
    "helps.knowledge.narrow": "Take it from the widest audience that sees it.",
    "helps.knowledge.open": "Write the first draft of an article.",
    "helps.knowledge.open.documents": "the numbers of the records that it puts down in writing.",
    "helps.knowledge.open.environment": "where that is so.",
    "helps.knowledge.open.issue": "what one sees or wants.",
    "helps.knowledge.open.resolution": "what to do.",
    "helps.knowledge.open.root_cause": "why.",
    "helps.knowledge.open.title": "what it is about, in the words of those who will look for it.",
    "helps.knowledge.outdate": "Let readers no longer see it, because its time has passed.",
    "helps.knowledge.propose_retirement": (
        "Propose to retire it; readers see it until that is decided."
    ),
    "helps.knowledge.publish": (
        "Let readers see the version under review; it outdates the one they have seen so far."
    ),
    "helps.knowledge.publish.valid_until": (
        "when readers no longer see it, unless a later version or somebody who confirms it says "
        "otherwise; by default what was scheduled, or no end."
    ),
    "helps.knowledge.request_review": "Ask whether what is published still holds.",
    "helps.knowledge.retire": "Retire it for good, with whatever was being written.",
    "helps.knowledge.revise": (
        "Change the draft, or begin one beside the published version; name texts to empty in "
        "`clear`."
    ),
    "helps.knowledge.schedule": "Let it be published at an instant, as reviewed.",
    "helps.knowledge.schedule.publish_at": "when.",
    "helps.knowledge.schedule.valid_until": (
        "when readers no longer see it, unless a later version or somebody who confirms it says "
        "otherwise."
    ),
    "helps.knowledge.send_back": (
        "Return it from the review to its authors, or take it off the schedule."
    ),
    "helps.knowledge.submit": "Ask for a review of the draft.",
    "helps.knowledge.update": (
        "Correct or complete what it is filed under; name facts to empty in `clear`."
    ),
    "helps.knowledge.validate": (
        "Say that the version at hand is right, because somebody has used or tried it."
    ),
    "helps.knowledge.widen": "Let the next wider audience see it: partners, then customers.",
    "helps.lifecycle.assign": (
        "Give it to a group, to a person, or both; a new group clears the person."
    ),
    "helps.lifecycle.comment": "Write a comment: internal, or public, which the caller reads too.",
    "helps.lifecycle.comment.public": (
        "whether it is; where nothing is said, what comes from the customer's side is, and the "
        "history says so."
    ),
    "helps.lifecycle.hold": (
        "Put it on hold; it stays where it is, and nothing leads on until it is resumed."
    ),
    "helps.lifecycle.hold.reason": "what it waits for; a code of the model.",
    "helps.lifecycle.hold.until": "when it resumes by itself.",
    "helps.lifecycle.link": "Link it to another record; `kind` says what that is to this one.",
    "helps.lifecycle.link.instead_of": (
        "the number of a record that is no longer linked in this way."
    ),
    "helps.lifecycle.mark_duplicate": (
        "Put it aside as a duplicate of another record, which a desk moves its links to."
    ),
    "helps.lifecycle.mark_duplicate.of": "the number of the other record, which is worked on.",
    "helps.lifecycle.redact": (
        "Say that personal data was taken out of the history; `record.redacted(…)` does both."
    ),
    "helps.lifecycle.redact.fields": "the names of what was taken out; never what it was.",
    "helps.lifecycle.redact.texts": "how many texts were taken out wherever they stood.",
    "helps.lifecycle.redact.versions": (
        "the events that hold tombstones since, which a store has to write anew."
    ),
    "helps.lifecycle.unlink": (
        "Take a link away that should not have been made; the histories keep both."
    ),
    "helps.lifecycle.unlink.kind": "what the other record was taken to be to this one.",
    "helps.lifecycle.unlink.reason": "why it was wrong.",
    "helps.lifecycle.unlink.target": "the number of the other record.",
    "helps.orders.cancel": (
        "Cancel it, if nothing of it is fulfilled or past the point of no return."
    ),
    "helps.orders.close": "Close it: its requests have ended, and at least one was fulfilled.",
    "helps.orders.open": "Open an order; whoever opens it asks for it, and for themselves.",
    "helps.orders.open.bundle": "the name of the bundle of the catalogue that it was made from.",
    "helps.orders.open.requested_for": "whom it is for; by default the requester.",
    "helps.orders.reject": "Record that all its requests were rejected.",
    "helps.orders.reopen": "Take it up again: one of its requests is under way again.",
    "helps.orders.update": "Correct or complete its facts.",
    "helps.priority.pin_priority": (
        "Pin the priority: it counts, whatever the rules say, until it is released."
    ),
    "helps.priority.pin_priority.priority": "the priority.",
    "helps.priority.pin_priority.until": "when it is released by itself.",
    "helps.priority.unpin_priority": "Release the priority: the rules count again.",
    "helps.problems.accept_risk": "Close it without a fix, because living with it costs less.",
    "helps.problems.assess": "Take it up, to see whether it is a problem.",
    "helps.problems.cancel": "Cancel it, because it is not a problem.",
    "helps.problems.close": "Close it; the cause is gone, and stays so.",
    "helps.problems.confirm": "Confirm that it is a problem, and look for its cause.",
    "helps.problems.fix": "Begin to remove the cause.",
    "helps.problems.mark_duplicate": (
        "Close it as a duplicate of another problem, which its incidents and changes go to."
    ),
    "helps.problems.open": "Open a problem.",
    "helps.problems.open.incidents": "the numbers of the incidents that it causes.",
    "helps.problems.open.origin": "whether incidents brought it to light.",
    "helps.problems.open.symptom": "what one sees of it, by which incidents are recognised.",
    "helps.problems.propose_workaround": (
        "Propose a way to live with it, for somebody to test; a later one replaces it."
    ),
    "helps.problems.propose_workaround.steps": "what to do, in order.",
    "helps.problems.propose_workaround.text": "what it is.",
    "helps.problems.publish_workaround": "Publish a way to live with it; a later one replaces it.",
    "helps.problems.publish_workaround.text": (
        "what it is; by default what was proposed, with its steps."
    ),
    "helps.problems.reanalyse": (
        "Look for the cause again, because it was not the right one or the risk has changed."
    ),
    "helps.problems.record_cause": (
        "Record the cause, and how it was found; unless it is resolved, it is then a known error."
    ),
    "helps.problems.reopen": "Take up the fix again, because it did not hold.",
    "helps.problems.resolve": "Declare that the cause is removed.",
    "helps.problems.review": (
        "Record the review of a major problem: what went well, what did not, what is learned."
    ),
    "helps.problems.test_workaround": (
        "Say that the workaround that was proposed helps; withdraw one that does not."
    ),
    "helps.problems.withdraw_workaround": (
        "Take the workaround back, because it does not help or does harm."
    ),
    "helps.requests.amend": "Change what is asked for: other answers, or for somebody else.",
    "helps.requests.cancel": "Cancel it.",
    "helps.requests.close": (
        "Close it, and confirm what came of it; by default that is the outcome of the fulfilment."
    ),
    "helps.requests.commit": "Pass the point of no return: from here on it is not cancelled.",
    "helps.requests.fulfil": "End the fulfilment, and say what came of it.",
    "helps.requests.fulfil.outcome": "an Outcome, or the model's own.",
    "helps.requests.hold": "Put the fulfilment on hold.",
    "helps.requests.open": (
        "Open a request as a draft; whoever opens it asks for it, and for themselves."
    ),
    "helps.requests.open.after": (
        "the numbers of the requests that have to be fulfilled before it is submitted."
    ),
    "helps.requests.open.answers": "the answers to the form of the item.",
    "helps.requests.open.order": "the number of the order that it is a part of.",
    "helps.requests.open.profile": (
        "facts of the one it is for, such as their department and their manager."
    ),
    "helps.requests.open.rest_of_order": (
        "what the others of its order cost, in the form of the facts `cost.…`."
    ),
    "helps.requests.reopen": "Take it up again: it is not what was asked for.",
    "helps.requests.request_information": (
        "Ask the requester for more before deciding; it is a draft again, and no vote counts."
    ),
    "helps.requests.resume": "Go on with the fulfilment.",
    "helps.requests.start": "Start to fulfil it: from here on it is not amended.",
    "helps.requests.submit": (
        "Ask for it: from here on the answers are complete, and those who approve it are asked."
    ),
    "helps.satisfaction.expire_rating": "Record that nobody has rated it in time.",
    "helps.satisfaction.rate": (
        "Rate what was done, as whoever was asked; a later rating replaces it while one can."
    ),
    "helps.satisfaction.rate.rating": "what is answered, by the names of the questions.",
    "helps.satisfaction.request_rating": "Ask somebody to rate what was done.",
    "helps.satisfaction.request_rating.person": "who is asked.",
    "helps.satisfaction.request_rating.survey": "the name of the survey.",
    "helps.satisfaction.request_rating.until": "the instant from which they no longer can.",
    "helps.tasks.close": "Close it: complete, incomplete or skipped.",
    "helps.tasks.hold": (
        "Put it on hold; it stays where it is, and is not started until it is resumed."
    ),
    "helps.tasks.hold.reason": "what it waits for.",
    "helps.tasks.open": "Open a task of a record; it waits until it is released.",
    "helps.tasks.release": "Allow it to be started.",
}
