"""`deploy/compose.yaml` against the code: the same processes, told the same things."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from capofila.house import HOUSE, ROOT, SECRETS
from capofila.supervisor.access import as_role, passwords
from deploy import keys, locked
from kit.doors import Doors
from tests.house.processes import settings_class
from tests.house.source import PRODUCT, modules, tree
from tests.house.test_imports import imported
from tests.house.test_routes import callers, routes

DEPLOY = ROOT / "deploy"
FILE, EXAMPLE = DEPLOY / "compose.yaml", DEPLOY / ".env.example"
SEEDS = dict.fromkeys(keys.SEEDS, "seed")
# The one way in, and the reason for each other exception to the rules of hardening.
PROXY = "proxy"
ROOT_USER = {PROXY: "its image's volumes belong to root, who has no capability but one"}
CAPABILITIES = {PROXY: ["NET_BIND_SERVICE"]}
# The mail catcher of the embedded servers, which compose replaces.
EMBEDDED_ONLY = {Path("capofila/servers/mail/__main__.py")}
# Settings whose own value is right in a container; all others are given.
LEFT_ALONE = {
    "CLAIM_AFTER_MS": "measured",
    "CLOCK_FILE": "business time is not moved in production",
    "ACCESSIBILITY_URL": "the page of the house",
    "HOUSE_NAME": "the name of the house",
    "SOURCE_URL": "where the code of the house is",
    "TEMPORAL_UI_URL": "Temporal's pages have no login and are not offered",
}


def compose(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [f"{sys.prefix}/bin/docker-compose", "-f", str(FILE), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services as compose itself reads them, with every profile."""
    read = compose("--env-file", str(EXAMPLE), "--profile", "*", "config", "--format", "json")
    found: dict[str, Any] = json.loads(read.stdout)["services"]
    return found


def told(service: Mapping[str, Any]) -> set[str]:
    """The settings that a container is given, by environment or by a secret file."""
    names = {*service.get("environment", {}), *(s["target"].upper() for s in service["secrets"])}
    return {name.removeprefix("CAPOFILA_") for name in names if name.startswith("CAPOFILA_")}


def one_shot(service: Mapping[str, Any]) -> bool:
    return str(service["restart"]).startswith("on-failure")


@pytest.mark.parametrize("arguments", [(), ("--env-file", str(EXAMPLE), "--profile", "*")])
def test_compose_accepts_the_file(arguments: tuple[str, ...]) -> None:
    """The wheel's docker-compose exits 0 even when it refuses: what it says is what counts."""
    read = compose(*arguments, "config", "-q")
    assert (read.returncode, read.stderr) == (0, ""), f"Mend deploy/compose.yaml: {read.stderr}"


def test_every_process_of_the_house_is_a_service(services: dict[str, Any]) -> None:
    modules = {room.name: ["python", "-m", room.module] for room in HOUSE}
    ours = {name: each["command"] for name, each in services.items() if "build" in each}
    migrate = ours.pop("migrate", None)
    assert ours == modules, "Give deploy/compose.yaml the processes of capofila.house.HOUSE."
    assert migrate == ["capofila", "migrate"]


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
def test_a_service_says_which_streams_it_reads(
    services: dict[str, Any], doors: Mapping[str, Doors], process: str
) -> None:
    read = " ".join(sorted(stream for stream, _ in doors[process].reads()))
    assert services[process]["labels"]["capofila.reads"] == read, (
        f"Write `labels: {{capofila.reads: {read!r}}}` for {process} in deploy/compose.yaml."
    )


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
def test_a_service_is_told_what_its_settings_ask(services: dict[str, Any], process: str) -> None:
    asked = {name.upper() for name in settings_class(process).model_fields}
    given = told(services[process])
    assert given <= asked, f"{process} has no settings {given - asked}: remove them from compose."
    missing = asked - given - set(LEFT_ALONE)
    assert not missing, f"Tell {process} its {missing} in deploy/compose.yaml."


def test_secrets_come_as_files(services: dict[str, Any]) -> None:
    secret = {*SECRETS, "CAPOFILA_DATABASE_URL", "CAPOFILA_REDIS_URL", "POSTGRES_PASSWORD"}
    open_ones = {
        name: found
        for name, each in services.items()
        if (found := secret & set(each.get("environment") or ()))
    }
    assert not open_ones, f"An environment is shown by `docker inspect`: use secrets: {open_ones}"


def test_every_service_is_hardened(services: dict[str, Any]) -> None:
    for name, each in services.items():
        assert each["read_only"] is True, f"{name}: merge *hardened"
        assert each["cap_drop"] == ["ALL"], f"{name}: merge *hardened"
        assert each.get("cap_add", []) == CAPABILITIES.get(name, []), f"{name}: drop cap_add"
        assert each["security_opt"] == ["no-new-privileges:true"], f"{name}: merge *hardened"
        assert each["init"] is True, f"{name}: merge *hardened"
        assert {"pids_limit", "mem_limit", "tmpfs", "restart"} <= set(each), f"{name}: limits"
        assert each["logging"]["options"]["max-size"], f"{name}: merge *hardened"
        assert not {"privileged", "container_name"} & set(each), f"{name}: it must scale"


