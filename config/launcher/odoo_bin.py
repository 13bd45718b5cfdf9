"""Odoo's own program, run by the environment's Python: python odoo_bin.py WORD …"""

import sys

# This folder must not hide anything that Odoo imports.
sys.path.pop(0)
sys.argv[0] = "odoo"

import odoo.cli  # noqa: E402

odoo.cli.main()
