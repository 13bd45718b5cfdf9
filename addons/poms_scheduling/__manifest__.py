{
    "name": "POMS Scheduling",
    "summary": "Finite-capacity genetic scheduling of task cards",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "POMS maintainers",
    "license": "LGPL-3",
    "depends": ["poms_orders"],
    "data": [],
    "demo": [],
}
