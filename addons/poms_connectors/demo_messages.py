"""Messages of the demo plant's partners: a neutral order in the partner's own format.

Only for demo data: a customer's system writes such messages, POMS never does.
"""


def write_edifact(document, edi):
    """(file name, text) of an EDIFACT ORDERS D.96A."""
    number, day = document["order_number"], document["document_date"].replace("-", "")
    body = [
        f"BGM+220+{number}+9",
        f"DTM+137:{day}:102",
        f"NAD+BY+{edi.their_code}::9++{edi.partner_id.name}",
        f"NAD+SU+{edi.own_code}::9",
        f"CUX+2:{document['currency']}:9",
    ]
    for line in document["lines"]:
        item = line["item"]
        body += [f"LIN+{line['line']}", f"PIA+5+{item['buyer']}:IN"]
        body += [f"IMD+F++:::{item['description']}", f"QTY+21:{line['quantity']}:PCE"]
        for part in line.get("schedule", ()):
            body.append(f"DTM+2:{part['date'].replace('-', '')}:102")
        body.append(f"PRI+AAA:{line['price']}")
    body += ["UNS+S", f"CNT+2:{len(document['lines'])}"]
    sender = f"{edi.their_code}:{edi.their_qualifier}"
    receiver = f"{edi.own_code}:{edi.own_qualifier}"
    segments = [
        f"UNB+UNOC:3+{sender}+{receiver}+{day[2:]}:0815+P{number}",
        "UNH+1+ORDERS:D:96A:UN:EAN008",
        *body,
        f"UNT+{len(body) + 2}+1",
        f"UNZ+1+P{number}",
    ]
    return f"orders-{number}.edi", "UNA:+.? '\n" + "".join(f"{s}'\n" for s in segments)


def write_idoc(document, edi):
    """(file name, text) of a SAP ORDERS05 in XML."""
    number, day = document["order_number"], document["document_date"].replace("-", "")
    lines = []
    for line in document["lines"]:
        schedule = "".join(
            f'<E1EDP20 SEGMENT="1"><WMENG>{part["quantity"]}.000</WMENG>'
            f"<EDATU>{part['date'].replace('-', '')}</EDATU></E1EDP20>\n"
            for part in line.get("schedule", ())
        )
        item = line["item"]
        lines.append(
            f'<E1EDP01 SEGMENT="1"><POSEX>{line["line"].zfill(6)}</POSEX>'
            f"<ACTION>001</ACTION><MENGE>{line['quantity']}.000</MENGE>"
            f"<MENEE>PCE</MENEE><VPREI>{line['price']}</VPREI><PEINH>1</PEINH>\n"
            f'{schedule}<E1EDP19 SEGMENT="1"><QUALF>001</QUALF>'
            f"<IDTNR>{item['buyer'].zfill(18)}</IDTNR>"
            f"<KTEXT>{item['description']}</KTEXT></E1EDP19></E1EDP01>"
        )
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<ORDERS05><IDOC BEGIN="1">
<EDI_DC40 SEGMENT="1"><TABNAM>EDI_DC40</TABNAM><MANDT>300</MANDT>
<DOCNUM>{number.zfill(16)}</DOCNUM><DOCREL>750</DOCREL><STATUS>30</STATUS>
<DIRECT>1</DIRECT><IDOCTYP>ORDERS05</IDOCTYP><MESTYP>ORDERS</MESTYP>
<SNDPOR>SAPDEM</SNDPOR><SNDPRT>LS</SNDPRT><SNDPRN>{edi.their_code}</SNDPRN>
<RCVPOR>POMS</RCVPOR><RCVPRT>LS</RCVPRT><RCVPRN>{edi.own_code}</RCVPRN>
<CREDAT>{day}</CREDAT><CRETIM>081500</CRETIM></EDI_DC40>
<E1EDK01 SEGMENT="1"><ACTION>000</ACTION><CURCY>{document["currency"]}</CURCY>
<BELNR>{number}</BELNR></E1EDK01>
<E1EDK03 SEGMENT="1"><IDDAT>012</IDDAT><DATUM>{day}</DATUM></E1EDK03>
<E1EDKA1 SEGMENT="1"><PARVW>AG</PARVW><PARTN>1000</PARTN>
<NAME1>{edi.partner_id.name}</NAME1></E1EDKA1>
<E1EDK02 SEGMENT="1"><QUALF>001</QUALF><BELNR>{number}</BELNR></E1EDK02>
{"".join(lines)}
</IDOC></ORDERS05>
"""
    return f"orders05-{number}.xml", text


def write_u8(document, edi):
    """(file name, text) of a Yonyou U8 EAI sale order."""
    number, lines = document["order_number"], []
    for line in document["lines"]:
        total = int(line["quantity"]) * float(line["price"])
        due = "".join(
            f"<dpredate>{part['date']}</dpredate>" for part in line.get("schedule", ())
        )
        lines.append(
            f"<entry><inventorycode>{line['item']['supplier']}</inventorycode>"
            f"<ccusinvcode>{line['item']['buyer']}</ccusinvcode>\n"
            f"<quantity>{line['quantity']}</quantity>"
            f"<unitprice>{line['price']}</unitprice><money>{total:.2f}</money>"
            f"<unitcode>01</unitcode>{due}</entry>"
        )
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<ufinterface roottag="saleorder" billtype="" docid="P{number}" receiver="{edi.own_code}"
 sender="{edi.their_code}" proc="add" codeexchanged="N" exportneedexch="N"
 version="2.0">
<saleorder><header>
<date>{document["document_date"]}</date><code>{number}</code><custcode>C0815</custcode>
<cusname>{edi.partner_id.name}</cusname><currency>人民币</currency>
<currencyrate>1</currencyrate></header>
<body>{"".join(lines)}</body></saleorder></ufinterface>
"""
    return f"saleorder-{number}.xml", text


WRITERS = {"edifact": write_edifact, "idoc": write_idoc, "u8": write_u8}
