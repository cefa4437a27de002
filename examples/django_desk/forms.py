"""A Django form of any verb of any model, made of its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django import forms

from itsmcore.lifecycle import Argument

FIELDS = {
    bool: forms.NullBooleanField,
    int: forms.IntegerField,
    date: forms.DateField,
    datetime: forms.DateTimeField,
}


def field_of(one: Argument) -> forms.Field:
    told = {"label": one.label, "help_text": one.help, "required": one.is_required}
    options = [(of.code, of.label) for of in one.menu]
    if options and one.is_several:
        return forms.MultipleChoiceField(choices=options, **told)
    if options:
        blank = [] if one.is_required else [("", "")]
        return forms.ChoiceField(choices=[*blank, *options], **told)
    return FIELDS.get(one.item, forms.CharField)(**told)


def form_class(arguments: Iterable[Argument]) -> type[forms.Form]:
    """Make the class of a form; what is shown is sent along as a version."""
    fields = {one.name: field_of(one) for one in arguments}
    seen = forms.IntegerField(widget=forms.HiddenInput)
    return type("VerbForm", (forms.Form,), {**fields, "seen-version": seen})
