{
    "name": "POMS Orders",
    "summary": "Customer orders, BOM split, task cards and shop-floor reports",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "POMS maintainers",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "barcodes",
        "hr_skills",
        "mrp_account",
        "sale_mrp",
        "queue_job",
    ],
    "external_dependencies": {"python": ["reportlab"]},
    "data": [
        "security/poms_orders_groups.xml",
        "security/ir.model.access.csv",
        "security/poms_orders_rules.xml",
        "security/poms_masters_rules.xml",
        "data/poms_orders_sequences.xml",
        "views/poms_order_views.xml",
        "views/poms_task_card_views.xml",
        "views/mrp_routing_workcenter_views.xml",
        "views/mrp_workcenter_views.xml",
        "views/poms_operation_parameter_views.xml",
        "views/poms_reason_views.xml",
        "views/poms_setup_views.xml",
        "views/poms_skill_requirement_views.xml",
        "views/poms_team_views.xml",
        "views/poms_workcenter_group_views.xml",
        "views/product_template_views.xml",
        "views/poms_orders_menus.xml",
        "views/poms_masters_menus.xml",
    ],
    "demo": [],
    "assets": {
        # Debian's Odoo lacks this file for licence reasons; the bundle would
        # log a console error on every page and fail every browser test.
        "web.assets_backend": [
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
        ],
    },
}
