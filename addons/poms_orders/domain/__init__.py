"""Rules as pure functions: no Odoo, no database, no clock."""
