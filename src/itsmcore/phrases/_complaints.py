"""What is said of complaints."""

PHRASES = {
    "complaints.concerned": "it is not given to {assignee}, whom it concerns",
    "complaints.summary": "Not satisfied with {record}",
}
