"""The form of the worked example: a laptop, and a dock for the larger one (EXAMPLES, R5)."""

from __future__ import annotations

from itsmcore.conditions import field
from itsmcore.lifecycle import Argument, Form

MODEL = Argument("model", options=("13", "15"), is_required=True)
DOCK = Argument("dock", bool, when=field("answers.model").is_("15"), is_required=True)
COST_CENTRE = Argument("cost_centre", is_required=True)
LAPTOP = Form((MODEL, DOCK, COST_CENTRE))
