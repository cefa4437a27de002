"""The estate that the examples ask about."""

from itsmcore.approval import Percent
from itsmcore.services import Criticality, Item, Needs, Service, ServiceMap

ESTATE = ServiceMap(
    [
        Service("payroll", owner="hr", criticality=Criticality.VITAL, users=900),
        Service("erp", owner="finance", criticality=Criticality.HIGH, users=400),
        Service("portal", owner="it", users=80),
        Service("farm", owner="it", criticality=Criticality.LOW),
    ],
    items=[Item(name, kind="server") for name in ("db", "web-1", "web-2", "n1", "n2", "n3")],
    needs=[
        Needs("payroll", "db"),
        Needs("erp", "db", any_of=("web-1", "web-2")),
        Needs("portal", "erp"),
        Needs("farm", any_of=("n1", "n2", "n3"), at_least=Percent(50)),
    ],
)
"""Payroll needs db, erp needs db and one of two, portal needs erp, farm half of three."""
