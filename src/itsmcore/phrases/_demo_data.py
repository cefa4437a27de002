"""What is said of demo data."""

PHRASES = {
    "demo_data.after_change": (
        "{count} are alike, and began when a change had been implemented: {records}"
    ),
    "demo_data.backed_out": "{count} were implemented and backed out again: {records}",
    "demo_data.bounced": "{count} went from group to group, four times and more: {records}",
    "demo_data.expected.code": "one with a resolution code {codes}",
    "demo_data.forgotten": "{count} were assigned and then left alone: {records}",
    "demo_data.late": "{count} took longer than the agreement allows: {records}",
    "demo_data.miscategorised": (
        "{count} were opened in another category than they ended in: {records}"
    ),
    "demo_data.reopened": "{count} came back twice after they were resolved: {records}",
    "demo_data.unsolved": "{count} were closed without a solution: {records}",
}
