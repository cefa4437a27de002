"""What is said of interop."""

PHRASES = {
    "interop.bad_date": "starts at a time, and has RDATE with a date",
    "interop.bad_duration": "lasts {value}; give for example PT4H",
    "interop.bad_end": "has both DTEND and DURATION; leave one",
    "interop.bad_priority": "has PRIORITY {priority}; give 0 to 9",
    "interop.bad_property": "cannot be read ({lost})",
    "interop.bad_time": "has {name} {value}; give a date or a time",
    "interop.bad_zone": "{words}; pass zones={{{tzid}: 'Europe/Paris'}}",
    "interop.cloudevents.version": "version of {id}:",
    "interop.definitions.defined_more_once": "it is defined more than once, and not alike",
    "interop.definitions.standard_daylight": "it has no STANDARD or DAYLIGHT",
    "interop.definitions.time_zone_calendar": (
        "the time zone {tzid} that the calendar defines cannot be used ({why})"
    ),
    "interop.definitions.times": "{name} has {part} {count} times",
    "interop.events.more_once_leave": (
        "is there more than once; leave one, or give the newer a higher SEQUENCE"
    ),
    "interop.expected.events_availability": "'events' or 'availability'",
    "interop.expected.function_event": "a function of an event",
    "interop.expected.text_calendar_components_icalendar": (
        "the text of a calendar, or components of icalendar"
    ),
    "interop.expected.uri_desk": "the URI of the desk",
    "interop.faults.cannot_read": "cannot be read ({error})",
    "interop.hooked.missing": "is missing",
    "interop.hooked.part": "is no part of {name}",
    "interop.named.calendar": "calendar",
    "interop.no_end": "has no end; give DTEND or DURATION",
    "interop.no_start": "has DURATION without DTSTART; give both",
    "interop.no_start.dtstart_when_starts": "has no DTSTART; give when it starts",
    "interop.parsing.cannot_read": "cannot be read ({errors})",
    "interop.parsing.ends_before_components": "ends before its components do",
    "interop.parsing.half_character": "has half a character",
    "interop.parsing.outside_components": "has {stray} outside of its components",
    "interop.parsing.whole_icalendar_text": "{why}; give a whole iCalendar text",
    "interop.properties.changes_instance_rrule": (
        "changes one instance, and has RRULE or RDATE; give it a UID of its own"
    ),
    "interop.properties.ends_starts_last": (
        "ends at {end}, and starts at {start}; a last day's end is the day after"
    ),
    "interop.properties.lasts_starts_date": "lasts {time}, and starts on a date; give whole days",
    "interop.properties.starts_two_dates": (
        "starts at {start} and has {name} {date}; give two dates or two times"
    ),
    "interop.property_twice": "has {name} more than once; leave one",
    "interop.pydantic.nested_too_deeply": "it is nested too deeply",
    "interop.reading.holds_both_vevent": (
        "holds both VEVENT and VAVAILABILITY; give what .walk() finds of one of them"
    ),
    "interop.reading.holds_vcalendar_vevent": "holds no VCALENDAR, VEVENT or VAVAILABILITY",
    "interop.reading.mapping_tzids_zones": "a mapping from TZIDs to zones",
    "interop.reading.neither_exact_nor": "{ends} is neither 'exact' nor 'local'",
    "interop.reading.zones": "zones {tzid}",
    "interop.series.dates_among_added": (
        "has dates, and {wall} among what is added or left out; give a date"
    ),
    "interop.series.lasts_longer_days": (
        "lasts longer than {days} days, and recurs; make it shorter"
    ),
    "interop.series.lasts_whole_days": (
        "lasts whole days from the times of {rule}; give DTEND, or hours"
    ),
    "interop.subject.it": "it",
    "interop.unsupported": "has RRULE; only its AVAILABLE parts may recur",
    "interop.unsupported.exrule_write_instances": "has EXRULE; write its instances as EXDATE",
    "interop.why.calendars_know_whole_seconds": "calendars know whole seconds; round it",
    "interop.why.cannot_written_own_class": "it cannot be written as {kind}; give its own class",
    "interop.why.documents_hold_such_values": "documents hold no such values; give a plain one",
    "interop.why.fix": "it {flaw}; fix it",
    "interop.why.hook_turns_into_json": "no hook turns it into JSON; register one for its type",
    "interop.why.nested_too_deeply_flatten": "it is nested too deeply; flatten it",
    "interop.zones.time_zone_pass": (
        "there is no time zone {tzid}; pass zones={{{tzid}: {example}}}"
    ),
    "interop.zones.without_zone_pass": "has {name} without a zone; pass tz=, such as tz={usual}",
}
