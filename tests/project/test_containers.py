"""The container files name only what exists: settings, commands and options, folders, an address that answers; no root."""
import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
RECIPE = (ROOT / "Containerfile").read_text()
LAST_STAGE = RECIPE[RECIPE.rindex("FROM ") :]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
COMMANDS = [re.search(r"^CMD (\[.*\])$", RECIPE, re.MULTILINE)[1], *(str(SERVICES[name]["command"]) for name in OURS)]


def test_what_is_ours_is_the_site_and_its_worker():
    assert OURS == ["site", "worker"]
    assert {service["image"] for name, service in SERVICES.items() if name not in OURS} == {"postgres:15", "redis:7"}
    assert set(re.findall(r"^FROM (\S+)", RECIPE, re.MULTILINE)) == {"python:3.11-slim"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name):
    settings = (ROOT / "project" / "settings.py").read_text()
    assert SERVICES[name]["environment"]
    for variable in SERVICES[name]["environment"]:
        assert re.search(rf'(environ\.get|env_flag|env_number)\("{variable}"', settings), variable


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists_and_takes_its_options(settings, command):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # as outside tests
    found = re.findall(r"manage\.py (\w+)([^&\"'\]]*)", command.replace("', '", " "))
    assert found
    for name, options in found:
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        parser.parse_args(shlex.split(options))


def test_packages_are_locked_and_folders_exist():
    assert "--require-hashes" in RECIPE
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(\S+) ", RECIPE, re.MULTILINE)
    assert sorted(copied) == sorted(let_in)
    assert all((ROOT / name).exists() for name in copied)


def test_nothing_runs_as_root_and_everything_kept_is_in_a_volume():
    assert LAST_STAGE.index("\nUSER silences\n") < LAST_STAGE.index("\nCMD ")
    assert "DATA_DIR=/data" in LAST_STAGE and "\nVOLUME /data\n" in LAST_STAGE
    assert all("data:/data" in SERVICES[name]["volumes"] for name in OURS)


def test_health_is_asked_where_the_site_answers():
    path = re.search(r"HEALTHCHECK .*http://127\.0\.0\.1:8000(/\w+)'", RECIPE)[1]
    assert resolve(path).url_name == "healthz"
