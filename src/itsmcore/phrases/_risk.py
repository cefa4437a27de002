"""What is said of risk."""

PHRASES = {
    "risk.risk_matrix": "the risk matrix",
    "risk.risks_each_each": "are not {impacts} of {urgencies} risks each; give one for each pair",
    "risk.row": "a row",
    "risk.row_levels": "a row of levels",
    "risk.row_risks_each": "a row of risks for each impact",
    "risk.subject.rows": "rows",
}
