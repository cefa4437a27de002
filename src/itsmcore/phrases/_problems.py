"""What is said of problems."""

PHRASES = {
    "problems.problem.cause_recorded_record": "its cause is recorded (record_cause) first",
    "problems.problem.resolved_given_up": "it is resolved, or given up",
}
