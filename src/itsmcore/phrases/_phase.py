"""What is said of phase."""

PHRASES = {
    "phase.expected.mapping_names_states_phases": (
        "a mapping from the names of states to phases, or a model"
    ),
    "phase.phase": "the phase of {state}",
}
