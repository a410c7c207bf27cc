"""The three commands as a scheduled job runs them: in processes of their own, on a machine where nothing was prepared."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.silences.small_logs import GOLDEN, golden_expected
from tests.journeys.silences.test_engine import agrees

HOUSE = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(900)


def test_a_new_data_folder_needs_nothing_but_the_three_commands(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}

    def said(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=HOUSE, env=environment | {"DATA_DIR": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    journey = said("import_journey", GOLDEN / "map.csv", "--space", "gold", "--publish")
    log = said("import_log", GOLDEN / "log.csv", "--space", "gold", "--case", "customer", "--activity", "event", "--time", "day",
               "--time-unit", "days", "--segments", "access,age")
    found = said("read_silences", "--space", "gold", "--journey", journey["journey"], "--log", log["log"], "--json")
    agrees(golden_expected(), found)
