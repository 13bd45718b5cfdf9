"""Run a program inside Odoo: python in_odoo.py CONF PROGRAM [WORD …].

The program is a Python file; it sees ``env`` (superuser) and ``words``. The
transaction is committed when it ends without an error.
"""

import sys
from pathlib import Path

sys.path.pop(0)  # this folder must not hide anything that Odoo imports


def main(conf, program, *words):
    import odoo.api
    from odoo import SUPERUSER_ID
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "--no-http"], setup_logging=True)
    registry = Registry(config["db_name"][0])
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, SUPERUSER_ID, {})
        source = Path(program).read_text()
        scope = {"env": env, "words": words, "__name__": "__main__"}
        exec(compile(source, program, "exec"), scope)


if __name__ == "__main__":
    main(*sys.argv[1:])
