"""What is said of approval."""

PHRASES = {
    "approval.approvable.argument": "argument of {verb}",
    "approval.approvable.field": "field of {verb}",
    "approval.approvable.nobody_left_who": (
        "nobody of {name} is left who has no part in it: {parties}"
    ),
    "approval.approvable.reads_read_own": "reads {name}, {whose}; read its own facts",
    "approval.approvable.region_approval_belong": (
        "and the region approval belong together: give both, or neither"
    ),
    "approval.approvable.row_policy_holds": (
        "no row of its policy holds for it, which approves nothing by itself"
    ),
    "approval.approvable.too_few_members": "too few members of {name} are left for its quorum",
    "approval.approvable.which_a_does": "which a {name} does not have",
    "approval.approvable.whom_names_names": "{name} is whom {members} names, and it names nobody",
    "approval.authority.authority_s_name": "an authority's name",
    "approval.authority.deputies": "deputies of {member}",
    "approval.authority.deputies_2": "deputies of {name}",
    "approval.authority.deputy": "a deputy of {member}",
    "approval.authority.members": "members of {name}",
    "approval.authority.of_them": "{share} of them",
    "approval.authority.quorum": "a quorum of {members}",
    "approval.expected.authority": "an Authority",
    "approval.expected.authority_pairs_condition_authority": (
        "an Authority, pairs of a condition and an Authority, or a Decision of them"
    ),
    "approval.expected.deputies_members": "deputies of members: {people}",
    "approval.expected.less_whole": "less than the whole",
    "approval.expected.mapping_member_who_may": (
        "a mapping from a member to who may vote in their place"
    ),
    "approval.expected.name_each_authority": "one name for each authority",
    "approval.expected.names_those_who_may": (
        "the names of those who may vote in their place, one at least"
    ),
    "approval.expected.number_above_up": "a number above 0, up to 100",
    "approval.expected.quorum_reach": "a quorum that the {count} of the {answer} can reach",
    "approval.expected.somebody_who_vote_own": "somebody who has no vote of their own there",
    "approval.expected.time_ends_year_latest": "a time that ends in the year 9999 at the latest",
    "approval.expected.timedelta_above_zero": "a timedelta above zero",
    "approval.expected.voters": "the names of those who vote, one at least",
    "approval.expected.whole_number": "a whole number from 1",
    "approval.nobody_to_ask": "who approves cannot be told: {error}",
    "approval.policy.answer": "an answer of {name}",
    "approval.policy.subject": "the approval policy",
    "approval.safety.approved_become": "what was approved is not what it has become",
    "approval.safety.guard": "{why}; guard it",
    "approval.safety.lifecycle": "lifecycle {name}",
    "approval.safety.nobody_approved": "nobody has approved it",
    "approval.safety.policy_may_ask": "the policy may ask others by then",
    "approval.safety.state": "state of {name}",
    "approval.standing.abstaining": "{names} abstaining",
    "approval.standing.against": "{names} against",
    "approval.standing.approval": "approval: {value}",
    "approval.standing.nobody_asked": "nobody was asked",
    "approval.standing.of": "{yes} of {needed}",
    "approval.standing.of_the": "{of} of the {authority}",
    "approval.standing.quorum": "{present} of a quorum of {quorum}",
    "approval.standing.still_missing": "{missing} still missing",
    "approval.standing.would": "{yes}, of which {needed} would do,",
    "approval.standing.yet": "not yet",
    "approval.subject.policy": "policy",
    "approval.subject.way": "way {verbs}",
}
