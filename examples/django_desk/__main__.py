"""Run a command of Django's."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.django_desk.settings")
execute_from_command_line(["examples.django_desk", *sys.argv[1:]])
