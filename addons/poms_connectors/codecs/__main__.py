"""``read FILE``: one JSON line per message.

Run as ``python <folder of this file> read FILE``: the package cannot be run by name,
for ``codecs`` is Python's own module.
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not __package__:
    # Started as a folder: load the package under a name of its own.
    import importlib.util
    import pathlib

    here = pathlib.Path(__file__).resolve().parent
    sys.path[:] = [path for path in sys.path if pathlib.Path(path or ".") != here]
    spec = importlib.util.spec_from_file_location(
        "poms_codecs", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec and spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules["poms_codecs"] = package
    spec.loader.exec_module(package)
    from poms_codecs.command import main
else:
    from .command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
