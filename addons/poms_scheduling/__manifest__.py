{
    "name": "POMS Scheduling",
    "summary": "Finite-capacity genetic scheduling of task cards",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "POMS maintainers",
    "license": "LGPL-3",
    "depends": ["poms_orders"],
    "external_dependencies": {"python": ["deap", "numba", "numpy"]},
    "data": [
        "security/ir.model.access.csv",
        "security/poms_scheduling_rules.xml",
        "data/poms_plan_data.xml",
        "data/queue_job_data.xml",
        "views/poms_plan_line_views.xml",
        "views/poms_plan_views.xml",
        "views/poms_scheduling_menus.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "poms_scheduling/static/src/plan_progress/*",
        ],
        "web.assets_tests": [
            "poms_scheduling/static/tests/tours/*.js",
        ],
    },
}
