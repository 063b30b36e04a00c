"""What tests of all parts share."""

import time

import pytest
from hypothesis import settings

# No example has a deadline: on a machine that does other work any of them may miss it.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def finished_campaign(tmp_path_factory):
    """A small finished campaign of predictions alone; tests that change it work on a copy."""
    from monodesign.campaign.stages import run_campaign
    from monodesign.campaign_folder.settings import parse_campaign

    folder = tmp_path_factory.mktemp("finished_campaign")
    library = {"sample": 10, "include": ["DOA", "AEEO"]}
    data = {"budget": 0, "library": library, "shortlist": {"size": 1}}
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake")
    return folder


@pytest.fixture
def is_quicker():
    """Say whether some work takes less CPU time than a limit (s) in the best of three runs.

    Other work on the machine shares its caches and its cores' units: it makes runs slow, and none quick.
    """

    def is_quicker(work, seconds):
        return any(_cpu_seconds(work) < seconds for _ in range(3))

    return is_quicker


def _cpu_seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start
