"""The machine that tries everything at random, on PostgreSQL."""

from tests.property.test_workflow_machine import *  # noqa: F403  the campaign itself
from tests.property.test_workflow_machine import _warm as _warm
