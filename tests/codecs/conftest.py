"""Loads the pure package under the name that its command line uses."""

import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "addons" / "poms_connectors" / "codecs"

# pytest imports test modules by path; the helpers beside them need their folder.
if str(HERE) not in sys.path:
    sys.path.append(str(HERE))
if "poms_codecs" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "poms_codecs",
        PACKAGE / "__init__.py",
        submodule_search_locations=[str(PACKAGE)],
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["poms_codecs"] = module
    spec.loader.exec_module(module)
