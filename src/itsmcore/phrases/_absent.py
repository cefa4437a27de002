"""What is said of absent."""

PHRASES = {
    "absent.mapping_facts": "a mapping of facts",
}
