"""What fields ask for."""

PHRASES = {
    "fields.class_kind": "a class of the kind {name}",
    "fields.expected.finite_number": "a finite number",
    "fields.expected.pairs_texts": "pairs of texts",
    "fields.expected.read": "{expected} that can be read",
    "fields.expected.text": "a text; this one {flaw}",
    "fields.expected.text_empty": "a text that is not empty",
    "fields.instance": "an instance of {name}",
    "fields.instance_none": "an instance of {name}, or None",
    "fields.instances": "instances of {name}",
    "fields.mapping": "a mapping",
    "fields.name": "a name in {field}",
    "fields.texts": "texts",
    "fields.whole": "a whole number",
    "fields.whole_from": "a whole number from {least}",
    "fields.whole_from_to": "a whole number from {least} to {most}",
    "fields.whole_to": "a whole number to {most}",
}
