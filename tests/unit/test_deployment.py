"""The files of a deployment hold together: they are read by what they are for, and every command in them exists."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import dagster as dg
import pytest
import yaml
from dagster._cli import create_dagster_cli
from dagster._core.instance.ref import InstanceRef
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._daemon.cli import create_dagster_daemon_cli
from dagster_webserver.cli import dagster_webserver

from assets.automation import WRITER
from assets.definitions import build_defs
from assets.run import instance_folder
from pipelines.settings import PROJECT_ROOT, Home, Settings

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
BIN = "/opt/onrecord/.venv/bin/"
PROGRAMS = {
    "dagster": create_dagster_cli(),
    "dagster-daemon": create_dagster_daemon_cli(),
    "dagster-webserver": dagster_webserver,
}
NOT_SETTINGS = {"ONRECORD_HOME", "ONRECORD_CODE_HOST"}


def loaded(name: str) -> dict:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def of_unit(unit: Path, key: str) -> list[str]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [each.partition("=")[2] for each in lines if each.startswith(f"{key}=")]


def commands() -> dict[str, list[str]]:
    """Every command that a unit or a container runs, by who runs it."""
    found = {unit.name: shlex.split(of_unit(unit, "ExecStart")[0].removeprefix(BIN)) for unit in UNITS}
    services = loaded("compose.yaml")["services"]
    return found | {f"compose {name}": each["command"] for name, each in services.items() if "command" in each}


@pytest.mark.parametrize("whose", commands())
def test_commands_exist_with_their_options(whose, tmp_path, monkeypatch):
    program, *arguments = commands()[whose]
    monkeypatch.setenv("ONRECORD_CODE_HOST", "localhost")
    arguments = [str(DEPLOY / "workspace.yaml") if each.endswith("/workspace.yaml") else each for each in arguments]
    command = PROGRAMS[program]
    while isinstance(command, click.Group):
        name, *arguments = arguments
        assert name in command.commands, f"{program} {name}"
        command = command.commands[name]
    command.make_context(program, arguments)


def test_units_and_containers_run_the_same():
    def told(command: list[str]) -> list[str]:
        return ["0.0.0.0" if each == "127.0.0.1" else each for each in command]

    units = [told(command) for whose, command in commands().items() if "compose" not in whose]
    containers = [command for whose, command in commands().items() if "compose" in whose]
    assert sorted(units) == sorted(containers)


def test_the_settings_of_dagster_load_with_postgres_and_with_a_file_in_its_place(tmp_path, monkeypatch):
    for name in ("HOST", "USER", "PASSWORD", "DB"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "onrecord")
    told = loaded("dagster.yaml")
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    storage = InstanceRef.from_dir(str(tmp_path)).storage_data
    assert (storage.module_name, storage.class_name) == ("dagster_postgres", "DagsterPostgresStorage")
    told["storage"] = {"sqlite": {"base_dir": str(tmp_path)}}
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.run_retries_enabled
        assert not instance.run_retries_max_retries, "runs say it themselves"
        limits = instance.get_concurrency_config().run_queue_config.tag_concurrency_limits
        assert limits == [{"key": WRITER, "limit": 1}]


def test_a_home_of_the_command_line_queues_as_a_service_does(tmp_path):
    written = json.loads((instance_folder(Home.at(tmp_path)) / "dagster.yaml").read_text(encoding="utf-8"))
    told = loaded("dagster.yaml")
    assert written["concurrency"] == told["concurrency"]
    assert written["telemetry"] == told["telemetry"] == {"enabled": False}


def test_the_definitions_load_and_the_code_server_is_found(monkeypatch):
    dg.Definitions.validate_loadable(build_defs())
    monkeypatch.setenv("ONRECORD_CODE_HOST", "code")
    (origin,) = WorkspaceFileTarget([str(DEPLOY / "workspace.yaml")]).create_origins()
    ports = {command[command.index("--port") + 1] for command in commands().values() if "code-server" in command}
    assert (origin.host, {str(origin.port)}) == ("code", ports)


def test_every_variable_is_one_that_is_read():
    lines = (DEPLOY / "onrecord.env").read_text(encoding="utf-8").splitlines()
    names = {line.lstrip("#").partition("=")[0] for line in lines if "=" in line}
    names |= {value.partition("=")[0] for unit in UNITS for value in of_unit(unit, "Environment")}
    known = {f"ONRECORD_{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    assert {name for name in names if name.startswith("ONRECORD_")} <= known
    read = (DEPLOY / "dagster.yaml").read_text(encoding="utf-8")
    assert all(name in read for name in names if name.startswith("DAGSTER_PG_"))


def test_what_the_image_copies_is_there():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            for place in line.split()[1:-1]:
                assert (PROJECT_ROOT / place).exists(), place
    mounted = loaded("compose.yaml")["x-onrecord"]["volumes"]
    assert any(each.startswith("./dagster.yaml:") for each in mounted)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here to read the units")
def test_systemd_reads_the_units(tmp_path):
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace(BIN, f"{Path(sys.executable).parent}/")
        text = text.replace("User=onrecord\nGroup=onrecord\n", "")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False, timeout=60
    )
    said = [line for line in done.stderr.splitlines() if "onrecord" in line]
    assert said == []
