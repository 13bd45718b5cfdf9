"""Every menu that a log-in of the demo plant sees opens, in every view.

What the web client would ask the server is asked here, as each person: the action, its
views, the records under its first filter with all fields shown, the form of one of
them and, where there is a New button, the defaults of an empty one. An access error,
a missing field or a menu that leads nowhere fails with the menu's name.
"""

from ast import literal_eval

from lxml import etree

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

LOGINS = (
    "operator",
    "leader",
    "keeper",
    "inspector",
    "engineer",
    "planner",
    "manager",
    "tablet",
)
PAGE = 40


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    def test_every_menu_of_every_demo_user_opens(self):
        for login in LOGINS:
            user = self.env["res.users"].search([("login", "=", login)])
            env = self.env(user=user, context={"lang": user.lang, "tz": user.tz})
            menus = env["ir.ui.menu"].load_menus(False)
            opened = 0
            for menu in menus.values():
                if menu.get("action_id"):
                    with self.subTest(login=login, menu=self._path(menus, menu)):
                        self._open(env, menu["action_model"], menu["action_id"])
                    opened += 1
            self.assertTrue(opened, f"{login} sees no menu at all")

    def test_no_folder_without_content(self):
        """A heading under which there is nothing to click is a dead end."""
        for login in LOGINS:
            user = self.env["res.users"].search([("login", "=", login)])
            menus = self.env(user=user)["ir.ui.menu"].load_menus(False)
            for menu in menus.values():
                if menu["id"] != "root":
                    self.assertTrue(
                        menu.get("action_id") or menu["children"],
                        (login, self._path(menus, menu)),
                    )

    def _path(self, menus, menu):
        names = []
        parents = {child: m for m in menus.values() for child in m["children"]}
        while menu and menu["id"] != "root":
            names.append(menu["name"])
            menu = parents.get(menu["id"])
        return " / ".join(reversed(names))

    def _open(self, env, kind, number):
        action = env[kind].browse(number).sudo()
        if kind == "ir.actions.server":
            result = action.with_user(env.user).sudo(False).run()
            self.assertTrue(result)
        elif kind == "ir.actions.client":
            self.assertTrue(action.tag)
        elif kind == "ir.actions.act_window":
            self._open_window(env, action)

    def _open_window(self, env, action):
        names = {**self._names(env), "context": dict(env.context), "active_id": False}
        context = safe_eval(action.context or "{}", names)
        env = env(context={**env.context, **context})
        model = env[action.res_model]
        model.check_access("read")
        views = [
            (view_id, mode) for view_id, mode in action._get_action_dict()["views"]
        ]
        searched = action.search_view_id.id or False
        loaded = model.get_views([*views, (searched, "search")])["views"]
        domain = Domain(safe_eval(action.domain or "[]", self._names(env)))
        domain &= self._first_filter(env, loaded["search"]["arch"], context)
        for _view_id, mode in views:
            self._read_view(model, mode, loaded, domain)

    def _names(self, env):
        from odoo.tools.safe_eval import datetime, dateutil, time

        return {
            "uid": env.uid,
            "allowed_company_ids": env.companies.ids,
            "context_today": datetime.datetime.today,
            "datetime": datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "time": time,
        }

    def _first_filter(self, env, arch, context):
        """The domains of the filters that the action switches on."""
        domain = Domain.TRUE
        for node in etree.fromstring(arch).iter("filter"):
            if context.get(f"search_default_{node.get('name')}") and node.get("domain"):
                try:
                    domain &= Domain(literal_eval(node.get("domain")))
                except ValueError:
                    continue  # dates from today are the browser's to compute
        return domain

    def _read_view(self, model, mode, loaded, domain):
        arch = etree.fromstring(loaded[mode]["arch"])
        if mode in ("list", "kanban"):
            specification = self._specification(model, arch)
            found = model.web_search_read(domain, specification, limit=PAGE)
            self.assertIn("records", found)
        elif mode == "form":
            specification = self._specification(model, arch)
            model.search(domain, limit=1).web_read(specification)
            if arch.get("create") != "0" and model.has_access("create"):
                model.onchange({}, [], specification)
        elif mode in ("graph", "pivot"):
            names = [node.get("name") for node in arch.iter("field")]
            groups = [
                n for n in names if model._fields[n].store and (
                    model._fields[n].type in ("many2one", "selection", "char"))
            ][:2]  # fmt: skip
            model.formatted_read_group(domain, groups, ["__count"])
        else:
            model.search(domain, limit=PAGE).read(["display_name"])

    def _specification(self, model, arch):
        """What the web client asks of each field that a view shows."""
        found = {}
        inside = "ancestor::field" if arch.getparent() is None else "ancestor::field[2]"
        for node in arch.iter("field"):
            name = node.get("name")
            if node.xpath(inside) or name not in model._fields:
                continue
            field = model._fields[name]
            found[name] = {}
            if field.type in ("many2one", "reference"):
                found[name] = {"fields": {"display_name": {}}}
            elif field.relational:
                inner = self._inner(model.env[field.comodel_name], node)
                found[name] = {"fields": inner, "limit": PAGE}
        return found

    def _inner(self, model, node):
        inner = {}
        for view in node:
            if view.tag in ("list", "kanban"):
                inner |= self._specification(model, view)
        return inner or {"display_name": {}}
