"""The files of a plant's own server agree with each other."""

import configparser
import re

import pytest
import yaml

from launcher.home import CONFIG, OUR_ADDONS

PRODUCTION = CONFIG / "production"
SERVICES = ("web", "jobs")


def _conf(service):
    conf = configparser.ConfigParser(interpolation=None)
    conf.read(PRODUCTION / f"odoo-{service}.conf")
    return conf


def _ports(conf):
    options = conf["options"]
    return {options["http_port"], options.get("gevent_port", "8072")}


def test_both_services_fit_on_one_host():
    assert not _ports(_conf("web")) & _ports(_conf("jobs"))


def test_the_jobs_service_alone_runs_jobs_and_calls_itself():
    assert _conf("web")["queue_job"]["channels"] == "root:0"
    jobs = _conf("jobs")
    assert jobs["queue_job"]["port"] == jobs["options"]["http_port"]
    assert jobs["queue_job"]["channels"].startswith("root:")
    assert not jobs["queue_job"]["channels"].startswith("root:0")


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_lists_databases_or_forgets_the_queue(service):
    options = _conf(service)["options"]
    assert options["list_db"] == "False"
    assert options["dbfilter"] == f"^{options['db_name']}$"
    assert "queue_job" in options["server_wide_modules"].split(",")
    assert "db_password" not in options


def test_the_proxy_goes_to_the_ports_of_the_web_service_and_closes_the_back_doors():
    proxy = (PRODUCTION / "nginx.conf").read_text()
    options = _conf("web")["options"]
    assert f"server web:{options['http_port']};" in proxy.replace(" keepalive", "")
    assert f"server web:{options['gevent_port']};" in proxy
    for closed in ("/queue_job/", "/web/database/"):
        assert re.search(rf"location {closed} \{{ return 404; \}}", proxy)


def test_compose_starts_both_services_on_their_own_files_and_asks_each_at_its_port():
    services = yaml.safe_load((PRODUCTION / "compose.yaml").read_text())["services"]
    for name in SERVICES:
        mounted = [volume.split(":")[0] for volume in services[name]["volumes"]]
        assert f"./odoo-{name}.conf" in mounted
        port = _conf(name)["options"]["http_port"]
        assert f":{port}/web/health" in services[name]["healthcheck"]["test"][1]


@pytest.mark.parametrize("service", SERVICES)
def test_each_unit_starts_its_own_configuration(service):
    unit = (PRODUCTION / f"poms-{service}.service").read_text()
    assert f"-c /etc/poms/odoo-{service}.conf" in unit
    assert "NoNewPrivileges=true" in unit


def test_the_guide_names_every_file_and_every_addon():
    guide = (PRODUCTION / "README.md").read_text()
    for file in PRODUCTION.iterdir():
        assert file.name == "README.md" or file.name in guide, file.name
    assert ",".join(OUR_ADDONS) in guide
