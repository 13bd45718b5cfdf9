"""Between records and the engine: pure Python, no odoo import, no clock, no database.

The models hand in facts (``facts.py``); ``encode.py`` turns them into the engine's
problem and its schedule back into placements; ``rules.py`` judges these placements
without knowing the engine; ``runner.py`` drives the engine's process.
"""
