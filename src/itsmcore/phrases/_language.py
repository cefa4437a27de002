"""What is said of languages."""

PHRASES = {
    "language.broken": "cannot be read: {template}; write each argument as {{name}}",
    "language.expected.phrases": "a mapping from codes to templates",
    "language.expected.plural": "a function from a number to the place of a form",
    "language.named": "language {code}",
    "language.no_text": "has no text; give its template",
    "language.unknown_argument": "names {name}; {hint}",
    "language.unknown_form": (
        "writes {name} as {form}; leave the form out, or give forms as one|other"
    ),
}
