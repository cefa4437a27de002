"""Accounts: staff works at the desk, everybody else is a customer of it."""

from django.contrib.auth.models import AbstractBaseUser

from itsmcore import Actor, Incident
from itsmcore.incidents import Role
from itsmcore.lifecycle import AnyRecord, Side


def side_of(user: AbstractBaseUser) -> Side:
    return Side.DESK if user.is_staff else Side.CUSTOMER


def actor_of(user: AbstractBaseUser) -> Actor:
    return Actor(user.get_username(), {Role.AGENT if user.is_staff else Role.REQUESTER})


def may_read(user: AbstractBaseUser, record: AnyRecord) -> bool:
    """Return whether somebody may read anything of a record: the desk, and whom it concerns."""
    if user.is_staff or not isinstance(record, Incident):
        return bool(user.is_staff)
    return user.get_username() in (record.caller, *record.affected_users, *record.watchers)
