"""The process that runs the graph loads neither the language model's library nor the checks' before they are needed."""

import os
import subprocess
import sys

HEAVY = ("spacy", "thinc", "great_expectations", "trafilatura", "pyspark", "vl_convert")


def test_opening_the_graph_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom assets.definitions import build_defs\nfrom assets.run import run\n"
        "from pipelines.extraction import producer\nfrom pipelines.settings import Settings\n"
        "build_defs(root='nowhere')\nproducer(Settings(), 'v')\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    path = os.pathsep.join(sys.path)
    environment = os.environ | {"PYTHONPATH": path, "DAGSTER_DISABLE_TELEMETRY": "yes"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
