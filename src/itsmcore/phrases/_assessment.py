"""What is said of assessment."""

PHRASES = {
    "assessment.answer": "an answer",
    "assessment.default": "the default",
    "assessment.duplicate_question": "is asked twice; keep one question",
    "assessment.expected.levels": "a mapping from sums to levels, such as {{0: Risk.LOW}}",
    "assessment.expected.opinion_level_none_say": (
        "an Opinion with a level, or with None for no say"
    ),
    "assessment.expected.ways": (
        "a questionnaire, a priority matrix or a decision, or several of them"
    ),
    "assessment.highest": "the highest: {level}",
    "assessment.known": "not known",
    "assessment.mapping_answers_each": "a mapping from answers to what each is worth",
    "assessment.milder_below_put": "is {level}, milder than {below} below it; put them in order",
    "assessment.mixed_levels": "are of several scales; take them of one",
    "assessment.no_answers": "has no answers; give some",
    "assessment.no_levels": "are missing; give {{0: Risk.LOW, …}}",
    "assessment.no_questions": "are missing; give at least one",
    "assessment.question_s_fact": "a question's fact",
    "assessment.row_matches": "no row matches",
    "assessment.says": "what {name} says",
    "assessment.says_nothing": "says nothing",
    "assessment.subject.level": "level from {least:g}",
    "assessment.subject.levels": "levels",
    "assessment.subject.questions": "questions",
    "assessment.worth": "the worth of {answer}",
}
