"""Which faults are collected: CI's short set always, the whole table with FAULTS=all, what needs a service or root where it is.

Nothing is skipped: a fault that has no meaning on a database is not collected there.
"""
import os

import pytest

WHOLE = os.environ.get("FAULTS") == "all"
collect_ignore = [] if WHOLE else ["test_servers.py", "test_lines.py", "test_people.py", "test_disks.py", "test_long_session.py"]
if os.getuid() != 0:
    collect_ignore += ["test_disks.py"]  # it mounts small disks


@pytest.fixture(autouse=True)
def _on_this_stack(stack):
    """Every fault is played on each stack, in processes of their own."""
