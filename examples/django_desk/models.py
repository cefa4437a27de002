"""What is kept. Rows of `Happened` are only ever added; the rest follows from what happened."""

from django.db import models


class Number(models.Model):
    """A number that was taken."""


class Happened(models.Model):
    """An event of a record at its address."""

    record = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    entry = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="address")]


class Tie(models.Model):
    """A link between two records."""

    source = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    target = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "target"], name="tie")]


class Waiting(models.Model):
    """What is pending for a record, or offered to it."""

    digest = models.CharField(max_length=64, primary_key=True)
    record = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField()
    is_offer = models.BooleanField()
    proposal = models.TextField()


class Wake(models.Model):
    """When a record must be woken."""

    record = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField(db_index=True)
