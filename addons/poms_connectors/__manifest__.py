{
    "name": "POMS Connectors",
    "summary": "EDI and ERP connectors: EDIFACT, SAP, Yonyou and more",
    "version": "19.0.1.0.0",
    "category": "Manufacturing",
    "author": "POMS maintainers",
    "license": "LGPL-3",
    "depends": ["poms_orders"],
    "data": [],
    "demo": [],
}
