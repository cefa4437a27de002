"""What is said of satisfaction."""

PHRASES = {
    "satisfaction.asked_about": "it is asked about since {start}",
    "satisfaction.asked_lately": "{person} is asked {at}",
    "satisfaction.bad_answer": "A bad answer to the survey {name}",
    "satisfaction.call_back": "Call {by} back",
    "satisfaction.expected.best": "another number than the worst",
    "satisfaction.expected.positive_timedelta": "a timedelta of more than zero",
    "satisfaction.expected.questions": "arguments, such as Argument('why')",
    "satisfaction.expected.scales": "scales, such as csat('overall')",
    "satisfaction.expected.share": "a share from 0 to 1, as Fraction(1, 3)",
    "satisfaction.expected.timedelta": "a timedelta from zero",
    "satisfaction.invitation": "{person} about {record}, {at:%Y-%m-%d %H:%M} UTC",
    "satisfaction.no_scales": "are missing; give csat('overall') or another",
    "satisfaction.nobody": "it names nobody to ask",
    "satisfaction.not_sampled": "it is not in the share that is asked about",
    "satisfaction.not_surveyed": "it is not surveyed: {why}",
    "satisfaction.not_yet": "it falls due {at}",
    "satisfaction.scale": "{name} ({measure}, {best} is best, {worst} is worst)",
    "satisfaction.subject.scales": "scales",
    "satisfaction.subject.survey": "survey {name}",
}
