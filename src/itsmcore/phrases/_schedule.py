"""What is said of schedule."""

PHRASES = {
    "schedule.bad_day": "is not a day; give for example 'mon-fri' or 'tue, sat'",
    "schedule.bad_ends": "{ends} is neither 'exact' nor 'local'",
    "schedule.bad_holiday": "{words} a container of dates",
    "schedule.bad_hours": "{hours} are not hours; {example}",
    "schedule.bad_hours.starts_start_next": "{window} starts at 24:00; start the next day at 00:00",
    "schedule.bad_hours.time": "{value} is not a time from 00:00 to 24:00; {example}",
    "schedule.bad_hours.window": "{window} is not a window; {example}",
    "schedule.bad_rule": "{rule} {why}; give for example 'FREQ=MONTHLY;BYDAY=1SU'",
    "schedule.bad_until": "{until} is not a local time; give time(6, 0)",
    "schedule.bad_zone": "{name} is not a zone; give a name, such as 'Europe/Paris'",
    "schedule.closing": "closing",
    "schedule.day": "day for {duration}",
    "schedule.days_hours_open": (
        "{days} days are {hours} hours of open time; is WorkingDays({days}) meant?"
    ),
    "schedule.defined_zone.local_time_example": (
        "{moment} is no local time; give for example datetime(2026, 3, 29, 2)"
    ),
    "schedule.defined_zone.local_times": "local times",
    "schedule.defined_zone.time_less_day": (
        "{offset} is no time of less than a day; give timedelta(hours=1)"
    ),
    "schedule.ends.either_duration_timedelta": (
        "{given}; give either duration=timedelta(hours=4) or until=time(6, 0)"
    ),
    "schedule.ends.given": "is not given",
    "schedule.ends.given_beside_until": "is given beside until=",
    "schedule.ends.time_up_days": (
        "{duration} is not a time of up to {days} days; give timedelta(hours=4)"
    ),
    "schedule.example.hours": "give for example '09:00-17:00', or '' for closed",
    "schedule.example.week": "give for example {example}",
    "schedule.expected.date_years": "a date of the years from 2 to 9998",
    "schedule.expected.hours_schedule_weekly_use": (
        "hours to Schedule.weekly(…), or use another of its constructors"
    ),
    "schedule.expected.least_observance": "at least one Observance(…)",
    "schedule.expected.local_time_such_time": "a local time, such as time(12, 0)",
    "schedule.expected.observance": "Observance(…)",
    "schedule.expected.schedule": "a Schedule",
    "schedule.expected.span_start_end": "Span(start, end)",
    "schedule.expected.target_with_zone": (
        "a target with tz=, such as WorkingDays(5, tz='UTC'); the schedule's: {zones}"
    ),
    "schedule.expected.text_written": "a text that can be written",
    "schedule.expected.timedelta_target_such_workingdays": (
        "a timedelta or a target such as WorkingDays(5)"
    ),
    "schedule.expected.whole_number": "a whole number from {least} to {most_days}",
    "schedule.holidays.holiday_dates_such": (
        "{value} is no holiday; give dates such as datetime.date(2026, 12, 25), rules, or"
    ),
    "schedule.hours.date_example_datetime": (
        "{value} is not a date; give for example datetime.date(2026, 12, 24)"
    ),
    "schedule.hours.day": "there is no day {name}; {hint}",
    "schedule.hours.more_once_name": "{days} is there more than once; name each day in one key",
    "schedule.named.observance": "observance",
    "schedule.named.schedule": "schedule",
    "schedule.named.zone": "zone",
    "schedule.no_hours": "open on no day; {example}, or use Schedule.never()",
    "schedule.open_time": "{clock_text} of open time",
    "schedule.open_time.clock": "{clock_text} in {count}, by the clock of {zone}",
    "schedule.open_time.far": "so far",
    "schedule.open_time.x": "{count} {count:window|windows}",
    "schedule.open_year.clock": "{year}, by the clock of {zone}",
    "schedule.open_year.closed": "closed",
    "schedule.open_year.day": "{total} on {open_days} day{what}",
    "schedule.open_year.days": "{total} on {days} {days:day|days}",
    "schedule.open_year.exception": "{count} {count:exception|exceptions}",
    "schedule.open_year.holiday": "{count} {count:holiday|holidays}",
    "schedule.open_year.open": "{open} open",
    "schedule.open_year.open_hours": "open hours",
    "schedule.opening": "opening",
    "schedule.recurrence.cannot_read": "cannot be read ({error})",
    "schedule.recurrence.comes_true_more": "comes true more than {most_a_day} times a day",
    "schedule.recurrence.counts_further": "counts further than {most_counted}",
    "schedule.recurrence.date_time": "is not a date or a time",
    "schedule.recurrence.letters_digits_ascii": "has letters or digits that are not of ASCII",
    "schedule.recurrence.needs_start_dateutil": (
        "needs a start; give a dateutil rrule with dtstart="
    ),
    "schedule.recurrence.never_comes_true": "never comes true",
    "schedule.recurrence.rule": "is not a rule",
    "schedule.rule_parts.byday_day": "has BYDAY {text}, and there are 1 to {most} of a day",
    "schedule.rule_parts.byday_day_such": "has BYDAY {text}, which is no day such as MO or 1MO",
    "schedule.rule_parts.byday_week_each": (
        "has BYDAY {text}, and a week has each day once; leave the number out"
    ),
    "schedule.rule_parts.byeaster_number_days": "has BYEASTER {text}, which is no number of days",
    "schedule.rule_parts.easter": "has BYEASTER, which is for FREQ=YEARLY",
    "schedule.rule_parts.freq": "has no FREQ of {frequencies}",
    "schedule.rule_parts.has": "has {name}={text}",
    "schedule.rule_parts.list_name_value": "is not a list of NAME=VALUE, each name once",
    "schedule.rule_parts.none": "has {name} {text}, which is none of {span}",
    "schedule.rule_parts.to": "{start} to {stop}",
    "schedule.rule_parts.to_or_to": "1 to {most} or -1 to -{most}",
    "schedule.rule_parts.wkst": "has no WKST of {weekdays}",
    "schedule.rules.nested_more_deep": (
        "is nested more than {deepest} deep; join spans with Schedule.of(…) first"
    ),
    "schedule.subject.breaks": "breaks",
    "schedule.subject.duration": "duration",
    "schedule.subject.ends": "ends",
    "schedule.subject.holidays": "holidays",
    "schedule.subject.hours": "hours",
    "schedule.subject.overnight": "overnight",
    "schedule.subject.rule": "rule",
    "schedule.subject.since": "since",
    "schedule.subject.start": "start",
    "schedule.subject.tz": "tz",
    "schedule.subject.until": "until",
    "schedule.targets.by": "{working_days}, by {by:%H:%M}",
    "schedule.targets.count_schedule_without": (
        "count {target} on a schedule without one zone; give {expected}"
    ),
    "schedule.targets.end_working_day": "the end of the working day{later}",
    "schedule.targets.later": ", {working_days} later",
    "schedule.targets.working": "{days} working {days:day|days}",
    "schedule.unknown_zone": "there is no time zone {name}; {known}",
    "schedule.weekly.mapping_example": (
        "{given} is not a mapping; give for example {{date(2026, 12, 24): '09:00-12:00'}}"
    ),
    "schedule.weekly.needed_where_weeks": (
        "is needed where weeks alternate; give a date in the first of them"
    ),
    "schedule.weekly.neither_whole_nor": "{overnight} is neither 'whole' nor 'split'",
    "schedule.weekly.takes_out_swap": "{hours_text} takes out {end}; swap its ends",
    "schedule.weekly.weeks_alternate_begin": (
        "is for weeks that alternate; to begin on a day, write & Schedule.between(…, None)"
    ),
    "schedule.zone.did_you_mean": "did you mean {near}?",
    "schedule.zone.name_such_europe": "give a name, such as 'Europe/Paris'",
}
