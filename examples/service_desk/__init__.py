"""A service desk as a web service, whole: what a program around itsmcore consists of.

tenants.py     whose desk it is: models in their versions, what was promised, and who works there
tables.py      what is kept, in SQLite or PostgreSQL
store.py       the store of a desk: load, append, due, next_instant
queue.py       the queue by time to breach: a stored due instant, and its upkeep
approvals.py   whose vote is awaited
outbox.py      what others are told, as CloudEvents
desks.py       one tenant's desk: load, let something happen, append
login.py       who asks
refusals.py    what is refused, as problem+json
api.py         JSON for programs
forms.py       a page of a record and a form of any verb, made of the model
pages.py       the addresses of those
limits.py      how much somebody may say at once
app.py         the service, put together
worker.py      what wakes when something is due, and sends what waits

python -m examples.service_desk --help
"""
