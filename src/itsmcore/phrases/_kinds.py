"""Kinds of values, as an error asks for them."""

PHRASES = {
    "kinds.a": "a {name}",
    "kinds.an": "an {name}",
    "kinds.anything": "anything",
    "kinds.bool": "True or False",
    "kinds.class": "a class",
    "kinds.class_of": "{of} class",
    "kinds.date": "a date",
    "kinds.datetime": "an aware datetime",
    "kinds.each": "{of}, each {each}",
    "kinds.mapping": "a mapping from {key} to {of}",
    "kinds.number": "a number",
    "kinds.text": "a text",
    "kinds.timedelta": "a timedelta",
    "kinds.tuple": "a tuple of {of}",
    "kinds.value": "a value",
    "kinds.whole": "a whole number",
}
