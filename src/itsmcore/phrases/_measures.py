"""What people call figures."""

PHRASES = {
    "measures.accuracy_of_all": "accuracy of all",
    "measures.accuracy_of_answered": "accuracy of answered",
    "measures.availability": "availability",
    "measures.change_failure_rate": "change failure rate",
    "measures.coverage": "coverage",
    "measures.figure": "figure",
    "measures.majority_baseline": "majority baseline",
    "measures.rate": "rate",
    "measures.reopen_rate": "reopen rate",
    "measures.reopened": "reopened",
    "measures.restore_mean": "restore mean",
}