def test_nobody_is_root(services: dict[str, Any]) -> None:
    users = {name: each.get("user", "0") for name, each in services.items() if "build" not in each}
    root = {name for name, user in users.items() if user.split(":")[0] in ("0", "root")}
    assert root == set(ROOT_USER), f"Give `user:` to {root - set(ROOT_USER)}."
    assert "\nUSER 10001:10001\n" in (DEPLOY / "Dockerfile").read_text()


def test_every_service_that_stays_is_watched(services: dict[str, Any]) -> None:
    blind = [n for n, each in services.items() if not one_shot(each) and "healthcheck" not in each]
    assert not blind, f"Give a healthcheck to {blind}: the order of starting goes by it."


def test_what_others_wait_for_is_there_before_they_start(services: dict[str, Any]) -> None:
    for name, each in services.items():
        for waited, how in each.get("depends_on", {}).items():
            ends = (
                "service_completed_successfully"
                if one_shot(services[waited])
                else "service_healthy"
            )
            assert how["condition"] == ends, f"{name} must wait for {waited}: {ends}"
    late = [room.name for room in HOUSE if "migrate" not in services[room.name]["depends_on"]]
    assert not late, f"{late} would start before their schemas and groups are there."


def test_only_the_proxy_is_published(services: dict[str, Any]) -> None:
    published = {name for name, each in services.items() if each.get("ports")}
    assert published == {PROXY}, f"Remove `ports:` of {published - {PROXY}}: reach them by proxy."
    outside = {n for n, each in services.items() if n != PROXY and "inside" not in each["networks"]}
    assert not outside, f"Put {outside} on the network `inside`."


def test_the_inside_network_has_no_way_out() -> None:
    read = json.loads(compose("--env-file", str(EXAMPLE), "config", "--format", "json").stdout)
    assert read["networks"]["inside"]["internal"] is True, "`inside` must stay internal."
    assert all((DEPLOY / each["file"]).is_file() for each in read["configs"].values())


def test_the_proxy_lets_only_public_routes_through(apps: Mapping[str, FastAPI]) -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    blocks = re.findall(
        r"@(\w+) \{\s*method (\w+)\s*path (\S+)\s*\}\s*handle @\1 \{\s*reverse_proxy (\w+):", text
    )
    passed = {f"{service} {method} {path}" for _, method, path, service in blocks}
    public = {
        re.sub(r"\{\w+\}", "*", name)
        for name, route in routes(apps)
        if callers(route) == {"public"}
    }
    assert passed, "The routes of deploy/Caddyfile were not found."
    assert passed <= public, f"{passed - public} is not public: take it out of deploy/Caddyfile."


def test_the_passwords_are_those_that_migrate_gives() -> None:
    files = keys.derived(SEEDS)
    admin = files["admin_database_url"]
    for process, password in passwords("seed").items():
        url = files[f"{process}_database_url"]
        assert url == as_role(admin, process, password), "Derive it as capofila.supervisor.access."


def test_every_secret_file_is_written_by_the_script(services: dict[str, Any]) -> None:
    written = {*keys.KEYS, *SEEDS, *keys.derived(SEEDS)}
    used = {secret["source"] for each in services.values() for secret in each.get("secrets", ())}
    assert used <= written, f"Let deploy/keys.py write {used - written}."
    assert written - used <= {"redis_password"}, f"Nobody uses {written - used}."


def test_the_image_holds_every_package_of_the_product() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))
    product = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert copied == product, f"Copy {product - copied} in deploy/Dockerfile, no more, no less."
    allowed = (ROOT / ".dockerignore").read_text()
    assert all(f"\n!{name}\n" in allowed for name in product), "Name them in .dockerignore too."


def test_the_image_has_every_library_that_the_product_imports() -> None:
    texts = [(ROOT / name).read_text() for name in ("requirements.lock", "pyproject.toml")]
    there = {
        name.replace("-", "_")
        for name in re.findall(r"^([\w-]+)(?:\[.*])?==", locked.production(*texts), re.MULTILINE)
    }
    owners = packages_distributions()
    wrong = [
        f"{path} imports {name}"
        for path in modules(*PRODUCT)
        if path not in EMBEDDED_ONLY
        for name in {each.partition(".")[0] for each in imported(path)} - set(PRODUCT)
        if not there & {owner.lower().replace("-", "_") for owner in owners.get(name, ())}
    ]
    assert not wrong, f"{wrong}: name it in [project.dependencies] of pyproject.toml."


def test_the_deployment_scripts_need_python_alone() -> None:
    for name in ("keys.py", "locked.py", "frontend.py"):
        imports = [
            n for n in ast.walk(tree(DEPLOY / name)) if isinstance(n, ast.Import | ast.ImportFrom)
        ]
        names = {getattr(n, "module", None) or n.names[0].name for n in imports}
        strange = {each.split(".")[0] for each in names} - sys.stdlib_module_names
        assert not strange, f"deploy/{name} runs before anything is installed: no {strange}"
