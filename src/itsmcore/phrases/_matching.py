"""What is said of matching."""

PHRASES = {
    "matching.category": "category {category}",
    "matching.category_above": "category {category}, above {other}",
    "matching.category_branch": "category {category}, a branch of {other}",
    "matching.expected.topics_sorted_such_numbers": (
        "topics by what can be sorted, such as numbers of records"
    ),
    "matching.facts_name": "facts by name",
    "matching.same_item": "same item {items}",
    "matching.same_service": "same service {services}",
    "matching.topics_they_such": "topics by what they are of, such as {{'KB-1': Topic(…)}}",
    "matching.words": "words {said}",
}
