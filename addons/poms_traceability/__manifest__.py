{
    "name": "POMS Traceability",
    "summary": "Event ledger, lot records and in-process quality",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "POMS maintainers",
    "license": "LGPL-3",
    "depends": ["poms_orders"],
    "data": [],
    "demo": [],
}
